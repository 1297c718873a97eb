// One line for each step that writes a register. SDM Vol. 2B, "SYSCALL", "SYSRET", "SYSENTER", "SYSEXIT",
// "SWAPGS"; SDM Vol. 2A, "INT n/INTO/INT3/INT1", "IRET/IRETD/IRETQ". Next: registers.cpp.
#include "gui/view/register_sources.hpp"

namespace ringside::gui {

namespace {

using cpu::Step;
using cpu::Transition;

struct Source
{
    Transition transition;
    Step step;
    char const* name;
    char const* from;
};

constexpr Source sources[] = {
    {Transition::syscall, Step::save_rcx, "rcx", "← RIP"},
    {Transition::syscall, Step::save_r11, "r11", "← RFLAGS"},
    {Transition::syscall, Step::load_cs, "cs", "← STAR"},
    {Transition::syscall, Step::load_ss, "ss", "← STAR"},
    {Transition::syscall, Step::mask_rflags, "rflags", "& ~SFMASK"},
    {Transition::sysret, Step::load_rip, "rip", "← RCX"},
    {Transition::sysret, Step::load_rflags, "rflags", "← R11"},
    {Transition::sysret, Step::load_cs, "cs", "← STAR"},
    {Transition::sysret, Step::load_ss, "ss", "← STAR"},
    {Transition::sysenter, Step::load_cs, "cs", "← SYSENTER_CS"},
    {Transition::sysenter, Step::load_ss, "ss", "← SYSENTER_CS"},
    {Transition::sysenter, Step::load_rsp, "rsp", "← SYSENTER_ESP"},
    {Transition::sysenter, Step::load_rip, "rip", "← SYSENTER_EIP"},
    {Transition::sysexit, Step::load_cs, "cs", "← SYSENTER_CS"},
    {Transition::sysexit, Step::load_ss, "ss", "← SYSENTER_CS"},
    {Transition::sysexit, Step::load_rsp, "rsp", "← RCX"},
    {Transition::sysexit, Step::load_rip, "rip", "← RDX"},
    {Transition::swapgs, Step::swap_gs_base, "gs base", "⇄"},
    {Transition::swapgs, Step::swap_gs_base, "kgs base", "⇄"},
    {Transition::exception, Step::write_cr2, "cr2", "← #PF"},
    {Transition::iret, Step::load_cs, "cs", "← stack"},
    {Transition::iret, Step::load_ss, "ss", "← stack"},
    {Transition::iret, Step::load_rsp, "rsp", "← stack"},
    {Transition::iret, Step::load_rip, "rip", "← stack"},
    {Transition::iret, Step::load_rflags, "rflags", "← stack"},
    {Transition::control_register, Step::load_cr3, "cr3", "← MOV"},
};

// What every delivery through a gate does.
constexpr Source through_gate[] = {
    {Transition::none, Step::load_cs, "cs", "← gate"},
    {Transition::none, Step::load_rip, "rip", "← gate"},
    {Transition::none, Step::mask_rflags, "rflags", "← gate"},
};

bool is_delivery(Transition transition)
{
    return transition == Transition::software_interrupt || transition == Transition::exception ||
           transition == Transition::external_interrupt;
}

void add_delivery(RegisterSources& result, cpu::StepRecord const& record, std::string const& new_stack)
{
    for (Source const& source : through_gate)
        if (source.step == record.step)
            result[source.name] = source.from;
    if (record.step == Step::load_rsp && !new_stack.empty())
        result["rsp"] = new_stack;
}

// `new_stack` is the field of the TSS that was read last, from where RSP comes.
void add(RegisterSources& result, cpu::StepRecord const& record, std::string const& new_stack)
{
    for (Source const& source : sources)
        if (source.transition == record.transition && source.step == record.step)
            result[source.name] = source.from;
    if (record.transition == Transition::syscall && record.step == Step::load_rip) // from LSTAR or CSTAR
        result["rip"] = "← " + std::string(record.what.substr(record.what.rfind(' ') + 1));
    if (is_delivery(record.transition))
        add_delivery(result, record, new_stack);
}

// A transition that faults has its registers put back before the fault is delivered, all but CR2.
void take_back(RegisterSources& result)
{
    std::erase_if(result, [](auto const& source) { return source.first != "cr2"; });
}

} // namespace

RegisterSources register_sources(Scene const& scene)
{
    RegisterSources result;
    bool const told = scene.transition != nullptr && (scene.finished || scene.transition->done > 0);
    std::string new_stack;
    for (std::size_t i = 0; told && i < scene.transition->steps.size(); ++i) {
        emu::MicroStep const& step = scene.transition->steps[i];
        if (step.progress == emu::MicroStep::Progress::to_come)
            continue;
        if (step.record.fault.happened()) {
            take_back(result);
            new_stack.clear();
            continue;
        }
        if (step.record.step == Step::read_rsp0 || step.record.step == Step::read_ist)
            new_stack = "← " + std::string(step.record.what);
        add(result, step.record, new_stack);
    }
    return result;
}

} // namespace ringside::gui
