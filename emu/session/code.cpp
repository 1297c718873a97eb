// Code with names: disassembly round an address, symbols, source lines. Next: frames.cpp.
#include "emu/session/parts.hpp"

#include "emu/symbols/disassembly.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ringside::emu {

namespace {

constexpr unsigned longest_instruction = 15;

} // namespace

std::string Session::Parts::describe(uint64_t address) const
{
    auto const* symbol = symbols_for(address).covering(address);
    // A name without a size far below says nothing.
    if (symbol == nullptr || (symbol->size == 0 && address - symbol->start > 0x10000))
        return fmt::format("{:#x}", address);
    return address == symbol->start ? symbol->name
                                    : fmt::format("{}+{:#x}", symbol->name, address - symbol->start);
}

std::string Session::describe(uint64_t address) const
{
    return parts_->describe(address);
}

std::optional<SymbolPosition> Session::symbol(uint64_t address) const
{
    auto const* symbol = parts_->symbols_for(address).covering(address);
    if (symbol == nullptr)
        return {};
    return SymbolPosition{symbol->name, symbol->start, symbol->size, address - symbol->start,
                          parts_->is_kernel_address(address)};
}

std::string Session::section(uint64_t address) const
{
    return std::string(parts_->symbols_for(address).section(address));
}

std::optional<uint64_t> Session::address_of(std::string_view name) const
{
    auto const* symbol = parts_->program_symbols.named(name);
    if (symbol == nullptr)
        symbol = parts_->kernel_symbols.named(name);
    if (symbol == nullptr)
        symbol = parts_->vdso_symbols.named(name);
    return symbol != nullptr ? std::optional(symbol->start) : std::nullopt;
}

std::optional<uint64_t> Session::address_in_kernel(std::string_view name) const
{
    auto const* symbol = parts_->kernel_symbols.named(name);
    return symbol != nullptr ? std::optional(symbol->start) : std::nullopt;
}

std::optional<SourceLine> Session::source(uint64_t address) const
{
    auto const& symbols = parts_->symbols_for(address);
    auto const line = symbols.line(address);
    if (!line)
        return {};
    auto const range = symbols.line_range(address).value();
    SourceLine result{std::string(line->file), line->line, {}, range.start, range.end};
    result.text = parts_->sources_for(address).line(result.file, line->line);
    return result;
}

void Session::Parts::find_sources()
{
    auto const folder = [](std::string const& file) {
        return std::filesystem::path(file).parent_path() / ".";
    };
    auto const embedded = std::make_shared<EmbeddedSources const>();
    program_sources = Sources(folder(program.name), embedded);
    vdso_sources = Sources({}, embedded);
    // Another kernel has other sources, though they may have the same names.
    kernel_sources = options.kernel.empty() ? Sources({}, embedded) : Sources(folder(options.kernel));
}

DisassembledInstruction Session::disassemble_at(uint64_t address) const
{
    auto const& parts = *parts_;
    std::array<uint8_t, longest_instruction> bytes{};
    auto const count = read_code(address, bytes);
    auto const namer = [&](uint64_t target) {
        auto name = parts.describe(target);
        return name.starts_with("0x") ? std::string{} : name;
    };
    auto const bits = parts.is_kernel_address(address) ? 64u : parts.run.machine.cpu.code_bits();
    auto const program_bits = parts.program.is_64 ? 64u : 32u;
    // Ring 0 runs 64-bit code, but the program's code below it is the program's.
    auto const wanted = parts.state().cpl == 3 || parts.is_kernel_address(address) ? bits : program_bits;
    return disassemble(std::span(bytes).first(count), address, wanted, parts.options.syntax, namer);
}

// Where CALLs of several lengths would end here, the one that lies in step with the code before it.
std::optional<uint64_t> Session::call_before(uint64_t address) const
{
    constexpr unsigned longest_call = 9; // with prefixes
    std::vector<uint64_t> found;
    for (auto length = 2u; length <= longest_call; ++length)
        if (auto const line = disassemble_at(address - length); line.is_call && line.length == length)
            found.push_back(address - length);
    if (found.empty())
        return {};
    auto const before = found.size() > 1 ? instructions_before(address, 1) : std::vector<uint64_t>{};
    auto const in_step =
        !before.empty() && std::find(found.begin(), found.end(), before.back()) != found.end();
    return in_step ? before.back() : found.front();
}

// Backwards instructions are found by decoding forwards from a symbol's beginning, or from a little before,
// where x86 code falls into step by itself after a few instructions. Where the section begins there are none
// before.
std::vector<uint64_t> Session::instructions_before(uint64_t address, unsigned count) const
{
    constexpr uint64_t greatest_stretch = 4096;
    auto const& symbols = parts_->symbols_for(address);
    std::vector<uint64_t> starts;
    for (auto end = address;
         starts.size() < count && symbols.code_end(end - 1) == symbols.code_end(address);) {
        auto const symbol = symbols.start_before(end - 1);
        auto const guess = end - (uint64_t{count} * longest_instruction + 32);
        auto const first = symbol && end - *symbol <= greatest_stretch ? *symbol : guess;
        std::array<uint8_t, 1> byte{};
        if (read_code(first, byte) == 0)
            break;
        std::vector<uint64_t> stretch;
        for (auto at = first; at < end; at += std::max(disassemble_at(at).length, 1u))
            stretch.push_back(at);
        starts.insert(starts.begin(), stretch.begin(), stretch.end());
        end = first;
    }
    if (starts.size() > count)
        starts.erase(starts.begin(), starts.end() - count);
    return starts;
}

std::vector<CodeLine> Session::code(uint64_t address, unsigned before, unsigned after) const
{
    auto const& parts = *parts_;
    std::vector<CodeLine> lines;
    auto const add = [&](uint64_t at) {
        auto const decoded = disassemble_at(at);
        CodeLine line;
        line.address = at;
        line.bytes.resize(std::max(decoded.length, 1u));
        line.bytes.resize(read_code(at, line.bytes));
        line.text = line.bytes.empty() ? "(not mapped)" : printable(decoded.text);
        line.symbol = parts.describe(at);
        if (auto const* symbol = parts.symbols_for(at).covering(at); symbol != nullptr && symbol->start == at)
            line.label = symbol->name;
        line.current = at == (parts.micro_step > 0 ? parts.base.machine.cpu.rip : parts.state().rip);
        line.breakpoint =
            std::find(parts.breakpoints.begin(), parts.breakpoints.end(), at) != parts.breakpoints.end();
        line.kernel = parts.is_kernel_address(at);
        line.jumps = decoded.is_jump;
        line.conditional = decoded.is_conditional;
        line.target = decoded.target;
        lines.push_back(std::move(line));
        return at + std::max(decoded.length, 1u);
    };
    for (auto const start : instructions_before(address, before))
        add(start);
    // What follows the section is data, which reads as nonsense when it is disassembled.
    auto const end = parts.symbols_for(address).code_end(address);
    auto at = address;
    for (unsigned i = 0; i <= after && at < end; ++i)
        at = add(at);
    return lines;
}

std::vector<uint64_t> Session::trail(unsigned most)
{
    auto& parts = *parts_;
    parts.know_writers();
    return parts.writers.executed_before(parts.micro_step > 0 ? parts.base.time() : parts.state().time, most);
}

} // namespace ringside::emu
