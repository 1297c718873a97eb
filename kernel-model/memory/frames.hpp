// Physical memory: 4 KiB frames, and the window through which the kernel sees them all.
//
// Frames are first taken from the memory map in ascending order and, once given back, from a list threaded
// through the free frames themselves. Nothing is touched before it is needed. All physical memory appears at
// direct_map_base, as in Linux (Documentation/x86/x86_64/mm.rst, page_offset_base). Read next: frames.cpp,
// kernel_map.cpp.
#pragma once

#include "kernel-model/abi/boot_info.hpp"
#include "kernel-model/lib/result.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace ringside::kernel {

inline constexpr uint64_t frame_size = 4096;
inline constexpr uint64_t direct_map_base = 0xFFFF'8880'0000'0000;
/// Where physical 0 would be in the linked image.
inline constexpr uint64_t kernel_offset = 0xFFFF'FFFF'8000'0000;

inline void* direct_map(uint64_t physical)
{
    return reinterpret_cast<void*>(direct_map_base + physical);
}
inline uint64_t direct_map_to_physical(void const* pointer)
{
    return reinterpret_cast<uint64_t>(pointer) - direct_map_base;
}

/// More RAM than this is not used: the direct map has one PML4 entry, 512 GiB.
inline constexpr uint64_t direct_map_limit = 512ull << 30;

/// [start, end) of physical addresses.
struct PhysicalRange
{
    uint64_t start;
    uint64_t end;
};

/// Hands the usable memory over, except the first MiB and the `reserved` ranges. Call once.
void give_memory(std::span<MemoryMapEntry const> map, std::span<PhysicalRange const> reserved);

/// A frame for a program's page or page table, holding whatever it held before: the caller fills all of it.
/// ENOMEM while only the kernel's reserve is left.
Result<uint64_t> allocate_user_frame();
/// `count` frames in a row for the kernel itself, not zeroed. Panics if there are none.
uint64_t allocate_kernel_frames(uint64_t count);
void free_frames(uint64_t physical, uint64_t count = 1);

uint64_t total_frames();
uint64_t available_frames();
/// One past the highest byte of RAM.
uint64_t end_of_memory();

} // namespace ringside::kernel
