// Finding the request to be measured: marked by path_begin and path_end, or else the call of the innermost
// function round a system call. Next: measure.cpp.
#include "emu/compare/measure.hpp"
#include "emu/machine.hpp"

#include <fmt/format.h>

#include <map>

namespace ringside::emu {

namespace {

constexpr uint64_t longest_search = 2'000'000'000;

// Remembers the calls that are open in user code, and at each system call the innermost of them.
class CallFinder final : public cpu::Observer
{
public:
    struct Found
    {
        uint64_t begin_time = 0; // of the CALL, or of the system call where there is none
        uint64_t end_address = 0;
        uint64_t end_rsp = 0;
    };
    std::vector<Found> found; // one a system call
    std::vector<uint64_t> trap_rips;

    void instruction_begins(cpu::State const& state, cpu::Instruction const& instruction) override
    {
        if (state.cpl != 3)
            return;
        auto const rsp = state.gpr[cpu::rsp];
        while (!open_.empty() && open_.back().end_rsp <= rsp)
            open_.pop_back(); // returned
        if (instruction.bytes[0] == 0xe8 || instruction.bytes[0] == 0xff)
            open_.push_back({state.time, state.rip + instruction.length, rsp});
        if (!instruction.is_system_call)
            return;
        // An FF that was no CALL has left nothing below its stack pointer.
        found.push_back(open_.empty() ? Found{state.time, state.rip + instruction.length, 0} : open_.back());
        trap_rips.push_back(state.rip);
    }
    void instruction_retired(cpu::State const& state, cpu::Instruction const& instruction) override
    {
        auto const pushed = !open_.empty() && state.gpr[cpu::rsp] < open_.back().end_rsp;
        if (state.cpl == 3 && instruction.bytes[0] == 0xff && !pushed && !open_.empty())
            open_.pop_back();
    }

private:
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
    auto const stopped = at_begin ? Stopped{Reason::breakpoint, begin, {}} : session.continue_until({});
    session.remove_breakpoint(begin);
    if (stopped.reason != Reason::breakpoint)
        return Refusal{fmt::format("{} never reaches its path_begin", session.program_name())};
    return between(session.state().time, end, 0);
}

Outcome<Request> by_calls(Session& session)
{
    auto& machine = session.machine();
    auto const fresh = machine.save();
    machine.cpu.stop_before_system_calls = false;
    machine.cpu.stop_on_ring_change = false;
    CallFinder finder;
    machine.cpu.observe(&finder);
    machine.run(machine.cpu.state.time + longest_search);
    machine.cpu.observe(nullptr);
    if (finder.found.empty())
        return Refusal{
            fmt::format("{} makes no system call that could be compared, and has no path_begin and path_end",
                        session.program_name())};
    // Made a second time it has its pages present.
    std::map<uint64_t, unsigned> times;
    std::size_t chosen = 0;
    for (std::size_t i = 0; i < finder.trap_rips.size() && chosen == 0; ++i)
        if (++times[finder.trap_rips[i]] == 2)
            chosen = i;
    auto const& found = finder.found[chosen];
    machine.restore(fresh);
    machine.run(found.begin_time);
    return between(found.begin_time, found.end_address, found.end_rsp);
}

} // namespace

Outcome<Request> find_request(Session& session)
{
    auto const begin = session.address_of("path_begin");
    auto const end = session.address_of("path_end");
    if (begin.has_value() != end.has_value())
        return Refusal{fmt::format("{} has {} but no {}; a request lies between the two",
                                   session.program_name(), begin ? "path_begin" : "path_end",
                                   begin ? "path_end" : "path_begin")};
    auto const request = begin ? by_marks(session, *begin, *end) : by_calls(session);
    return request.ok() ? find_way(session, request.value()) : request.refusal();
}

} // namespace ringside::emu
