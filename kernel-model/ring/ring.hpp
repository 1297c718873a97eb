// The kernel's side of the shared page (abi/ring.hpp): a kernel thread for each program that has registered
// one. It wakes with every tick, serves what is submitted and sleeps again; the program computes meanwhile.
//
// The page stays the program's memory and is touched only by copy_from_user and copy_to_user, so a program
// that unmaps or spoils it harms itself alone. A request is first copied and then judged: what the program
// stores later changes nothing. Claiming is one LOCK CMPXCHG, so that several threads may look after one
// page. Read next: ring.cpp, then requests.cpp.
#pragma once

#include "kernel-model/abi/ring.hpp"
#include "kernel-model/memory/user_pointer.hpp"

#include <cstdint>

namespace ringside::kernel {

struct Task;

struct Ring
{
    Task* program;
    Task* thread;
    UserPtr<RingEntry> entries;
};

// ring.cpp
/// Ends the current program's ring, if it has one. The program is about to end, or has asked for it.
void drop_ring(Task& program);

// requests.cpp
struct RingAnswer
{
    RingRefusal refusal;
    int64_t result;
};
/// Makes the call, or says why not. `request` is the kernel's own copy.
RingAnswer make_request(RingEntry const& request);

} // namespace ringside::kernel
