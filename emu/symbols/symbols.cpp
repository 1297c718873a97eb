// Reading .symtab and .debug_line. A damaged table gives fewer names, nothing worse.
#include "emu/symbols/symbols.hpp"

#include "emu/boot/program.hpp"
#include "emu/symbols/elf_file.hpp"
#include "emu/symbols/sources.hpp"

#include <cxxabi.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace ringside::emu {

namespace {

struct Free
{
    void operator()(char* text) const { std::free(text); }
};

std::string readable(char const* name)
{
    int status = -1;
    std::unique_ptr<char, Free> const plain(abi::__cxa_demangle(name, nullptr, nullptr, &status));
    return printable(status == 0 && plain != nullptr ? plain.get() : name);
}

bool is_interesting(GElf_Sym const& symbol)
{
    auto const type = GELF_ST_TYPE(symbol.st_info);
    return symbol.st_shndx != SHN_UNDEF && symbol.st_shndx != SHN_ABS && symbol.st_name != 0 &&
           (type == STT_FUNC || type == STT_OBJECT || type == STT_NOTYPE || type == STT_GNU_IFUNC);
}

} // namespace

Symbols::Symbols(std::span<std::byte const> elf, uint64_t bias)
{
    ElfFile const file = open_elf(elf);
    if (file == nullptr)
        return;
    read_symbols(file.get(), bias);
    read_sections(file.get(), bias);
    read_lines(file.get(), bias);
}

// A section of variables of each thread has no place of its own: what is loaded of it is a template.
void Symbols::read_sections(void* elf, uint64_t bias)
{
    auto* file = static_cast<Elf*>(elf);
    std::size_t names = 0;
    bool const named = elf_getshdrstrndx(file, &names) == 0;
    for (Elf_Scn* section = elf_nextscn(file, nullptr); section != nullptr;
         section = elf_nextscn(file, section)) {
        GElf_Shdr header;
        if (gelf_getshdr(section, &header) == nullptr || (header.sh_flags & SHF_ALLOC) == 0 ||
            ((header.sh_flags & SHF_TLS) != 0 && header.sh_type == SHT_NOBITS))
            continue;
        auto const* name = named ? elf_strptr(file, names, header.sh_name) : nullptr;
        sections_.push_back({{header.sh_addr + bias, header.sh_addr + header.sh_size + bias},
                             printable(name != nullptr ? name : ""),
                             (header.sh_flags & SHF_EXECINSTR) != 0});
    }
}

Symbols::Section const* Symbols::section_at(uint64_t address) const
{
    auto const found = std::find_if(sections_.begin(), sections_.end(), [&](Section const& section) {
        return address >= section.range.start && address < section.range.end;
    });
    return found == sections_.end() ? nullptr : &*found;
}

uint64_t Symbols::code_end(uint64_t address) const
{
    auto const* section = section_at(address);
    return section != nullptr && section->code ? section->range.end : ~uint64_t{0};
}

std::string_view Symbols::section(uint64_t address) const
{
    auto const* section = section_at(address);
    return section != nullptr ? std::string_view(section->name) : std::string_view();
}

void Symbols::read_symbols(void* elf, uint64_t bias)
{
    auto* file = static_cast<Elf*>(elf);
    for (Elf_Scn* section = elf_nextscn(file, nullptr); section != nullptr;
         section = elf_nextscn(file, section)) {
        GElf_Shdr header;
        if (gelf_getshdr(section, &header) == nullptr || header.sh_type != SHT_SYMTAB ||
            header.sh_entsize == 0)
            continue;
        auto* data = elf_getdata(section, nullptr);
        for (int i = 0; data != nullptr && i < static_cast<int>(header.sh_size / header.sh_entsize); ++i) {
            GElf_Sym symbol;
            if (gelf_getsym(data, i, &symbol) == nullptr || !is_interesting(symbol))
                continue;
            auto const* name = elf_strptr(file, header.sh_link, symbol.st_name);
            if (name != nullptr && *name != '\0')
                symbols_.push_back({readable(name), symbol.st_value + bias, symbol.st_size,
                                    GELF_ST_TYPE(symbol.st_info) == STT_FUNC});
        }
    }
    // Of several names for one address the sized function's comes last, so that covering() finds it.
    std::stable_sort(symbols_.begin(), symbols_.end(), [](Symbol const& a, Symbol const& b) {
        return a.start != b.start         ? a.start < b.start
               : a.function != b.function ? b.function
                                          : a.size < b.size;
    });
}

void Symbols::read_lines(void* elf, uint64_t bias)
{
    DebugInformation const dwarf = debug_information_of(static_cast<Elf*>(elf));
    if (dwarf == nullptr)
        return;
    Dwarf_Off offset = 0;
    Dwarf_Off next = 0;
    std::size_t header_size = 0;
    while (dwarf_nextcu(dwarf.get(), offset, &next, &header_size, nullptr, nullptr, nullptr) == 0) {
        Dwarf_Die unit;
        Dwarf_Lines* lines = nullptr;
        std::size_t count = 0;
        if (dwarf_offdie(dwarf.get(), offset + header_size, &unit) != nullptr &&
            dwarf_getsrclines(&unit, &lines, &count) == 0) {
            std::string last_file; // as the table names it
            for (std::size_t i = 0; i < count; ++i) {
                auto* line = dwarf_onesrcline(lines, i);
                Dwarf_Addr address = 0;
                int number = 0;
                bool ends = false;
                auto const* name = dwarf_linesrc(line, nullptr, nullptr);
                dwarf_lineaddr(line, &address);
                dwarf_lineno(line, &number);
                dwarf_lineendsequence(line, &ends);
                if (files_.empty() || name == nullptr || last_file != name) {
                    files_.push_back(source_name(name != nullptr ? name : ""));
                    last_file = name != nullptr ? name : "";
                }
                rows_.push_back({address + bias, static_cast<uint32_t>(files_.size() - 1),
                                 ends ? 0 : static_cast<uint32_t>(number)});
            }
        }
        offset = next;
    }
    // A sequence's end comes before the beginning of the next one at the same address.
    std::stable_sort(rows_.begin(), rows_.end(), [](LineRow const& a, LineRow const& b) {
        return a.address != b.address ? a.address < b.address : (a.line == 0 && b.line != 0);
    });
}

Symbol const* Symbols::covering(uint64_t address) const
{
    auto next = std::upper_bound(symbols_.begin(), symbols_.end(), address,
                                 [](uint64_t wanted, Symbol const& symbol) { return wanted < symbol.start; });
    // A sized symbol that ended before does not cover; an enclosing one before it may.
    constexpr int look_back = 16;
    for (int i = 0; i < look_back && next != symbols_.begin(); ++i) {
        auto const& symbol = *--next;
        if (symbol.size == 0 || address - symbol.start < symbol.size)
            return &symbol;
    }
    return nullptr;
}

Symbol const* Symbols::function(uint64_t address) const
{
    auto const* symbol = covering(address);
    if (symbol == nullptr || symbol->function)
        return symbol;
    constexpr int most_labels = 64; // inside one function
    auto const first = symbols_.data();
    for (auto const* outer = symbol; outer != first && symbol - outer < most_labels;) {
        --outer;
        if (outer->function && address - outer->start < outer->size)
            return outer;
    }
    return symbol;
}

std::optional<uint64_t> Symbols::start_before(uint64_t address) const
{
    auto const next =
        std::upper_bound(symbols_.begin(), symbols_.end(), address,
                         [](uint64_t wanted, Symbol const& symbol) { return wanted < symbol.start; });
    return next == symbols_.begin() ? std::nullopt : std::optional(std::prev(next)->start);
}

Symbol const* Symbols::named(std::string_view name) const
{
    auto const found = std::find_if(symbols_.begin(), symbols_.end(),
                                    [&](Symbol const& symbol) { return symbol.name == name; });
    return found == symbols_.end() ? nullptr : &*found;
}

// The row that holds the address, or the end where none does.
std::vector<LineRow>::const_iterator Symbols::row_at(uint64_t address) const
{
    auto const next =
        std::upper_bound(rows_.begin(), rows_.end(), address,
                         [](uint64_t wanted, LineRow const& row) { return wanted < row.address; });
    return next == rows_.begin() || std::prev(next)->line == 0 ? rows_.end() : std::prev(next);
}

std::optional<Symbols::Line> Symbols::line(uint64_t address) const
{
    auto const row = row_at(address);
    if (row == rows_.end())
        return {};
    return Line{files_[row->file], row->line};
}

std::optional<Symbols::Range> Symbols::line_range(uint64_t address) const
{
    auto first = row_at(address);
    if (first == rows_.end())
        return {};
    auto const same = [&, row = *first](LineRow const& other) {
        return other.line == row.line && files_[other.file] == files_[row.file];
    };
    auto last = first;
    while (first != rows_.begin() && same(*std::prev(first)))
        --first;
    while (last != rows_.end() && same(*last))
        ++last;
    return Range{first->address, last != rows_.end() ? last->address : address + 1};
}

} // namespace ringside::emu
