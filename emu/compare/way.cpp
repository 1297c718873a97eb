// Which way a request goes, found by letting it happen once: by the first instruction that enters the kernel;
// or else by the first exception; or else by what else there was of a kernel thread's service, a call, an
// interrupt. Next: measure.cpp, which then knows what to listen for.
#include "cpu/decode/decoder.hpp"
#include "emu/compare/measure.hpp"
#include "emu/compare/own_task.hpp"
#include "emu/machine.hpp"

#include <fmt/format.h>

namespace ringside::emu {

namespace {

using cpu::State;
using cpu::Transition;

constexpr unsigned undefined = 6;
constexpr unsigned page_fault = 14;

constexpr bool in_vsyscall_page(uint64_t address)
{
    return address >> 12 == 0xffff'ffff'ff60'0000 >> 12;
}

class WayFinder final : public cpu::Observer
{
public:
    WayFinder(Session& session, Request const& request)
        : session_(session), request_(request), own_(session),
          ring_(session.address_in_kernel("do_ring_request"))
    {}

    void instruction_begins(State const& state, cpu::Instruction const& instruction) override
    {
        before_ = state;
        served_ = served_ || (ring_ && state.rip == *ring_);
        if (state.cpl != 3 || own_.away())
            return;
        called_ = called_ || cpu::is_call(instruction);
        if (state.rip >> 12 != page_) { // one look a page: asking for a symbol takes time
            page_ = state.rip >> 12;
            auto const symbol = session_.symbol(state.rip);
            vdso_ = vdso_ || (called_ && symbol && symbol->name.starts_with("__vdso_"));
        }
    }

    void instruction_retired(State const& state, cpu::Instruction const&) override
    {
        auto const was_away = own_.away();
        own_.retired(before_, state);
        if (!was_away && state.cpl == 3 && request_.ends_at(state))
            session_.machine().stop_here();
    }

    // INT n other than 0x80, INT3, INTO: entered the kernel, but by none of the paths.
    std::optional<unsigned> other_vector() const { return other_; }

    void transition_begins(State const& state, Transition transition, unsigned vector) override
    {
        if (state.cpl != 3 || own_.away())
            return;
        interrupted_ = interrupted_ || transition == Transition::external_interrupt;
        if (transition == Transition::software_interrupt && vector != 0x80 && !other_)
            other_ = vector;
        if (transition == Transition::exception)
            note_exception(state, vector);
        if (instruction_.empty())
            instruction_ = instruction_path(state, transition, vector);
    }

    void decide(Request& request) const
    {
        using Trap = Request::Trap;
        auto const set = [&](Trap trap, std::string path) {
            request.trap = trap;
            request.path = std::move(path);
        };
        if (!instruction_.empty())
            return set(Trap::instruction, instruction_);
        if (!exception_.empty())
            return request.vector = vector_, set(Trap::exception, exception_);
        if (served_)
            return set(Trap::none, "ring");
        if (called_)
            return set(Trap::call, vdso_ ? "vdso" : "call");
        if (interrupted_)
            return set(Trap::interrupt, "timer");
        set(Trap::none, "");
    }

private:
    // Fetching a page on the way to something else is not what a program is about.
    void note_exception(State const& state, unsigned vector)
    {
        auto const is_page = vector == page_fault && !in_vsyscall_page(state.rip);
        if (!exception_.empty() && (exception_ != "pf" || is_page))
            return;
        vector_ = vector;
        exception_ = is_page                ? "pf"
                     : vector == page_fault ? "vsyscall"
                     : vector == undefined  ? "ud"
                                            : "exception";
    }

    static std::string instruction_path(State const& state, Transition transition, unsigned vector)
    {
        auto const is_64 = state.code_64();
        if (transition == Transition::syscall)
            return is_64 ? "syscall" : "syscall32";
        if (transition == Transition::sysenter)
            return "sysenter";
        if (transition == Transition::software_interrupt && vector == 0x80)
            return is_64 ? "int80" : "int80-32";
        return "";
    }

    Session& session_;
    Request const& request_;
    OwnTask own_;
    std::optional<uint64_t> ring_;
    State before_{};
    uint64_t page_ = ~uint64_t{0};
    std::string instruction_;
    std::string exception_;
    unsigned vector_ = 0;
    std::optional<unsigned> other_;
    bool interrupted_ = false;
    bool served_ = false;
    bool called_ = false;
    bool vdso_ = false;
};

} // namespace

bool Request::ends_at(cpu::State const& state) const
{
    return state.rip == end_address && state.gpr[cpu::rsp] >= end_rsp;
}

bool Request::enters_by(cpu::State const& state, unsigned raised) const
{
    return trap == Trap::exception && raised == vector && (path != "vsyscall" || in_vsyscall_page(state.rip));
}

// The machine stands at the request's beginning.
Outcome<Request> find_way(Session& session, Request request)
{
    auto& machine = session.machine();
    machine.cpu.stop_before_system_calls = false;
    machine.cpu.stop_on_ring_change = false;
    WayFinder finder(session, request);
    machine.cpu.observe(&finder);
    auto const halt = machine.run(machine.cpu.state.time + longest_request);
    machine.cpu.observe(nullptr);
    if (halt == Halt::time)
        return Refusal{fmt::format("the request of {} does not come to its end", session.program_name())};
    finder.decide(request);
    if (auto const vector = finder.other_vector(); vector && request.trap != Request::Trap::instruction)
        return Refusal{fmt::format("{} enters the kernel by interrupt {}, which is none of the paths",
                                   session.program_name(), *vector)};
    if (request.path.empty())
        return Refusal{
            fmt::format("{} goes no way into the kernel and calls no function between its path_begin "
                        "and path_end",
                        session.program_name())};
    return request;
}

} // namespace ringside::emu
