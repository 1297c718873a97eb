// The processor's tables as they lie in the machine's memory and registers now, for views: whole GDT and TSS,
// all MSRs, page tables from any root, and the ranges that they map. Free functions over a session; none of
// them changes anything. Read next: kernel_structures.hpp, for what the kernel itself knows.
#pragma once

#include "cpu/cpu.hpp"
#include "emu/session.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace ringside::emu {

// ---- page tables. SDM Vol. 3A, "4-Level Paging and 5-Level Paging".

// The roots of the two trees that the kernel keeps for one program with pti=on; without it there is one.
struct PageTrees
{
    uint64_t kernel = 0;             // physical address of the PML4 with the whole kernel
    std::optional<uint64_t> program; // with pti=on: of the one in use while the program runs
    bool operator==(PageTrees const&) const = default;
};
PageTrees page_trees(Session const& session);
// The root that CR3 holds now.
uint64_t root_in_use(Session const& session);

struct PageEntry
{
    std::string_view name; // PML4E PDPTE PDE PTE
    unsigned index = 0;    // in its table
    uint64_t address = 0;  // physical
    uint64_t value = 0;

    bool present() const { return (value & 1) != 0; }
    bool writable() const { return (value >> 1 & 1) != 0; }
    bool user() const { return (value >> 2 & 1) != 0; }
    bool accessed() const { return (value >> 5 & 1) != 0; }
    bool dirty() const { return (value >> 6 & 1) != 0; }
    bool large() const { return (value >> 7 & 1) != 0; } // PS; in a PTE the bit is PAT
    bool global() const { return (value >> 8 & 1) != 0; }
    bool no_execute() const { return value >> 63 != 0; }
    uint64_t frame() const { return value & 0x000f'ffff'ffff'f000; }
};

// What all levels together allow: U/S and R/W must be set in each, NX clear in each.
struct PageRights
{
    bool user = true;
    bool writable = true;
    bool executable = true;
    bool operator==(PageRights const&) const = default;
};

// Why a walk went no further.
enum class WalkEnd : uint8_t
{
    page,          // it reached a page
    absent,        // P = 0
    reserved_bit,  // a bit is set that must be clear
    no_memory,     // the table would lie where there is no RAM
    not_canonical, // no walk: the address is none in 64-bit mode
    paging_off,
};

struct Walk
{
    uint64_t root = 0;
    uint64_t linear = 0;
    std::vector<PageEntry> levels;
    WalkEnd end = WalkEnd::page;
    PageRights rights{};
    uint64_t page_bytes = 0; // of the page, or of what the last entry read would cover
    uint64_t physical = 0;   // of the address itself; only with WalkEnd::page
    uint64_t reserved = 0;   // with WalkEnd::reserved_bit: those bits of the last entry
};
Walk walk_from(Session const& session, uint64_t root, uint64_t linear);

struct Allowed
{
    bool read = false;
    bool write = false;
    bool execute = false;
    bool operator==(Allowed const&) const = default;
};
// What code in a ring may do with the page, CR0.WP, SMEP and SMAP included; `access_ok` is RFLAGS.AC, which
// lifts SMAP. Without rings (--no-rings) only R/W and NX count. SDM Vol. 3A, "Access Rights".
Allowed allowed(Session const& session, Walk const& walk, unsigned ring, bool access_ok);

// A run of pages of one size with equal rights.
struct MappedRange
{
    uint64_t start = 0;
    uint64_t end = 0; // one past the last byte; 0 at the very end of the address space
    PageRights rights{};
    bool global = false;
    uint64_t page_bytes = 0;
    uint64_t pages = 0;
    uint64_t accessed = 0; // how many of them have A
    uint64_t dirty = 0;    // and D
};
std::vector<MappedRange> mapped_ranges(Session const& session, uint64_t root);

// Bytes at a linear address by the tables at `root`. Returns how many could be read.
std::size_t read_linear(Session const& session, uint64_t root, uint64_t linear, std::span<uint8_t> bytes);

// ---- segment descriptors

struct TableEntry
{
    uint16_t selector = 0; // with RPL 0
    uint64_t address = 0;  // linear
    cpu::Descriptor descriptor{};
    std::optional<uint64_t> high; // the second half of a system descriptor in long mode
    // A system descriptor's base has 64 bits in long mode.
    uint64_t base() const { return descriptor.base() | (high ? *high << 32 : 0); }
};
// Every entry up to the limit, empty ones too; second halves are part of the first.
std::vector<TableEntry> gdt_entries(Session const& session);

// One field of the 64-bit task-state segment. SDM Vol. 3A, "64-Bit TSS Format".
struct TssField
{
    std::string_view name; // "RSP0", "IST1", "I/O map base"
    unsigned offset = 0;
    unsigned bytes = 8;
    std::optional<uint64_t> value; // nothing if it lies beyond the limit or is not mapped
};
std::vector<TssField> tss_fields(Session const& session);

// ---- model-specific registers

struct MsrValue
{
    uint32_t number = 0;
    std::string_view name;
    uint64_t value = 0;
    bool constant = false; // reads as zero and cannot be written: its feature is not there
};
// All that this processor has, by number.
std::vector<MsrValue> msr_values(Session const& session);

} // namespace ringside::emu
