// Who runs next, and the change from one task to another.
//
// Tasks stand in a ring and take turns. A tick that finds another task ready marks the running one, which
// gives way on its way back to ring 3; a task in the kernel gives way only where it says so (schedule,
// wait_for_tick), as in a Linux without kernel preemption. With one task nothing of this ever happens. One
// processor: per_cpu knows its task, the ring of tasks is common. Sources: Linux kernel/sched/core.c
// (__schedule, context_switch), kernel/entry/common.c. Read next: scheduler.cpp, context_switch.S,
// switch_to.cpp.
#pragma once

#include "kernel-model/task/task.hpp"

namespace ringside::kernel {

/// Puts a task into the ring. Its kernel stack is prepared: by prepare_program or create_kernel_thread.
void add_task(Task& task);
/// The task of a program with that number, or null. Kernel threads have their program's number and are not
/// it.
Task* find_program(int32_t pid);

/// A thread that runs only in ring 0: `function(argument)` on a stack of its own. It works in `memory`, which
/// may be null, and sleeps until the next tick.
Task& create_kernel_thread(char const* name, void (*function)(void*), void* argument, AddressSpace* memory);
/// Prepares a program that has never run: its first turn leaves to ring 3 with task.registers().
void prepare_program(Task& task);
/// Takes a kernel thread that is not running out of the ring and frees it. It may hold nothing.
void remove_kernel_thread(Task& thread);

/// Lets the next ready task run, if there is one; returns when this task's turn comes again. A task that is
/// not ready itself does not come back before it is; if nobody is, the processor waits in HLT.
void schedule();
/// Waits for the next tick, which brings input and time. Other tasks run meanwhile. Leaves interrupts
/// enabled.
void wait_for_tick();
/// The current task never runs again; what it owns is freed by its successor.
[[noreturn]] void end_current_task();

/// From the timer interrupt: everybody who waits becomes ready, and the current task's turn ends if anybody
/// else is.
void scheduler_tick();

/// The last C++ before ring 3 is left for: acts on signals and gives way if the turn is over, until nothing
/// is left to do. Leaves interrupts disabled. Linux kernel/entry/common.c, exit_to_user_mode_prepare.
void exit_to_user_mode_prepare();

} // namespace ringside::kernel
