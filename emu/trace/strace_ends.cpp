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

std::string told_by(std::string_view line, std::string_view signal, Session const& session)
{
    constexpr Trap traps[] = {{"trap divide error", "FPE_INTDIV", true},
                              {"trap invalid opcode", "ILL_ILLOPN", true},
                              {"trap debug", "TRAP_TRACE", true},
                              {"trap alignment check", "BUS_ADRALN"},
                              {"trap int3", "SI_KERNEL"},
                              {"trap overflow", "SI_KERNEL"},
                              {"trap bounds", "SI_KERNEL"},
                              {"trap stack segment", "SI_KERNEL"},
                              {"trap segment not present", "SI_KERNEL"},
                              {"traps: general protection fault", "SI_KERNEL"}};
    if (auto const address = number_after(line, ": segfault at ")) {
        bool const is_bus = signal == "SIGBUS";
        return information(signal,
                           is_bus                         ? "BUS_ADRERR"
                           : is_mapped(session, *address) ? "SEGV_ACCERR"
                                                          : "SEGV_MAPERR",
                           *address);
    }
    for (auto const& trap : traps)
        if (line.find(trap.words) != std::string_view::npos)
            return information(signal, trap.code,
                               trap.has_address ? number_after(line, " ip:").value_or(0) : 0);
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
    // The cause stands right before the last words.
    auto const& log = session.log();
    for (std::size_t i = 1; i < log.size(); ++i)
        if (log[i].find("init: killed by signal") != std::string::npos)
            if (auto text = told_by(log[i - 1], signal, session); !text.empty())
                lines.push_back(std::move(text));
    lines.push_back(fmt::format("+++ killed by {} +++", signal));
    return lines;
}

} // namespace ringside::emu
