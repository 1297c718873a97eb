// A run that is changed by hand. The change enters through the journal, like a key that is typed: stamped
// with the moment, made whenever the run comes there again. What was known of the run before the first change
// is kept aside, so that restart() gives the same run back, bit for bit. Next: remedies.cpp.
#include "emu/session/parts.hpp"

#include <algorithm>

namespace ringside::emu {

// A state that was kept at this very moment stays: it has not taken the new entry yet, and will.
void Session::Parts::record(JournalEntry entry)
{
    auto const now = entry.time;
    auto const is_change = entry.kind == JournalEntry::Kind::change;
    run.machine.journal.record(std::move(entry));
    kept.forget_after(now);
    writers.forget_after(now);
    left_ring3.reset();
    run.timeline.forget_after(now);
    if (is_change)
        run.timeline.note(Timeline::Event::change, {now, 0});
    furthest = position();
    rehearsed = false;
    if (run.machine.journal.has_no(JournalEntry::Kind::change))
        original.reset(); // typed before all of them: a run without changes, and another one
}

void Session::Parts::take_changes_away()
{
    if (!original)
        return;
    micro_step = 0;
    run.restore(start_state);
    run.machine.journal = std::move(original->journal);
    run.machine.journal.go_to(start_state.machine.journal_taken);
    kept = std::move(original->kept);
    furthest = original->furthest;
    run.timeline = std::move(original->timeline);
    run.machine.devices.written = std::move(original->written);
    run.machine.devices.written.go_to(start_state.machine.written);
    writers.forget();
    left_ring3.reset();
    original.reset();
    rehearsed = false;
}

Outcome<void> Session::change(Change const& change)
{
    auto& parts = *parts_;
    auto& machine = parts.run.machine;
    if (!parts.keeps_history())
        return Refusal{"this run keeps no past, so it cannot be changed"};
    if (parts.run.end.ended)
        return Refusal{"the run has ended here; go back to a moment before its end"};
    auto const steps = parts.micro_step;
    parts.begin_action();
    if (steps > 0)
        parts.run.restore(parts.base);
    parts.micro_step = 0;
    machine.settle();
    if (auto checked = check_value(machine, change); !checked.ok()) {
        parts.go_to(parts.state().time, steps);
        return checked;
    }
    if (!parts.original)
        parts.original = OriginalRun{machine.journal, parts.kept, parts.furthest, parts.run.timeline,
                                     machine.devices.written};
    parts.record({.time = parts.state().time,
                  .kind = JournalEntry::Kind::change,
                  .change = change,
                  .before = field_value(machine, change.field).value()});
    parts.go_to(parts.state().time, steps);
    parts.arrive(Reason::done);
    return {};
}

bool Session::changed_run() const
{
    return !parts_->run.machine.journal.has_no(JournalEntry::Kind::change);
}

std::vector<ChangeMade> Session::changes() const
{
    std::vector<ChangeMade> list;
    for (auto const& entry : parts_->run.machine.journal.entries())
        if (entry.kind == JournalEntry::Kind::change)
            list.push_back(
                {entry.time, entry.change, entry.before, change_sentence(entry.change, entry.before)});
    return list;
}

Outcome<uint64_t> Session::value_of(Field const& field) const
{
    return field_value(parts_->run.machine, field);
}

} // namespace ringside::emu
