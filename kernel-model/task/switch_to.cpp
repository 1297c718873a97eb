// The registers that belong to a program and not to its kernel stack: x87 and SSE, the segments and their
// bases, the TLS descriptors. And the places where the processor and the entry code look for the stack.
//
// Reached from __switch_to_asm, already on the next task's stack. Kernel threads use none of these registers,
// so that nothing is saved or loaded for them. Sources: Linux arch/x86/kernel/process_64.c (__switch_to); SDM
// Vol. 2A, "FXSAVE". Read next: scheduler.cpp.
#include "kernel-model/entry/descriptor_tables.hpp"
#include "kernel-model/entry/per_cpu.hpp"
#include "kernel-model/lib/instructions.hpp"
#include "kernel-model/task/task.hpp"

namespace ringside::kernel {

static_assert(offsetof(Task, kernel_rsp) == 0); // TASK_KERNEL_RSP of calling.inc

namespace {

constexpr uint32_t msr_fs_base = 0xC000'0100;
constexpr uint32_t msr_kernel_gs_base = 0xC000'0102; // the program's GS base while the kernel runs

void save_segments(SegmentSelectors& to)
{
    asm volatile("movl %%ds, %0" : "=r"(to.ds));
    asm volatile("movl %%es, %0" : "=r"(to.es));
    asm volatile("movl %%fs, %0" : "=r"(to.fs));
    asm volatile("movl %%gs, %0" : "=r"(to.gs));
}

/// Loading a selector of an empty slot raises #GP, and a program may have emptied the slot that its register
/// still names (set_thread_area(2)): it gets the null selector then, as from Linux.
uint32_t loadable(Task const& task, uint32_t selector)
{
    auto const slot = static_cast<int>(selector >> 3);
    bool const is_tls = slot >= Task::first_tls_slot && slot < Task::first_tls_slot + Task::tls_slots;
    return is_tls && task.thread_areas[static_cast<size_t>(slot - Task::first_tls_slot)] == 0 ? 0 : selector;
}

/// Loading FS or GS also loads its base from the descriptor, so the bases come after. GS is the kernel's now:
/// it is swapped away while the program's selector is loaded (Linux native_load_gs_index).
void load_segments(Task const& task)
{
    asm volatile("movl %0, %%ds" : : "r"(loadable(task, task.segments.ds)));
    asm volatile("movl %0, %%es" : : "r"(loadable(task, task.segments.es)));
    asm volatile("movl %0, %%fs" : : "r"(loadable(task, task.segments.fs)));
    asm volatile("swapgs\n\tmovl %0, %%gs\n\tswapgs" : : "r"(loadable(task, task.segments.gs)));
    write_msr(msr_fs_base, task.fs_base);
    write_msr(msr_kernel_gs_base, task.gs_base);
}

void load_thread_areas(Task const& task)
{
    for (int i = 0; i < Task::tls_slots; ++i)
        write_tls_descriptor(Task::first_tls_slot + i, task.thread_areas[static_cast<size_t>(i)]);
}

/// An interrupt has left SS null, and AMD's SYSRET sets only its selector: a 32-bit program would get #SS on
/// its first stack access (APM Vol. 3, "SYSRET"; Linux X86_BUG_SYSRET_SS_ATTRS). Nothing else reads SS in
/// 64-bit mode.
void reload_stack_segment()
{
    uint32_t selector;
    asm volatile("movl %%ss, %0" : "=r"(selector));
    if (selector != selector::kernel_data)
        asm volatile("movl %0, %%ss" : : "r"(uint32_t{selector::kernel_data}));
}

void save_user_state(Task& task)
{
    asm volatile("fxsaveq %0" : "=m"(task.fpu));
    save_segments(task.segments);
    // The bases are read back, since loading a selector may have changed them behind the kernel's back.
    task.fs_base = read_msr(msr_fs_base);
    task.gs_base = read_msr(msr_kernel_gs_base);
}

void load_user_state(Task const& task)
{
    load_thread_areas(task);
    load_segments(task);
    asm volatile("fxrstorq %0" : : "m"(task.fpu));
}

} // namespace

/// Answers `previous`, for finish_task_switch.
extern "C" Task* __switch_to(Task* previous, Task* next)
{
    if (!previous->is_kernel_thread)
        save_user_state(*previous);
    per_cpu.current = next;
    use_task_stack(next->kernel_stack_top);
    if (!next->is_kernel_thread)
        load_user_state(*next);
    reload_stack_segment();
    return previous;
}

} // namespace ringside::kernel
