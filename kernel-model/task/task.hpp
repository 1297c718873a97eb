// A program in execution, or a thread of the kernel itself: what the kernel knows about it. Pid 1 is init.
//
// The task's registers are not here: they lie as a PtRegs at the top of its kernel stack while it is in the
// kernel. Sources: Linux include/linux/sched.h (task_struct), the man pages named below. Read next:
// task/exec.hpp (how a file becomes a task), scheduler.hpp (how tasks take turns), task/exit.cpp (how it
// ends).
#pragma once

#include "kernel-model/abi/pt_regs.hpp"
#include "kernel-model/memory/address_space.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace ringside::kernel {

class FileTable; // files/file_table.hpp
class Inode;     // files/inode.hpp
struct Ring;     // ring/ring.hpp

/// What rt_sigaction(2) stored, in the kernel's own 64-bit shape for both ABIs.
struct SignalAction
{
    uint64_t handler = 0; // SIG_DFL 0, SIG_IGN 1, else an address
    uint64_t flags = 0;
    uint64_t restorer = 0;
    uint64_t mask = 0;
};

/// sigaltstack(2).
struct AlternateStack
{
    uint64_t address = 0;
    int32_t flags = 2; // SS_DISABLE
    uint64_t size = 0;
};

enum class TaskState : uint8_t
{
    ready,   // runs, or could
    waiting, // until the next tick
    dead     // has ended; its successor frees it
};

/// The FXSAVE image: x87 and SSE registers as a program starts with them, control word 0x37F and MXCSR 0x1F80
/// (SDM Vol. 2A, "FXSAVE").
struct alignas(16) FpuState
{
    uint16_t control_word = 0x37F;
    std::array<std::byte, 22> x87{};
    uint32_t mxcsr = 0x1F80;
    uint32_t mxcsr_mask = 0;
    std::array<std::byte, 480> registers{};
};
static_assert(sizeof(FpuState) == 512);

/// The segment registers that neither INT nor SYSCALL saves.
struct SegmentSelectors
{
    uint32_t ds = 0;
    uint32_t es = 0;
    uint32_t fs = 0;
    uint32_t gs = 0;
};

struct Task
{
    // Turns (scheduler.cpp, context_switch.S)
    std::byte* kernel_rsp = nullptr; // TASK_KERNEL_RSP: where it was put down
    Task* next = nullptr;            // in the ring of all tasks
    TaskState state = TaskState::ready;
    bool is_kernel_thread = false; // never in ring 3; memory and files are its program's
    bool needs_reschedule = false; // its turn is over

    static constexpr int signal_count = 64;
    static constexpr int first_tls_slot = 12; // GDT entries 12-14 (Linux GDT_ENTRY_TLS_MIN)
    static constexpr int tls_slots = 3;

    // Identity
    int32_t pid = 1;
    uint32_t uid = 0;
    uint32_t gid = 0;
    bool is_32_bit = false;      // an i386 program: the user limit and the layout of structures differ
    std::array<char, 16> comm{}; // prctl(2) PR_SET_NAME; zero-terminated

    // Files
    Inode* executable = nullptr; // /proc/self/exe
    char const* executable_path = "";
    Inode* working_directory = nullptr;
    FileTable* files = nullptr;
    uint32_t umask = 022;

    // Memory and processor state
    AddressSpace* memory = nullptr;
    uint64_t vdso = 0;                              // where its vDSO image begins, 0 if it has none
    uint64_t fs_base = 0;                           // arch_prctl(2) ARCH_SET_FS
    uint64_t gs_base = 0;                           // ARCH_SET_GS; in KERNEL_GS_BASE while the kernel runs
    std::array<uint64_t, tls_slots> thread_areas{}; // raw GDT descriptors, set_thread_area(2)
    SegmentSelectors segments; // these, the bases and `fpu` are up to date only while the task does not run
    FpuState fpu;
    std::byte* kernel_stack_top = nullptr;
    uint64_t arguments_start = 0; // the strings on the initial stack: /proc/self/cmdline
    uint64_t arguments_end = 0;
    uint64_t environment_start = 0; // /proc/self/environ
    uint64_t environment_end = 0;

    Ring* ring = nullptr; // ring_register: requests through a shared page

    // Signals: kept, not yet delivered. FIXME: a signal whose handler is set ends the task, and the log says
    // so.
    std::array<SignalAction, signal_count + 1> signal_actions{}; // index = signal number
    uint64_t blocked_signals = 0;                                // bit n-1 = signal n
    uint64_t pending_signals = 0;                                // likewise
    AlternateStack alternate_stack;

    // Threads' bookkeeping, kept for the day there are threads
    uint64_t clear_child_tid = 0;  // set_tid_address(2)
    uint64_t robust_list_head = 0; // set_robust_list(2)
    uint64_t robust_list_length = 0;

    /// The saved registers: the first thing the entry code pushed on the kernel stack.
    PtRegs& registers() { return *reinterpret_cast<PtRegs*>(kernel_stack_top - sizeof(PtRegs)); }
};

/// The task that runs on this CPU.
Task& current();

/// Ends the program: exit_group(2). The status as wait(2) sees it is `status & 0xff`. The machine ends with
/// init.
[[noreturn]] void exit_group(int status);
/// Ends the program as the default action of a signal does: signal(7).
[[noreturn]] void die_by_signal(int signal);
/// Makes a signal pending for a task: kill(2), the keyboard. It acts at the task's next
/// deliver_pending_signals.
void raise_signal(Task& task, int signal);
/// On the way back to ring 3, and after every wait: acts on pending signals that are not blocked. Ends the
/// program if the action says so.
void deliver_pending_signals();

// task/thread_state.cpp: processor state that belongs to the task and that system calls change.
/// arch_prctl(2) ARCH_SET_FS: EPERM outside the user half.
Result<void> set_fs_base(Task& task, uint64_t base);
/// arch_prctl(2) ARCH_SET_GS.
Result<void> set_gs_base(Task& task, uint64_t base);
/// set_thread_area(2): puts a raw descriptor (0 = empty) into GDT slot 12-14.
void set_thread_area(Task& task, int slot, uint64_t descriptor);

} // namespace ringside::kernel
