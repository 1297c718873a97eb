// What SYSENTER and SYSCALL of 32-bit code leave to be done: the registers that they have lost come from
// where
// __kernel_vsyscall put them, and the sixth argument from user memory. Then the call is one like INT 0x80's.
// Kernel source arch/x86/entry/common.c, do_SYSENTER_32, do_fast_syscall_32. Read next: dispatch.cpp.
#include "kernel-model/abi/pt_regs.hpp"
#include "kernel-model/entry/descriptor_tables.hpp"
#include "kernel-model/lib/instructions.hpp"
#include "kernel-model/memory/user_pointer.hpp"
#include "kernel-model/vdso/fast_call.hpp"

namespace ringside::kernel {

extern "C" void do_int80_syscall_32(PtRegs* regs); // dispatch.cpp

namespace {

// Where ESP points, __kernel_vsyscall has pushed EBP.
Result<void> fetch_sixth_argument(PtRegs* regs)
{
    uint32_t value = 0;
    TRY(copy_from_user(value, UserPtr<uint32_t const>(static_cast<uint32_t>(regs->sp))));
    regs->bp = value;
    return {};
}

} // namespace

// SYSCALL of 32-bit code, and the rest of SYSENTER. Answers whether SYSRET may lead back: it restores RIP and
// RFLAGS from two registers, and knows only one CS and SS. Otherwise IRETQ does.
extern "C" uint32_t do_fast_syscall_32(PtRegs* regs)
{
    uint64_t const landing_pad = vdso_landing_pad();
    regs->ip = landing_pad; // two bytes behind an INT 0x80, so that ip - 2 would repeat the call
    enable_interrupts();
    if (auto const sixth = fetch_sixth_argument(regs); sixth.failed()) {
        regs->ax = static_cast<uint64_t>(-static_cast<int64_t>(sixth.error()));
        disable_interrupts();
        return 0;
    }
    do_int80_syscall_32(regs);
    constexpr uint64_t trap_or_resume = 0x1'0100; // SYSRET would trap before, not after, the next instruction
    return regs->cs == selector::user32_code && regs->ss == selector::user_data && regs->ip == landing_pad &&
           (regs->flags & trap_or_resume) == 0;
}

// SYSENTER has lost ESP, which __kernel_vsyscall brings in EBP, and IF, which was set: ring 3 cannot clear
// it.
extern "C" uint32_t do_SYSENTER_32(PtRegs* regs)
{
    constexpr uint64_t interrupt_flag = 0x200;
    regs->sp = static_cast<uint32_t>(regs->bp);
    regs->flags |= interrupt_flag;
    return do_fast_syscall_32(regs);
}

} // namespace ringside::kernel
