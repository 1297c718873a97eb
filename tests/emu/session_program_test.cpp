// Programs that cannot be run: each gets a sentence, and nothing starts. elf(5).
#include "emu/boot/initramfs.hpp"
#include "emu/boot/program.hpp"
#include "tests/support/folders.hpp"

#include <elf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <span>

namespace ringside::tests {

namespace {

using testing::HasSubstr;
using Bytes = std::vector<std::byte>;

// A sample as bytes, whose headers a test then spoils.
struct Spoiled
{
    Bytes bytes;
    Elf64_Ehdr header{};
    std::vector<Elf64_Phdr> segments;

    Spoiled()
    {
        auto const text = read_file(sample("trap_paths/hello_syscall"));
        bytes.resize(text.size());
        std::memcpy(bytes.data(), text.data(), text.size());
        std::memcpy(&header, bytes.data(), sizeof header);
        segments.resize(header.e_phnum);
        std::memcpy(segments.data(), bytes.data() + header.e_phoff, segments.size() * sizeof(Elf64_Phdr));
    }
    Elf64_Phdr& load()
    {
        for (auto& segment : segments)
            if (segment.p_type == PT_LOAD)
                return segment;
        std::abort();
    }
    std::string sentence()
    {
        std::memcpy(bytes.data(), &header, sizeof header);
        std::memcpy(bytes.data() + header.e_phoff, segments.data(),
                    std::min<std::size_t>(header.e_phnum, segments.size()) * sizeof(Elf64_Phdr));
        return emu::check_program("spoiled", bytes).sentence();
    }
};

std::string sentence_for(std::string_view text)
{
    auto const bytes = std::as_bytes(std::span(text));
    return emu::check_program("file", Bytes(bytes.begin(), bytes.end())).sentence();
}

} // namespace

TEST(Program, IsTakenAsItIs)
{
    Spoiled good;

    EXPECT_EQ(good.sentence(), "");
}

TEST(Program, MustBeAnElfFile)
{
    EXPECT_THAT(sentence_for("#!/bin/sh\n"), HasSubstr("not an ELF file"));
    EXPECT_THAT(sentence_for(""), HasSubstr("empty"));
    EXPECT_THAT(sentence_for("\177ELF"), HasSubstr("cut short"));
}

TEST(Program, MustBeForThisMachine)
{
    Spoiled program;
    program.header.e_machine = EM_AARCH64;
    Spoiled big_endian;
    big_endian.header.e_ident[EI_DATA] = ELFDATA2MSB;

    EXPECT_THAT(program.sentence(), HasSubstr("another machine"));
    EXPECT_THAT(big_endian.sentence(), HasSubstr("another machine"));
}

TEST(Program, MustBeLinked)
{
    Spoiled object;
    object.header.e_type = ET_REL;
    Spoiled without_segments;
    without_segments.header.e_phnum = 0;

    EXPECT_THAT(object.sentence(), HasSubstr("link it first"));
    EXPECT_THAT(without_segments.sentence(), HasSubstr("no program headers"));
}

TEST(Program, MayNotClaimMoreHeadersThanThereCanBe)
{
    Spoiled program;
    program.header.e_phnum = 65535;
    Spoiled cut;
    cut.header.e_phoff = cut.bytes.size() - 8;
    cut.segments.clear();

    EXPECT_THAT(program.sentence(), HasSubstr("65535"));
    EXPECT_THAT(cut.sentence(), HasSubstr("cut short"));
}

TEST(Program, IsRefusedWhenCutAnywhere)
{
    Spoiled whole;
    auto taken = 0u;

    for (std::size_t length = 0; length < whole.load().p_offset + whole.load().p_filesz; length += 7)
        taken += emu::check_program(
                     "cut", Bytes(whole.bytes.begin(), whole.bytes.begin() + static_cast<long>(length)))
                         .ok()
                     ? 1
                     : 0;

    EXPECT_EQ(taken, 0u);
}

TEST(Program, MayNotHaveAHugeSegment)
{
    Spoiled program;
    program.load().p_memsz = uint64_t{1} << 60;

    EXPECT_THAT(program.sentence(), HasSubstr("beyond the user's half"));
}

TEST(Program, MayNotHaveASegmentThatWrapsRound)
{
    Spoiled program;
    program.load().p_vaddr = ~uint64_t{0} & ~uint64_t{0xfff};

    EXPECT_THAT(program.sentence(), HasSubstr("beyond the user's half"));
}

TEST(Program, MayNotHaveOverlappingSegments)
{
    Spoiled program;
    auto const& first = program.load();
    for (auto& segment : program.segments)
        if (segment.p_type != PT_LOAD) {
            segment = first;
            break;
        }

    EXPECT_THAT(program.sentence(), HasSubstr("overlaps"));
}

TEST(Program, MayNotHaveAnOddAlignment)
{
    Spoiled program;
    program.load().p_align = 4097;

    EXPECT_THAT(program.sentence(), HasSubstr("no power of two"));
}

TEST(Program, MayNotNeedADynamicLoaderYet)
{
    auto const sentence = emu::read_program("/bin/true").sentence();

    EXPECT_THAT(sentence, HasSubstr("dynamic"));
    EXPECT_THAT(sentence, HasSubstr("-static"));
}

TEST(Program, MustBeAFile)
{
    EXPECT_THAT(emu::read_program("/tmp").sentence(), HasSubstr("a directory"));
    EXPECT_THAT(emu::read_program("/nothing/here").sentence(), HasSubstr("No such file"));
    EXPECT_THAT(emu::read_program("/dev/null").sentence(), HasSubstr("a device"));
}

TEST(Program, ShowsNoControlCharactersOfItsName)
{
    EXPECT_THAT(emu::read_program("/tmp/\033[31m\n").sentence(), HasSubstr("\\x1b[31m\\x0a"));
}

TEST(GuestFiles, RefuseAFileInPlaceOfTheRoot)
{
    auto const host = sample("trap_paths/hello_syscall").string();
    auto const program = emu::read_program(host);
    ASSERT_TRUE(program.ok());

    auto const files = emu::guest_files(program.value(), {{host, "/"}});

    ASSERT_FALSE(files.ok());
    EXPECT_THAT(files.refusal().sentence, HasSubstr("cannot be the guest's root"));
}

} // namespace ringside::tests
