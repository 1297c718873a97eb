// 64 requests through a shared page, while the program computes. Four rounds of sixteen, sixteen kinds: calls
// that work, calls that fail, and calls that a page cannot carry (exit means the thread that calls - which
// one would end?). Between path_begin and path_end the program executes no instruction that enters the
// kernel; only the tick interrupts it. Run: sixty_four - prints how much came back as expected; ends with
// status 0 if all is as expected.
#include "kernel-model/abi/ring.hpp"
#include "programs/raw.h"

namespace {

using ringside::kernel::RingEntry;
using ringside::kernel::RingRefusal;
using ringside::kernel::RingStatus;

constexpr unsigned rounds = 4;
constexpr unsigned kinds = 16;

alignas(4096) RingEntry entries[ringside::kernel::ring_entries];
char letters[] = "ring";
char directory[64];
char names[6][65];
long moment[2];
long own_number;

struct Kind
{
    unsigned number;
    unsigned long arguments[3];
    long result;
    RingRefusal refusal = RingRefusal::none;
};

constexpr long anything_good = 1L << 62; // a result that no errno is

unsigned long address(void const* place)
{
    return reinterpret_cast<unsigned long>(place);
}

// Numbers of x86-64: syscalls(2). Round 0 is a rehearsal and writes nothing.
Kind kind(unsigned which, unsigned round)
{
    switch (which) {
    case 0:
        return {39, {}, own_number}; // getpid
    case 1:
        return {call_write, {1, address(letters) + (round + 3) % 4, round != 0 ? 1UL : 0UL}, round != 0};
    case 2:
        return {201, {}, anything_good}; // time
    case 3:
        return {call_clock_gettime, {1, address(moment)}, 0};
    case 4:
        return {102, {}, 0}; // getuid
    case 5:
        return {call_getcwd, {address(directory), sizeof directory}, 2};
    case 6:
        return {call_uname, {address(names)}, 0};
    case 7:
        return {8, {1, 0, 1}, -29}; // lseek on a pipe: ESPIPE
    case 8:
        return {call_write, {1, 8, 1}, -14}; // from where nothing is: EFAULT
    case 9:
        return {call_write, {99, address(letters), 1}, -9}; // EBADF
    case 10:
        return {9999, {}, -38, RingRefusal::no_such_call};
    case 11:
        return {60, {7}, -95, RingRefusal::acts_on_caller}; // exit
    case 12:
        return {57, {}, -95, RingRefusal::acts_on_caller}; // fork
    case 13:
        return {59, {address("/bin/sh")}, -95, RingRefusal::acts_on_caller}; // execve
    case 14:
        return {call_nanosleep, {address(moment)}, -95, RingRefusal::may_wait};
    default:
        return {call_mmap, {0, 4096}, -95, RingRefusal::not_served};
    }
}

RingStatus volatile& status_of(unsigned slot)
{
    return *const_cast<RingStatus volatile*>(&entries[slot].status);
}

void submit(unsigned slot, Kind const& wish)
{
    entries[slot].number = wish.number;
    for (unsigned i = 0; i < 3; ++i) {
        entries[slot].arguments[i] = wish.arguments[i];
    }
    __asm__ volatile("" : : : "memory"); // the compiler keeps the order too
    status_of(slot) = RingStatus::submitted;
}

bool is_as_expected(RingEntry const& entry, Kind const& wish)
{
    bool const good = wish.result == anything_good ? entry.result > 0 : entry.result == wish.result;
    return good && entry.refusal == wish.refusal;
}

// A piece of the program's own work: one step of a generator (Marsaglia, "Xorshift RNGs").
unsigned long step(unsigned long value)
{
    value ^= value << 13;
    value ^= value >> 7;
    return value ^ value << 17;
}

struct Account
{
    unsigned long value = 1;
    unsigned long steps = 0;
    unsigned expected = 0;
};

// Submits sixteen requests, computes until they are done, and looks at the answers.
void play(unsigned round, Account& account)
{
    unsigned const first = (round != 0 ? round - 1 : 0) * kinds;
    for (unsigned i = 0; i < kinds; ++i) {
        submit(first + i, kind(i, round));
    }
    for (unsigned i = 0; i < kinds; ++i) {
        while (status_of(first + i) != RingStatus::done) {
            account.value = step(account.value);
            ++account.steps;
        }
    }
    __asm__ volatile("" : : : "memory");
    for (unsigned i = 0; i < kinds; ++i) {
        account.expected += is_as_expected(entries[first + i], kind(i, round));
        status_of(first + i) = RingStatus::free;
    }
}

void say(char const* before, unsigned long number, char const* after)
{
    print(before);
    print_number(static_cast<long>(number));
    print(after);
}

} // namespace

extern "C" int main_program(int, char**)
{
    if (call3(ringside::kernel::ring_register_number, static_cast<long>(address(entries)), 0, 0) !=
        ringside::kernel::ring_entries) {
        print("this kernel has no rings\n");
        return 1;
    }
    own_number = call3(39, 0, 0, 0); // getpid by SYSCALL
    Account rehearsal;
    play(0, rehearsal);
    Account account;
    __asm__ volatile(".globl path_begin\npath_begin:" : : : "memory");
    for (unsigned round = 1; round <= rounds; ++round) {
        play(round, account);
    }
    __asm__ volatile(".globl path_end\npath_end:" : : : "memory");
    print("\n");
    say("", rounds * kinds, " requests, ");
    say("", account.expected, " answers as expected\n");
    print(account.steps != 0 ? "computed meanwhile\n"
                             : "computed nothing\n"); // how much depends on the clock
    return account.expected == rounds * kinds ? 0 : 1;
}
