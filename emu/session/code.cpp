// Code with names: disassembly round an address, symbols, source lines, the chain of calls.
#include "emu/session/parts.hpp"

#include "emu/symbols/disassembly.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

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

std::optional<uint64_t> Session::address_of(std::string_view name) const
{
    auto const* symbol = parts_->program_symbols.named(name);
    if (symbol == nullptr)
        symbol = parts_->kernel_symbols.named(name);
    if (symbol == nullptr)
        symbol = parts_->vdso_symbols.named(name);
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
        lines.push_back(std::move(line));
        return at + std::max(decoded.length, 1u);
    };
    // Backwards the instructions are found by decoding forwards from the function's beginning, or from a
    // little before, where x86 code falls into step by itself after a few instructions.
    if (before > 0) {
        auto const* symbol = parts.symbols_for(address).covering(address);
        auto const reach = uint64_t{before} * longest_instruction + 32;
        auto const first =
            symbol != nullptr && address - symbol->start <= 4096 ? symbol->start : address - reach;
        std::vector<uint64_t> starts;
        for (auto at = first; at < address;) {
            starts.push_back(at);
            at += std::max(disassemble_at(at).length, 1u);
        }
        auto const skipped = starts.size() > before ? starts.size() - before : 0;
        for (auto i = skipped; i < starts.size(); ++i)
            add(starts[i]);
    }
    // What follows the section is data, which reads as nonsense when it is disassembled.
    auto const end = parts.symbols_for(address).code_end(address);
    auto at = address;
    for (unsigned i = 0; i <= after && at < end; ++i)
        at = add(at);
    return lines;
}

std::string Session::next_instruction()
{
    auto const& view = transition();
    auto const line = disassemble_at(parts_->state().rip);
    if (view.transition == cpu::Transition::exception)
        return fmt::format("{} will fault: {}", line.text, fault_text(view.fault));
    if (view.transition == cpu::Transition::external_interrupt)
        return fmt::format("interrupt {:#x} is delivered before {}", view.vector, line.text);
    return line.text;
}

// Return addresses on the stack, innermost first: words that point behind a CALL whose target, where the
// instruction names it, is the function inside which the next inner frame runs.
std::vector<SymbolPosition> Session::call_chain() const
{
    auto const& parts = *parts_;
    std::vector<SymbolPosition> chain;
    auto const add = [&](uint64_t address) {
        auto found = symbol(address);
        if (found)
            chain.push_back(*found);
        return found.has_value();
    };
    // Whether a CALL that may lead to the function ends at the address: directly, or through a register or a
    // table.
    auto const may_call = [&](uint64_t address, uint64_t function) {
        std::array<uint8_t, 7> bytes{};
        if (read_code(address - bytes.size(), bytes) < bytes.size())
            return false;
        if (bytes[2] == 0xe8) {
            int32_t displacement = 0;
            std::memcpy(&displacement, bytes.data() + 3, sizeof displacement);
            return address + static_cast<uint64_t>(int64_t{displacement}) == function;
        }
        constexpr std::size_t indirect_lengths[] = {2, 3, 4, 6, 7};
        return std::any_of(std::begin(indirect_lengths), std::end(indirect_lengths), [&](std::size_t length) {
            return bytes[7 - length] == 0xff && (bytes[8 - length] >> 3 & 7) == 2;
        });
    };
    auto const follow = [&](uint64_t rip, uint64_t rsp, uint64_t end) {
        if (!add(rip))
            return;
        auto function = chain.back().start;
        for (auto slot = rsp & ~uint64_t{7}; slot < end && chain.size() < 24; slot += 8) {
            auto const word = read_word(slot);
            if (!word)
                return;
            auto const* caller = parts.symbols_for(*word).covering(*word);
            if (caller == nullptr || !may_call(*word, function) || !add(*word - 1))
                continue;
            function = chain.back().start;
        }
    };
    auto const& state = parts.state();
    constexpr uint64_t user_stack_searched = 4096;
    auto const top = tss_rsp(0).value_or(0);
    if (parts.is_kernel_address(state.rip)) {
        auto const on_kernel_stack = parts.is_kernel_address(state.gpr[cpu::rsp]);
        follow(state.rip, on_kernel_stack ? state.gpr[cpu::rsp] : top, top);
        auto const rip = read_word(top - 5 * 8);
        auto const rsp = read_word(top - 2 * 8);
        if (on_kernel_stack && rip && rsp && !parts.is_kernel_address(*rip))
            follow(*rip - 1, *rsp, *rsp + user_stack_searched); // inside the instruction that trapped
        return chain;
    }
    follow(state.rip, state.gpr[cpu::rsp], state.gpr[cpu::rsp] + user_stack_searched);
    return chain;
}

} // namespace ringside::emu
