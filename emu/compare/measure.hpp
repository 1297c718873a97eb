// One request by one path, phase by phase. The phases are those of docs/formats; what separates them is what
// the program and the kernel execute: the trap, the CALL of do_syscall_64 or do_int80_syscall_32, the CALL of
// sys_* and its RET, the transition out. Read next: measure.cpp, report.hpp.
#pragma once

#include "emu/session.hpp"
#include "emu/trace/sums.hpp"

#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace ringside::emu {

// Ticks in which a request must come to its end.
inline constexpr uint64_t longest_request = 50'000'000;

enum class Phase : uint8_t
{
    setup,          // user code before the trap
    hardware_entry, // the trap itself
    entry,          // kernel assembly, the CALL of do_syscall_64 included
    dispatch,       // to the CALL of sys_*, which belongs to it
    service,        // to its RET, which belongs to it
    exit,           // to the transition out
    hardware_exit,  // the transition out itself
    back,           // user code to the end of the request
    count_,
};
inline constexpr std::size_t phase_count = static_cast<std::size_t>(Phase::count_);
std::string_view name(Phase phase);
std::optional<Phase> parse_phase(std::string_view text);

struct RegisterFate
{
    std::vector<std::string> saved;   // stored by hardware or entry code with the program's value
    std::vector<std::string> changed; // not the same behind the trap as before it
    std::vector<std::string> lost;    // changed, and not the result
};

struct Measured
{
    std::string path;    // "int80"
    std::string program; // as named
    std::string vendor;
    bool rings = true;      // false with --no-rings
    int64_t result = 0;     // RAX behind the trap
    bool has_result = true; // false where nobody asked for one: pf, ud, timer
    // A bundled sample, not a file of the user's, whatever that is called.
    bool is_sample = false;
    bool has_request = true; // false for the samples that ask for nothing: pf, ud, timer
    std::string end;         // how the program ended inside the request: "killed by SIGILL"; "" if it went on
    std::array<Sums, phase_count> phases{};
    Sums nested; // page faults and interrupts inside
    RegisterFate registers;
    bool pushed_return_address = false;      // by the instruction or event that leads there
    bool switched_stack_by_software = false; // entry code loaded RSP anew

    Sums& operator[](Phase phase) { return phases[static_cast<std::size_t>(phase)]; }
    Sums const& operator[](Phase phase) const { return phases[static_cast<std::size_t>(phase)]; }
    Sums total() const;
};

// Where the request lies: the moment before its first instruction, and the address behind its last.
struct Request
{
    uint64_t begin_time = 0;
    uint64_t end_address = 0;
    uint64_t end_rsp = 0; // at least this deep unwound; 0: any

    // What leads into the kernel, or to the function that serves instead of it.
    enum class Trap : uint8_t
    {
        instruction, // SYSCALL, SYSENTER, INT 0x80
        exception,
        interrupt,
        call,
        none, // a page that the kernel looks into by itself
    };
    Trap trap = Trap::instruction;
    unsigned vector = 0; // of the exception
    std::string path;    // by what happened, not by what the program is called

    bool ends_at(cpu::State const& state) const;
    // Whether an exception is the one that the request is about.
    bool enters_by(cpu::State const& state, unsigned raised) const;
};

// `prepare` may change the machine at the request's beginning (tests do).
using Prepare = std::function<void(Session&)>;

// Hears how the figures of a request grow. Next: ledger.hpp.
class Growth
{
public:
    virtual ~Growth() = default;
    virtual void begins(cpu::State const& state, Request const& request) = 0;
    // A numbered micro-step was done. What the instruction under way has cost so far is still open: to which
    // phase it belongs is known when it has retired.
    virtual void micro_step(cpu::State const& state, cpu::Step step, Measured const& counted,
                            Sums const& open) = 0;
    // What was open has been counted in a row: a phase's number, or phase_count for what is nested.
    virtual void counted(std::size_t row) = 0;
    // The machine has made one step. `row` and `phase`: where it was counted, and in which phase it happened.
    virtual void stepped(cpu::State const& state, Measured const& counted, std::size_t row, Phase phase) = 0;
};

// Runs `session`, which is fresh, from its start.
Outcome<Measured> measure(Session& session, Prepare const& prepare = {});
// The same for the request round the program's N-th system call (0: as above), while `growth` listens.
Outcome<Measured> measure_growth(Session& session, uint64_t trap, Growth& growth);

// request.cpp: by path_begin and path_end, or the call of the innermost function round the program's first
// system call that is made a second time, or else round its first. With `trap`, round that system call: by
// the marks if it lies between them.
Outcome<Request> find_request(Session& session, uint64_t trap = 0);
// way.cpp: trap and path of a request at whose beginning the machine stands.
Outcome<Request> find_way(Session& session, Request request);

} // namespace ringside::emu
