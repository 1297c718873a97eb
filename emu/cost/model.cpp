// Reading the parameters, and multiplying. Which transitions there were is told by a micro-step that only the
// completed one has.
#include "emu/cost/model.hpp"

#include "emu/boot/program.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

extern "C" char const ringside_cost_model[];
extern "C" char const ringside_cost_model_end[];

namespace ringside::emu {

namespace {

constexpr std::array<std::string_view, cost_kinds> names = {
    "instruction", "software_read", "software_write", "walk_access", "interrupt_delivery", "iret",
    "syscall",     "sysret",        "sysenter",       "sysexit",     "cr3_write",          "other_tlb_flush"};

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r";
    auto const first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::optional<std::size_t> kind_named(std::string_view name)
{
    auto const found = std::find(names.begin(), names.end(), name);
    if (found == names.end())
        return std::nullopt;
    return static_cast<std::size_t>(found - names.begin());
}

std::optional<double> cycles_of(std::string_view text)
{
    constexpr double most = 1e9;
    double value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    auto const whole = error == std::errc{} && end == text.data() + text.size();
    if (!whole || !std::isfinite(value) || value < 0 || value > most)
        return std::nullopt;
    return value;
}

// What has been read of the section at hand.
struct Section
{
    std::size_t kind = cost_kinds;
    std::size_t line = 0;
    std::optional<double> cycles;
    std::string source;
};

} // namespace

std::string_view name(CostKind kind)
{
    return names[static_cast<std::size_t>(kind)];
}

CostModel CostModel::standard()
{
    CostModel model;
    std::string_view const text(ringside_cost_model,
                                static_cast<std::size_t>(ringside_cost_model_end - ringside_cost_model));
    auto const taken = model.take(text, "docs/cost_model.ini");
    static_cast<void>(taken); // a test reads the same file
    return model;
}

Outcome<CostModel> CostModel::read(std::string_view text, std::string const& where)
{
    auto model = standard();
    auto const taken = model.take(text, where);
    if (!taken.ok())
        return taken.refusal();
    return model;
}

Outcome<void> CostModel::take(std::string_view text, std::string const& where)
{
    Section section;
    std::size_t number = 0;
    auto const refused = [&](std::size_t line, std::string const& sentence) {
        return Refusal{fmt::format("{}:{}: {}", printable(where), line, sentence)};
    };
    auto const close = [&]() -> Outcome<void> {
        if (section.kind == cost_kinds)
            return {};
        if (!section.cycles || section.source.empty())
            return refused(section.line, fmt::format("[{}] needs `cycles = NUMBER` and `source = SENTENCE`",
                                                     names[section.kind]));
        held_[section.kind] = {*section.cycles, section.source};
        return {};
    };
    while (!text.empty()) {
        auto const end = std::min(text.find('\n'), text.size());
        auto const line = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        ++number;
        if (line.empty() || line.front() == '#')
            continue;
        if (line.front() == '[' && line.back() == ']') {
            if (auto const closed = close(); !closed.ok())
                return closed;
            auto const kind = kind_named(trimmed(line.substr(1, line.size() - 2)));
            if (!kind)
                return refused(number, fmt::format("there is no cost {}; there are {}",
                                                   printable(std::string(line)), fmt::join(names, ", ")));
            section = {*kind, number, {}, {}};
            continue;
        }
        auto const equals = line.find('=');
        auto const key = trimmed(line.substr(0, std::min(equals, line.size())));
        if (equals == std::string_view::npos || section.kind == cost_kinds ||
            (key != "cycles" && key != "source"))
            return refused(number, "a line is [COST], `cycles = NUMBER` or `source = SENTENCE`");
        auto const value = trimmed(line.substr(equals + 1));
        if (key == "source") {
            section.source = printable(std::string(value));
            continue;
        }
        section.cycles = cycles_of(value);
        if (!section.cycles)
            return refused(number, "cycles are a number from 0 to 1e9");
    }
    return close();
}

namespace {

// The transition that a micro-step belongs to, where it is the first that tells; `so_far`: what those before
// it have told.
CostKind transition_told_by(cpu::Step step, CostKind so_far)
{
    switch (step) {
    case cpu::Step::check_idt_limit:
        return CostKind::interrupt_delivery;
    case cpu::Step::check_nt:
        return CostKind::iret;
    case cpu::Step::check_sce:
        return CostKind::sysret;
    case cpu::Step::save_rcx:
        return CostKind::syscall;
    case cpu::Step::check_sysenter_cs:
        return CostKind::sysexit;
    case cpu::Step::clear_rflags:
        return CostKind::sysenter;
    default:
        return so_far;
    }
}

// Only those that were completed: each loads CPL, and behind that nothing is checked.
void count_transitions(std::vector<cpu::Step> const& steps, std::array<uint64_t, cost_kinds>& counts)
{
    auto kind = CostKind::count_;
    for (auto const step : steps) {
        kind = transition_told_by(step, kind);
        if (step != cpu::Step::set_cpl || kind == CostKind::count_)
            continue;
        ++counts[static_cast<std::size_t>(kind)];
        kind = CostKind::count_;
    }
}

} // namespace

std::array<uint64_t, cost_kinds> cost_counts(Sums const& sums)
{
    auto const less = [](uint64_t all, uint64_t part) { return all > part ? all - part : 0; };
    std::array<uint64_t, cost_kinds> counts{};
    auto const set = [&](CostKind kind, uint64_t count) { counts[static_cast<std::size_t>(kind)] = count; };
    set(CostKind::instruction, sums.ring0 + sums.ring3);
    set(CostKind::software_read, sums.software.reads);
    set(CostKind::software_write, sums.software.writes);
    set(CostKind::walk_access, sums.walk.reads + sums.walk.writes);
    count_transitions(sums.steps, counts);
    set(CostKind::cr3_write, sums.cr3_writes);
    set(CostKind::other_tlb_flush, less(sums.tlb_flushes, sums.cr3_writes));
    return counts;
}

double CostModel::cycles(Sums const& sums) const
{
    auto const counts = cost_counts(sums);
    double cycles = 0;
    for (std::size_t i = 0; i < cost_kinds; ++i)
        cycles += static_cast<double>(counts[i]) * held_[i].cycles;
    return cycles;
}

} // namespace ringside::emu
