// sigaction(2), "The siginfo_t argument to a SA_SIGINFO handler"; Linux arch/x86/kernel/traps.c for which
// exception gives which code. Next: strace_ends.hpp.
#include "emu/trace/strace_ends.hpp"

#include "emu/session.hpp"
#include "emu/session/kernel_structures.hpp"
#include "emu/trace/strace_story.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace ringside::emu {

namespace {

// The number behind `key`, hexadecimal or not, as the kernel's log writes it.
std::optional<uint64_t> number_after(std::string_view line, std::string_view key)
{
    auto const at = line.find(key);
    if (at == std::string_view::npos)
        return {};
    line.remove_prefix(at + key.size());
    bool const prefixed = line.starts_with("0x");
    if (prefixed)
        line.remove_prefix(2);
    uint64_t value = 0;
    auto const read = std::from_chars(line.data(), line.data() + line.size(), value, 16);
    return read.ec == std::errc() ? std::optional(value) : std::nullopt;
}

std::string information(std::string_view signal, std::string_view code, uint64_t address)
{
    return fmt::format("--- {} {{si_signo={}, si_code={}, si_addr={}}} ---", signal, signal, code,
                       pointer_text(address));
}

bool is_mapped(Session const& session, uint64_t address)
{
    auto const regions = KernelStructures(session).regions(session);
    return std::any_of(regions.begin(), regions.end(), [address](KernelRegion const& region) {
        return address >= region.start && address < region.end;
    });
}

struct Trap
{
    std::string_view words; // of the log
    std::string_view code;
    bool has_address = false; // the instruction's
};

// Linux arch/x86/kernel/fpu/core.c, fpu__exception_code: the first of the exceptions that are pending and not
// masked. The kernel has not touched the program's x87 and SSE state since.
std::string_view floating_point_code(unsigned pending)
{
    constexpr unsigned invalid = 1;
    constexpr unsigned divide = 4;
    constexpr unsigned overflow = 8;
    constexpr unsigned underflow = 0x12; // or a denormal operand
    constexpr unsigned inexact = 0x20;
    return (pending & invalid) != 0     ? "FPE_FLTINV"
           : (pending & divide) != 0    ? "FPE_FLTDIV"
           : (pending & overflow) != 0  ? "FPE_FLTOVF"
           : (pending & underflow) != 0 ? "FPE_FLTUND"
           : (pending & inexact) != 0   ? "FPE_FLTRES"
                                        : "";
}

// Linux arch/x86/kernel/traps.c, get_si_code: DR6 tells a single step and a breakpoint from an INT1.
std::string_view debug_code(uint64_t dr6)
{
    constexpr uint64_t single_step = 0x4000;
    constexpr uint64_t breakpoints = 0xf;
    return (dr6 & single_step) != 0 ? "TRAP_TRACE" : (dr6 & breakpoints) != 0 ? "TRAP_HWBKPT" : "TRAP_BRKPT";
}

// Traps that mean one thing only.
constexpr Trap traps[] = {{"trap divide error", "FPE_INTDIV", true},
                          {"trap invalid opcode", "ILL_ILLOPN", true},
                          {"trap alignment check", "BUS_ADRALN"},
                          {"trap int3", "SI_KERNEL"},
                          {"trap overflow", "SI_KERNEL"},
                          {"trap bounds", "SI_KERNEL"},
                          {"trap invalid TSS", "SI_KERNEL"},
                          {"trap stack segment", "SI_KERNEL"},
                          {"trap segment not present", "SI_KERNEL"},
                          {"traps: general protection fault", "SI_KERNEL"}};

// "" where the code is not known: nothing is guessed.
std::string_view code_of(std::string_view words, cpu::State const& state)
{
    if (words.starts_with("trap debug"))
        return debug_code(state.dr6);
    if (words.starts_with("trap SIMD floating-point exception"))
        return floating_point_code(~(state.mxcsr >> 7) & state.mxcsr);
    if (words.starts_with("trap x87 floating-point exception"))
        return floating_point_code(unsigned{state.x87.status} & ~unsigned{state.x87.control});
    for (auto const& trap : traps)
        if (words.starts_with(trap.words))
            return trap.code;
    return {};
}

// `words`: what the kernel's log says of a fault of the program, behind "NAME[1]: ".
std::string told_by(std::string_view words, std::string_view signal, Session const& session)
{
    if (auto const address = number_after(words, "segfault at "); address && words.starts_with("segfault")) {
        bool const is_bus = signal == "SIGBUS";
        return information(signal,
                           is_bus                         ? "BUS_ADRERR"
                           : is_mapped(session, *address) ? "SEGV_ACCERR"
                                                          : "SEGV_MAPERR",
                           *address);
    }
    auto const code = code_of(words, session.state());
    if (code.empty())
        return {};
    auto const* trap = std::find_if(std::begin(traps), std::end(traps),
                                    [words](Trap const& one) { return words.starts_with(one.words); });
    auto const has_address = trap == std::end(traps) || trap->has_address;
    return information(signal, code, has_address ? number_after(words, " ip:").value_or(0) : 0);
}

// What the log says of the fault that killed the program: the last line that begins with its name and number,
// which the program cannot write into. Nothing if a signal came in another way, or the log was not to tell
// (loglevel=).
std::string_view last_fault(std::vector<std::string> const& log)
{
    constexpr std::string_view of_init = "[1]: ";
    for (auto line = log.rbegin(); line != log.rend(); ++line) {
        auto const at = line->rfind(of_init);
        if (at != std::string::npos)
            return std::string_view(*line).substr(at + of_init.size());
    }
    return {};
}

} // namespace

std::string execve_line(Session const& session)
{
    auto const stack = session.state().gpr[cpu::rsp];
    bool const is_64 = session.state().code_64();
    MemoryReader const memory = [&session](uint64_t linear, std::span<uint8_t> bytes) {
        return session.read_memory(linear, bytes);
    };
    OpenCall call;
    call.table = is_64 ? kernel::CallTable::x86_64 : kernel::CallTable::i386;
    Story const story{call, memory};
    auto const count = word_at(story, stack).value_or(0);
    auto const arguments = stack + story.word_bytes();
    auto const environment = arguments + (count + 1) * story.word_bytes(); // behind argv's zero
    // argv[0] is the path, as for every first program that a kernel starts.
    return fmt::format("execve({}, {}, {}) = 0", path_text(story, word_at(story, arguments).value_or(0)),
                       strings_text(story, arguments), environment_text(story, environment));
}

std::vector<std::string> end_lines(Session const& session)
{
    constexpr std::string_view killed = "killed by signal ";
    auto const& end = session.exit_state();
    if (!end.ended || end.machine)
        return {};
    auto const open = end.sentence.find('(');
    if (!end.sentence.starts_with(killed) || open == std::string::npos)
        return {fmt::format("+++ exited with {} +++", end.status)};
    auto const signal = end.sentence.substr(open + 1, end.sentence.size() - open - 2);
    std::vector<std::string> lines;
    if (auto text = told_by(last_fault(session.log()), signal, session); !text.empty())
        lines.push_back(std::move(text));
    lines.push_back(fmt::format("+++ killed by {} +++", signal));
    return lines;
}

} // namespace ringside::emu
