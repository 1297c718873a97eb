// Regions: mapping, unmapping, protecting, the break. Nothing here fills a page; that is fault.cpp.
#include "kernel-model/memory/address_space.hpp"

#include "kernel-model/lib/instructions.hpp"
#include "kernel-model/memory/frames.hpp"

#include <algorithm>
#include <string_view>

namespace ringside::kernel {

namespace {

/// Nothing is placed within 256 pages below a stack (Linux stack_guard_gap).
constexpr uint64_t stack_guard_gap = 256 * page_size;

/// Where a hole that ends at `region` ends for a search.
uint64_t usable_end_before(Region const& region)
{
    if (!region.grows_down)
        return region.start;
    return region.start > stack_guard_gap ? region.start - stack_guard_gap : 0;
}

bool can_merge(Region const& low, Region const& high)
{
    return low.end == high.start && low.protection == high.protection && low.shared == high.shared &&
           low.grows_down == high.grows_down && low.inode == high.inode &&
           (!low.inode || low.offset + low.size() == high.offset) && !low.kernel_pages &&
           !high.kernel_pages && std::string_view(low.name) == std::string_view(high.name);
}

/// Linux's heuristic overcommit (vm.overcommit_memory=0) refuses only what could never fit.
bool could_never_fit(uint64_t length)
{
    return length / page_size > total_frames();
}

} // namespace

uint64_t page_bits_for(Protection protection)
{
    if (!protection.any())
        return 0;
    return page_bit::present | page_bit::user | (protection.write ? page_bit::writable : 0) |
           (protection.execute ? 0 : page_bit::no_execute);
}

AddressSpace::AddressSpace() = default;

AddressSpace::~AddressSpace()
{
    while (first_) {
        Region* const region = first_;
        first_ = region->next;
        delete region;
    }
}

Result<uint64_t> AddressSpace::map(MapRequest const& request)
{
    if (request.length == 0)
        return Errno::einval;
    uint64_t const length = page_up(request.length);
    if (length == 0 || length > layout_.limit)
        return Errno::enomem;
    if (request.offset % page_size != 0)
        return Errno::einval;
    if (request.offset + length < request.offset)
        return Errno::eoverflow;
    if (region_count_ >= region_limit)
        return Errno::enomem;
    if (request.protection.write && !request.shared && could_never_fit(length))
        return Errno::enomem;

    uint64_t const start = TRY(choose_address(request, length));
    if (request.placement == Placement::fixed)
        TRY(remove_range(start, start + length));
    Protection protection = request.protection;
    protection.execute |= protection.read && layout_.read_implies_execute;
    insert({.start = start,
            .end = start + length,
            .protection = protection,
            .shared = request.shared,
            .grows_down = request.grows_down,
            .inode = request.inode,
            .offset = request.inode ? request.offset : 0,
            .kernel_pages = request.kernel_pages,
            .copied_on_write = request.copied_on_write,
            .name = request.name});
    merge_neighbours();
    if (request.kernel_pages != 0)
        for (uint64_t page = start; page < start + length; page += page_size)
            if (fill_page(*find(page), page, 0) != FaultOutcome::resolved)
                return Errno::enomem;
    return start;
}

/// Linux's get_unmapped_area: the wish if it can be had, else the highest hole below the mmap base.
Result<uint64_t> AddressSpace::choose_address(MapRequest const& request, uint64_t length) const
{
    if (request.placement != Placement::hint) {
        if (request.address % page_size != 0)
            return Errno::einval;
        if (request.address > layout_.limit - length)
            return Errno::enomem;
        if (request.placement == Placement::fixed_noreplace &&
            !is_free(request.address, request.address + length))
            return Errno::eexist;
        return request.address;
    }
    uint64_t const wish = std::max(page_up(request.address), lowest_address);
    if (request.address != 0 && wish <= layout_.limit - length &&
        find_hole(length, wish, wish + length) == wish)
        return wish;
    uint64_t const four_gib = uint64_t{1} << 32;
    uint64_t const top = request.below_4_gib ? std::min(layout_.mmap_top, four_gib) : layout_.mmap_top;
    uint64_t found = find_hole(length, lowest_address, top);
    if (found == 0 && !request.below_4_gib)
        found = find_hole(length, layout_.mmap_top, layout_.limit);
    if (found == 0)
        return Errno::enomem;
    return found;
}

/// The highest address in [low, high - length] where `length` bytes are free; 0 if there is none.
uint64_t AddressSpace::find_hole(uint64_t length, uint64_t low, uint64_t high) const
{
    uint64_t best = 0;
    uint64_t hole_start = low;
    for (Region const* region = first_;; region = region->next) {
        uint64_t const hole_end = std::min(region ? usable_end_before(*region) : high, high);
        if (hole_end > hole_start && hole_end - hole_start >= length)
            best = hole_end - length;
        if (!region || region->start >= high)
            return best;
        hole_start = std::max(hole_start, region->end);
    }
}

bool AddressSpace::is_free(uint64_t start, uint64_t end) const
{
    for (Region const* region = first_; region && region->start < end; region = region->next)
        if (region->end > start)
            return false;
    return true;
}

Region const* AddressSpace::find(uint64_t address) const
{
    for (Region const* region = first_; region && region->start <= address; region = region->next)
        if (address < region->end)
            return region;
    return nullptr;
}

Result<void> AddressSpace::check_range(uint64_t address, uint64_t length) const
{
    if (address % page_size != 0)
        return Errno::einval;
    if (address > layout_.limit || length > layout_.limit - address)
        return Errno::einval;
    return {};
}

Result<void> AddressSpace::unmap(uint64_t address, uint64_t length)
{
    TRY(check_range(address, length));
    if (length == 0)
        return Errno::einval;
    return remove_range(address, address + page_up(length));
}

Result<void> AddressSpace::protect(uint64_t address, uint64_t length, Protection protection)
{
    if (address % page_size != 0)
        return Errno::einval;
    if (length == 0)
        return {};
    if (page_up(length) == 0 || address + page_up(length) < address)
        return Errno::enomem;
    if (region_count_ + 2 > region_limit)
        return Errno::enomem;
    uint64_t const end = address + page_up(length);
    Protection granted = protection;
    granted.execute |= protection.read && layout_.read_implies_execute;

    split_at(address);
    split_at(end);
    uint64_t covered = address; // everything before has been changed
    Result<void> outcome;
    for (Region* region = first_; region && covered < end; region = region->next) {
        if (region->end <= covered)
            continue;
        if (region->start > covered)
            break;
        if (region->shared && region->inode && protection.write) {
            outcome = Errno::eacces; // all files are read-only, and a shared page would write to one
            break;
        }
        // The page vvar stays as it is, the vDSO need not (Linux arch/x86/entry/vdso/vma.c: "MAYWRITE to
        // allow gdb to COW and set breakpoints").
        bool const stays = region->kernel_pages != 0 && !region->copied_on_write;
        if (stays && (protection.write || protection.execute)) {
            outcome = Errno::eacces;
            break;
        }
        region->protection = stays ? protection : granted;
        change_entries(region->start, region->end, region->protection);
        covered = region->end;
    }
    merge_neighbours();
    if (outcome && covered < end)
        return Errno::enomem;
    return outcome;
}

void AddressSpace::change_entries(uint64_t start, uint64_t end, Protection protection)
{
    constexpr uint64_t kept =
        page_bit::frame_mask | page_bit::accessed | page_bit::dirty | page_bit::borrowed;
    for (uint64_t page = start; uint64_t* const entry = page_tables_.next(page, end); page += page_size) {
        bool const is_kernels_own = (*entry & page_bit::borrowed) != 0; // written to, it is copied first
        *entry = (*entry & kept) | (page_bits_for(protection) & ~(is_kernels_own ? page_bit::writable : 0));
        invalidate_page(page);
    }
}

Result<void> AddressSpace::discard(uint64_t address, uint64_t length)
{
    TRY(check_range(address, length));
    drop_pages(address, address + page_up(length));
    return {};
}

void AddressSpace::start_break(uint64_t address)
{
    break_start_ = address;
    break_end_ = address;
}

uint64_t AddressSpace::set_break(uint64_t wish)
{
    if (wish < break_start_ || wish > layout_.limit)
        return break_end_;
    uint64_t const old_end = page_up(break_end_);
    uint64_t const new_end = page_up(wish);
    if (new_end < old_end) {
        if (remove_range(new_end, old_end).failed())
            return break_end_;
    } else if (new_end > old_end) {
        // One page must stay free behind the heap, and a stack keeps its distance (Linux mm/mmap.c, brk).
        uint64_t const length = new_end - old_end;
        bool const fits = find_hole(length + page_size, old_end, new_end + page_size) == old_end;
        if (!fits || could_never_fit(length) || region_count_ >= region_limit)
            return break_end_;
        insert({.start = old_end,
                .end = new_end,
                .protection = {.read = true, .write = true},
                .name = "[heap]"});
        merge_neighbours();
    }
    break_end_ = wish;
    return break_end_;
}

void AddressSpace::insert(Region const& region)
{
    Region** link = &first_;
    while (*link && (*link)->start < region.start)
        link = &(*link)->next;
    auto* const node = new Region(region);
    node->next = *link;
    *link = node;
    ++region_count_;
}

/// Takes regions and pages out of [start, end). ENOMEM if a region would have to be split and there are too
/// many.
Result<void> AddressSpace::remove_range(uint64_t start, uint64_t end)
{
    if (region_count_ + 2 > region_limit)
        return Errno::enomem;
    split_at(start);
    split_at(end);
    Region** link = &first_;
    bool found = false;
    while (*link && (*link)->start < end) {
        Region* const region = *link;
        if (region->start < start) {
            link = &region->next;
            continue;
        }
        *link = region->next;
        delete region;
        --region_count_;
        found = true;
    }
    if (found) {
        drop_pages(start, end);
        page_tables_.free_empty_tables(start, end);
    }
    return {};
}

/// Makes `address` a border between regions if it lies inside one.
void AddressSpace::split_at(uint64_t address)
{
    Region* region = first_;
    while (region && region->end <= address)
        region = region->next;
    if (!region || region->start >= address)
        return;
    auto* const upper = new Region(*region);
    upper->start = address;
    if (upper->inode)
        upper->offset += address - region->start;
    if (upper->kernel_pages)
        upper->kernel_pages += address - region->start;
    region->end = address;
    region->next = upper;
    ++region_count_;
}

void AddressSpace::merge_neighbours()
{
    for (Region* region = first_; region && region->next;) {
        Region* const upper = region->next;
        if (!can_merge(*region, *upper)) {
            region = upper;
            continue;
        }
        region->end = upper->end;
        region->next = upper->next;
        delete upper;
        --region_count_;
    }
}

void AddressSpace::drop_pages(uint64_t start, uint64_t end)
{
    for (uint64_t page = start; uint64_t const* const entry = page_tables_.next(page, end);
         page += page_size) {
        if ((*entry & page_bit::borrowed) == 0)
            --resident_pages_;
        page_tables_.remove(page);
    }
}

} // namespace ringside::kernel
