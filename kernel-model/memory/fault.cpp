// Demand paging: what a page fault on a program's address means, and how the page gets there.
//
// The processor says where (CR2) and why (the error code); the regions say what was promised. Only if both
// agree a frame is taken and filled. Linux mm/memory.c (handle_mm_fault), arch/x86/mm/fault.c. Read next:
// entry/exceptions.cpp, the caller.
#include "kernel-model/files/inode.hpp"
#include "kernel-model/lib/instructions.hpp"
#include "kernel-model/memory/address_space.hpp"
#include "kernel-model/memory/frames.hpp"

#include <algorithm>
#include <cstring>

namespace ringside::kernel {

FaultOutcome AddressSpace::handle_fault(uint64_t address, uint64_t error_code)
{
    if (address >= layout_.limit)
        return FaultOutcome::bad_address;
    Region const* const region = region_for_fault(address);
    if (!region)
        return FaultOutcome::bad_address;
    if (!allows(*region, error_code))
        return FaultOutcome::bad_access;
    return fill_page(*region, page_down(address), error_code);
}

bool AddressSpace::allows(Region const& region, uint64_t error_code)
{
    if (error_code & page_fault_bit::write)
        return region.protection.write;
    if (error_code & page_fault_bit::instruction)
        return region.protection.execute;
    return region.protection.any();
}

Region* AddressSpace::region_for_fault(uint64_t address)
{
    Region* below = nullptr;
    Region* region = first_;
    while (region && region->end <= address) {
        below = region;
        region = region->next;
    }
    if (!region)
        return nullptr;
    if (region->contains(address))
        return region;
    if (!region->grows_down)
        return nullptr;

    // The stack grows to the touched page, at most to its limit and not near another region (setrlimit(2)
    // RLIMIT_STACK; Linux mm/mmap.c, expand_downwards).
    constexpr uint64_t guard_gap = 256 * page_size;
    uint64_t const page = page_down(address);
    if (region->end - page > stack_limit)
        return nullptr;
    if (below && below->protection.any() && page - below->end < guard_gap)
        return nullptr;
    region->start = page;
    return region;
}

FaultOutcome AddressSpace::fill_page(Region const& region, uint64_t page, uint64_t error_code)
{
    auto const place = page_tables_.find_or_make(page);
    if (place.failed())
        return FaultOutcome::out_of_memory;
    uint64_t& entry = *place.value();
    bool const is_write = (error_code & page_fault_bit::write) != 0;
    if (region.kernel_pages != 0 && is_write && (entry == 0 || (entry & page_bit::borrowed) != 0))
        return copy_kernel_page(region, page, entry);
    if (entry != 0) {
        // The page is there and the region allows the access: the TLB was stale (SDM Vol. 3A, "Optional
        // Invalidation").
        invalidate_page(page);
        return FaultOutcome::resolved;
    }

    if (region.kernel_pages != 0)
        return show_kernel_page(region, page, entry);
    std::span<std::byte const> source;
    if (region.inode) {
        std::span<std::byte const> const contents = region.inode->contents();
        uint64_t const offset = region.offset + (page - region.start);
        if (offset >= contents.size())
            return FaultOutcome::past_file;
        source = contents.subspan(offset, std::min<uint64_t>(page_size, contents.size() - offset));
    }
    auto const frame = allocate_user_frame();
    if (frame.failed())
        return FaultOutcome::out_of_memory;
    auto* const bytes = static_cast<std::byte*>(direct_map(frame.value()));
    std::memcpy(bytes, source.data(), source.size());
    std::memset(bytes + source.size(), 0, page_size - source.size()); // also behind the end of the file
    entry = frame.value() | page_bits_for(region.protection);
    ++resident_pages_;
    return FaultOutcome::resolved;
}

/// Nothing is taken and nothing copied: all programs see the one page of the kernel, and its changes.
FaultOutcome AddressSpace::show_kernel_page(Region const& region, uint64_t page, uint64_t& entry)
{
    uint64_t const bits = page_bits_for(region.protection) & ~page_bit::writable;
    entry = (region.kernel_pages + (page - region.start)) | bits | page_bit::borrowed;
    return FaultOutcome::resolved;
}

/// The program writes to a page that it was only shown: from now on it has one of its own with the same
/// contents, and nobody else sees the difference (Linux mm/memory.c, do_wp_page).
FaultOutcome AddressSpace::copy_kernel_page(Region const& region, uint64_t page, uint64_t& entry)
{
    auto const frame = allocate_user_frame();
    if (frame.failed())
        return FaultOutcome::out_of_memory;
    std::memcpy(direct_map(frame.value()), direct_map(region.kernel_pages + (page - region.start)),
                page_size);
    entry = frame.value() | page_bits_for(region.protection);
    invalidate_page(page);
    ++resident_pages_;
    return FaultOutcome::resolved;
}

} // namespace ringside::kernel
