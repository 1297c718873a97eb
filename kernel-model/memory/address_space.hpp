// The memory of one program as the kernel promised it: an ordered list of regions, and the page tables that
// are filled from it when a page is first touched.
//
// mmap, brk and the ELF loader only write regions. The first access to a page faults; handle_fault finds the
// region, takes a frame, fills it (zeros, or a copy of the file's bytes) and sets a page-table entry with
// exactly the region's protection. /proc/self/maps is read off the same regions, so it cannot disagree with
// the page tables. Sources: mmap(2), brk(2), Linux mm/mmap.c, mm/memory.c. Read next: address_space.cpp, then
// page_tables.hpp.
#pragma once

#include "kernel-model/lib/result.hpp"
#include "kernel-model/memory/page_tables.hpp"

#include <cstdint>

namespace ringside::kernel {

class Inode; // files/inode.hpp

/// PROT_* of mmap(2).
struct Protection
{
    bool read = false;
    bool write = false;
    bool execute = false;

    constexpr bool operator==(Protection const&) const = default;
    constexpr bool any() const { return read || write || execute; }

    /// From the bits of mmap(2): PROT_READ 1, PROT_WRITE 2, PROT_EXEC 4.
    static constexpr Protection from_bits(uint64_t bits)
    {
        return {(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0};
    }
};

/// A run of pages with the same backing and protection: Linux's vm_area_struct, one line of /proc/self/maps.
struct Region
{
    uint64_t start = 0; // first address, page-aligned
    uint64_t end = 0;   // one past the last, page-aligned
    Protection protection;
    bool shared = false;     // MAP_SHARED: the 's' of /proc/self/maps
    bool grows_down = false; // the stack
    Inode* inode = nullptr;  // null for anonymous memory
    uint64_t offset = 0;     // of `start` in the file, page-aligned
    /// Physical address of the first page, for pages that are the kernel's own and only shown (vDSO, vvar).
    /// 0: no.
    uint64_t kernel_pages = 0;
    /// The program may make such pages writable and gets a copy of each that it writes to; else they stay as
    /// they are (Linux VM_MAYWRITE, VM_MAYEXEC).
    bool copied_on_write = false;
    char const* name = "";  // path of the file, "[heap]", "[stack]" or ""; lives as long as the region
    Region* next = nullptr; // in ascending order of addresses

    constexpr uint64_t size() const { return end - start; }
    constexpr bool contains(uint64_t address) const { return address >= start && address < end; }
};

/// What to do if the asked-for place is taken.
enum class Placement
{
    hint,            // no MAP_FIXED: the address is a wish
    fixed,           // MAP_FIXED: replaces what is there
    fixed_noreplace, // MAP_FIXED_NOREPLACE: EEXIST if something is there
};

/// The arguments of mmap(2) after the system call has checked flags and file descriptor.
struct MapRequest
{
    uint64_t address = 0;
    uint64_t length = 0;
    Protection protection;
    Placement placement = Placement::hint;
    bool shared = false;
    bool grows_down = false;
    bool below_4_gib = false; // MAP_32BIT
    Inode* inode = nullptr;
    uint64_t offset = 0;
    uint64_t kernel_pages = 0; // as in Region: they are mapped at once
    bool copied_on_write = false;
    char const* name = "";
};

/// The page-table bits that say exactly what a region's protection says. x86 has no write-only and no
/// execute-only pages: whatever may be written or executed may be read (mmap(2), NOTES).
uint64_t page_bits_for(Protection protection);

/// What became of a page fault.
enum class FaultOutcome
{
    resolved,     // the page is there now; the instruction runs again
    bad_address,  // no region there: SIGSEGV, SEGV_MAPERR
    bad_access,   // the region forbids it: SIGSEGV, SEGV_ACCERR
    past_file,    // a whole page past the file's end: SIGBUS
    out_of_memory // no frame is left: the task is killed
};

/// Bits of a page fault's error code (SDM Vol. 3A, "Interrupt 14—Page-Fault Exception (#PF)").
namespace page_fault_bit {
inline constexpr uint64_t protection = 1 << 0;  // the page was present
inline constexpr uint64_t write = 1 << 1;       // the access was a write
inline constexpr uint64_t user = 1 << 2;        // made at CPL 3
inline constexpr uint64_t reserved = 1 << 3;    // a reserved bit was set in a table
inline constexpr uint64_t instruction = 1 << 4; // an instruction fetch
} // namespace page_fault_bit

/// Where things lie in a program: differs between 64-bit and i386 programs.
struct AddressLayout
{
    uint64_t limit = 0x7FFF'FFFF'F000; // first address that a program may not name (TASK_SIZE)
    uint64_t mmap_top = 0;             // mmap searches downwards from here
    uint64_t stack_top = 0;            // end of the stack region
    /// For i386 programs from before PT_GNU_STACK: personality(2) READ_IMPLIES_EXEC.
    bool read_implies_execute = false;
};

class AddressSpace
{
public:
    static constexpr uint64_t user_limit_64 = 0x7FFF'FFFF'F000;
    static constexpr uint64_t user_limit_32 = 0xFFFF'E000;
    static constexpr uint64_t lowest_address = 0x10000;      // vm.mmap_min_addr, Linux's default
    static constexpr uint64_t stack_limit = 8 * 1024 * 1024; // RLIMIT_STACK
    static constexpr uint64_t region_limit = 65530;          // vm.max_map_count

    AddressSpace();
    ~AddressSpace();
    AddressSpace(AddressSpace const&) = delete;
    AddressSpace& operator=(AddressSpace const&) = delete;

    // address_space.cpp: regions
    /// mmap(2). Answers the address. EINVAL, ENOMEM, EEXIST, EOVERFLOW as there.
    Result<uint64_t> map(MapRequest const& request);
    /// munmap(2). A hole inside the range is no error.
    Result<void> unmap(uint64_t address, uint64_t length);
    /// mprotect(2). ENOMEM if the range has a hole; what lies before the hole has been changed.
    Result<void> protect(uint64_t address, uint64_t length, Protection protection);
    /// brk(2) as the kernel sees it: the new break, or the old one if the wish cannot be met.
    uint64_t set_break(uint64_t wish);
    /// The loader: where the heap begins.
    void start_break(uint64_t address);
    /// madvise(2) MADV_DONTNEED: drops the pages, so that the next touch sees zeros or the file again.
    Result<void> discard(uint64_t address, uint64_t length);

    /// First region in order of addresses, for /proc/self/maps: `for (r = first(); r; r = r->next)`.
    Region const* first() const { return first_; }
    /// The region that holds the address, or null.
    Region const* find(uint64_t address) const;

    AddressLayout& layout() { return layout_; }
    AddressLayout const& layout() const { return layout_; }
    PageTables& page_tables() { return page_tables_; }
    uint64_t resident_pages() const { return resident_pages_; }

    // fault.cpp
    /// A page fault at `address`, from ring 3 or from a copy to or from user memory.
    FaultOutcome handle_fault(uint64_t address, uint64_t error_code);

private:
    // address_space.cpp
    Result<uint64_t> choose_address(MapRequest const& request, uint64_t length) const;
    uint64_t find_hole(uint64_t length, uint64_t low, uint64_t high) const;
    bool is_free(uint64_t start, uint64_t end) const;
    Result<void> check_range(uint64_t address, uint64_t length) const;
    void insert(Region const& region);
    Result<void> remove_range(uint64_t start, uint64_t end);
    void split_at(uint64_t address);
    void merge_neighbours();
    void drop_pages(uint64_t start, uint64_t end);
    void change_entries(uint64_t start, uint64_t end, Protection protection);

    // fault.cpp
    static bool allows(Region const& region, uint64_t error_code);
    Region* region_for_fault(uint64_t address);
    FaultOutcome fill_page(Region const& region, uint64_t page, uint64_t error_code);
    FaultOutcome show_kernel_page(Region const& region, uint64_t page, uint64_t& entry);
    FaultOutcome copy_kernel_page(Region const& region, uint64_t page, uint64_t& entry);

    Region* first_ = nullptr;
    uint64_t region_count_ = 0;
    uint64_t resident_pages_ = 0;
    uint64_t break_start_ = 0; // first address of the heap
    uint64_t break_end_ = 0;   // the program break itself, byte-exact
    AddressLayout layout_;
    PageTables page_tables_;
};

// Addresses and offsets must be multiples of this (EINVAL); lengths are rounded up.
inline constexpr uint64_t page_size = 4096;
constexpr uint64_t page_down(uint64_t address)
{
    return address & ~(page_size - 1);
}
constexpr uint64_t page_up(uint64_t address)
{
    return (address + page_size - 1) & ~(page_size - 1);
}

} // namespace ringside::kernel
