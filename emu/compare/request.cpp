// Finding the request to be measured: marked by path_begin and path_end, or else the call of the innermost
// function round a system call. Next: measure.cpp.
#include "cpu/decode/decoder.hpp"
#include "emu/compare/measure.hpp"
#include "emu/machine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

namespace ringside::emu {

namespace {

// In ticks of the program's time: some seconds. Listening to every instruction takes ten times as long.
constexpr uint64_t longest_search = 200'000'000;
constexpr uint64_t longest_listening = 50'000'000;

// Remembers the calls that are open in user code, and at each system call the innermost of them.
class CallFinder final : public cpu::Observer
{
public:
    // With `enough` it stops the machine at that many system calls; 0: never.
    CallFinder(Machine& machine, uint64_t enough) : machine_(machine), enough_(enough) {}

    struct Found
    {
        uint64_t begin_time = 0; // of the CALL, or of the system call where there is none
        uint64_t end_address = 0;
        uint64_t end_rsp = 0;
    };
    std::vector<Found> found; // one a system call
    std::vector<Found> alone; // the same, without the call round it
    std::vector<uint64_t> trap_rips;

    void instruction_begins(cpu::State const& state, cpu::Instruction const& instruction) override
    {
        if (state.cpl != 3)
            return;
        auto const rsp = state.gpr[cpu::rsp];
        while (!open_.empty() && open_.back().end_rsp <= rsp)
            open_.pop_back(); // returned
        if (cpu::is_call(instruction))
            open_.push_back({state.time, state.rip + instruction.length, rsp});
        if (!instruction.is_system_call)
            return;
        alone.push_back({state.time, state.rip + instruction.length, 0});
        found.push_back(open_.empty() ? alone.back() : open_.back());
        trap_rips.push_back(state.rip);
        if (found.size() == enough_)
            machine_.stop_here();
    }

private:
    Machine& machine_;
    uint64_t enough_;
    std::vector<Found> open_;
};

Request between(uint64_t begin_time, uint64_t end_address, uint64_t end_rsp)
{
    Request request;
    request.begin_time = begin_time;
    request.end_address = end_address;
    request.end_rsp = end_rsp;
    return request;
}

Outcome<Request> by_marks(Session& session, uint64_t begin, uint64_t end)
{
    session.add_breakpoint(begin);
    auto const at_begin = session.state().rip == begin;
    auto const stopped = at_begin ? Stopped{Reason::breakpoint, begin, {}}
                                  : session.continue_until({.budget = longest_search});
    session.remove_breakpoint(begin);
    if (stopped.reason == Reason::budget)
        return Refusal{fmt::format("{} has not come to its path_begin after {} million ticks",
                                   session.program_name(), longest_search / 1'000'000)};
    if (stopped.reason != Reason::breakpoint)
        return Refusal{fmt::format("{} never reaches its path_begin", session.program_name())};
    return between(session.state().time, end, 0);
}

// Made a second time a call has its pages present.
std::size_t first_repeated(std::vector<uint64_t> const& rips)
{
    std::map<uint64_t, unsigned> times;
    for (std::size_t i = 0; i < rips.size(); ++i)
        if (++times[rips[i]] == 2)
            return i;
    return 0;
}

// A function that makes several system calls is the request of its first one; the others are their own.
CallFinder::Found round_trap(CallFinder const& finder, std::size_t index)
{
    bool const second = index > 0 && finder.alone[index - 1].begin_time > finder.found[index].begin_time;
    return second ? finder.alone[index] : finder.found[index];
}

Outcome<Request> by_calls(Session& session, uint64_t trap)
{
    auto& machine = session.machine();
    auto const fresh = machine.save();
    machine.cpu.stop_before_system_calls = false;
    machine.cpu.stop_on_ring_change = false;
    CallFinder finder(machine, trap);
    machine.cpu.observe(&finder);
    machine.run(machine.cpu.state.time + longest_listening);
    machine.cpu.observe(nullptr);
    if (finder.found.size() < std::max<uint64_t>(trap, 1))
        return Refusal{
            trap > 0
                ? fmt::format("{} makes no system call number {} by itself", session.program_name(), trap)
                : fmt::format(
                      "{} makes no system call that could be compared, and has no path_begin and path_end",
                      session.program_name())};
    auto const found =
        trap > 0 ? round_trap(finder, trap - 1) : finder.found[first_repeated(finder.trap_rips)];
    machine.restore(fresh);
    machine.run(found.begin_time);
    return between(found.begin_time, found.end_address, found.end_rsp);
}

uint64_t calls_behind(Session& session)
{
    return session.position().trap - (session.at_system_call() ? 1 : 0);
}

// Whether the N-th system call of the program lies between the marks. The machine stands at the first one.
bool lies_within(Session& session, Request const& request, uint64_t trap)
{
    auto const fresh = session.machine().save();
    auto const before = calls_behind(session);
    auto const stopped = session.continue_until(
        {.goal = Goal::address, .value = request.end_address, .budget = longest_request});
    auto const within = stopped.reason == Reason::done && trap > before && trap <= calls_behind(session);
    session.machine().restore(fresh);
    return within;
}

Outcome<Request> marked_or_called(Session& session, std::optional<uint64_t> begin,
                                  std::optional<uint64_t> end, uint64_t trap)
{
    if (!begin || !end)
        return by_calls(session, trap);
    auto const fresh = session.machine().save();
    auto request = by_marks(session, *begin, *end);
    if (trap == 0 || (request.ok() && lies_within(session, request.value(), trap)))
        return request;
    session.machine().restore(fresh);
    return by_calls(session, trap);
}

} // namespace

Outcome<Request> find_request(Session& session, uint64_t trap)
{
    auto const begin = session.address_of("path_begin");
    auto const end = session.address_of("path_end");
    if (begin.has_value() != end.has_value())
        return Refusal{fmt::format("{} has {} but no {}; a request lies between the two",
                                   session.program_name(), begin ? "path_begin" : "path_end",
                                   begin ? "path_end" : "path_begin")};
    auto const request = marked_or_called(session, begin, end, trap);
    return request.ok() ? find_way(session, request.value()) : request.refusal();
}

} // namespace ringside::emu
