// The vDSO images as files: what they export is ABI, and they must need nothing done to them. vdso(7),
// elf(5).
#include "kernel-model/abi/image.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <elf.h>

#include <cstring>
#include <span>
#include <string>
#include <vector>

namespace ringside::tests {
namespace {

using testing::IsEmpty;
using testing::UnorderedElementsAre;

struct Elf64
{
    using Header = Elf64_Ehdr;
    using Segment = Elf64_Phdr;
    using Section = Elf64_Shdr;
    using Symbol = Elf64_Sym;
    using Dynamic = Elf64_Dyn;
};
struct Elf32
{
    using Header = Elf32_Ehdr;
    using Segment = Elf32_Phdr;
    using Section = Elf32_Shdr;
    using Symbol = Elf32_Sym;
    using Dynamic = Elf32_Dyn;
};

/// Reads an image of one width; Width is Elf64 or Elf32.
template <class Width>
class Image
{
public:
    explicit Image(std::span<std::byte const> file) : file_(file) {}

    typename Width::Header header() const { return at<typename Width::Header>(0); }

    std::vector<typename Width::Segment> loaded_segments() const
    {
        std::vector<typename Width::Segment> found;
        for (unsigned i = 0; i < header().e_phnum; ++i)
            if (auto const segment = at<typename Width::Segment>(header().e_phoff + i * header().e_phentsize);
                segment.p_type == PT_LOAD)
                found.push_back(segment);
        return found;
    }

    /// "name@version" of everything that is exported, the versions' own symbols left out.
    std::vector<std::string> exported() const
    {
        auto const table = section(SHT_DYNSYM);
        auto const texts = at_index(table.sh_link).sh_offset;
        auto const versions = section(SHT_GNU_versym).sh_offset;
        std::vector<std::string> names;
        for (uint64_t i = 1; i < table.sh_size / table.sh_entsize; ++i) {
            auto const symbol = at<typename Width::Symbol>(table.sh_offset + i * table.sh_entsize);
            auto const version = at<uint16_t>(versions + i * sizeof(uint16_t));
            if (symbol.st_shndx != SHN_ABS)
                names.push_back(text(texts + symbol.st_name) + "@" + version_name(version));
        }
        return names;
    }

    std::vector<uint32_t> relocation_sections() const
    {
        std::vector<uint32_t> found;
        for (unsigned i = 0; i < header().e_shnum; ++i)
            if (auto const one = at_index(i);
                (one.sh_type == SHT_REL || one.sh_type == SHT_RELA) && (one.sh_flags & SHF_ALLOC) != 0)
                found.push_back(i);
        return found;
    }

private:
    template <class T>
    T at(uint64_t offset) const
    {
        T value{};
        EXPECT_LE(offset + sizeof(T), file_.size());
        if (offset + sizeof(T) <= file_.size())
            std::memcpy(&value, file_.data() + offset, sizeof(T));
        return value;
    }
    std::string text(uint64_t offset) const
    {
        return reinterpret_cast<char const*>(file_.subspan(offset).data());
    }
    typename Width::Section at_index(uint64_t index) const
    {
        return at<typename Width::Section>(header().e_shoff + index * header().e_shentsize);
    }
    typename Width::Section section(uint32_t type) const
    {
        for (unsigned i = 0; i < header().e_shnum; ++i)
            if (auto const one = at_index(i); one.sh_type == type)
                return one;
        ADD_FAILURE() << "no section of type " << type;
        return {};
    }
    /// Version definitions have the same layout in both widths.
    std::string version_name(uint16_t index) const
    {
        auto const table = section(SHT_GNU_verdef);
        auto const texts = at_index(table.sh_link).sh_offset;
        for (uint64_t offset = table.sh_offset;;) {
            auto const definition = at<Elf64_Verdef>(offset);
            if (definition.vd_ndx == index)
                return text(texts + at<Elf64_Verdaux>(offset + definition.vd_aux).vda_name);
            if (definition.vd_next == 0)
                return "none";
            offset += definition.vd_next;
        }
    }

    std::span<std::byte const> file_;
};

TEST(VdsoImage, Of64BitsExportsWhatLinuxExports)
{
    Image<Elf64> const image(kernel::embedded_vdso(true));

    EXPECT_EQ(image.header().e_type, ET_DYN);
    EXPECT_THAT(image.exported(),
                UnorderedElementsAre("clock_gettime@LINUX_2.6", "__vdso_clock_gettime@LINUX_2.6",
                                     "gettimeofday@LINUX_2.6", "__vdso_gettimeofday@LINUX_2.6",
                                     "time@LINUX_2.6", "__vdso_time@LINUX_2.6", "getcpu@LINUX_2.6",
                                     "__vdso_getcpu@LINUX_2.6", "clock_getres@LINUX_2.6",
                                     "__vdso_clock_getres@LINUX_2.6"));
}

TEST(VdsoImage, OfI386ExportsWhatLinuxExports)
{
    Image<Elf32> const image(kernel::embedded_vdso(false));

    EXPECT_EQ(image.header().e_type, ET_DYN);
    EXPECT_NE(image.header().e_entry, 0u);
    EXPECT_THAT(image.exported(),
                UnorderedElementsAre("__kernel_vsyscall@LINUX_2.5", "__kernel_sigreturn@LINUX_2.5",
                                     "__kernel_rt_sigreturn@LINUX_2.5", "__vdso_clock_gettime@LINUX_2.6",
                                     "__vdso_clock_gettime64@LINUX_2.6", "__vdso_gettimeofday@LINUX_2.6",
                                     "__vdso_time@LINUX_2.6", "__vdso_clock_getres@LINUX_2.6",
                                     "__vdso_getcpu@LINUX_2.6"));
}

template <class Width>
void expect_nothing_to_relocate(Image<Width> const& image)
{
    auto const segments = image.loaded_segments();
    ASSERT_EQ(segments.size(), 1u);
    EXPECT_EQ(segments[0].p_flags, static_cast<uint32_t>(PF_R | PF_X));
    EXPECT_EQ(segments[0].p_offset, 0u);
    EXPECT_EQ(segments[0].p_filesz, segments[0].p_memsz);
    EXPECT_THAT(image.relocation_sections(), IsEmpty());
}

TEST(VdsoImage, IsOneSegmentThatNeedsNoRelocation)
{
    expect_nothing_to_relocate(Image<Elf64>(kernel::embedded_vdso(true)));
    expect_nothing_to_relocate(Image<Elf32>(kernel::embedded_vdso(false)));
}

} // namespace
} // namespace ringside::tests
