// One tree of page tables: four levels of 512 eight-byte entries, walked by the processor at every TLB miss.
//
//   63 NX ... 51:12 frame ... 7 PS  6 D  5 A  4 PCD  3 PWT  2 U/S  1 R/W  0 P
//
// Every tree shares its upper half (entries 256-511 of the PML4) with the kernel's own tree.
// SDM Vol. 3A, "4-Level Paging and 5-Level Paging". Read next: page_tables.cpp, then address_space.hpp.
#pragma once

#include "kernel-model/lib/result.hpp"

#include <cstdint>

namespace ringside::kernel {

/// Bits of a page-table entry (SDM Vol. 3A, "Format of a Page-Table Entry that Maps a 4-KByte Page").
namespace page_bit {
inline constexpr uint64_t present = 1ull << 0;
inline constexpr uint64_t writable = 1ull << 1;
inline constexpr uint64_t user = 1ull << 2;
inline constexpr uint64_t cache_disable = 1ull << 4;
inline constexpr uint64_t accessed = 1ull << 5;
inline constexpr uint64_t dirty = 1ull << 6;
inline constexpr uint64_t large = 1ull << 7;
inline constexpr uint64_t borrowed = 1ull
                                     << 9; // ignored by the processor; ours: not to be freed (Linux: special)
inline constexpr uint64_t no_execute = 1ull << 63;
inline constexpr uint64_t frame_mask = 0x000F'FFFF'FFFF'F000;
} // namespace page_bit

/// The user half of one address space. An entry with a frame but without P is a page that PROT_NONE hides.
class PageTables
{
public:
    /// A new tree: empty user half, the kernel's upper half.
    PageTables();
    /// Gives back all tables of the user half and all frames that they map.
    ~PageTables();
    PageTables(PageTables const&) = delete;
    PageTables& operator=(PageTables const&) = delete;

    /// Physical address of the kernel's PML4, as CR3 wants it. With pti=on the program's own is one page
    /// behind.
    uint64_t root() const { return root_; }

    /// The entry for a page, or null if a table on the way is absent.
    uint64_t* find(uint64_t address) const;
    /// The entry for a page, with the tables on the way made; ENOMEM without frames.
    Result<uint64_t*> find_or_make(uint64_t address);
    /// The next used entry at or after `address`, below `end`; `address` becomes its page. Null if there is
    /// none. Skips absent tables whole, so that walking an empty terabyte costs nothing.
    uint64_t* next(uint64_t& address, uint64_t end) const;
    /// Takes the page out, gives its frame back (unless it is borrowed) and INVLPGs it. False if it was not
    /// there.
    bool remove(uint64_t address);
    /// Gives back tables of the user half that lie wholly in [start, end) and hold no entry any more.
    void free_empty_tables(uint64_t start, uint64_t end);

private:
    /// pti=on: puts the PML4 entry that covers `address` into the program's PML4 too.
    void show_to_program(uint64_t address);

    uint64_t root_;
};

/// The physical address of the kernel's own tree (boot and idle).
uint64_t kernel_page_tables();

} // namespace ringside::kernel
