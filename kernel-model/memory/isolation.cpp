// Builds the little that programs' page tables hold of the kernel, and sends the entry code over its detours.
#include "kernel-model/memory/isolation.hpp"

#include "kernel-model/entry/descriptor_tables.hpp"
#include "kernel-model/entry/per_cpu.hpp"
#include "kernel-model/memory/frames.hpp"
#include "kernel-model/memory/kernel_map.hpp"
#include "kernel-model/memory/page_tables.hpp"

#include <array>
#include <cstring>
#include <span>

namespace {

/// One ISOLATION_SITE of entry/calling.inc.
struct IsolationSite
{
    uint64_t instruction;
    uint64_t detour;
};

} // namespace

// kernel.ld
extern "C" std::byte entry_text_start[];
extern "C" std::byte entry_text_end[];
extern "C" std::byte entry_data_start[];
extern "C" std::byte entry_data_end[];
extern "C" IsolationSite const isolation_sites_start[];
extern "C" IsolationSite const isolation_sites_end[];

namespace ringside::kernel {

namespace {

bool isolated = false;
uint64_t tree = 0; // a PML4 that only leads to the entry area

/// The same pages at the same addresses with the same rights as in the kernel's own tables. The guard pages
/// of the stacks are absent there, and so here.
void share(std::byte const* start, std::byte const* end)
{
    for (auto address = reinterpret_cast<uint64_t>(start); address < reinterpret_cast<uint64_t>(end);
         address += frame_size)
        kernel_entry_for(tree, address, 1) = kernel_entry_for(kernel_page_tables(), address, 1);
}

/// JMP rel32 (SDM Vol. 2A, "JMP"), written through the direct map, where the code is writable.
void write_jump(IsolationSite const& site)
{
    constexpr size_t length = 5;
    std::array<uint8_t, length> code = {0xE9};
    auto const distance = static_cast<uint32_t>(site.detour - (site.instruction + length));
    std::memcpy(&code[1], &distance, sizeof(distance));
    std::memcpy(direct_map(site.instruction - kernel_offset), code.data(), length);
}

} // namespace

bool isolates_page_tables()
{
    return isolated;
}

void isolate_page_tables()
{
    tree = allocate_kernel_frames(1);
    std::memset(direct_map(tree), 0, frame_size);
    share(entry_text_start, entry_text_end);
    share(entry_data_start, entry_data_end);
    for (IsolationSite const& site : std::span(isolation_sites_start, isolation_sites_end))
        write_jump(site);
    isolated = true;
    use_task_stack(per_cpu.top_of_stack); // RSP0 becomes the entry stack
}

uint64_t entry_area_tree()
{
    return tree;
}

uint64_t entry_area_entry()
{
    return static_cast<uint64_t const*>(direct_map(tree))[entry_area_index];
}

} // namespace ringside::kernel
