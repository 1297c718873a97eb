// Steps by source line and by function, forwards and backwards. Backwards the run from a kept state up to now
// is listened to: what was met last in this function is where to go. Next: moments.cpp.
#include "emu/session/parts.hpp"

#include "cpu/transitions/observer.hpp"

#include <algorithm>
#include <map>

namespace ringside::emu {

namespace {

bool is_same_line(SourceLine const& a, SourceLine const& b)
{
    return a.line == b.line && a.file == b.file;
}

} // namespace

Stopped Session::step_line()
{
    parts_->begin_action();
    auto const from = source(state().rip);
    while (true) {
        auto const stopped = over();
        auto const rip = state().rip;
        if (stopped.reason != Reason::done || !from)
            return stopped;
        if (rip >= from->start && rip < from->end)
            continue;
        auto const here = source(rip);
        if (!here || !is_same_line(*here, *from))
            return stopped;
    }
}

// ---- backwards

bool Session::Parts::listen(uint64_t from, uint64_t until, cpu::Observer& listener)
{
    if (!go_to(from, 0))
        return false;
    run.machine.cpu.observe(&listener);
    auto const halt = run.run(until);
    run.machine.cpu.observe(nullptr);
    return halt != Halt::interrupted;
}

// Runs from ever earlier kept states to `now`, until `is_found` says that enough was heard; it is asked after
// each run, and forgets what was heard if it was not enough. Afterwards the machine stands somewhere before.
bool Session::Parts::listen_back(uint64_t now, cpu::Observer& listener, std::function<bool()> const& is_found)
{
    auto from = now;
    for (auto span = uint64_t{1}; from > start.time; span *= 4) {
        from = std::max(kept.before(now - std::min(span, now)).time(), start.time);
        if (!listen(from, now, listener))
            return false;
        if (is_found())
            return true;
        span = std::max(span, KeptStates::interval);
    }
    return true;
}

namespace {

// Where the present line, or else the one before it, began: in this function or in those that called it. What
// they called in their turn lies deeper in the stack and is passed over.
class LineListener final : public cpu::Observer
{
public:
    LineListener(Session const& session, cpu::State const& now)
        : session_(session), cpl_(now.cpl), rsp_(now.gpr[cpu::rsp])
    {}

    void instruction_begins(cpu::State const& state, cpu::Instruction const&) override
    {
        if (state.cpl != cpl_ || state.gpr[cpu::rsp] < rsp_)
            return;
        if (state.rip >= line_.start && state.rip < line_.end)
            return;
        auto const line = session_.source(state.rip);
        auto const is_new = !line || !is_same_line(*line, line_);
        line_ = line.value_or(SourceLine{});
        if (!is_new)
            return;
        before_ = begin_;
        begin_ = state.time;
    }
    // Of the line that was under way last.
    uint64_t begin() const { return begin_; }
    // Not only the first instruction that was heard of.
    bool is_sure() const { return before_ != 0; }
    void forget()
    {
        line_ = {};
        begin_ = before_ = 0;
    }

private:
    Session const& session_;
    unsigned cpl_;
    uint64_t rsp_;
    SourceLine line_{};
    uint64_t begin_ = 0;
    uint64_t before_ = 0;
};

// The calls that have not returned: the last one led into this function.
class CallListener final : public cpu::Observer
{
public:
    explicit CallListener(unsigned cpl) : cpl_(cpl) {}

    void instruction_begins(cpu::State const& state, cpu::Instruction const& instruction) override
    {
        if (state.cpl != cpl_)
            return;
        if (first_ == 0)
            first_ = state.time;
        see(state);
        last_ = {state.time, state.gpr[cpu::rsp], state.rip + instruction.length};
    }
    // Also for the very moment from which somebody looks back.
    void see(cpu::State const& state)
    {
        auto const rsp = state.gpr[cpu::rsp];
        while (!open_.empty() && open_.back().rsp <= rsp)
            open_.pop_back();
        if (last_.time != 0 && rsp < last_.rsp && state.rip != last_.next && last_.rsp - rsp <= 8)
            open_.push_back(last_);
    }
    uint64_t first() const { return first_; } // moment that was heard of
    std::optional<uint64_t> innermost() const
    {
        return open_.empty() ? std::nullopt : std::optional(open_.back().time);
    }

private:
    struct Moment
    {
        uint64_t time = 0;
        uint64_t rsp = 0;
        uint64_t next = 0; // where it would go on if it were no jump
    };
    unsigned cpl_;
    uint64_t first_ = 0;
    Moment last_{};
    std::vector<Moment> open_;
};

} // namespace

Stopped Session::back_line()
{
    auto& parts = *parts_;
    auto const now = parts.micro_step > 0 ? parts.base.machine.cpu : parts.state();
    auto const line = source(now.rip);
    if (!line)
        return back_over();
    parts.begin_action();
    if (now.time <= parts.start.time)
        return parts.arrive(Reason::start_of_run);
    LineListener listener(*this, now);
    uint64_t begin = 0;
    auto const heard = parts.listen_back(now.time, listener, [&] {
        begin = listener.begin();
        auto const sure = listener.is_sure();
        listener.forget();
        return sure;
    });
    if (!heard)
        return parts.give_up();
    if (begin == 0)
        return parts.travel(parts.start.time, 0, Reason::start_of_run);
    return parts.travel(begin, 0, Reason::done);
}

Stopped Session::back_out()
{
    auto& parts = *parts_;
    parts.begin_action();
    auto const now = parts.micro_step > 0 ? parts.base.machine.cpu : parts.state();
    if (now.time <= parts.start.time)
        return parts.arrive(Reason::start_of_run);
    // In the kernel nothing further back than the trap that led in.
    auto const& timeline = parts.run.timeline;
    auto const trapped =
        now.cpl == 0 && !timeline.empty() ? timeline.stretch(timeline.stretch_at(now.time)).begin : 0;
    CallListener listener(now.cpl);
    std::optional<uint64_t> call;
    auto const heard = parts.listen_back(now.time, listener, [&] {
        listener.see(now);
        call = listener.innermost();
        if (call && *call < trapped)
            call.reset();
        auto const is_enough = call.has_value() || listener.first() <= trapped;
        listener = CallListener(now.cpl);
        return is_enough;
    });
    if (!heard)
        return parts.give_up();
    if (call)
        return parts.travel(*call, 0, Reason::done);
    if (trapped > parts.start.time) {
        auto const trap = parts.go_to(trapped, 0) ? parts.time_of_previous_instruction() : std::nullopt;
        return trap ? parts.travel(*trap, 0, Reason::done) : parts.give_up();
    }
    return parts.travel(parts.start.time, 0, Reason::start_of_run);
}

} // namespace ringside::emu
