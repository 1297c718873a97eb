// What each exception means: for a program a signal, for the kernel a bug.
//
// The stubs of exceptions.S call these with the saved registers. A page fault is the one exception that is
// part of ordinary life: the page is fetched and the instruction runs again. Signals per vector: Linux
// arch/x86/kernel/traps.c. Read next: memory/fault.cpp (how a page gets there), task/exit.cpp (how a signal
// ends the program).
#include "kernel-model/abi/pt_regs.hpp"
#include "kernel-model/entry/oops.hpp"
#include "kernel-model/lib/instructions.hpp"
#include "kernel-model/lib/log.hpp"
#include "kernel-model/memory/exception_table.hpp"
#include "kernel-model/memory/user_pointer.hpp"
#include "kernel-model/task/scheduler.hpp"
#include "kernel-model/task/task.hpp"
#include "kernel-model/vdso/vsyscall.hpp"

extern "C" std::byte native_irq_return_iret[]; // syscall.S
// compat.S, and isolation.S for pti=on
extern "C" std::byte entry_SYSENTER_compat[];
extern "C" std::byte entry_SYSENTER_compat_end[];
extern "C" std::byte sysenter_to_kernel_tables[];
extern "C" std::byte sysenter_to_kernel_tables_end[];

namespace ringside::kernel {

namespace {

// signal(7), numbers of x86.
constexpr int sigill = 4;
constexpr int sigtrap = 5;
constexpr int sigbus = 7;
constexpr int sigfpe = 8;
constexpr int sigkill = 9;
constexpr int sigsegv = 11;

/// Linux is_sysenter_singlestep: where RFLAGS is still what the program left in it.
bool is_entered_by_sysenter(uint64_t ip)
{
    auto const begin = reinterpret_cast<uint64_t>(entry_SYSENTER_compat);
    auto const end = reinterpret_cast<uint64_t>(entry_SYSENTER_compat_end);
    auto const detour = reinterpret_cast<uint64_t>(sysenter_to_kernel_tables);
    auto const detour_end = reinterpret_cast<uint64_t>(sysenter_to_kernel_tables_end);
    return ip - begin < end - begin || ip - detour < detour_end - detour;
}

/// The IRETQ that was to lead to ring 3 faulted: the fault is the program's, whose frame was bad.
bool failed_to_return(PtRegs const& regs)
{
    return regs.ip == reinterpret_cast<uint64_t>(native_irq_return_iret);
}

/// An exception with no other meaning than "the program did something it may not do".
void trap(PtRegs& regs, uint64_t error_code, char const* name, int signal)
{
    if (!regs.from_user() && !failed_to_return(regs))
        oops(regs, name, error_code);
    if (error_code == ~uint64_t{0})
        log(Level::info, current().comm.data(), "[", current().pid, "]: ", name, " ip:", Hex{regs.ip},
            " sp:", Hex{regs.sp});
    else
        log(Level::info, current().comm.data(), "[", current().pid, "]: ", name, " ip:", Hex{regs.ip},
            " sp:", Hex{regs.sp}, " error:", Hex{error_code});
    die_by_signal(signal);
}

int signal_for(FaultOutcome outcome)
{
    switch (outcome) {
    case FaultOutcome::past_file:
        return sigbus;
    case FaultOutcome::out_of_memory:
        return sigkill;
    default:
        return sigsegv;
    }
}

void fault_in_user_code(PtRegs& regs, uint64_t address, uint64_t error_code)
{
    if (error_code & page_fault_bit::reserved)
        oops(regs, "page fault: reserved bit set in a page table", error_code);
    if (is_vsyscall_address(address) && emulate_vsyscall(&regs, address, error_code))
        return;
    FaultOutcome const outcome = current().memory->handle_fault(address, error_code);
    if (outcome == FaultOutcome::resolved)
        return;
    if (outcome == FaultOutcome::out_of_memory)
        log(Level::error, "Out of memory: killed process ", current().pid, " (", current().comm.data(), ")");
    // Linux's words (arch/x86/mm/fault.c, show_signal_msg).
    log(Level::info, current().comm.data(), "[", current().pid, "]: segfault at ", Hex{address}, " ip ",
        Hex{regs.ip}, " sp ", Hex{regs.sp}, " error ", error_code);
    die_by_signal(signal_for(outcome));
}

/// A present page of the program's that is refused to ring 0 tells of SMEP or SMAP (Linux
/// arch/x86/mm/fault.c, show_fault_oops).
char const* meaning_in_kernel(uint64_t address, uint64_t error_code)
{
    if (!(error_code & page_fault_bit::protection) || !access_ok(address, 1))
        return "page fault";
    return error_code & page_fault_bit::instruction ? "unable to execute userspace code (SMEP?)"
                                                    : "unable to access user memory (SMAP?)";
}

/// Ring 0 touched a page that is not there. Legitimate only in the copies to and from user memory.
void fault_in_kernel(PtRegs& regs, uint64_t address, uint64_t error_code)
{
    uint64_t const fixup = fixup_for(regs.ip);
    if (fixup == 0)
        oops(regs, meaning_in_kernel(address, error_code), error_code);
    if (current().memory->handle_fault(address, error_code) != FaultOutcome::resolved)
        regs.ip = fixup;
}

} // namespace

extern "C" {

void exc_divide_error(PtRegs* regs, uint64_t error_code)
{
    trap(*regs, error_code, "trap divide error", sigfpe);
}

void exc_debug(PtRegs* regs, uint64_t error_code)
{
    // A program that set RFLAGS.TF, or INT1. In ring 0: SYSENTER leaves TF set, and every instruction of its
    // entry code traps until that has saved the flags and cleared TF itself (SDM Vol. 2B, "SYSENTER").
    if (!regs->from_user()) {
        constexpr uint64_t trap_flag = 0x100;
        if (!is_entered_by_sysenter(regs->ip))
            regs->flags &= ~trap_flag;
        return;
    }
    trap(*regs, error_code, "trap debug", sigtrap);
}

void exc_nmi(PtRegs*, uint64_t)
{
    log(Level::warning, "NMI received for unknown reason"); // nothing here raises one
}

void exc_int3(PtRegs* regs, uint64_t error_code)
{
    trap(*regs, error_code, "trap int3", sigtrap);
}

void exc_overflow(PtRegs* regs, uint64_t error_code)
{
    trap(*regs, error_code, "trap overflow", sigsegv);
}

void exc_bounds(PtRegs* regs, uint64_t error_code)
{
    trap(*regs, error_code, "trap bounds", sigsegv);
}

void exc_invalid_op(PtRegs* regs, uint64_t error_code)
{
    trap(*regs, error_code, "trap invalid opcode", sigill);
}

void exc_device_not_available(PtRegs* regs, uint64_t error_code)
{
    oops(*regs, "device not available although CR0.TS and CR0.EM are clear", error_code);
}

void exc_double_fault(PtRegs* regs, uint64_t error_code)
{
    oops(*regs, "double fault", error_code);
}

void exc_coproc_segment_overrun(PtRegs* regs, uint64_t error_code)
{
    trap(*regs, error_code, "trap coprocessor segment overrun", sigfpe);
}

void exc_invalid_tss(PtRegs* regs, uint64_t error_code)
{
    trap(*regs, error_code, "trap invalid TSS", sigsegv);
}

void exc_segment_not_present(PtRegs* regs, uint64_t error_code)
{
    trap(*regs, error_code, "trap segment not present", sigbus);
}

void exc_stack_segment(PtRegs* regs, uint64_t error_code)
{
    trap(*regs, error_code, "trap stack segment", sigbus);
}

void exc_general_protection(PtRegs* regs, uint64_t error_code)
{
    trap(*regs, error_code, "traps: general protection fault", sigsegv);
}

void exc_page_fault(PtRegs* regs, uint64_t error_code)
{
    // Another fault would overwrite CR2, so it is read before anything else can happen.
    uint64_t const address = read_cr2();
    if (!regs->from_user()) {
        fault_in_kernel(*regs, address, error_code);
        return;
    }
    enable_interrupts();
    fault_in_user_code(*regs, address, error_code);
    exit_to_user_mode_prepare();
}

void exc_coprocessor_error(PtRegs* regs, uint64_t error_code)
{
    trap(*regs, error_code, "trap x87 floating-point exception", sigfpe);
}

void exc_alignment_check(PtRegs* regs, uint64_t error_code)
{
    trap(*regs, error_code, "trap alignment check", sigbus);
}

void exc_machine_check(PtRegs* regs, uint64_t error_code)
{
    oops(*regs, "machine check", error_code);
}

void exc_simd_coprocessor_error(PtRegs* regs, uint64_t error_code)
{
    trap(*regs, error_code, "trap SIMD floating-point exception", sigfpe);
}

void exc_control_protection(PtRegs* regs, uint64_t error_code)
{
    oops(*regs, "control protection exception although CR4.CET is clear", error_code);
}

void exc_reserved(PtRegs* regs, uint64_t error_code)
{
    oops(*regs, "exception with a reserved vector", error_code);
}

} // extern "C"

} // namespace ringside::kernel
