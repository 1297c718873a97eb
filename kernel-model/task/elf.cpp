// Reads and checks ELF headers; no byte of the file is believed before it has been compared with the file's
// size.
#include "kernel-model/task/elf.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace ringside::kernel {

namespace {

// elf(5). The identification is the same sixteen bytes in both classes.
constexpr std::array<unsigned char, 4> magic = {0x7F, 'E', 'L', 'F'};
constexpr size_t class_at = 4;
constexpr size_t data_at = 5;
constexpr unsigned char class_32 = 1;
constexpr unsigned char class_64 = 2;
constexpr unsigned char little_endian = 1;
constexpr uint16_t type_executable = 2;
constexpr uint16_t type_shared = 3;
constexpr uint16_t machine_i386 = 3;
constexpr uint16_t machine_x86_64 = 62;

template <class Word>
struct FileHeader
{
    std::array<unsigned char, 16> identification;
    uint16_t type;
    uint16_t machine;
    uint32_t version;
    Word entry;
    Word program_headers;
    Word section_headers;
    uint32_t flags;
    uint16_t header_size;
    uint16_t program_header_size;
    uint16_t program_header_count;
    uint16_t section_header_size;
    uint16_t section_header_count;
    uint16_t section_names;
};
using FileHeader64 = FileHeader<uint64_t>;
using FileHeader32 = FileHeader<uint32_t>;
static_assert(sizeof(FileHeader64) == 64 && sizeof(FileHeader32) == 52);

struct ProgramHeader64
{
    uint32_t type;
    uint32_t flags;
    uint64_t offset;
    uint64_t address;
    uint64_t physical_address;
    uint64_t file_size;
    uint64_t memory_size;
    uint64_t alignment;
};
struct ProgramHeader32
{
    uint32_t type;
    uint32_t offset;
    uint32_t address;
    uint32_t physical_address;
    uint32_t file_size;
    uint32_t memory_size;
    uint32_t flags;
    uint32_t alignment;
};
static_assert(sizeof(ProgramHeader64) == 56 && sizeof(ProgramHeader32) == 32);

/// A structure at an offset that has been checked; the file may lie at any alignment.
template <class T>
T read_at(std::span<std::byte const> bytes, uint64_t offset)
{
    T value;
    std::memcpy(&value, bytes.data() + offset, sizeof(T));
    return value;
}

bool lies_inside(std::span<std::byte const> bytes, uint64_t offset, uint64_t size)
{
    return size <= bytes.size() && offset <= bytes.size() - size;
}

/// PF_X 1, PF_W 2, PF_R 4.
Protection protection_of(uint32_t flags)
{
    return {.read = (flags & 4) != 0, .write = (flags & 2) != 0, .execute = (flags & 1) != 0};
}

template <class Header>
Segment widen(Header const& header)
{
    return {.type = header.type,
            .protection = protection_of(header.flags),
            .offset = header.offset,
            .address = header.address,
            .file_size = header.file_size,
            .memory_size = header.memory_size,
            .alignment = header.alignment};
}

} // namespace

Refusal ElfFile::open(std::span<std::byte const> bytes)
{
    bytes_ = bytes;
    if (bytes.size() < 16 || std::memcmp(bytes.data(), magic.data(), magic.size()) != 0) {
        if (bytes.size() >= 2 && std::memcmp(bytes.data(), "#!", 2) == 0)
            return {"it is a script; scripts are not supported yet"};
        return {"it is not an ELF file"};
    }
    if (static_cast<unsigned char>(bytes[data_at]) != little_endian)
        return {"it is an ELF file for a big-endian machine"};
    switch (static_cast<unsigned char>(bytes[class_at])) {
    case class_64:
        return read_header<FileHeader64>();
    case class_32:
        is_32_bit_ = true;
        return read_header<FileHeader32>();
    default:
        return {"it is neither a 32-bit nor a 64-bit ELF file"};
    }
}

template <class Header>
Refusal ElfFile::read_header()
{
    if (bytes_.size() < sizeof(Header))
        return {"the ELF header is cut off"};
    auto const header = read_at<Header>(bytes_, 0);
    if (header.machine != (is_32_bit_ ? machine_i386 : machine_x86_64))
        return {"it is an ELF file for another machine than x86"};
    if (header.type != type_executable && header.type != type_shared)
        return {"it is neither an executable nor a shared object"};
    header_size_ = is_32_bit_ ? sizeof(ProgramHeader32) : sizeof(ProgramHeader64);
    if (header.program_header_size != header_size_)
        return {"its program headers have a wrong size"};
    // Linux fs/binfmt_elf.c, load_elf_phdrs: at most 64 KiB of them.
    constexpr size_t most_header_bytes = 65536;
    segment_count_ = header.program_header_count;
    if (segment_count_ == 0 || segment_count_ * header_size_ > most_header_bytes)
        return {"it has no program headers, or too many"};
    headers_offset_ = header.program_headers;
    if (!lies_inside(bytes_, headers_offset_, segment_count_ * header_size_))
        return {"its program headers lie outside the file"};
    is_position_independent_ = header.type == type_shared;
    entry_ = header.entry;
    return check_segments();
}

Segment ElfFile::segment(size_t index) const
{
    uint64_t const at = headers_offset_ + index * header_size_;
    if (is_32_bit_)
        return widen(read_at<ProgramHeader32>(bytes_, at));
    return widen(read_at<ProgramHeader64>(bytes_, at));
}

Refusal ElfFile::check_segments()
{
    for (size_t i = 0; i < segment_count_; ++i) {
        Segment const part = segment(i);
        if (part.type == Segment::interpreter)
            return {"it is dynamically linked (it names an interpreter); this is not supported yet"};
        if (part.type == Segment::gnu_stack) {
            is_ancient_ = false;
            wants_executable_stack_ = part.protection.execute;
        }
        if (part.type == Segment::load)
            if (Refusal const refusal = check_load_segment(part))
                return refusal;
    }
    if (first_page_ >= end_page_)
        return {"it has no segment to load"};
    if (is_ancient_)
        wants_executable_stack_ = is_32_bit_; // Linux arch/x86/include/asm/elf.h, elf_read_implies_exec
    return {};
}

Refusal ElfFile::check_load_segment(Segment const& part)
{
    uint64_t const limit = is_32_bit_ ? AddressSpace::user_limit_32 : AddressSpace::user_limit_64;
    if (part.file_size > part.memory_size)
        return {"a segment is larger in the file than in memory", Errno::einval};
    if (part.memory_size > limit || part.address > limit - part.memory_size)
        return {"a segment lies outside the addresses of a program", Errno::einval};
    if (part.file_size != 0 && !lies_inside(bytes_, part.offset, part.file_size))
        return {"a segment reaches beyond the end of the file"};
    if (part.file_size != 0 && (part.offset - part.address) % page_size != 0)
        return {"a segment's address and file offset do not agree modulo the page size", Errno::einval};
    if (std::has_single_bit(part.alignment))
        alignment_ = std::max(alignment_, part.alignment);
    first_page_ = std::min(first_page_, page_down(part.address));
    end_page_ = std::max(end_page_, page_up(part.end()));
    if (headers_offset_ >= part.offset && headers_offset_ - part.offset < part.file_size)
        headers_address_ = headers_offset_ - part.offset + part.address;
    return {};
}

} // namespace ringside::kernel
