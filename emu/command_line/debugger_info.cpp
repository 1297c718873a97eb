// Showing: memory, registers, tables, micro-steps, stacks. GDB manual, "Examining Memory", "Registers".
#include "emu/command_line/debugger.hpp"

#include "emu/boot/program.hpp"
#include "emu/command_line/expression.hpp"
#include "emu/place.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace ringside::emu {

namespace {

struct Format
{
    unsigned count = 1;
    char letter = 'x';
    unsigned bytes = 8;
};

// "/8gx" -> {8, 'x', 8}. GDB manual, "Examining Memory".
Outcome<Format> parse_format(std::string_view text)
{
    Format format;
    unsigned count = 0;
    for (char const letter : text) {
        if (letter >= '0' && letter <= '9') {
            count = count * 10 + static_cast<unsigned>(letter - '0');
            if (count > 100'000)
                return Refusal{"so much cannot be shown at once"};
            format.count = count;
            continue;
        }
        switch (letter) {
        case 'b':
            format.bytes = 1;
            break;
        case 'h':
            format.bytes = 2;
            break;
        case 'w':
            format.bytes = 4;
            break;
        case 'g':
            format.bytes = 8;
            break;
        case 'x':
        case 'd':
        case 'u':
        case 'o':
        case 't':
        case 'c':
        case 's':
        case 'i':
        case 'a':
            format.letter = letter;
            break;
        default:
            return Refusal{fmt::format("there is no format letter {}", printable({&letter, 1}))};
        }
    }
    if (format.letter == 'c')
        format.bytes = 1;
    return format;
}

std::string formatted(uint64_t value, Format const& format, Session const& session)
{
    auto const bits = format.bytes * 8;
    auto const signed_value = static_cast<int64_t>(value << (64 - bits)) >> (64 - bits);
    switch (format.letter) {
    case 'd':
        return fmt::format("{}", signed_value);
    case 'u':
        return fmt::format("{}", value);
    case 'o':
        return fmt::format("{:#o}", value);
    case 't':
        return fmt::format("{:b}", value);
    case 'a':
        return fmt::format("{:#x} <{}>", value, session.describe(value));
    case 'c':
        return value >= 0x20 && value < 0x7f ? fmt::format("{} '{}'", value, static_cast<char>(value))
                                             : fmt::format("{} '\\{:03o}'", value, value);
    default:
        return fmt::format("0x{:0{}x}", value, format.bytes * 2);
    }
}

std::string flag_letters(uint64_t flags)
{
    struct Flag
    {
        uint64_t bit;
        std::string_view name;
    };
    constexpr Flag names[] = {{cpu::flag::cf, "CF"},        {cpu::flag::pf, "PF"}, {cpu::flag::af, "AF"},
                              {cpu::flag::zf, "ZF"},        {cpu::flag::sf, "SF"}, {cpu::flag::tf, "TF"},
                              {cpu::flag::interrupt, "IF"}, {cpu::flag::df, "DF"}, {cpu::flag::of, "OF"},
                              {cpu::flag::nt, "NT"},        {cpu::flag::rf, "RF"}, {cpu::flag::ac, "AC"},
                              {cpu::flag::id, "ID"}};
    std::string text = "[";
    for (auto const& flag : names)
        if ((flags & flag.bit) != 0)
            text += fmt::format(" {}", flag.name);
    return text + " ]";
}

} // namespace

Outcome<void> Debugger::examine(std::string_view words)
{
    Format format;
    if (words.starts_with('/')) {
        auto const [first, rest] = split_word(words);
        auto const parsed = parse_format(first.substr(1));
        if (!parsed.ok())
            return parsed.refusal();
        format = parsed.value();
        words = rest;
    }
    auto const where = evaluate(session_, words.empty() ? "$rip" : words);
    if (!where.ok())
        return where.refusal();
    auto address = where.value();
    if (format.count == 0) // as in gdb: nothing is shown
        return {};
    if (format.letter == 'i') {
        for (auto const& line : session_.code(address, 0, format.count - 1))
            answer(fmt::format("{} {:#x} <{}>: {}\n", line.current ? "=>" : "  ", line.address, line.symbol,
                               line.text));
        return {};
    }
    if (format.letter == 's')
        return examine_strings(address, format.count);
    auto const in_a_row = format.letter == 'a' ? 1u : format.bytes == 8 ? 2u : format.bytes == 4 ? 4u : 8u;
    for (unsigned i = 0; i < format.count; ++i, address += format.bytes) {
        std::array<uint8_t, 8> bytes{};
        if (session_.read_memory(address, std::span(bytes).first(format.bytes)) < format.bytes) {
            answer(i % in_a_row == 0 ? "" : "\n");
            return Refusal{fmt::format("nothing is mapped at {:#x}", address)};
        }
        uint64_t value = 0;
        std::memcpy(&value, bytes.data(), bytes.size());
        if (i % in_a_row == 0)
            answer(fmt::format("{}{:#x} <{}>:", i == 0 ? "" : "\n", address, session_.describe(address)));
        answer(fmt::format("  {}", formatted(value, format, session_)));
    }
    answer("\n");
    return {};
}

// One after the other. GDB manual, "Print Settings": 200 characters of a string are shown, then dots; the
// next one goes on there.
Outcome<void> Debugger::examine_strings(uint64_t address, unsigned count)
{
    constexpr std::size_t most_letters = 200;
    for (unsigned i = 0; i < count; ++i) {
        std::array<uint8_t, most_letters + 1> bytes{};
        auto const readable = session_.read_memory(address, bytes);
        auto const* text = reinterpret_cast<char const*>(bytes.data());
        auto const length = strnlen(text, std::min(readable, most_letters));
        auto const is_whole = length < readable && bytes[length] == 0;
        if (readable != 0)
            answer(
                fmt::format("{:#x}: \"{}\"{}\n", address, printable({text, length}), is_whole ? "" : "..."));
        if (!is_whole && readable < bytes.size())
            return Refusal{fmt::format("nothing is mapped at {:#x}", address + readable)};
        address += length + (is_whole ? 1 : 0);
    }
    return {};
}

Outcome<void> Debugger::print(std::string_view words)
{
    Format format{.letter = 'd'};
    if (words.starts_with('/')) {
        auto const [first, rest] = split_word(words);
        auto const parsed = parse_format(first.substr(1));
        if (!parsed.ok())
            return parsed.refusal();
        format = parsed.value();
        words = rest;
    }
    auto const value = evaluate(session_, words);
    if (!value.ok())
        return value.refusal();
    if (format.letter == 'x')
        answer(fmt::format("{:#x}\n", value.value()));
    else
        answer(fmt::format("{}\n", formatted(value.value(), format, session_)));
    return {};
}

Outcome<void> Debugger::disassemble(std::string_view words)
{
    constexpr unsigned most = 2000;
    auto const where = evaluate(session_, words.empty() ? "$rip" : words);
    if (!where.ok())
        return where.refusal();
    auto const symbol = session_.symbol(where.value());
    auto const first = symbol ? symbol->start : where.value();
    auto const end = symbol && symbol->size != 0 ? first + symbol->size : first + 64;
    auto address = first;
    for (unsigned i = 0; i < most && address < end; ++i) {
        auto const line = session_.code(address, 0, 0).front();
        answer(fmt::format("{} {:#x} <{}>: {}\n", line.current ? "=>" : "  ", line.address, line.symbol,
                           line.text));
        address += std::max<std::size_t>(line.bytes.size(), 1);
    }
    return {};
}

Outcome<void> Debugger::backtrace(std::string_view)
{
    unsigned number = 0;
    for (auto const& frame : session_.call_chain())
        answer(fmt::format("#{}  {:#x} in {}{}\n", number++, frame.start + frame.offset, frame.name,
                           frame.kernel ? "  (kernel)" : ""));
    return {};
}

Outcome<void> Debugger::info(std::string_view words)
{
    auto const [what, rest] = split_word(words);
    auto const is = [what = what](std::string_view name) { return !what.empty() && name.starts_with(what); };
    if (is("registers"))
        return info_registers(rest);
    if (is("breakpoints"))
        return info_breakpoints();
    if (is("idt"))
        return info_idt(rest);
    if (is("gdt"))
        return info_gdt();
    if (is("tss"))
        return info_tss();
    if (is("msr"))
        return info_msr();
    if (is("walk"))
        return info_walk(rest);
    if (is("steps"))
        return info_steps();
    if (is("stack"))
        return info_stack(rest);
    if (is("symbols"))
        return info_symbols(rest);
    if (is("calls"))
        return info_calls();
    if (is("changes"))
        return info_changes();
    if (is("log"))
        return info_log();
    if (is("position"))
        return info_position();
    return Refusal{fmt::format("there is nothing called \"{}\"; info knows {}", printable(what),
                               fmt::join(info_names, " "))};
}

Outcome<void> Debugger::info_registers(std::string_view words)
{
    auto const& state = session_.state();
    if (!words.empty()) {
        auto const value = register_value(state, words.starts_with('$') ? words.substr(1) : words);
        if (!value)
            return Refusal{fmt::format("there is no register {}", printable(words))};
        answer(fmt::format("{:<15}{:#x}\n", words, *value));
        return {};
    }
    constexpr std::string_view names[] = {"rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "rsp",
                                          "r8",  "r9",  "r10", "r11", "r12", "r13", "r14", "r15"};
    for (auto const name : names) {
        auto const value = register_value(state, name).value_or(0);
        answer(
            fmt::format("{:<15}{:<20}{}\n", name, fmt::format("{:#x}", value), static_cast<int64_t>(value)));
    }
    answer(fmt::format("{:<15}{:<20}{}\n", "rip", fmt::format("{:#x}", state.rip),
                       session_.describe(state.rip)));
    answer(fmt::format("{:<15}{:<20}{}\n", "eflags", fmt::format("{:#x}", state.rflags),
                       flag_letters(state.rflags)));
    for (std::string_view const name : {"cs", "ss", "ds", "es", "fs", "gs", "fs_base", "gs_base",
                                        "kernel_gs_base", "cr0", "cr2", "cr3", "cr4", "cpl"})
        answer(fmt::format("{:<15}{:#x}\n", name, register_value(state, name).value_or(0)));
    return {};
}

Outcome<void> Debugger::info_breakpoints()
{
    unsigned number = 0;
    for (auto const address : session_.breakpoints())
        answer(fmt::format("{}  {:#x} <{}>\n", ++number, address, session_.describe(address)));
    for (auto const address : session_.watchpoints())
        answer(fmt::format("{}  watch {:#x} <{}>\n", ++number, address, session_.describe(address)));
    return {};
}

Outcome<void> Debugger::info_idt(std::string_view words)
{
    unsigned first = 0;
    unsigned last = 255;
    if (!words.empty()) {
        auto const number = evaluate(session_, words);
        if (!number.ok())
            return number.refusal();
        if (number.value() > 255)
            return Refusal{fmt::format("there is no vector {}", number.value())};
        first = last = static_cast<unsigned>(number.value());
    }
    answer(
        fmt::format("IDT base {:#x} limit {:#x}\n", session_.state().idtr.base, session_.state().idtr.limit));
    for (auto vector = first; vector <= last; ++vector) {
        auto const gate = session_.gate(vector);
        if (!gate || (!gate->present && first != last))
            continue;
        answer(fmt::format("{:#04x}  at {:#x}  {:#x}:{:#x} <{}>  {} dpl {} ist {}{}\n", vector, gate->address,
                           gate->selector, gate->offset, gate->symbol,
                           gate->type == 0xe   ? "interrupt"
                           : gate->type == 0xf ? "trap"
                                               : fmt::format("type {:#x}", gate->type),
                           gate->dpl, gate->ist, gate->present ? "" : "  not present"));
    }
    return {};
}

Outcome<void> Debugger::info_gdt()
{
    auto const& gdtr = session_.state().gdtr;
    answer(fmt::format("GDT base {:#x} limit {:#x}\n", gdtr.base, gdtr.limit));
    for (uint32_t selector = 0; selector + 7 <= gdtr.limit; selector += 8) {
        auto const descriptor = session_.descriptor(static_cast<uint16_t>(selector));
        if (!descriptor || descriptor->raw == 0)
            continue;
        answer(fmt::format("{:#04x}  {:016x}  base {:#x} limit {:#x} type {:#x} {} dpl {}{}{}{}\n", selector,
                           descriptor->raw, descriptor->base(), descriptor->limit(), descriptor->type(),
                           descriptor->is_code()   ? "code"
                           : descriptor->is_data() ? "data"
                                                   : "system",
                           descriptor->dpl(), descriptor->present() ? "" : " not present",
                           descriptor->long_code() ? " L" : "", descriptor->big() ? " D" : ""));
        if (!descriptor->non_system() && session_.state().long_mode())
            selector += 8; // system descriptors are 16 bytes in long mode
    }
    return {};
}

Outcome<void> Debugger::info_tss()
{
    auto const& tr = session_.state().tr;
    answer(fmt::format("TR {:#x} base {:#x} limit {:#x}\n", tr.selector, tr.base, tr.limit));
    for (unsigned ring = 0; ring < 3; ++ring)
        if (auto const rsp = session_.tss_rsp(ring))
            answer(fmt::format("rsp{}  {:#x}\n", ring, *rsp));
    constexpr unsigned first_ist = 36; // SDM Vol. 3A, "64-Bit TSS Format"
    for (unsigned i = 0; i < 7 && session_.state().long_mode(); ++i)
        if (auto const rsp = session_.read_word(tr.base + first_ist + i * 8))
            answer(fmt::format("ist{}  {:#x}\n", i + 1, *rsp));
    return {};
}

Outcome<void> Debugger::info_msr()
{
    auto const& state = session_.state();
    auto const line = [&](std::string_view name, uint32_t number, uint64_t value, bool is_address) {
        answer(fmt::format("{:<16}{:08x}  {:#018x}{}\n", name, number, value,
                           is_address ? "  <" + session_.describe(value) + ">" : ""));
    };
    line("EFER", 0xc000'0080, state.efer, false);
    line("STAR", 0xc000'0081, state.star, false);
    line("LSTAR", 0xc000'0082, state.lstar, true);
    line("CSTAR", 0xc000'0083, state.cstar, true);
    line("SFMASK", 0xc000'0084, state.sfmask, false);
    line("FS_BASE", 0xc000'0100, state.segment(cpu::SegmentName::fs).base, false);
    line("GS_BASE", 0xc000'0101, state.segment(cpu::SegmentName::gs).base, false);
    line("KERNEL_GS_BASE", 0xc000'0102, state.kernel_gs_base, false);
    line("SYSENTER_CS", 0x174, state.sysenter_cs, false);
    line("SYSENTER_ESP", 0x175, state.sysenter_esp, false);
    line("SYSENTER_EIP", 0x176, state.sysenter_eip, true);
    return {};
}

Outcome<void> Debugger::info_walk(std::string_view words)
{
    auto const where = evaluate(session_, words.empty() ? "$rip" : words);
    if (!where.ok())
        return where.refusal();
    for (auto const& level : session_.walk(where.value())) {
        answer(fmt::format("{:<6} at {:#010x}: {:#018x} ", level.name, level.address, level.entry));
        constexpr std::string_view bits[] = {"P", "W", "U", "PWT", "PCD", "A", "D", "PS", "G"};
        for (unsigned i = 0; i < std::size(bits); ++i)
            if ((level.entry >> i & 1) != 0)
                answer(fmt::format(" {}", bits[i]));
        answer(fmt::format("{}\n", (level.entry >> 63) != 0 ? " NX" : ""));
    }
    return {};
}

Outcome<void> Debugger::info_steps()
{
    auto const& view = session_.transition();
    if (view.steps.empty()) {
        answer(fmt::format("The instruction at {:#x} has no micro-steps.\n", view.rip));
        return {};
    }
    answer(fmt::format("{} at {:#x}, {} of {} done\n", cpu::name(view.transition), view.rip, view.done,
                       view.steps.size()));
    unsigned number = 0;
    for (auto const& step : view.steps) {
        auto const mark = step.progress == MicroStep::Progress::done      ? '*'
                          : step.progress == MicroStep::Progress::current ? '>'
                                                                          : ' ';
        answer(fmt::format("{} {:>2} {:<24} {}\n", mark, ++number, cpu::name(step.record.step), step.text));
    }
    return {};
}

Outcome<void> Debugger::info_stack(std::string_view words)
{
    auto const is_kernel = words.starts_with('k');
    if (!words.empty() && !is_kernel && !words.starts_with('u'))
        return Refusal{"write info stack user or info stack kernel"};
    auto const view = session_.stack(is_kernel ? StackName::kernel : StackName::user, 24);
    answer(fmt::format("{} stack, top {:#x}, pointer {:#x}{}{}\n", is_kernel ? "kernel" : "user", view.top,
                       view.pointer, view.active ? ", active" : "",
                       view.foreign ? ", ring 0 is running on it" : ""));
    constexpr std::string_view writers[] = {"?", "CPU", "kernel", "user"};
    for (auto const& slot : view.slots) {
        if (!slot.mapped)
            continue;
        answer(fmt::format("{} {:#x} {:+#x}  {:#018x}{} {:<7}{}{}\n", slot.at_pointer ? "=>" : "  ",
                           slot.address, static_cast<int64_t>(slot.address - view.top), slot.value,
                           slot.changed ? "*" : " ", writers[static_cast<unsigned>(slot.writer)],
                           slot.meaning, slot.below ? "  (dead)" : ""));
    }
    return {};
}

Outcome<void> Debugger::info_symbols(std::string_view words)
{
    if (words.empty())
        return Refusal{"write info symbols ADDRESS or info symbols NAME"};
    auto const where = evaluate(session_, words);
    if (!where.ok())
        return where.refusal();
    answer(fmt::format("{:#x} <{}>\n", where.value(), session_.describe(where.value())));
    return {};
}

Outcome<void> Debugger::info_calls()
{
    for (auto const& call : session_.calls())
        answer(fmt::format("trap:{}  {}\n", call.trap, call.text));
    return {};
}

Outcome<void> Debugger::info_log()
{
    for (auto const& line : session_.log())
        answer(fmt::format("{}\n", printable(line)));
    return {};
}

Outcome<void> Debugger::info_position()
{
    auto const position = session_.position();
    answer(fmt::format("insn:{} trap:{}", position.instruction, position.trap));
    if (position.micro_step > 0)
        answer(fmt::format(".{}", position.micro_step));
    constexpr std::string_view lamps[] = {"ring 3", "ring 2", "ring 1", "ring 0", "hardware"};
    answer(fmt::format(" time {} {}\n", position.time, lamps[static_cast<unsigned>(session_.lamp())]));
    return {};
}

} // namespace ringside::emu
