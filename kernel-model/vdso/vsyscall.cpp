// Does for a program what the function at the address that it called would have done, then returns for it:
// RIP from its stack, RSP up by eight. In the order and with the words of Linux emulate_vsyscall.
#include "kernel-model/vdso/vsyscall.hpp"

#include "kernel-model/lib/log.hpp"
#include "kernel-model/memory/address_space.hpp"
#include "kernel-model/memory/frames.hpp"
#include "kernel-model/memory/kernel_map.hpp"
#include "kernel-model/memory/user_pointer.hpp"
#include "kernel-model/syscall/system_calls.hpp"
#include "kernel-model/task/task.hpp"

#include <optional>

// vsyscall_page.S
extern "C" std::byte const vsyscall_page[];

namespace ringside::kernel {

namespace {

constinit VsyscallMode the_mode = VsyscallMode::xonly;

constexpr int sigsegv = 11;

void warn(PtRegs const& regs, char const* sentence)
{
    Task const& task = current();
    log(Level::warning, task.comm.data(), "[", task.pid, "] ", sentence, " ip:", Hex{regs.ip},
        " cs:", Hex{regs.cs}, " sp:", Hex{regs.sp}, " ax:", Hex{regs.ax}, " si:", Hex{regs.si},
        " di:", Hex{regs.di});
}

/// The functions begin at multiples of 1024; an address anywhere else is none of them.
enum class Function : uint64_t
{
    gettimeofday = 0,
    time = 1,
    getcpu = 2,
};

std::optional<Function> function_at(uint64_t address)
{
    constexpr uint64_t number_bits = 0xC00;
    uint64_t const number = (address & number_bits) >> 10;
    if ((address & ~number_bits) != vsyscall_address || number > 2)
        return std::nullopt;
    return static_cast<Function>(number);
}

/// What the real system call would see in orig_ax: syscalls(2), x86-64.
uint64_t number_of(Function function)
{
    switch (function) {
    case Function::gettimeofday:
        return 96;
    case Function::time:
        return 201;
    default:
        return 309;
    }
}

CallResult perform(Function function, PtRegs const& regs)
{
    switch (function) {
    case Function::gettimeofday:
        return sys_gettimeofday(UserPtr<Timeval>(regs.di), UserPtr<Timezone>(regs.si));
    case Function::time:
        return sys_time(UserPtr<int64_t>(regs.di));
    default:
        return sys_getcpu(UserPtr<uint32_t>(regs.di), UserPtr<uint32_t>(regs.si), 0);
    }
}

[[noreturn]] void refuse(PtRegs const& regs, char const* sentence)
{
    warn(regs, sentence);
    die_by_signal(sigsegv);
}

} // namespace

void start_vsyscall(VsyscallMode mode)
{
    the_mode = mode;
    if (mode == VsyscallMode::emulate)
        show_to_programs(vsyscall_address, reinterpret_cast<uint64_t>(vsyscall_page) - kernel_offset);
}

VsyscallMode vsyscall_mode()
{
    return the_mode;
}

} // namespace ringside::kernel

using namespace ringside::kernel;

extern "C" bool emulate_vsyscall(PtRegs* regs, uint64_t address, uint64_t error_code)
{
    if ((error_code & page_fault_bit::instruction) == 0) {
        warn(
            *regs,
            "vsyscall read attempt denied -- look up the vsyscall kernel parameter if you need a workaround");
        return false;
    }
    if (the_mode == VsyscallMode::none) {
        warn(*regs, "vsyscall attempted with vsyscall=none");
        return false;
    }
    auto const function = function_at(address);
    if (!function)
        refuse(*regs, "misaligned vsyscall (exploit attempt or buggy program) -- look up the vsyscall kernel "
                      "parameter if you need a workaround");
    uint64_t caller = 0;
    if (copy_from_user(caller, UserPtr<uint64_t const>(regs->sp)).failed())
        refuse(*regs, "vsyscall with bad stack (exploit attempt?)");

    regs->orig_ax = number_of(*function);
    auto const result = perform(*function, *regs);
    // The old code wrote the answer itself and would have died of a bad pointer; so there is no EFAULT.
    if (result.failed())
        refuse(*regs, "vsyscall fault (exploit attempt?)");
    regs->ax = result.value();
    regs->ip = caller;
    regs->sp += sizeof(caller);
    return true;
}
