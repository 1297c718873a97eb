// The kernel's own half of every address space, built once at boot.
//
//   0xffff888000000000  all of RAM, 2 MiB pages, RW, no execute: the direct map
//   0xffffc90000000000  kernel stacks but the first, each above a page that is not there (Linux's vmalloc
//   area) 0xffffffff80100000  the kernel image, 4 KiB pages: code R-X, constants R--, data RW-, nothing below
//   each stack 0xffffffffff5fd000  the local APIC's registers, uncached (Linux's fixmap has them there too)
//
// U/S is clear in every page of this half: ring 3 cannot touch it (but see show_to_programs). Linux
// Documentation/x86/x86_64/mm.rst.
#pragma once

#include "kernel-model/lib/result.hpp"

#include <cstddef>
#include <cstdint>

namespace ringside::kernel {

inline constexpr uint64_t local_apic_address = 0xFFFF'FFFF'FF5F'D000;

/// Builds the tables and loads CR3. Before it only the tables of entry/boot.S and the first gigabyte are
/// there.
void build_kernel_map();

/// Maps a page of the kernel's half so that ring 3 can read it: U/S is set in its entry and in all entries
/// above, which the other pages' own entries keep from meaning anything. With pti=on programs' own tables get
/// it too. Before the first program.
void show_to_programs(uint64_t address, uint64_t physical);

/// The entry for `address` in a table of `level` (1: 4 KiB pages, 2: 2 MiB pages) of the tree whose PML4 lies
/// at physical `tree`, with the tables above it made for the kernel.
uint64_t& kernel_entry_for(uint64_t tree, uint64_t address, unsigned level);

/// Takes a page of the image away, so that a stack that grows into it faults instead of corrupting its
/// neighbour.
void unmap_guard_page(std::byte const* page);

/// A kernel stack of task_stack_size bytes; answers its top. Below it is nothing.
std::byte* map_kernel_stack();
/// Keeps the stack for the next task.
void free_kernel_stack(std::byte* top);

} // namespace ringside::kernel
