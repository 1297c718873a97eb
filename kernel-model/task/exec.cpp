// Maps the segments, builds the stack, sets the registers, and leaves for ring 3.
#include "kernel-model/task/exec.hpp"

#include "kernel-model/device/interrupt_controllers.hpp"
#include "kernel-model/entry/descriptor_tables.hpp"
#include "kernel-model/entry/per_cpu.hpp"
#include "kernel-model/files/file_system.hpp"
#include "kernel-model/files/file_table.hpp"
#include "kernel-model/files/path.hpp"
#include "kernel-model/lib/instructions.hpp"
#include "kernel-model/lib/log.hpp"
#include "kernel-model/lib/random.hpp"
#include "kernel-model/memory/kernel_map.hpp"
#include "kernel-model/memory/user_pointer.hpp"
#include "kernel-model/task/address_layout.hpp"
#include "kernel-model/task/initial_stack.hpp"
#include "kernel-model/task/scheduler.hpp"
#include "kernel-model/vdso/map.hpp"

#include <algorithm>
#include <array>

// entry/syscall.S
extern "C" [[noreturn]] void enter_user_mode(ringside::kernel::PtRegs*);

namespace ringside::kernel {

namespace {

/// design decision: the same for every run, so that nothing of the host leaks into the program's addresses.
constexpr std::array<std::string_view, 4> default_environment = {
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/", "TERM=linux",
    "LANG=C.UTF-8"};

bool has_variable(TextList const& environment, std::string_view setting)
{
    std::string_view const name = setting.substr(0, setting.find('=') + 1);
    for (auto const* node = environment.first(); node; node = node->next)
        if (node->text.starts_with(name))
            return true;
    return false;
}

TextList environment_for(Parameters const& parameters)
{
    TextList environment;
    for (std::string_view setting : default_environment)
        if (!has_variable(parameters.environment, setting))
            environment.add(setting);
    for (auto const* node = parameters.environment.first(); node; node = node->next)
        environment.add(node->text);
    return environment;
}

/// Maps one PT_LOAD segment: the file's pages, then zero pages, and zeros from the end of the file's part to
/// the end of its last page (Linux fs/binfmt_elf.c, elf_map, set_brk, padzero).
Result<void> map_segment(AddressSpace& memory, Segment const& segment, Inode& inode, uint64_t bias)
{
    uint64_t const start = segment.address + bias;
    uint64_t const file_end = start + segment.file_size;
    uint64_t const end = start + segment.memory_size;
    uint64_t zero_start = page_down(start);
    if (segment.file_size != 0) {
        TRY(memory.map({.address = page_down(start),
                        .length = page_up(file_end) - page_down(start),
                        .protection = segment.protection,
                        .placement = Placement::fixed,
                        .inode = &inode,
                        .offset = page_down(segment.offset),
                        .name = inode.path()}));
        zero_start = page_up(file_end);
        if (segment.protection.write && end > file_end &&
            clear_user_partial(UserPtr<std::byte>(file_end), zero_start - file_end) != 0)
            return Errno::efault;
    }
    if (page_up(end) > zero_start)
        TRY(memory.map({.address = zero_start,
                        .length = page_up(end) - zero_start,
                        .protection = segment.protection,
                        .placement = Placement::fixed}));
    return {};
}

/// Where the image goes, relative to where it was linked.
Result<uint64_t> choose_bias(AddressSpace& memory, ElfFile const& file)
{
    if (!file.is_position_independent())
        return uint64_t{0};
    // A static PIE lies in the mmap area. The place is asked for like any other and given back at once.
    uint64_t const length = file.end_page() - file.first_page() + (file.alignment() - page_size);
    uint64_t const place = TRY(memory.map({.length = length, .protection = {}}));
    TRY(memory.unmap(place, length));
    uint64_t const base = (place + file.alignment() - 1) & ~(file.alignment() - 1);
    return base - file.first_page();
}

Result<uint64_t> load_segments(Task& task, ElfFile const& file, Inode& inode)
{
    AddressSpace& memory = *task.memory;
    uint64_t const bias = TRY(choose_bias(memory, file));
    for (size_t i = 0; i < file.segment_count(); ++i) {
        Segment const segment = file.segment(i);
        if (segment.type == Segment::load && segment.memory_size != 0)
            TRY(map_segment(memory, segment, inode, bias));
    }
    return bias;
}

Result<void> map_stack(AddressSpace& memory, ElfFile const& file)
{
    constexpr uint64_t first_size = 0x21000; // Linux setup_arg_pages: 128 KiB and a page; it grows by itself
    TRY(memory.map({.address = memory.layout().stack_top - first_size,
                    .length = first_size,
                    .protection = {.read = true, .write = true, .execute = file.wants_executable_stack()},
                    .placement = Placement::fixed_noreplace,
                    .grows_down = true,
                    .name = "[stack]"}));
    return {};
}

/// The registers at the first instruction: all zero (RDX too: libc would register it with atexit(3)), but for
/// these.
PtRegs first_registers(ElfFile const& file, uint64_t entry, uint64_t sp)
{
    constexpr uint64_t rflags_at_start = 0x202; // IF, and bit 1 which is always set
    PtRegs registers{};
    registers.orig_ax = ~uint64_t{0};
    registers.ip = entry;
    registers.cs = file.is_32_bit() ? selector::user32_code : selector::user_code;
    registers.flags = rflags_at_start;
    registers.sp = sp;
    registers.ss = selector::user_data;
    return registers;
}

/// x87 and SSE as execve(2) leaves them: control word 0x37F, MXCSR 0x1F80. And the data segments, which IRETQ
/// keeps.
void reset_processor_state(bool is_32_bit)
{
    uint32_t const mxcsr = 0x1F80;
    asm volatile("fninit");
    asm volatile("ldmxcsr %0" : : "m"(mxcsr));
    uint32_t const data = is_32_bit ? selector::user_data : 0;
    asm volatile("movl %0, %%ds\n\tmovl %0, %%es" : : "r"(data));
}

void set_comm(Task& task, std::string_view path)
{
    std::string_view const name = path.substr(path.rfind('/') + 1);
    std::copy_n(name.begin(), std::min(name.size(), task.comm.size() - 1), task.comm.begin());
}

/// Everything between the path and the first instruction. `task` is current: its memory is written.
Refusal load(Task& task, Parameters const& parameters, std::string_view path, TextList const& arguments)
{
    auto const found = look_up(path);
    if (found.failed())
        return {"it is not in the initramfs", found.error()};
    Inode& inode = *found.value();
    if (!inode.is_regular())
        return {"it is not a regular file", Errno::eacces};
    if ((inode.attributes().mode & 0111) == 0)
        return {"it is not executable", Errno::eacces};

    ElfFile file;
    if (Refusal const refusal = file.open(inode.contents()))
        return refusal;
    task.is_32_bit = file.is_32_bit();
    task.executable = &inode;
    task.executable_path = inode.path();
    set_comm(task, path);
    task.memory->layout() = choose_layout(file, parameters.randomize_addresses);

    auto const bias = load_segments(task, file, inode);
    if (bias.failed())
        return {"its segments cannot be mapped", bias.error()};
    if (auto const stack = map_stack(*task.memory, file); stack.failed())
        return {"its segments leave no room for the stack", stack.error()};
    bool const wants_vdso = file.is_32_bit() ? parameters.vdso32 : parameters.vdso;
    if (wants_vdso && map_vdso(task, parameters.randomize_addresses).failed())
        return {"its segments leave no room for the vDSO", Errno::enomem};
    task.memory->start_break(choose_break(file, bias.value(), parameters.randomize_addresses));

    ProgramStart const start{.path = path,
                             .arguments = arguments,
                             .environment = environment_for(parameters),
                             .load_bias = bias.value(),
                             .randomize = parameters.randomize_addresses};
    auto const sp = write_initial_stack(task, file, start);
    if (sp.failed())
        return {"its arguments and environment are too long", sp.error()};
    task.registers() = first_registers(file, file.entry() + bias.value(), sp.value());
    uint32_t const data = task.is_32_bit ? selector::user_data : 0;
    task.segments = {.ds = data, .es = data};
    return {};
}

/// A task with an empty address space of its own, in which the kernel works from now on.
Task& new_program(int32_t pid, std::byte* kernel_stack_top)
{
    auto* const task = new Task;
    task->pid = pid;
    task->kernel_stack_top = kernel_stack_top;
    task->memory = new AddressSpace;
    task->files = make_initial_file_table();
    task->working_directory = root_directory();
    per_cpu.current = task;
    write_cr3(task->memory->page_tables().root());
    return *task;
}

/// The program of `also=` waits for its first turn; it gets no arguments.
void load_second(Parameters const& parameters)
{
    Task& task = new_program(2, map_kernel_stack());
    if (Refusal const refusal = load(task, parameters, parameters.also, {})) {
        log(Level::error, "exec: ", parameters.also, ": ", refusal.sentence, "; there is no second program");
        return;
    }
    prepare_program(task);
    add_task(task);
    log(Level::info, "Run ", parameters.also, " as process ", task.pid);
}

} // namespace

void run_init(Parameters const& parameters, std::span<std::byte const> initramfs)
{
    mount_initramfs(initramfs);
    Task& task = new_program(1, task_stack_top());
    add_task(task);
    log(Level::info, "Run ", parameters.init, " as init process");
    if (Refusal const refusal = load(task, parameters, parameters.init, parameters.arguments)) {
        log(Level::error, "exec: ", parameters.init, ": ", refusal.sentence);
        panic("Requested init ", parameters.init, " failed (error ", -static_cast<int32_t>(refusal.error),
              ").");
    }
    if (!parameters.also.empty()) {
        load_second(parameters);
        per_cpu.current = &task;
        write_cr3(task.memory->page_tables().root());
    }
    reset_processor_state(task.is_32_bit);
    disable_interrupts();
    // Last of all, so that the ticks fall at the same places in a program however long the kernel's start and
    // the reading of its file took.
    start_ticking();
    enter_user_mode(&task.registers());
}

} // namespace ringside::kernel
