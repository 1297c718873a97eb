// The ring of tasks, and taking turns in it. Read next: context_switch.S.
#include "kernel-model/task/scheduler.hpp"

#include "kernel-model/files/file_table.hpp"
#include "kernel-model/lib/instructions.hpp"
#include "kernel-model/lib/log.hpp"
#include "kernel-model/memory/kernel_map.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>

// context_switch.S
extern "C" ringside::kernel::Task* __switch_to_asm(ringside::kernel::Task* previous,
                                                   ringside::kernel::Task* next);
extern "C" void ret_from_fork_asm();

namespace ringside::kernel {

namespace {

Task* first_task = nullptr;

/// What __switch_to_asm leaves on a stack: Linux's struct inactive_task_frame.
struct SwitchFrame
{
    uint64_t r15;
    uint64_t r14;
    uint64_t r13;
    uint64_t r12;
    uint64_t bx;
    uint64_t bp;
    uint64_t return_address;
};

/// The first ready task behind `task` in the ring, itself last; null if all wait.
Task* next_ready(Task& task)
{
    Task* candidate = task.next;
    for (; candidate != &task; candidate = candidate->next)
        if (candidate->state == TaskState::ready)
            return candidate;
    return task.state == TaskState::ready ? &task : nullptr;
}

void take_out_of_ring(Task& task)
{
    Task* before = &task;
    while (before->next != &task)
        before = before->next;
    before->next = task.next;
    if (first_task == &task)
        first_task = task.next;
}

uint64_t page_table_root(Task const& task)
{
    return task.memory ? task.memory->page_tables().root() : kernel_page_tables();
}

/// First the address space, then the registers and the stack. Both are the kernel's own half in every address
/// space, so the code goes on under its feet. Threads of one program share its tables: no CR3 load between
/// them.
Task* context_switch(Task& previous, Task& next)
{
    uint64_t const root = page_table_root(next);
    if (root != page_table_root(previous))
        write_cr3(root);
    return __switch_to_asm(&previous, &next);
}

/// The frame with which a task that has never run is taken up.
void push_first_frame(Task& task, std::byte* top, uint64_t function, uint64_t argument)
{
    auto* const frame = reinterpret_cast<SwitchFrame*>(top) - 1;
    *frame = {.r15 = 0,
              .r14 = 0,
              .r13 = 0,
              .r12 = argument,
              .bx = function,
              .bp = 0,
              .return_address = reinterpret_cast<uint64_t>(ret_from_fork_asm)};
    task.kernel_rsp = reinterpret_cast<std::byte*>(frame);
}

/// A program owns its memory and its files, a kernel thread only borrows its program's.
void destroy(Task& task)
{
    take_out_of_ring(task);
    free_kernel_stack(task.kernel_stack_top);
    if (!task.is_kernel_thread) {
        delete task.memory;
        delete task.files;
    }
    delete &task;
}

bool has_exit_work(Task const& task)
{
    return (task.pending_signals & ~task.blocked_signals) != 0 || task.needs_reschedule;
}

} // namespace

void add_task(Task& task)
{
    WithoutInterrupts const guard;
    if (!first_task) {
        first_task = &task;
        task.next = &task;
        return;
    }
    Task* last = first_task;
    while (last->next != first_task)
        last = last->next;
    task.next = first_task;
    last->next = &task;
}

Task* find_program(int32_t pid)
{
    Task* task = first_task;
    do {
        if (task->pid == pid && !task->is_kernel_thread && task->state != TaskState::dead)
            return task;
        task = task->next;
    } while (task != first_task);
    return nullptr;
}

Task& create_kernel_thread(char const* name, void (*function)(void*), void* argument, AddressSpace* memory)
{
    auto* const thread = new Task;
    thread->is_kernel_thread = true;
    thread->state = TaskState::waiting;
    thread->memory = memory;
    thread->kernel_stack_top = map_kernel_stack();
    std::string_view const text = name;
    std::copy_n(text.begin(), std::min(text.size(), thread->comm.size() - 1), thread->comm.begin());
    push_first_frame(*thread, thread->kernel_stack_top, reinterpret_cast<uint64_t>(function),
                     reinterpret_cast<uint64_t>(argument));
    add_task(*thread);
    return *thread;
}

void prepare_program(Task& task)
{
    push_first_frame(task, task.kernel_stack_top - sizeof(PtRegs), 0, 0);
}

void remove_kernel_thread(Task& thread)
{
    WithoutInterrupts const guard;
    ASSERT(thread.is_kernel_thread && &thread != &current());
    destroy(thread);
}

/// In the task that was just taken up: looks after the one that was put down. Linux kernel/sched/core.c has
/// the same name for it.
extern "C" void finish_task_switch(Task* previous)
{
    if (previous->state == TaskState::dead)
        destroy(*previous);
}

void schedule()
{
    WithoutInterrupts const guard;
    Task& previous = current();
    previous.needs_reschedule = false;
    Task* next = next_ready(previous);
    while (!next) {
        wait_for_interrupt();
        disable_interrupts();
        next = next_ready(previous);
    }
    if (next != &previous)
        finish_task_switch(context_switch(previous, *next));
}

void wait_for_tick()
{
    disable_interrupts();
    current().state = TaskState::waiting;
    schedule();
    enable_interrupts();
}

void end_current_task()
{
    disable_interrupts();
    current().state = TaskState::dead;
    schedule();
    panic("a task that had ended was given a turn");
}

void scheduler_tick()
{
    Task& running = current();
    Task* task = &running;
    do {
        if (task->state == TaskState::waiting)
            task->state = TaskState::ready;
        task = task->next;
    } while (task != &running);
    if (next_ready(running) != &running)
        running.needs_reschedule = true;
}

void exit_to_user_mode_prepare()
{
    disable_interrupts();
    while (has_exit_work(current())) {
        enable_interrupts();
        deliver_pending_signals();
        if (current().needs_reschedule)
            schedule();
        disable_interrupts();
    }
}

} // namespace ringside::kernel
