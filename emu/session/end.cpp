// How a run ended, told from what the machine knows: the exit port, the kernel's last words, the chain of
// faults. SDM Vol. 3A, "Interrupt 8 - Double Fault Exception (#DF)", for the explanation of a triple fault.
#include "emu/boot/program.hpp"
#include "emu/session/run.hpp"
#include "kernel-model/abi/boot_info.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ringside::emu {

namespace {

constexpr int machine_stopped = 125;

std::string_view vector_name(cpu::Vector vector)
{
    constexpr std::array<std::string_view, 22> names = {
        "#DE", "#DB", "NMI", "#BP", "#OF", "#BR", "#UD", "#NM", "#DF", "9",   "#TS",
        "#NP", "#SS", "#GP", "#PF", "15",  "#MF", "#AC", "#MC", "#XM", "#VE", "#CP"};
    auto const number = static_cast<std::size_t>(vector);
    return number < names.size() ? names[number] : "an interrupt";
}

// The chain in words, oldest fault first. A double fault stands in it as what two faults became.
std::string chain_text(std::vector<cpu::Fault> const& chain)
{
    if (chain.empty())
        return "triple fault: the processor shut down";
    std::string text = "triple fault: the program or kernel met " + fault_text(chain.front());
    for (std::size_t i = 1; i < chain.size(); ++i) {
        if (chain[i].vector == cpu::Vector::double_fault)
            text += ", and two such faults make a double fault (#DF)";
        else
            text +=
                fmt::format("; delivering {} met {}", vector_name(chain[i - 1].vector), fault_text(chain[i]));
    }
    return text + "; a fault while delivering #DF shuts the processor down";
}

// The last line that the kernel wrote, taken off the text.
std::string_view take_last_line(std::string_view& text)
{
    while (text.ends_with('\n') || text.ends_with('\r'))
        text.remove_suffix(1);
    auto const begin = text.rfind('\n') + 1; // npos + 1 is 0
    auto const line = text.substr(begin);
    text = text.substr(0, begin);
    return line;
}

// What init said last: "exited with status 3", "killed by signal 11 (SIGSEGV)".
std::string last_words(std::string_view log)
{
    while (!log.empty()) {
        auto const line = take_last_line(log);
        for (std::string_view const words : {"exited with status", "killed by signal"})
            if (auto const at = line.find(words); at != line.npos && line.find("init: ") < at)
                return printable(line.substr(at));
    }
    return {};
}

ExitState exited(Machine const& machine)
{
    auto log = machine.devices.written.log.text();
    auto const value = machine.devices.state.exit_value;
    ExitState end{.ended = true,
                  .status = static_cast<int>(value & 0xff),
                  .machine = false,
                  .sentence = last_words(log)};
    if (end.sentence.empty() && value == kernel::panic_status) {
        end.machine = true;
        auto const words = printable(take_last_line(log));
        end.sentence = "the kernel panicked" + (words.empty() ? words : ": " + words);
    } else if (end.sentence.empty()) {
        end.sentence = fmt::format("exited with status {}", end.status);
    }
    return end;
}

} // namespace

std::string fault_text(cpu::Fault const& fault)
{
    auto text = std::string(vector_name(fault.vector));
    if (cpu::has_error_code(fault.vector))
        text += fmt::format("({:#x})", fault.error_code);
    if (fault.vector == cpu::Vector::page_fault)
        text += fmt::format(" at {:#x}", fault.address);
    return text;
}

ExitState exit_state_of(Machine const& machine, Halt halt)
{
    if (halt == Halt::exited)
        return exited(machine);
    ExitState end{.ended = true, .status = machine_stopped, .machine = true, .sentence = {}};
    auto const& cpu = machine.cpu;
    if (halt == Halt::shutdown)
        end.sentence = chain_text(cpu.fault_chain());
    else if (!cpu.state.has(cpu::flag::interrupt))
        end.sentence = fmt::format(
            "the processor halted at {:#x} with interrupts off, so nothing can wake it", cpu.state.rip);
    else
        end.sentence =
            fmt::format("the processor halted at {:#x} with no timer running and no input to come, so "
                        "nothing can wake it",
                        cpu.state.rip);
    return end;
}

} // namespace ringside::emu
