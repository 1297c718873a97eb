// Shared-memory system calls: one page of entries that a program fills and the kernel empties at its own
// time, after FlexSC (Soares and Stumm, OSDI 2010). No instruction of the program enters the kernel for them.
//
// The program fills number and arguments of a free entry and then stores `submitted`; the kernel claims it
// (`busy`), stores the result and then `done`; the program takes the result and stores `free`. Stores of x86
// are seen in order (SDM Vol. 3A, "Memory Ordering in P6 and More Recent Processor Families"), so that the
// status, which is stored last, says that the rest is there. Assembly programs include this file too. Read
// next: kernel-model/ring/ring.hpp.
#if defined(__ASSEMBLER__)
// clang-format off

    .set RING_REGISTER, 500             // number of ring_register(page)
    .set RING_ENTRIES, 64               // in the page
    .set RING_ENTRY_SIZE, 64
    .set RING_STATUS, 0                 // 16 bits
    .set RING_REFUSAL, 2                // 16 bits
    .set RING_NUMBER, 4                 // 32 bits
    .set RING_ARGUMENTS, 8              // six times 64 bits
    .set RING_RESULT, 56                // 64 bits
    .set RING_FREE, 0
    .set RING_SUBMITTED, 1
    .set RING_BUSY, 2
    .set RING_DONE, 3

// clang-format on
#else
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace ringside::kernel {

/// Whose turn it is with an entry. A status that is none of these is left alone by the kernel.
enum class RingStatus : uint16_t
{
    free = 0,      // the program's
    submitted = 1, // the kernel's, when it comes by
    busy = 2,      // the kernel is at it
    done = 3       // the program's: the result is there
};

/// Why a request was not made; the result is an errno then.
enum class RingRefusal : uint16_t
{
    none = 0,           // it was made, and the result is the call's own
    no_such_call = 1,   // -ENOSYS: not implemented, by whatever path
    acts_on_caller = 2, // -EOPNOTSUPP: exit, fork, execve and the like mean the thread that calls, not a page
    may_wait = 3,       // -EOPNOTSUPP: it would keep all requests behind it waiting
    not_served = 4      // -EOPNOTSUPP: implemented, but not for the ring
};

/// One request. Numbers and arguments are those of SYSCALL on x86-64; the result is what RAX would hold.
struct RingEntry
{
    RingStatus status;
    RingRefusal refusal;
    uint32_t number;
    std::array<uint64_t, 6> arguments;
    int64_t result;
};
static_assert(sizeof(RingEntry) == 64); // one cache line
static_assert(offsetof(RingEntry, refusal) == 2);
static_assert(offsetof(RingEntry, number) == 4);
static_assert(offsetof(RingEntry, arguments) == 8);
static_assert(offsetof(RingEntry, result) == 56);

inline constexpr std::size_t ring_entries = 64; // one page

/// ring_register(page): from now on the kernel looks after the entries of this page, which must be writable
/// and aligned; answers their number. 0 ends it. EINVAL (not aligned; nothing to end), EFAULT, EBUSY (there
/// is one). The number is ours: Linux has none so high.
inline constexpr int ring_register_number = 500;

} // namespace ringside::kernel
#endif
