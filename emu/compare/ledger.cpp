// Keeping the ledger. After each micro-step and each step of the machine, what the figures have grown by is
// put down; what an instruction under way has cost gets its row when the instruction has retired. Next:
// measure.cpp.
#include "emu/compare/ledger.hpp"

#include "emu/machine.hpp"
#include "kernel-model/abi/system_calls.hpp"

#include <algorithm>
#include <iterator>

namespace ringside::emu {

namespace {

constexpr std::size_t open_row = nested_row + 1; // not counted in a row yet

Traffic difference(Traffic const& now, Traffic const& before)
{
    return {now.reads - before.reads, now.read_bytes - before.read_bytes, now.writes - before.writes,
            now.written_bytes - before.written_bytes};
}

Sums difference(Sums const& now, Sums const& before)
{
    Sums grown;
    grown.ring0 = now.ring0 - before.ring0;
    grown.ring3 = now.ring3 - before.ring3;
    grown.software = difference(now.software, before.software);
    grown.hardware = difference(now.hardware, before.hardware);
    grown.walk = difference(now.walk, before.walk);
    grown.cr3_writes = now.cr3_writes - before.cr3_writes;
    grown.tlb_flushes = now.tlb_flushes - before.tlb_flushes;
    grown.stack_bytes = now.stack_bytes - before.stack_bytes;
    grown.steps.assign(now.steps.begin() + static_cast<std::ptrdiff_t>(before.steps.size()), now.steps.end());
    return grown;
}

bool differ(Sums const& one, Sums const& other)
{
    return one.ring0 != other.ring0 || one.ring3 != other.ring3 || one.steps.size() != other.steps.size() ||
           one.software != other.software || one.hardware != other.hardware || one.walk != other.walk ||
           one.cr3_writes != other.cr3_writes || one.tlb_flushes != other.tlb_flushes ||
           one.stack_bytes != other.stack_bytes;
}

Sums const& row_of(Measured const& measured, std::size_t row)
{
    return row == nested_row ? measured.nested : measured.phases[row];
}

class Scribe final : public Growth
{
public:
    explicit Scribe(Ledger& ledger) : ledger_(ledger) {}

    void begins(cpu::State const& state, Request const& request) override
    {
        ledger_.begin = state;
        ledger_.request = request;
        ledger_.stands.push_back({.time = state.time, .ring = state.cpl, .rip = state.rip});
        step_began_ = state.time;
    }

    void micro_step(cpu::State const& state, cpu::Step, Measured const& measured, Sums const& open) override
    {
        Stand stand;
        stand.time = step_began_;
        stand.micro_step = static_cast<unsigned>(ledger_.stands.size() - first_) + 1;
        stand.ring = state.cpl;
        stand.rip = state.rip;
        stand.mid_transition = true;
        put_down(stand, measured);
        if (differ(open, noted_[open_row])) {
            ledger_.entries.push_back({last(), open_row, difference(open, noted_[open_row])});
            noted_[open_row] = open;
        }
    }

    void counted(std::size_t row) override
    {
        auto& entries = ledger_.entries;
        for (auto entry = entries.rbegin(); entry != entries.rend() && entry->stand >= first_; ++entry)
            if (entry->row == open_row)
                entry->row = row;
        noted_[row] += noted_[open_row];
        noted_[open_row] = {};
    }

    void stepped(cpu::State const& state, Measured const& measured, std::size_t row, Phase phase) override
    {
        if (ledger_.stands.size() == first_) {
            put_down({.time = state.time, .ring = state.cpl, .rip = state.rip}, measured);
        } else {
            ledger_.stands.back().mid_transition = false;
            ledger_.stands.back().ring = state.cpl;
            ledger_.stands.back().rip = state.rip;
            note_growth(measured);
        }
        if (phase != phase_)
            begin_phase(phase);
        if (phase == Phase::hardware_entry)
            ledger_.call = called(state);
        ++instructions_;
        for (auto i = first_; i < ledger_.stands.size(); ++i)
            place(ledger_.stands[i], row);
        if (ledger_.stands.size() - phase_begin_ > 3 * stands_at_an_end)
            draw_middle_together();
        first_ = ledger_.stands.size();
        step_began_ = state.time;
    }

private:
    std::size_t last() const { return ledger_.stands.size() - 1; }

    // No transition into the kernel changes RAX. SYSCALL alone has numbers of its own: syscalls(2).
    std::string called(cpu::State const& state) const
    {
        if (ledger_.request.trap != Request::Trap::instruction)
            return {};
        auto const table =
            ledger_.request.path == "syscall" ? kernel::CallTable::x86_64 : kernel::CallTable::i386;
        auto const* call = kernel::find_system_call(table, static_cast<uint32_t>(state.gpr[cpu::rax]));
        return call == nullptr ? std::string() : std::string(call->name);
    }

    void put_down(Stand const& stand, Measured const& measured)
    {
        ledger_.stands.push_back(stand);
        note_growth(measured);
    }

    void note_growth(Measured const& measured)
    {
        for (std::size_t row = 0; row <= nested_row; ++row) {
            auto const& now = row_of(measured, row);
            if (!differ(now, noted_[row]))
                continue;
            ledger_.entries.push_back({last(), row, difference(now, noted_[row])});
            noted_[row] = now;
        }
    }

    void begin_phase(Phase phase)
    {
        phase_ = phase;
        phase_begin_ = first_;
        steps_ = 0;
        instructions_ = 0;
    }

    void place(Stand& stand, std::size_t row)
    {
        stand.phase = phase_;
        stand.nested = row == nested_row;
        stand.steps = ++steps_;
        stand.instructions = instructions_;
    }

    // All between the first and the last stands of this phase becomes one stand, with what it took.
    void draw_middle_together()
    {
        auto& stands = ledger_.stands;
        auto& entries = ledger_.entries;
        auto const middle = phase_begin_ + stands_at_an_end; // the stand that stays
        auto const removed = stands.size() - stands_at_an_end - 1 - middle;
        auto const behind = middle + removed + 1;
        stands[middle] = stands[behind - 1];
        stands[middle].passed = stands[middle].steps - stands[middle - 1].steps - 1;
        stands.erase(stands.begin() + static_cast<std::ptrdiff_t>(middle) + 1,
                     stands.begin() + static_cast<std::ptrdiff_t>(behind));
        auto const first = std::find_if(entries.begin(), entries.end(),
                                        [&](Ledger::Entry const& entry) { return entry.stand >= middle; });
        Figures together{};
        std::vector<Ledger::Entry> rest;
        for (auto entry = first; entry != entries.end(); ++entry)
            if (entry->stand < behind)
                together[entry->row] += entry->sums;
            else
                rest.push_back({entry->stand - removed, entry->row, std::move(entry->sums)});
        entries.erase(first, entries.end());
        for (std::size_t row = 0; row < together.size(); ++row)
            if (differ(together[row], {}))
                entries.push_back({middle, row, std::move(together[row])});
        entries.insert(entries.end(), std::make_move_iterator(rest.begin()),
                       std::make_move_iterator(rest.end()));
    }

    Ledger& ledger_;
    std::array<Sums, open_row + 1> noted_{};
    Phase phase_ = Phase::setup;
    std::size_t phase_begin_ = 1; // its first stand
    uint64_t steps_ = 0;          // in this phase
    uint64_t instructions_ = 0;
    std::size_t first_ = 1;   // stand of the step of the machine under way
    uint64_t step_began_ = 0; // its virtual time
};

} // namespace

uint64_t Ledger::steps_in(Phase phase) const
{
    auto const found = std::find_if(stands.rbegin(), stands.rend(), [&](Stand const& stand) {
        return stand.phase == phase && stand.steps > 0;
    });
    return found == stands.rend() ? 0 : found->steps;
}

Figures Ledger::figures_at(std::size_t stand) const
{
    Figures figures{};
    for (Entry const& entry : entries) {
        if (entry.stand > stand)
            break;
        figures[entry.row] += entry.sums;
    }
    return figures;
}

std::optional<std::size_t> Ledger::find(uint64_t time, unsigned micro_step) const
{
    auto const place = std::pair(time, micro_step);
    auto const behind = std::upper_bound(stands.begin(), stands.end(), place,
                                         [](std::pair<uint64_t, unsigned> const& wanted, Stand const& stand) {
                                             return wanted < std::pair(stand.time, stand.micro_step);
                                         });
    if (behind == stands.begin())
        return {};
    auto const at = std::prev(behind);
    auto const exact = std::pair(at->time, at->micro_step) == place;
    auto const done = micro_step == 0 && at->micro_step > 0 && !at->mid_transition && time == at->time + 1;
    if (!exact && !done)
        return {};
    return static_cast<std::size_t>(at - stands.begin());
}

Outcome<Ledger> keep_ledger(Session& session, uint64_t trap)
{
    Ledger ledger;
    Scribe scribe(ledger);
    auto measured = measure_growth(session, trap, scribe);
    if (!measured.ok())
        return measured.refusal();
    ledger.measured = std::move(measured.value());
    return ledger;
}

} // namespace ringside::emu
