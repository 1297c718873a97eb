// Prints all that is known about a bug of the kernel, then stops.
#include "kernel-model/entry/oops.hpp"

#include "kernel-model/abi/boot_info.hpp"
#include "kernel-model/device/debug_exit.hpp"
#include "kernel-model/entry/descriptor_tables.hpp"
#include "kernel-model/lib/instructions.hpp"
#include "kernel-model/lib/log.hpp"
#include "kernel-model/memory/address_space.hpp"

#include <algorithm>
#include <cstddef>

// kernel.ld
extern "C" std::byte kernel_start[];
extern "C" std::byte text_end[];
extern "C" std::byte data_start[];
extern "C" std::byte kernel_end[];

namespace ringside::kernel {

namespace {

/// Words on the stack that look like return addresses. Without frame pointers some are left over from earlier
/// calls.
void log_call_trace(uint64_t sp)
{
    constexpr int longest = 24;
    int shown = 0;
    auto const low = reinterpret_cast<uint64_t>(data_start);
    auto const high = reinterpret_cast<uint64_t>(kernel_end);
    // Not beyond the stack: behind its top may lie the guard page of the next one.
    auto const top = reinterpret_cast<uint64_t>(task_stack_top());
    bool const on_task_stack = sp < top && top - sp <= task_stack_size;
    uint64_t const end = on_task_stack ? top : std::min(page_up(sp + 1), high);
    for (uint64_t at = sp & ~uint64_t{7}; at >= low && at < end && shown < longest; at += 8) {
        uint64_t const word = *reinterpret_cast<uint64_t const*>(at);
        if (word >= reinterpret_cast<uint64_t>(kernel_start) && word < reinterpret_cast<uint64_t>(text_end)) {
            log(Level::emergency, "  ? ", Hex{word});
            ++shown;
        }
    }
}

} // namespace

void oops(PtRegs const& regs, char const* what, uint64_t error_code)
{
    disable_interrupts();
    constexpr Level level = Level::emergency;
    log(level, "BUG: ", what, " in ring ", regs.cs & 3, ", error code ", Hex{error_code}, ", CR2 ",
        Hex{read_cr2()});
    log(level, "RIP: ", Hex{regs.cs}, ":", Hex{regs.ip}, " RSP: ", Hex{regs.ss}, ":", Hex{regs.sp},
        " RFLAGS: ", Hex{regs.flags});
    log(level, "RAX: ", Hex{regs.ax}, " RBX: ", Hex{regs.bx}, " RCX: ", Hex{regs.cx}, " RDX: ", Hex{regs.dx});
    log(level, "RSI: ", Hex{regs.si}, " RDI: ", Hex{regs.di}, " RBP: ", Hex{regs.bp}, " R08: ", Hex{regs.r8});
    log(level, "R09: ", Hex{regs.r9}, " R10: ", Hex{regs.r10}, " R11: ", Hex{regs.r11},
        " R12: ", Hex{regs.r12});
    log(level, "R13: ", Hex{regs.r13}, " R14: ", Hex{regs.r14}, " R15: ", Hex{regs.r15});
    log(level, "CR0: ", Hex{read_cr0()}, " CR3: ", Hex{read_cr3()}, " CR4: ", Hex{read_cr4()});
    log(level, "Call trace:");
    log_call_trace(regs.sp);
    panic("Fatal exception");
}

void panic_at(char const* condition, char const* file, int line)
{
    auto const rip = reinterpret_cast<uint64_t>(__builtin_return_address(0));
    panic("assertion ", condition, " failed at ", file, ":", line, ", rip ", Hex{rip});
}

void stop_after_panic()
{
    disable_interrupts();
    debug_exit(panic_status);
}

} // namespace ringside::kernel
