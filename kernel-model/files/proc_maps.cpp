// /proc/PID/maps: one line for each region of the address space, in the format of kernel source
// fs/proc/task_mmu.c, show_map_vma. proc_pid_maps(5).
#include "kernel-model/files/proc.hpp"

#include "kernel-model/memory/address_space.hpp"
#include "kernel-model/task/task.hpp"
#include "kernel-model/vdso/vsyscall.hpp"

namespace ringside::kernel {

namespace {

// Names begin behind this column: 25 + 6 * sizeof(void*) - 1.
constexpr size_t name_column = 72;

void write_device(TextWindow& text, uint64_t device)
{
    text.put_hexadecimal((device >> 8) & 0xfff, 2);
    text.put(':');
    text.put_hexadecimal((device & 0xff) | ((device >> 12) & ~uint64_t{0xff}), 2);
}

// A path with a line break in it would look like another region.
void write_name(TextWindow& text, std::string_view name)
{
    for (char const character : name) {
        if (character == '\n') {
            text.put("\\012");
        } else {
            text.put(character);
        }
    }
}

void write_region(TextWindow& text, Region const& region)
{
    text.put_hexadecimal(region.start, 8);
    text.put('-');
    text.put_hexadecimal(region.end, 8);
    text.put(' ');
    text.put(region.protection.read ? 'r' : '-');
    text.put(region.protection.write ? 'w' : '-');
    text.put(region.protection.execute ? 'x' : '-');
    text.put(region.shared ? 's' : 'p');
    text.put(' ');
    text.put_hexadecimal(region.inode != nullptr ? region.offset : 0, 8);
    text.put(' ');
    write_device(text, region.inode != nullptr ? region.inode->attributes().device : 0);
    text.put(' ');
    text.put_decimal(region.inode != nullptr ? region.inode->attributes().number : 0);
    text.put(' ');
    if (std::string_view const name(region.name); !name.empty()) {
        text.pad_to(name_column);
        text.put(' ');
        write_name(text, name);
    }
    text.put('\n');
}

} // namespace

void write_maps(TextWindow& text, Task const& task)
{
    for (Region const* region = task.memory->first(); region != nullptr; region = region->next) {
        write_region(text, *region);
    }
    // The "gate" region, which is nobody's and in every 64-bit program (Linux arch/x86/entry/vsyscall,
    // gate_vma).
    if (!task.is_32_bit && vsyscall_mode() != VsyscallMode::none) {
        write_region(text, {.start = vsyscall_address,
                            .end = vsyscall_address + page_size,
                            .protection = {.read = vsyscall_mode() == VsyscallMode::emulate, .execute = true},
                            .name = "[vsyscall]"});
    }
}

} // namespace ringside::kernel
