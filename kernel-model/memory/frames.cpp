// Which frames are free: ranges nobody has touched yet, and a list of those that came back.
#include "kernel-model/memory/frames.hpp"

#include "kernel-model/lib/log.hpp"

#include <algorithm>
#include <array>

namespace ringside::kernel {

namespace {

/// What programs may not take: 12 MiB, enough for the descriptors of the 65530 regions that a program may
/// have.
constexpr uint64_t kernel_reserve = 3072;
constexpr uint64_t first_usable = 0x10'0000; // the first MiB belongs to firmware and its tables

constexpr size_t range_limit = 32;
std::array<PhysicalRange, range_limit> ranges{}; // never touched yet, ascending
size_t range_count = 0;
size_t range_in_use = 0;
uint64_t untouched = 0; // frames in ranges

struct FreeFrame
{
    FreeFrame* next;
};
FreeFrame* free_list = nullptr;
uint64_t free_listed = 0;
uint64_t all_frames = 0;
uint64_t highest = 0;

void add_range(uint64_t start, uint64_t end)
{
    if (start >= end)
        return;
    if (range_count == range_limit) {
        log(Level::warning, "memory: the map has too many pieces; ", Hex{start}, "-", Hex{end},
            " is not used");
        return;
    }
    ranges[range_count++] = {start, end};
    untouched += (end - start) / frame_size;
}

/// Adds [start, end) without the reserved ranges, which may lie anywhere in it.
void add_without(uint64_t start, uint64_t end, std::span<PhysicalRange const> reserved)
{
    for (PhysicalRange const& hole : reserved) {
        uint64_t const hole_start = hole.start & ~(frame_size - 1);
        uint64_t const hole_end = (hole.end + frame_size - 1) & ~(frame_size - 1);
        if (hole_start >= end || hole_end <= start)
            continue;
        add_without(start, std::max(start, hole_start), reserved);
        start = hole_end;
        if (start >= end)
            return;
    }
    add_range(start, end);
}

uint64_t take_untouched(uint64_t count)
{
    for (size_t i = range_in_use; i < range_count; ++i) {
        PhysicalRange& range = ranges[i];
        if (range.end - range.start >= count * frame_size) {
            uint64_t const frame = range.start;
            range.start += count * frame_size;
            untouched -= count;
            return frame;
        }
        if (i == range_in_use && range.start == range.end)
            ++range_in_use;
    }
    return 0;
}

uint64_t take_one()
{
    if (free_list) {
        FreeFrame* frame = free_list;
        free_list = frame->next;
        --free_listed;
        return direct_map_to_physical(frame);
    }
    return take_untouched(1);
}

} // namespace

void give_memory(std::span<MemoryMapEntry const> map, std::span<PhysicalRange const> reserved)
{
    for (MemoryMapEntry const& entry : map) {
        if (entry.type != MemoryMapEntry::ram || entry.size > direct_map_limit ||
            entry.address > direct_map_limit - entry.size)
            continue;
        uint64_t const start = std::max((entry.address + frame_size - 1) & ~(frame_size - 1), first_usable);
        uint64_t const end = (entry.address + entry.size) & ~(frame_size - 1);
        highest = std::max(highest, end);
        add_without(start, end, reserved);
    }
    all_frames = untouched;
}

Result<uint64_t> allocate_user_frame()
{
    if (available_frames() <= kernel_reserve)
        return Errno::enomem;
    uint64_t const frame = take_one();
    ASSERT(frame != 0);
    return frame;
}

uint64_t allocate_kernel_frames(uint64_t count)
{
    uint64_t const frame = count == 1 ? take_one() : take_untouched(count);
    if (frame == 0)
        panic("no ", count, " free page frames in a row for the kernel");
    return frame;
}

void free_frames(uint64_t physical, uint64_t count)
{
    for (uint64_t i = 0; i < count; ++i) {
        auto* frame = static_cast<FreeFrame*>(direct_map(physical + i * frame_size));
        frame->next = free_list;
        free_list = frame;
        ++free_listed;
    }
}

uint64_t total_frames()
{
    return all_frames;
}
uint64_t available_frames()
{
    return untouched + free_listed;
}
uint64_t end_of_memory()
{
    return highest;
}

} // namespace ringside::kernel
