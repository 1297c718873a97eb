// The values of a micro-step in words. Everything comes from the record that the processor announced.
#include "emu/trace/step_text.hpp"

#include "emu/session/run.hpp"

#include <fmt/format.h>

namespace ringside::emu {

namespace {

using cpu::Step;
using cpu::StepRecord;

bool is_check(StepRecord const& record)
{
    return cpu::name(record.step).starts_with("check_");
}

std::string address_text(StepRecord const& record)
{
    switch (record.place) {
    case cpu::Place::msr:
        return fmt::format("MSR {:#x}", record.address);
    case cpu::Place::idt:
    case cpu::Place::gdt:
    case cpu::Place::ldt:
    case cpu::Place::tss:
    case cpu::Place::stack:
    case cpu::Place::page_table:
        return fmt::format("[{:#x}]", record.address);
    case cpu::Place::none:
    case cpu::Place::register_:
        break;
    }
    return {};
}

std::string value_text(StepRecord const& record)
{
    if (record.read_bytes == 16)
        return fmt::format("{:#018x}'{:016x}", record.value_high, record.value);
    return fmt::format("{:#x}", record.value);
}

std::string check_text(StepRecord const& record)
{
    return fmt::format("{}: {:#x} against {:#x}", record.what, record.before, record.value);
}

} // namespace

std::string step_text(StepRecord const& record)
{
    std::string text;
    auto const what = std::string(record.what);
    if (is_check(record))
        text = check_text(record);
    else if (record.written_bytes > 0)
        text = fmt::format("{} {} -> {}, {} bytes", what, value_text(record), address_text(record),
                           record.written_bytes);
    else if (record.read_bytes > 0)
        text = fmt::format("{} = {} from {}, {} bytes", what, value_text(record), address_text(record),
                           record.read_bytes);
    else if (what.empty())
        text = {};
    else if (record.place == cpu::Place::msr)
        text = fmt::format("{} <- {:#x} ({})", what, record.value, address_text(record));
    else
        text = fmt::format("{} {:#x} -> {:#x}", what, record.before, record.value);
    if (record.waived)
        text += (text.empty() ? "" : ", ") + std::string("passed because rings are off");
    if (record.fault.happened())
        text += (text.empty() ? "" : "  ") + std::string("=> ") + fault_text(record.fault);
    return text;
}

} // namespace ringside::emu
