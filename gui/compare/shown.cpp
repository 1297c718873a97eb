// What the compare view says of the machines: phases, who waits for what, and the figures so far. Next:
// ../panels/compare_seam.cpp.
#include "gui/compare/comparison.hpp"

#include "emu/compare/paths.hpp"

#include <algorithm>

namespace ringside::gui {

namespace {

using emu::Phase;

constexpr std::size_t total_row = emu::nested_row + 1;

char const* phase_name(Catalogue const& tr, std::size_t row)
{
    char const* const names[] = {
        tr("setup"), tr("hardware entry"), tr("entry"),          tr("dispatch"), tr("service"),
        tr("exit"),  tr("hardware exit"),  tr("back in ring 3"), tr("nested"),   tr("all together")};
    return names[row];
}

char const* brief_phase_name(Catalogue const& tr, std::size_t row)
{
    char const* const names[] = {tr("setup"), tr("hw entry"), tr("entry"),  tr("dispatch"), tr("service"),
                                 tr("exit"),  tr("hw exit"),  tr("ring 3"), tr("nested"),   tr("all")};
    return names[row];
}

// "12 of 23"
std::string out_of(Catalogue const& tr, uint64_t done, uint64_t all)
{
    return std::to_string(done) + " " + tr("of") + " " + std::to_string(all);
}

bool is_descriptor(cpu::Step step)
{
    return step == cpu::Step::read_gate || step == cpu::Step::read_code_descriptor ||
           step == cpu::Step::read_stack_descriptor;
}

PhaseCost cost_of(emu::Sums const& sums, bool begun)
{
    PhaseCost cost;
    cost.begun = begun;
    cost.instructions = sums.ring0 + sums.ring3;
    cost.micro_steps = sums.steps.size();
    cost.software_reads = sums.software.reads;
    cost.software_writes = sums.software.writes;
    cost.hardware_reads = sums.hardware.reads;
    cost.hardware_writes = sums.hardware.writes;
    cost.stack_bytes = sums.stack_bytes;
    cost.descriptors =
        static_cast<uint64_t>(std::count_if(sums.steps.begin(), sums.steps.end(), is_descriptor));
    cost.walk_reads = sums.walk.reads;
    cost.tlb_flushes = sums.tlb_flushes;
    return cost;
}

emu::Sums together(emu::Figures const& figures)
{
    emu::Sums total;
    for (std::size_t row = 0; row < emu::phase_count; ++row)
        total += figures[row];
    return total;
}

std::vector<CostRow> cost_rows(Catalogue const& tr)
{
    return {
        {tr("instructions"), tr("instr."), &PhaseCost::instructions},
        {tr("micro-steps"), tr("micro"), &PhaseCost::micro_steps},
        {tr("reads, software"), tr("sw reads"), &PhaseCost::software_reads},
        {tr("writes, software"), tr("sw writes"), &PhaseCost::software_writes},
        {tr("reads, hardware"), tr("hw reads"), &PhaseCost::hardware_reads},
        {tr("writes, hardware"), tr("hw writes"), &PhaseCost::hardware_writes},
        {tr("bytes on stacks"), tr("stack B"), &PhaseCost::stack_bytes},
        {tr("descriptors read"), tr("descr."), &PhaseCost::descriptors},
        {tr("page-table reads"), tr("walk"), &PhaseCost::walk_reads},
        {tr("TLB flushes"), tr("flushes"), &PhaseCost::tlb_flushes},
    };
}

char const* path_words(Catalogue const& tr, std::string_view path)
{
    struct Words
    {
        std::string_view path;
        char const* words;
    };
    Words const all[] = {
        {"call", tr("a CALL within ring 3; the kernel takes no part")},
        {"vdso", tr("a function on a page that the kernel lends")},
        {"vsyscall", tr("the vDSO's forerunner: a fault that is emulated")},
        {"syscall", tr("SYSCALL in 64-bit code")},
        {"syscall32", tr("SYSCALL in 32-bit code, on AMD's processors")},
        {"sysenter", tr("SYSENTER in 32-bit code, on Intel's processors")},
        {"int80", tr("INT 0x80 in 64-bit code")},
        {"int80-32", tr("INT 0x80 in 32-bit code")},
        {"pf", tr("a page fault; it carries no request")},
        {"ud", tr("an undefined instruction; it carries no request")},
        {"timer", tr("the timer's interrupt; it carries no request")},
        {"ring", tr("a page shared with the kernel; no trap at all")},
    };
    for (Words const& one : all)
        if (one.path == path)
            return one.words;
    return "";
}

} // namespace

// Programs of one's own make what requests they will.
std::string Comparison::request_words() const
{
    std::vector<std::string> words;
    for (std::size_t const place : places()) {
        auto const& side = *sides_[place];
        auto const request = side.bundled() ? request_ : side.ledger().call;
        if (!request.empty() && std::find(words.begin(), words.end(), request) == words.end())
            words.push_back(request);
    }
    return words.empty() ? request_ : words.size() == 1 ? words[0] : words[0] + " · " + words[1];
}

std::string Comparison::phase_words(std::size_t place) const
{
    auto const cursor = sides_[place]->cursor();
    if (cursor.stand == 0)
        return tr_("before the request");
    if (!next_phase(cursor))
        return sides_[place]->ledger().measured.end.empty() ? tr_("the request is done")
                                                            : tr_("the program has ended");
    auto const& stand = cursor.ledger->stands[cursor.stand];
    std::string text = std::string(phase_name(tr_, static_cast<std::size_t>(stand.phase))) + ", " +
                       out_of(tr_, stand.steps, cursor.ledger->steps_in(stand.phase));
    if (stand.nested)
        text += " (" + std::string(tr_("interrupted")) + ")";
    return text;
}

std::string Comparison::waiting_words(std::size_t place) const
{
    auto const list = places();
    auto const all = cursors();
    auto const self = static_cast<std::size_t>(std::find(list.begin(), list.end(), place) - list.begin());
    auto const slow = waits_for(all, self);
    if (!slow)
        return {};
    auto const phase = *next_phase(all[*slow]);
    return std::string(tr_("waits: the other side is in")) + " " +
           phase_name(tr_, static_cast<std::size_t>(phase)) + ", " +
           out_of(tr_, steps_done(all[*slow], phase), all[*slow].ledger->steps_in(phase));
}

CompareSide Comparison::shown_side(std::size_t place) const
{
    CompareSide shown;
    shown.active = place == active_;
    auto const& side = sides_[place];
    if (side == nullptr) {
        if (starts_[place] != nullptr) {
            shown.path = starts_[place]->path();
            shown.note = tr_("This machine is starting: it boots, and its request is measured.");
        } else {
            shown.note =
                refusals_[place].empty() ? tr_("No machine was chosen for this side.") : refusals_[place];
        }
        return shown;
    }
    shown.path = side->path();
    shown.program = side->name() + ", " + side->ledger().measured.vendor;
    shown.phase = phase_words(place);
    shown.waiting = waiting_words(place);
    shown.view = side->view();
    return shown;
}

std::vector<PhaseRow> Comparison::shown_phases() const
{
    std::vector<PhaseRow> rows;
    for (std::size_t row = 0; row <= total_row; ++row) {
        PhaseRow shown;
        shown.name = phase_name(tr_, row);
        shown.brief = brief_phase_name(tr_, row);
        for (std::size_t const place : places()) {
            auto const& side = *sides_[place];
            auto const& stand = side.ledger().stands[side.cursor().stand];
            auto const at = static_cast<std::size_t>(stand.phase);
            bool const begun = side.cursor().stand > 0 && row <= at;
            auto const& figures = side.figures();
            shown.here[place] = side.cursor().stand > 0 && row == at;
            shown.costs[place] = row == total_row         ? cost_of(together(figures), true)
                                 : row == emu::nested_row ? cost_of(figures[row], true)
                                                          : cost_of(figures[row], begun);
        }
        rows.push_back(std::move(shown));
    }
    return rows;
}

// The earliest phase that somebody is in.
std::size_t Comparison::phase_under_way() const
{
    std::size_t row = total_row;
    for (Cursor const& cursor : cursors())
        if (next_phase(cursor))
            row = std::min(row, cursor.stand == 0
                                    ? 0
                                    : static_cast<std::size_t>(cursor.ledger->stands[cursor.stand].phase));
    return row;
}

std::string Comparison::state_words(std::string const& path) const
{
    auto const shown_at = [&](std::size_t place) {
        return sides_[place] != nullptr && sides_[place]->bundled() && sides_[place]->path() == path;
    };
    if (shown_at(0))
        return tr_("left");
    if (shown_at(1))
        return tr_("right");
    auto const request = std::string(emu::known_requests()[list_request_]);
    return started_.contains(request + " " + path) ? tr_("started") : "";
}

MachineList Comparison::shown_list() const
{
    MachineList list;
    list.open = list_open_;
    if (!list_open_)
        return list;
    for (auto const request : emu::known_requests())
        list.requests.emplace_back(request);
    list.request = list_request_;
    list.row = list_row_;
    if (own_ != nullptr)
        list.rows.push_back({"", own_->name() + ": " + std::string(tr_("the program of the single view")),
                             own_ == sides_[0]   ? tr_("left")
                             : own_ == sides_[1] ? tr_("right")
                                                 : "",
                             true});
    for (auto const known : emu::known_paths()) {
        auto const path = std::string(known);
        auto const possible = emu::request_program(path, list.requests[list.request]);
        list.rows.push_back({path, path_words(tr_, known),
                             possible.ok() ? state_words(path) : tr_("not for this request"), possible.ok()});
    }
    return list;
}

CompareView Comparison::view() const
{
    CompareView view;
    view.request = request_words();
    view.status = sentence_;
    view.failed = failed_;
    view.starting = starting();
    for (std::size_t place = 0; place < sides_.size(); ++place)
        view.sides[place] = shown_side(place);
    view.phases = shown_phases();
    view.kinds = cost_rows(tr_);
    view.chosen = std::min(chosen_phase_.value_or(phase_under_way()), total_row);
    view.zoom = zoom_;
    view.list = shown_list();
    return view;
}

} // namespace ringside::gui
