// Names and source lines of one ELF file: the program (moved by its load bias) or the kernel.
// Read with libelf and libdw. Read next: disassembly.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ringside::emu {

struct Symbol
{
    std::string name; // demangled, control characters escaped
    uint64_t start = 0;
    uint64_t size = 0;
    bool function = false;
};

struct LineRow
{
    uint64_t address = 0;
    uint32_t file = 0; // index into files
    uint32_t line = 0; // 0: the sequence ends here
};

class Symbols
{
public:
    Symbols() = default;
    // `bias` is added to every address of the file.
    Symbols(std::span<std::byte const> elf, uint64_t bias);

    // The symbol that covers the address; one without a size reaches to the next.
    Symbol const* covering(uint64_t address) const;
    // The same, but a function rather than a label inside it.
    Symbol const* function(uint64_t address) const;
    // Where the nearest symbol at or before the address begins, whether it reaches there or not.
    std::optional<uint64_t> start_before(uint64_t address) const;
    Symbol const* named(std::string_view name) const;
    std::vector<Symbol> const& all() const { return symbols_; }

    struct Line
    {
        std::string_view file;
        unsigned line = 0;
    };
    // File names are relative to the source tree for what belongs to this project (sources.hpp).
    std::optional<Line> line(uint64_t address) const;
    // The stretch of code round the address that belongs to that line alone: while RIP stays in it, the line
    // is under way. A line may have several such stretches.
    struct Range
    {
        uint64_t start = 0;
        uint64_t end = 0;
    };
    std::optional<Range> line_range(uint64_t address) const;
    // Where the section of code that holds the address ends: what lies behind is data. The highest address if
    // no section holds it.
    uint64_t code_end(uint64_t address) const;
    // The section that holds the address, ".rodata"; empty if none does.
    std::string_view section(uint64_t address) const;

private:
    std::vector<LineRow>::const_iterator row_at(uint64_t address) const;
    struct Section
    {
        Range range;
        std::string name;
        bool code = false;
    };
    void read_sections(void* elf, uint64_t bias);
    Section const* section_at(uint64_t address) const;
    void read_symbols(void* elf, uint64_t bias);
    void read_lines(void* elf, uint64_t bias);

    std::vector<Symbol> symbols_; // by address
    std::vector<LineRow> rows_;   // by address
    std::vector<std::string> files_;
    std::vector<Section> sections_; // those that are loaded
};

} // namespace ringside::emu
