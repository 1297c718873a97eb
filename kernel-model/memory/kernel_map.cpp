// Builds the upper half of the address space, page by page, with the protections of kernel.ld.
#include "kernel-model/memory/kernel_map.hpp"

#include "kernel-model/entry/descriptor_tables.hpp"
#include "kernel-model/lib/instructions.hpp"
#include "kernel-model/memory/frames.hpp"
#include "kernel-model/memory/isolation.hpp"
#include "kernel-model/memory/page_tables.hpp"

#include <cstring>

// kernel.ld
extern "C" std::byte kernel_start[];
extern "C" std::byte text_end[];
extern "C" std::byte data_start[];
extern "C" std::byte kernel_end[];

namespace ringside::kernel {

namespace {

constexpr uint64_t local_apic_physical = 0xFEE0'0000; // SDM Vol. 3A, "Local APIC Status and Location"
constexpr uint64_t large_page_size = 2 * 1024 * 1024;
constexpr uint64_t kernel_table_bits = page_bit::present | page_bit::writable;
constexpr uint64_t data_bits = page_bit::present | page_bit::writable | page_bit::no_execute;

constexpr uint64_t kernel_stacks = 0xFFFF'C900'0000'0000;

uint64_t root = 0;
uint64_t next_stack = kernel_stacks;
std::byte* free_stack = nullptr; // the top of one; the word below leads to the next

uint64_t new_table()
{
    uint64_t const frame = allocate_kernel_frames(1);
    std::memset(direct_map(frame), 0, frame_size);
    return frame;
}

uint64_t& entry_for(uint64_t address, unsigned level)
{
    return kernel_entry_for(root, address, level);
}

void map_image_part(std::byte const* start, std::byte const* end, uint64_t bits)
{
    auto const first = reinterpret_cast<uint64_t>(start);
    auto const last = reinterpret_cast<uint64_t>(end);
    for (uint64_t address = first; address < last; address += frame_size)
        entry_for(address, 1) = (address - kernel_offset) | bits;
}

void show_to_programs_in(uint64_t tree, uint64_t address, uint64_t physical)
{
    kernel_entry_for(tree, address, 1) = physical | page_bit::present | page_bit::user | page_bit::no_execute;
    for (unsigned level = 4; level > 1; --level)
        kernel_entry_for(tree, address, level) |= page_bit::user;
}

} // namespace

uint64_t& kernel_entry_for(uint64_t tree, uint64_t address, unsigned level)
{
    uint64_t table = tree;
    for (unsigned at = 4;; --at) {
        auto* entries = static_cast<uint64_t*>(direct_map(table & page_bit::frame_mask));
        uint64_t& entry = entries[(address >> (12 + 9 * (at - 1))) & 511];
        if (at == level)
            return entry;
        if (!(entry & page_bit::present))
            entry = new_table() | kernel_table_bits;
        table = entry;
    }
}

void build_kernel_map()
{
    root = new_table();
    for (uint64_t physical = 0; physical < end_of_memory(); physical += large_page_size)
        entry_for(direct_map_base + physical, 2) = physical | data_bits | page_bit::large;

    map_image_part(kernel_start, text_end, page_bit::present);
    map_image_part(text_end, data_start, page_bit::present | page_bit::no_execute);
    map_image_part(data_start, kernel_end, data_bits);

    entry_for(kernel_stacks, 1) = 0; // now, so that all trees share the tables: page_tables.cpp
    entry_for(local_apic_address, 1) = local_apic_physical | data_bits | page_bit::cache_disable;
    write_cr3(root);
}

void show_to_programs(uint64_t address, uint64_t physical)
{
    show_to_programs_in(root, address, physical);
    if (isolates_page_tables())
        show_to_programs_in(entry_area_tree(), address, physical);
}

void unmap_guard_page(std::byte const* page)
{
    auto const address = reinterpret_cast<uint64_t>(page);
    entry_for(address, 1) = 0;
    invalidate_page(address);
}

std::byte* map_kernel_stack()
{
    if (std::byte* const top = free_stack) {
        free_stack = *reinterpret_cast<std::byte**>(top - sizeof(free_stack));
        return top;
    }
    next_stack += frame_size; // the guard
    for (uint64_t mapped = 0; mapped < task_stack_size; mapped += frame_size, next_stack += frame_size)
        entry_for(next_stack, 1) = allocate_kernel_frames(1) | data_bits;
    return reinterpret_cast<std::byte*>(next_stack);
}

void free_kernel_stack(std::byte* top)
{
    *reinterpret_cast<std::byte**>(top - sizeof(free_stack)) = free_stack;
    free_stack = top;
}

uint64_t kernel_page_tables()
{
    return root;
}

} // namespace ringside::kernel
