// Page-table isolation, `pti=on`: while a program runs, CR3 points to tables from which the kernel has
// vanished, but for the code and data of the way in.
//
// Each address space then has two PML4s in neighbouring pages, the kernel's at the even page and the
// program's behind it, so that the entry code changes sides by one bit of CR3. Both lead to the same tables
// below for the program's half. Linux Documentation/x86/pti.rst, arch/x86/mm/pti.c. Read next: isolation.cpp,
// then entry/isolation.S.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ringside::kernel {

/// The bit of CR3 that tells a program's PML4 from the kernel's (Linux PTI_USER_PGTABLE_BIT).
inline constexpr uint64_t user_tables_bit = 0x1000;

/// Whether pti=on holds.
bool isolates_page_tables();
/// Makes it hold, for the address spaces that are made from now on. Call it when no other code writes into
/// the entry code any more.
void isolate_page_tables();

/// The one entry of every program's PML4 that lies in the kernel's half: it leads to the entry area and to
/// nothing else.
inline constexpr size_t entry_area_index = 511;
uint64_t entry_area_entry();
/// A PML4 that holds that entry alone: what is put into it before the first program, all programs see.
uint64_t entry_area_tree();

} // namespace ringside::kernel
