// What the kernel's loader can take, checked on the host first: System V ABI, "Object Files"; elf(5). The
// kernel checks again by itself, since it must not trust a file either.
#include "emu/boot/program.hpp"

#include "emu/boot/source.hpp"

#include <elf.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <optional>

namespace ringside::emu {

namespace {

constexpr uint64_t user_top_64 = 0x7fff'ffff'f000;
constexpr uint64_t user_top_32 = 0xffff'e000;
constexpr uint64_t page = 4096;

struct Piece
{
    uint64_t start = 0; // page-aligned
    uint64_t end = 0;
};

// One program's checks, for both classes.
template <typename Header, typename Segment>
class Checker
{
public:
    Checker(Program& program, std::string const& shown) : program_(program), shown_(shown) {}

    std::optional<Refusal> check(unsigned machine, char const* architecture);

private:
    Refusal refuse(std::string const& what) const { return {fmt::format("{}: {}", shown_, what)}; }
    std::optional<Refusal> check_header(unsigned machine, char const* architecture) const;
    std::optional<Refusal> check_segments();
    std::optional<Refusal> check_load(Segment const& segment, unsigned index);
    std::optional<Refusal> check_interpreter(Segment const& segment) const;

    Program& program_;
    std::string const& shown_;
    Header header_{};
    std::vector<Piece> pieces_;
};

template <typename Header, typename Segment>
std::optional<Refusal> Checker<Header, Segment>::check(unsigned machine, char const* architecture)
{
    if (program_.bytes.size() < sizeof(Header))
        return refuse("the file ends within its ELF header; copy it again, it is cut short");
    std::memcpy(&header_, program_.bytes.data(), sizeof header_);
    if (auto refusal = check_header(machine, architecture))
        return refusal;
    program_.entry = header_.e_entry;
    program_.is_position_independent = header_.e_type == ET_DYN;
    return check_segments();
}

template <typename Header, typename Segment>
std::optional<Refusal> Checker<Header, Segment>::check_header(unsigned machine,
                                                              char const* architecture) const
{
    if (header_.e_machine != machine)
        return refuse(fmt::format("this is an ELF file for another machine (e_machine {}); give one for {}",
                                  header_.e_machine, architecture));
    if (header_.e_type == ET_REL)
        return refuse("this is an object file, not a program; link it first");
    if (header_.e_type != ET_EXEC && header_.e_type != ET_DYN)
        return refuse(fmt::format("this ELF file is no program (e_type {}); give one that a linker made",
                                  header_.e_type));
    if (header_.e_phnum == 0)
        return refuse("this ELF file has no program headers; give a linked program");
    if (header_.e_phnum == PN_XNUM || header_.e_phnum * sizeof(Segment) > 65536)
        return refuse(
            fmt::format("this ELF file claims {} program headers; no loader takes so many, link it anew",
                        header_.e_phnum));
    if (header_.e_phentsize != sizeof(Segment))
        return refuse(
            fmt::format("its program headers are said to be {} bytes each, not {}; the file is damaged",
                        header_.e_phentsize, sizeof(Segment)));
    auto const table = uint64_t{header_.e_phnum} * sizeof(Segment);
    if (header_.e_phoff > program_.bytes.size() || table > program_.bytes.size() - header_.e_phoff)
        return refuse("the file ends within its program headers; copy it again, it is cut short");
    return {};
}

template <typename Header, typename Segment>
std::optional<Refusal> Checker<Header, Segment>::check_segments()
{
    for (unsigned i = 0; i < header_.e_phnum; ++i) {
        Segment segment;
        std::memcpy(&segment, program_.bytes.data() + header_.e_phoff + i * sizeof segment, sizeof segment);
        if (segment.p_type == PT_INTERP)
            if (auto refusal = check_interpreter(segment))
                return refusal;
        if (segment.p_type == PT_LOAD)
            if (auto refusal = check_load(segment, i))
                return refusal;
    }
    if (pieces_.empty())
        return refuse("none of its segments is to be loaded; give a linked program");
    return {};
}

template <typename Header, typename Segment>
std::optional<Refusal> Checker<Header, Segment>::check_interpreter(Segment const& segment) const
{
    auto const& bytes = program_.bytes;
    std::string name = "(outside the file)";
    if (segment.p_offset < bytes.size() && segment.p_filesz <= bytes.size() - segment.p_offset) {
        auto const* text = reinterpret_cast<char const*>(bytes.data()) + segment.p_offset;
        name = printable({text, strnlen(text, std::min<std::size_t>(segment.p_filesz, 256))});
    }
    if (name.empty())
        name = "?";
    return refuse(
        fmt::format("it needs the dynamic loader {}, and dynamic programs are not supported yet; link it "
                    "with -static or -static-pie",
                    name));
}

template <typename Header, typename Segment>
std::optional<Refusal> Checker<Header, Segment>::check_load(Segment const& segment, unsigned index)
{
    uint64_t const top = sizeof(Segment) == sizeof(Elf64_Phdr) ? user_top_64 : user_top_32;
    uint64_t const file_bytes = segment.p_filesz;
    uint64_t const memory_bytes = segment.p_memsz;
    uint64_t const align = segment.p_align;
    if (segment.p_offset > program_.bytes.size() || file_bytes > program_.bytes.size() - segment.p_offset)
        return refuse(
            fmt::format("segment {} lies beyond the end of the file; copy it again, it is cut short", index));
    if (memory_bytes < file_bytes)
        return refuse(fmt::format("segment {} is smaller in memory than in the file; link it anew", index));
    if (align > 1 && !std::has_single_bit(align))
        return refuse(
            fmt::format("segment {} asks for an alignment of {:#x}, which is no power of two; link it anew",
                        index, align));
    if ((segment.p_vaddr - segment.p_offset) % page != 0)
        return refuse(
            fmt::format("segment {} lies at {:#x} but at {:#x} in the file, which no page can hold; link it "
                        "anew",
                        index, segment.p_vaddr, segment.p_offset));
    if (segment.p_vaddr > top || memory_bytes > top - segment.p_vaddr)
        return refuse(
            fmt::format("segment {} with {:#x} bytes at {:#x} reaches beyond the user's half of the "
                        "addresses; link it anew",
                        index, memory_bytes, segment.p_vaddr));
    Piece const piece{segment.p_vaddr & ~(page - 1), segment.p_vaddr + memory_bytes};
    for (auto const& other : pieces_)
        if (memory_bytes != 0 && piece.start < other.end && other.start < piece.end)
            return refuse(
                fmt::format("segment {} overlaps the one at {:#x}; link it anew", index, other.start));
    if (memory_bytes != 0)
        pieces_.push_back(piece);
    if (file_bytes != 0)
        program_.loads.push_back({segment.p_vaddr, segment.p_offset, file_bytes});
    return {};
}

char const* kind_of_file(mode_t mode)
{
    switch (mode & S_IFMT) {
    case S_IFDIR:
        return "a directory";
    case S_IFIFO:
        return "a FIFO";
    case S_IFSOCK:
        return "a socket";
    case S_IFCHR:
    case S_IFBLK:
        return "a device";
    default:
        return "no regular file";
    }
}

} // namespace

std::string printable(std::string_view text)
{
    std::string shown;
    for (char const letter : text) {
        auto const byte = static_cast<unsigned char>(letter);
        if (byte < 0x20 || byte == 0x7f)
            shown += fmt::format("\\x{:02x}", byte);
        else
            shown += letter;
    }
    return shown;
}

Outcome<std::vector<std::byte>> read_host_file(std::string const& path)
{
    auto const refuse = [&](std::string const& what) { return Refusal{printable(path) + ": " + what}; };
    // Without O_NONBLOCK the open of a FIFO would wait for its writer.
    int const fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return refuse(std::string(std::strerror(errno)) + "; check the name and the rights of the file");
    struct stat status
    {};
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
        close(fd);
        return refuse(fmt::format("this is {}; give a regular file", kind_of_file(status.st_mode)));
    }
    if (status.st_size > int64_t{1} << 31) {
        close(fd);
        return refuse("the file is larger than 2 GiB, which no machine here could hold");
    }
    std::vector<std::byte> bytes(static_cast<std::size_t>(status.st_size));
    std::size_t done = 0;
    while (done < bytes.size()) {
        auto const count = read(fd, bytes.data() + done, bytes.size() - done);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            break;
        done += static_cast<std::size_t>(count);
    }
    close(fd);
    if (done != bytes.size())
        return refuse("the file could not be read to its end; try again");
    return bytes;
}

std::string Program::guest_path() const
{
    auto const slash = name.rfind('/');
    return "/bin/" + (slash == std::string::npos ? name : name.substr(slash + 1));
}

Outcome<Program> check_program(std::string const& name, std::vector<std::byte> bytes)
{
    auto const shown = printable(name);
    Program program;
    program.name = name;
    program.bytes = std::move(bytes);
    auto const& file = program.bytes;
    if (file.empty())
        return Refusal{shown + ": the file is empty; give a static ELF program for x86-64 or i386"};
    std::array<unsigned char, EI_NIDENT> ident{};
    std::memcpy(ident.data(), file.data(), std::min(file.size(), ident.size()));
    if (std::memcmp(ident.data(), ELFMAG, std::min<std::size_t>(file.size(), SELFMAG)) != 0)
        return Refusal{shown + ": this is not an ELF file; give a static program for x86-64 or i386 Linux"};
    if (file.size() < ident.size())
        return Refusal{shown + ": the file ends within its ELF header; copy it again, it is cut short"};
    if (ident[EI_DATA] != ELFDATA2LSB || (ident[EI_CLASS] != ELFCLASS64 && ident[EI_CLASS] != ELFCLASS32))
        return Refusal{shown + ": this is an ELF file for another machine; give one for x86-64 or i386"};
    program.is_64 = ident[EI_CLASS] == ELFCLASS64;
    auto const refusal = program.is_64
                             ? Checker<Elf64_Ehdr, Elf64_Phdr>(program, shown).check(EM_X86_64, "x86-64")
                             : Checker<Elf32_Ehdr, Elf32_Phdr>(program, shown).check(EM_386, "i386");
    if (refusal)
        return *refusal;
    return program;
}

Outcome<Program> read_program(std::string const& path)
{
    if (is_source(path)) {
        auto built = build_source(path);
        return built.ok() ? check_program(name_without_ending(path), std::move(built.value()))
                          : Outcome<Program>(built.refusal());
    }
    auto bytes = read_host_file(path);
    if (!bytes.ok())
        return bytes.refusal();
    return check_program(path, std::move(bytes.value()));
}

} // namespace ringside::emu
