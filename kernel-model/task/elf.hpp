// An ELF file as the loader sees it: checked, and the same for 64-bit and 32-bit files.
//
// Everything in the file is the program's claim and is checked before use. A file that cannot be run is
// refused with a sentence for the log and the errno of execve(2). Sources: elf(5), System V ABI "Object
// Files", Linux fs/binfmt_elf.c. Read next: elf.cpp, exec.cpp.
#pragma once

#include "kernel-model/lib/result.hpp"
#include "kernel-model/memory/address_space.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace ringside::kernel {

/// Why a file cannot be run; `sentence` is null if it can.
struct Refusal
{
    char const* sentence = nullptr;
    Errno error = Errno::enoexec;

    constexpr explicit operator bool() const { return sentence != nullptr; }
};

/// One program header, widened to 64 bits.
struct Segment
{
    static constexpr uint32_t load = 1;        // PT_LOAD
    static constexpr uint32_t interpreter = 3; // PT_INTERP
    static constexpr uint32_t gnu_stack = 0x6474'e551;

    uint32_t type = 0;
    Protection protection;
    uint64_t offset = 0;      // in the file
    uint64_t address = 0;     // as linked
    uint64_t file_size = 0;   // bytes that come from the file
    uint64_t memory_size = 0; // bytes in memory; the rest is zero
    uint64_t alignment = 0;

    uint64_t end() const { return address + memory_size; }
};

class ElfFile
{
public:
    /// Checks the headers and all segments.
    Refusal open(std::span<std::byte const> bytes);

    bool is_32_bit() const { return is_32_bit_; }
    /// ET_DYN: may be loaded anywhere.
    bool is_position_independent() const { return is_position_independent_; }
    bool wants_executable_stack() const { return wants_executable_stack_; }
    /// No PT_GNU_STACK: a program from before there was no-execute memory.
    bool is_ancient() const { return is_ancient_; }
    uint64_t entry() const { return entry_; }
    size_t segment_count() const { return segment_count_; }
    size_t segment_header_size() const { return header_size_; }
    Segment segment(size_t index) const;
    /// Where the program headers lie in memory, as linked; 0 if no segment carries them (AT_PHDR).
    uint64_t headers_address() const { return headers_address_; }

    /// The pages from the first to the last byte of all PT_LOAD segments, as linked.
    uint64_t first_page() const { return first_page_; }
    uint64_t end_page() const { return end_page_; }
    /// The strictest power of two that a segment asks for.
    uint64_t alignment() const { return alignment_; }

private:
    template <class Header>
    Refusal read_header();
    Refusal check_segments();
    Refusal check_load_segment(Segment const& segment);

    std::span<std::byte const> bytes_;
    bool is_32_bit_ = false;
    bool is_position_independent_ = false;
    bool wants_executable_stack_ = false;
    bool is_ancient_ = true;
    uint64_t entry_ = 0;
    uint64_t headers_offset_ = 0;
    size_t segment_count_ = 0;
    size_t header_size_ = 0;
    uint64_t headers_address_ = 0;
    uint64_t first_page_ = UINT64_MAX;
    uint64_t end_page_ = 0;
    uint64_t alignment_ = page_size;
};

} // namespace ringside::kernel
