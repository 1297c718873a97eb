// The thread that serves a page, and the system call that starts it. Read next: requests.cpp.
#include "kernel-model/ring/ring.hpp"

#include "kernel-model/lib/log.hpp"
#include "kernel-model/memory/address_space.hpp"
#include "kernel-model/syscall/system_calls.hpp"
#include "kernel-model/task/scheduler.hpp"

namespace ringside::kernel {

namespace {

/// Calls ask who `current` is. For them the thread is its program: same files, memory, identity. What may
/// have changed since the last visit is taken over.
void act_for(Task& thread, Task const& program)
{
    thread.pid = program.pid;
    thread.uid = program.uid;
    thread.gid = program.gid;
    thread.umask = program.umask;
    thread.executable = program.executable;
    thread.executable_path = program.executable_path;
    thread.working_directory = program.working_directory;
    thread.files = program.files;
}

UserPtr<RingStatus> status_of(UserPtr<RingEntry> entry)
{
    return entry.as<RingStatus>(); // its first field
}

/// False if another thread was faster, or the program has taken it back.
Result<bool> claim(UserPtr<RingEntry> entry)
{
    return compare_exchange_user(entry.as<uint16_t>(), static_cast<uint16_t>(RingStatus::submitted),
                                 static_cast<uint16_t>(RingStatus::busy));
}

/// The result first and the status last: who sees `done` sees the result.
Result<void> answer(UserPtr<RingEntry> entry, RingAnswer const& given)
{
    TRY(copy_to_user(entry.as<std::byte>().offset(offsetof(RingEntry, result)).as<int64_t>(), given.result));
    TRY(copy_to_user(entry.as<std::byte>().offset(offsetof(RingEntry, refusal)).as<RingRefusal>(),
                     given.refusal));
    return copy_to_user(status_of(entry), RingStatus::done);
}

/// One entry: claimed, copied, made, answered. Nothing to do unless it is submitted.
extern "C" [[gnu::noinline]] Result<void> ring_serve_entry(uint64_t address)
{
    UserPtr<RingEntry> const entry(address);
    RingStatus status{};
    TRY(copy_from_user(status, status_of(entry)));
    if (status != RingStatus::submitted)
        return {};
    bool const mine = TRY(claim(entry));
    if (!mine)
        return {};
    RingEntry request{};
    TRY(copy_from_user(request, entry));
    return answer(entry, make_request(request));
}

/// All 64 entries in their order. Between two of them the program may have its turn.
Result<void> visit(Ring const& ring)
{
    for (uint64_t i = 0; i < ring_entries; ++i) {
        TRY(ring_serve_entry((ring.entries + i).address()));
        if (current().needs_reschedule)
            schedule();
    }
    return {};
}

extern "C" void ring_thread(void* argument)
{
    auto const& ring = *static_cast<Ring const*>(argument);
    bool lost = false;
    for (;;) {
        act_for(current(), *ring.program);
        if (visit(ring).failed() && !lost) {
            log(Level::notice, "ring: the page of process ", ring.program->pid, " at ",
                Hex{ring.entries.address()}, " is not there any more");
            lost = true;
        }
        wait_for_tick();
    }
}

/// EFAULT unless the first entry can be read and written.
Result<void> try_page(UserPtr<RingEntry> page)
{
    RingStatus status{};
    TRY(copy_from_user(status, status_of(page)));
    return copy_to_user(status_of(page), status);
}

} // namespace

void drop_ring(Task& program)
{
    if (!program.ring)
        return;
    remove_kernel_thread(*program.ring->thread);
    delete program.ring;
    program.ring = nullptr;
}

extern "C" CallResult sys_ring_register(uint64_t page)
{
    Task& program = current();
    if (page % page_size != 0 || (page == 0 && !program.ring))
        return Errno::einval;
    if (page == 0) {
        drop_ring(program);
        return uint64_t{0};
    }
    if (program.ring)
        return Errno::ebusy;
    UserPtr<RingEntry> const entries(page);
    TRY(try_page(entries));
    program.ring = new Ring{.program = &program, .thread = nullptr, .entries = entries};
    program.ring->thread = &create_kernel_thread("ring", ring_thread, program.ring, program.memory);
    return uint64_t{ring_entries};
}

} // namespace ringside::kernel
