// The loader's eyes: every claim of an ELF file is checked before it is believed, and a file that cannot be
// run is refused with a sentence. kernel-model/task/elf.cpp, compiled as host code.
#include "kernel-model/task/elf.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <string>

namespace ringside::kernel {
namespace {

template <class T>
std::string raw(T value)
{
    std::string bytes(sizeof(T), '\0');
    std::memcpy(bytes.data(), &value, sizeof(T));
    return bytes;
}

/// An ELF64 file with one segment, its code: elf(5).
std::string runnable()
{
    std::string file("\x7f"
                     "ELF\2\1\1",
                     7);
    file.resize(16);
    file += raw<uint16_t>(2) + raw<uint16_t>(62) + raw<uint32_t>(1); // executable, x86-64
    file += raw<uint64_t>(0x400078) + raw<uint64_t>(64) + raw<uint64_t>(0) + raw<uint32_t>(0);
    file += raw<uint16_t>(64) + raw<uint16_t>(56) + raw<uint16_t>(1) + raw<uint16_t>(0);
    file += raw<uint16_t>(0) + raw<uint16_t>(0);
    file += raw<uint32_t>(1) + raw<uint32_t>(5) + raw<uint64_t>(0) + raw<uint64_t>(0x400000); // PT_LOAD, R-X
    file += raw<uint64_t>(0x400000) + raw<uint64_t>(0x80) + raw<uint64_t>(0x80) + raw<uint64_t>(0x1000);
    file += std::string(8, '\xcc');
    return file;
}

Refusal open(std::string const& file)
{
    return ElfFile().open(std::as_bytes(std::span(file)));
}

/// A copy of the runnable file with some bytes replaced.
std::string damaged(size_t offset, std::string_view bytes)
{
    std::string file = runnable();
    file.replace(offset, bytes.size(), bytes);
    return file;
}

struct BadFile
{
    char const* name;
    std::string contents;
    char const* sentence;
};

// Offsets in Elf64_Ehdr and in the first Elf64_Phdr behind it: elf(5).
constexpr size_t e_type = 16, e_machine = 18, e_phoff = 32, e_phentsize = 54, e_phnum = 56;
constexpr size_t p_type = 64, p_offset = 72, p_vaddr = 80, p_filesz = 96, p_memsz = 104;

class BadElfFile : public testing::TestWithParam<BadFile>
{};

TEST_P(BadElfFile, IsRefusedWithASentence)
{
    Refusal const refusal = open(GetParam().contents);

    ASSERT_TRUE(refusal);
    EXPECT_TRUE(std::string_view(refusal.sentence).starts_with(GetParam().sentence)) << refusal.sentence;
}

INSTANTIATE_TEST_SUITE_P(
    All, BadElfFile,
    testing::Values(
        BadFile{"empty", "", "it is not an ELF file"},
        BadFile{"text", "hello, world, hello", "it is not an ELF file"},
        BadFile{"script", "#!/bin/sh\nexit 0\n\n\n\n\n", "it is a script"},
        BadFile{"cut_off", damaged(0, {}).substr(0, 40), "the ELF header is cut off"},
        BadFile{"no_headers", damaged(0, {}).substr(0, 64), "its program headers lie outside the file"},
        BadFile{"other_class", damaged(4, "\x07"), "it is neither a 32-bit nor a 64-bit ELF file"},
        BadFile{"big_endian", damaged(5, "\x02"), "it is an ELF file for a big-endian machine"},
        BadFile{"arm", damaged(e_machine, raw<uint16_t>(183)),
                "it is an ELF file for another machine than x86"},
        BadFile{"object", damaged(e_type, raw<uint16_t>(1)),
                "it is neither an executable nor a shared object"},
        BadFile{"header_size", damaged(e_phentsize, raw<uint16_t>(32)),
                "its program headers have a wrong size"},
        BadFile{"many_headers", damaged(e_phnum, raw<uint16_t>(65535)),
                "it has no program headers, or too many"},
        BadFile{"headers_wrap", damaged(e_phoff, raw<uint64_t>(~uint64_t{0} - 8)),
                "its program headers lie outside"},
        BadFile{"dynamic", damaged(p_type, raw<uint32_t>(3)), "it is dynamically linked"},
        BadFile{"huge_memory", damaged(p_memsz, raw<uint64_t>(uint64_t{1} << 60)), "a segment lies outside"},
        BadFile{"kernel_address", damaged(p_vaddr, raw<uint64_t>(0xffff'ffff'8010'0000)),
                "a segment lies outside"},
        BadFile{"wrapping", damaged(p_vaddr, raw<uint64_t>(~uint64_t{0xfff})), "a segment lies outside"},
        BadFile{"file_above_memory", damaged(p_filesz, raw<uint64_t>(uint64_t{1} << 40)),
                "a segment is larger"},
        BadFile{"beyond_file", damaged(p_offset, raw<uint64_t>(uint64_t{1} << 40)),
                "a segment reaches beyond"},
        BadFile{"odd_offset", damaged(p_vaddr, raw<uint64_t>(0x400001)),
                "a segment's address and file offset"}),
    [](auto const& test) { return std::string(test.param.name); });

TEST(ElfFile, TakesAFileWithOneSegment)
{
    std::string const file = runnable();
    ElfFile elf;

    Refusal const refusal = elf.open(std::as_bytes(std::span(file)));

    EXPECT_FALSE(refusal);
    EXPECT_EQ(elf.entry(), 0x400078u);
    EXPECT_EQ(elf.first_page(), 0x400000u);
    EXPECT_EQ(elf.end_page(), 0x401000u);
    EXPECT_EQ(elf.headers_address(), 0x400040u);
    EXPECT_FALSE(elf.is_position_independent());
}

TEST(ElfFile, WithoutGnuStackOnlyAnI386StackIsExecutable)
{
    std::string const file = runnable();
    ElfFile elf;

    Refusal const refusal = elf.open(std::as_bytes(std::span(file)));

    EXPECT_FALSE(refusal);
    EXPECT_TRUE(elf.is_ancient());
    EXPECT_FALSE(elf.wants_executable_stack());
}

/// Random damage to the headers: the checks may say yes or no, but never read outside the file (the sanitizer
/// run watches) and never accept a segment that the loader could not map.
void expect_sound(std::string const& file)
{
    ElfFile elf;
    if (elf.open(std::as_bytes(std::span(file))))
        return;
    ASSERT_LT(elf.first_page(), elf.end_page());
    ASSERT_LE(elf.end_page(), elf.is_32_bit() ? AddressSpace::user_limit_32 : AddressSpace::user_limit_64);
    for (size_t i = 0; i < elf.segment_count(); ++i) {
        Segment const segment = elf.segment(i);
        if (segment.type != Segment::load)
            continue;
        ASSERT_LE(segment.file_size, segment.memory_size);
        ASSERT_TRUE(segment.file_size == 0 || segment.offset + segment.file_size <= file.size());
    }
}

void expect_damaged_copies_sound(int copies)
{
    std::mt19937_64 random(1);
    for (int copy = 0; copy < copies; ++copy) {
        std::string file = runnable();
        for (int changes = 1 + static_cast<int>(random() % 4); changes > 0; --changes)
            file[random() % file.size()] = static_cast<char>(random());
        expect_sound(file);
    }
}

TEST(ElfFile, StaysSoundWhateverTheHeadersSay)
{
    expect_damaged_copies_sound(200'000);
}

} // namespace
} // namespace ringside::kernel
