// Processor state that belongs to a program and that system calls change: the bases of FS and GS, and the
// three GDT slots for thread-local storage. Sources: arch_prctl(2), set_thread_area(2), Linux
// arch/x86/kernel/process_64.c.
#include "kernel-model/entry/descriptor_tables.hpp"
#include "kernel-model/entry/per_cpu.hpp"
#include "kernel-model/lib/instructions.hpp"
#include "kernel-model/task/task.hpp"

namespace ringside::kernel {

namespace {

constexpr uint32_t msr_fs_base = 0xC000'0100;
constexpr uint32_t msr_kernel_gs_base = 0xC000'0102; // the program's GS base while the kernel runs

} // namespace

Task& current()
{
    Task* task;
    asm volatile("movq %%gs:%c1, %0" : "=r"(task) : "i"(offsetof(PerCpu, current)));
    return *task;
}

Result<void> set_fs_base(Task& task, uint64_t base)
{
    if (base >= AddressSpace::user_limit_64)
        return Errno::eperm;
    task.fs_base = base;
    asm volatile("movl %0, %%fs" : : "r"(0)); // Linux empties the selector too
    write_msr(msr_fs_base, base);
    return {};
}

Result<void> set_gs_base(Task& task, uint64_t base)
{
    if (base >= AddressSpace::user_limit_64)
        return Errno::eperm;
    // Loading the selector would clear the base that GS has right now, which is the kernel's: put it back.
    constexpr uint32_t msr_gs_base = 0xC000'0101;
    WithoutInterrupts const guard;
    asm volatile("movl %0, %%gs" : : "r"(0));
    write_msr(msr_gs_base, reinterpret_cast<uint64_t>(&per_cpu));
    write_msr(msr_kernel_gs_base, base);
    task.gs_base = base;
    return {};
}

void set_thread_area(Task& task, int slot, uint64_t descriptor)
{
    ASSERT(slot >= Task::first_tls_slot && slot < Task::first_tls_slot + Task::tls_slots);
    task.thread_areas[static_cast<size_t>(slot - Task::first_tls_slot)] = descriptor;
    write_tls_descriptor(slot, descriptor);
}

} // namespace ringside::kernel
