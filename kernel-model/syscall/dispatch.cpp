// From the saved registers to the function that does the call, and back. The entry code CALLs here; here the
// number chooses a function of the table, which unpacks the arguments and CALLs sys_*. Sources: kernel source
// arch/x86/entry/common.c. Read next: table.hpp, fast_32.cpp.
#include "kernel-model/lib/instructions.hpp"
#include "kernel-model/lib/log.hpp"
#include "kernel-model/syscall/system_calls.hpp"
#include "kernel-model/syscall/table.hpp"
#include "kernel-model/syscall/unpack.hpp"
#include "kernel-model/task/scheduler.hpp"
#include "kernel-model/task/task.hpp"

#include <array>

namespace ringside::kernel {

namespace {

constexpr std::string_view table_name(CallTable table)
{
    return table == CallTable::x86_64 ? "x86-64" : "i386";
}

// The names alone, by number: the whole table with its arguments is no business of a running kernel.
consteval std::array<std::string_view, system_call_limit> names_by_number(CallTable table)
{
    std::array<std::string_view, system_call_limit> names = {};
    for (SystemCall const& call : system_calls) {
        if (auto const number = number_in(table, call); number >= 0) {
            names[static_cast<size_t>(number)] = call.name;
        }
    }
    return names;
}

constexpr std::array<std::string_view, system_call_limit> names[] = {names_by_number(CallTable::x86_64),
                                                                     names_by_number(CallTable::i386)};

// Which unknown numbers the log has named already, one bit each.
constinit std::array<uint64_t, system_call_limit / 64 + 1> named_already[2] = {};

// Numbers beyond the table share one bit behind the others.
void log_unknown_once(CallTable table, uint32_t number)
{
    auto const which = static_cast<size_t>(table);
    auto const place = number < system_call_limit ? number : system_call_limit;
    uint64_t& word = named_already[which][place / 64];
    uint64_t const bit = uint64_t{1} << (place % 64);
    if ((word & bit) != 0) {
        return;
    }
    word |= bit;
    std::string_view name = place < system_call_limit ? names[which][place] : std::string_view();
    name = name.empty() ? "number without a call" : name;
    log(Level::notice, "syscall: ", name, " (", number, " of the ", table_name(table),
        " table) is not implemented: -ENOSYS");
}

// How every call without implementation ends: kernel source kernel/sys_ni.c.
[[gnu::noinline]] CallResult sys_ni_syscall(CallTable table, uint32_t number)
{
    log_unknown_once(table, number);
    return Errno::enosys;
}

} // namespace

// `number` is EAX, sign-extended by the entry code.
extern "C" void do_syscall_64(PtRegs* regs, int64_t number)
{
    enable_interrupts();
    auto const index = static_cast<uint32_t>(number);
    if (index < system_call_limit && sys_call_table[index] != nullptr) {
        regs->ax = sys_call_table[index](*regs);
    } else if (index != ~uint32_t{0}) { // -1 is "no call": the -ENOSYS of the entry code stays
        regs->ax = register_value(sys_ni_syscall(CallTable::x86_64, index));
    }
    exit_to_user_mode_prepare();
}

// INT 0x80 from code of either width: i386 numbers, and arguments cut to 32 bits (by the table's functions).
extern "C" void do_int80_syscall_32(PtRegs* regs)
{
    enable_interrupts();
    auto const index = static_cast<uint32_t>(regs->orig_ax);
    if (index < system_call_limit && ia32_sys_call_table[index] != nullptr) {
        regs->ax = ia32_sys_call_table[index](*regs);
    } else if (index != ~uint32_t{0}) {
        regs->ax = register_value(sys_ni_syscall(CallTable::i386, index));
    }
    exit_to_user_mode_prepare();
}

} // namespace ringside::kernel
