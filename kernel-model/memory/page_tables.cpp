// Walks and fills the four levels of tables in software, as the processor walks them in hardware.
#include "kernel-model/memory/page_tables.hpp"

#include "kernel-model/lib/instructions.hpp"
#include "kernel-model/memory/frames.hpp"
#include "kernel-model/memory/isolation.hpp"

#include <cstring>
#include <span>

namespace ringside::kernel {

namespace {

constexpr size_t entries_per_table = 512;
constexpr size_t first_kernel_entry = 256; // of the PML4: addresses with bit 47 set
constexpr uint64_t table_entry_bits = page_bit::present | page_bit::writable | page_bit::user;

using Table = std::span<uint64_t, entries_per_table>;

Table table_at(uint64_t physical)
{
    return Table(static_cast<uint64_t*>(direct_map(physical & page_bit::frame_mask)), entries_per_table);
}

/// Which entry of a table of this level (4 = PML4 ... 1 = page table) an address selects: nine bits each.
size_t index_of(uint64_t address, unsigned level)
{
    return (address >> (12 + 9 * (level - 1))) & (entries_per_table - 1);
}

/// How many bytes one entry of a table of this level covers.
uint64_t span_of(unsigned level)
{
    return uint64_t{1} << (12 + 9 * (level - 1));
}

bool is_empty(Table table)
{
    for (uint64_t entry : table)
        if (entry != 0)
            return false;
    return true;
}

/// Frees the tables below `table` that [start, end) empties. `base` is the address that entry 0 stands for.
void free_empty_below(Table table, unsigned level, uint64_t base, uint64_t start, uint64_t end)
{
    for (size_t i = 0; i < entries_per_table; ++i) {
        uint64_t const low = base + i * span_of(level);
        uint64_t const high = low + span_of(level);
        if (high <= start || !(table[i] & page_bit::present))
            continue;
        if (low >= end)
            return;
        if (level > 2)
            free_empty_below(table_at(table[i]), level - 1, low, start, end);
        if (is_empty(table_at(table[i]))) {
            free_frames(table[i] & page_bit::frame_mask);
            table[i] = 0;
        }
    }
}

/// Frees everything that hangs on an entry of a table of this level, the entry's own table or page included.
void free_tree(uint64_t entry, unsigned level)
{
    if (entry == 0 || (level == 1 && (entry & page_bit::borrowed) != 0))
        return;
    if (level > 1)
        for (uint64_t below : table_at(entry))
            free_tree(below, level - 1);
    free_frames(entry & page_bit::frame_mask);
}

/// PML4s come in pairs when programs have one of their own. A pair that came back waits here, since frames
/// that were given back one by one would hardly ever meet again.
struct FreePair
{
    FreePair* next;
};
FreePair* free_pairs = nullptr;

uint64_t new_pair()
{
    if (FreePair* const pair = free_pairs) {
        free_pairs = pair->next;
        return direct_map_to_physical(pair);
    }
    uint64_t const three = allocate_kernel_frames(3);
    bool const odd = (three & user_tables_bit) != 0;
    free_frames(odd ? three : three + 2 * frame_size);
    return odd ? three + frame_size : three;
}

void free_pair(uint64_t physical)
{
    auto* const pair = static_cast<FreePair*>(direct_map(physical));
    pair->next = free_pairs;
    free_pairs = pair;
}

} // namespace

PageTables::PageTables()
{
    root_ = isolates_page_tables() ? new_pair() : allocate_kernel_frames(1);
    if (isolates_page_tables()) {
        Table const programs = table_at(root_ | user_tables_bit);
        std::memset(programs.data(), 0, frame_size);
        programs[entry_area_index] = entry_area_entry();
    }
    Table const mine = table_at(root_);
    Table const kernel = table_at(kernel_page_tables());
    std::memset(mine.data(), 0, first_kernel_entry * sizeof(uint64_t));
    std::memcpy(&mine[first_kernel_entry], &kernel[first_kernel_entry],
                first_kernel_entry * sizeof(uint64_t));
}

PageTables::~PageTables()
{
    for (uint64_t entry : table_at(root_).first<first_kernel_entry>())
        free_tree(entry, 4);
    if (isolates_page_tables())
        free_pair(root_);
    else
        free_frames(root_);
}

void PageTables::show_to_program(uint64_t address)
{
    if (isolates_page_tables())
        table_at(root_ | user_tables_bit)[index_of(address, 4)] = table_at(root_)[index_of(address, 4)];
}

uint64_t* PageTables::find(uint64_t address) const
{
    Table table = table_at(root_);
    for (unsigned level = 4; level > 1; --level) {
        uint64_t const entry = table[index_of(address, level)];
        if (!(entry & page_bit::present) || (entry & page_bit::large))
            return nullptr;
        table = table_at(entry);
    }
    return &table[index_of(address, 1)];
}

Result<uint64_t*> PageTables::find_or_make(uint64_t address)
{
    Table table = table_at(root_);
    for (unsigned level = 4; level > 1; --level) {
        uint64_t& entry = table[index_of(address, level)];
        if (!(entry & page_bit::present)) {
            uint64_t const frame = TRY(allocate_user_frame());
            std::memset(direct_map(frame), 0, frame_size);
            entry = frame | table_entry_bits;
            if (level == 4)
                show_to_program(address);
        }
        table = table_at(entry);
    }
    return &table[index_of(address, 1)];
}

uint64_t* PageTables::next(uint64_t& address, uint64_t end) const
{
    while (address < end) {
        Table table = table_at(root_);
        unsigned level = 4;
        while (level > 1 && (table[index_of(address, level)] & page_bit::present)) {
            table = table_at(table[index_of(address, level)]);
            --level;
        }
        uint64_t& entry = table[index_of(address, level)];
        if (level == 1 && entry != 0)
            return &entry;
        address = (address | (span_of(level) - 1)) + 1; // the first address that this entry does not cover
    }
    return nullptr;
}

bool PageTables::remove(uint64_t address)
{
    uint64_t* const entry = find(address);
    if (!entry || *entry == 0)
        return false;
    if ((*entry & page_bit::borrowed) == 0)
        free_frames(*entry & page_bit::frame_mask);
    *entry = 0;
    invalidate_page(address);
    return true;
}

void PageTables::free_empty_tables(uint64_t start, uint64_t end)
{
    free_empty_below(table_at(root_), 4, 0, start, end);
    for (uint64_t address = start; address < end; address = (address | (span_of(4) - 1)) + 1)
        show_to_program(address);
    // INVLPG also drops all paging-structure caches, whichever page it names (SDM Vol. 3A, "Operations that
    // Invalidate TLBs and Paging-Structure Caches"), so the freed tables are not walked any more.
    invalidate_page(start);
}

} // namespace ringside::kernel
