// What a program may do to its ring without harm to anybody else: rubbish in it, entries taken back, the page
// taken away. kernel-model/abi/ring.hpp has the rules.
#include "check.hpp"
#include "kernel-model/abi/ring.hpp"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

using ringside::kernel::RingEntry;
using ringside::kernel::RingRefusal;
using ringside::kernel::RingStatus;

static constexpr int page_size = 4096;

static long ring_register(void const* page)
{
    return syscall(ringside::kernel::ring_register_number, page);
}

static int error_of(long result)
{
    return result == -1 ? errno : 0;
}

static RingEntry* map_page(void* place, int protection)
{
    return static_cast<RingEntry*>(mmap(place, page_size, protection,
                                        MAP_PRIVATE | MAP_ANONYMOUS | (place != nullptr ? MAP_FIXED : 0), -1,
                                        0));
}

/// More than one tick.
static void wait()
{
    timespec const time = {0, 25'000'000};
    nanosleep(&time, nullptr);
}

static RingStatus status_of(RingEntry const& entry)
{
    return *const_cast<RingStatus const volatile*>(&entry.status);
}

static void submit(RingEntry& entry, uint32_t number, uint64_t first = 0, uint64_t second = 0,
                   uint64_t third = 0)
{
    entry.number = number;
    entry.arguments = {first, second, third};
    *const_cast<RingStatus volatile*>(&entry.status) = RingStatus::submitted;
}

static bool serves_getpid(RingEntry* entries)
{
    submit(entries[63], SYS_getpid);
    wait();
    return status_of(entries[63]) == RingStatus::done && entries[63].result == getpid();
}

static void registration()
{
    RingEntry* const page = map_page(nullptr, PROT_READ | PROT_WRITE);
    RingEntry* const constant = map_page(nullptr, PROT_READ);
    RingEntry* const gone = map_page(nullptr, PROT_READ);
    munmap(gone, page_size);

    check(error_of(ring_register(nullptr)) == EINVAL);
    check(error_of(ring_register(&page[1])) == EINVAL);
    check(error_of(ring_register(constant)) == EFAULT);
    check(error_of(ring_register(gone)) == EFAULT);
    check(error_of(ring_register((void*)0xffff888000000000)) == EFAULT);
    check(ring_register(page) == 64);
    check(error_of(ring_register(page)) == EBUSY);
    check(serves_getpid(page));
    check(ring_register(nullptr) == 0);
    submit(page[0], SYS_getpid);
    wait();
    check(status_of(page[0]) == RingStatus::submitted); // nobody comes any more
    check(ring_register(page) == 64);
    wait();
    check(status_of(page[0]) == RingStatus::done);
    check(ring_register(nullptr) == 0);
    munmap(page, page_size);
}

static void refusals(RingEntry* entries)
{
    static uint32_t const numbers[] = {
        SYS_exit,         SYS_exit_group, SYS_fork,  SYS_vfork,  SYS_clone, SYS_execve, SYS_arch_prctl,
        SYS_rt_sigreturn, SYS_gettid,     SYS_futex, SYS_munmap, SYS_close, 335,        0xffff'ffff};
    static RingRefusal const refusals[] = {
        RingRefusal::acts_on_caller, RingRefusal::acts_on_caller, RingRefusal::acts_on_caller,
        RingRefusal::acts_on_caller, RingRefusal::acts_on_caller, RingRefusal::acts_on_caller,
        RingRefusal::acts_on_caller, RingRefusal::acts_on_caller, RingRefusal::acts_on_caller,
        RingRefusal::may_wait,       RingRefusal::not_served,     RingRefusal::not_served,
        RingRefusal::no_such_call,   RingRefusal::no_such_call};
    unsigned const count = sizeof numbers / sizeof numbers[0];
    for (unsigned i = 0; i < count; ++i)
        submit(entries[i], numbers[i]);
    wait();
    for (unsigned i = 0; i < count; ++i) {
        check(status_of(entries[i]) == RingStatus::done, 1000 + (int)i);
        check(entries[i].refusal == refusals[i], 2000 + (int)i);
        check(entries[i].result == (refusals[i] == RingRefusal::no_such_call ? -ENOSYS : -EOPNOTSUPP),
              3000 + (int)i);
    }
}

static void pointers(RingEntry* entries)
{
    static char buffer[16];
    submit(entries[0], SYS_write, 1, 8, 1);
    submit(entries[1], SYS_write, 1, 0xffff888000000000, 1);
    submit(entries[2], SYS_getcwd, (uint64_t)buffer, sizeof buffer);
    submit(entries[3], SYS_read, 0, (uint64_t)buffer + 8, 1); // nobody types
    wait();
    check(entries[0].result == -EFAULT);
    check(entries[1].result == -EFAULT);
    check(entries[2].result == 2 && strcmp(buffer, "/") == 0);
    check(entries[3].result == -EAGAIN || entries[3].result == 0);
}

static uint64_t random_number()
{
    static uint64_t state = 88172645463325252;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static void rubbish(RingEntry* entries)
{
    auto* const words = reinterpret_cast<uint64_t*>(entries);
    for (int round = 0; round < 8; ++round) {
        for (int i = 0; i < page_size / 8; ++i)
            words[i] = random_number();
        for (int i = 0; round % 2 != 0 && i < 64; ++i)
            submit(entries[i], random_number() % 600, random_number(), random_number(), random_number());
        wait();
    }
    memset(entries, 0, page_size);
    check(serves_getpid(entries));

    entries[0].status = RingStatus::busy; // says the program; nobody believes it
    entries[1].status = static_cast<RingStatus>(99);
    submit(entries[2], SYS_getpid);
    entries[2].status = RingStatus::free; // taken back
    wait();
    check(status_of(entries[0]) == RingStatus::busy);
    check(status_of(entries[1]) == static_cast<RingStatus>(99));
    check(status_of(entries[2]) == RingStatus::free);
}

static void page_taken_away(RingEntry* entries)
{
    submit(entries[0], SYS_getpid);
    mprotect(entries, page_size, PROT_READ);
    wait();
    check(status_of(entries[0]) == RingStatus::submitted);
    munmap(entries, page_size);
    wait();
    check(map_page(entries, PROT_READ | PROT_WRITE) == entries);
    check(serves_getpid(entries)); // the place is what was registered
}

int main()
{
    registration();
    RingEntry* const entries = map_page(nullptr, PROT_READ | PROT_WRITE);
    check(ring_register(entries) == 64);
    refusals(entries);
    pointers(entries);
    rubbish(entries);
    page_taken_away(entries);
    for (int i = 0; i < 64; ++i)
        submit(entries[i], SYS_getpid); // and it ends with all of them under way
    return done();
}
