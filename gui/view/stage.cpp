// The trap stage's part of the view: every micro-step with its value and, for the current one, what it means.
#include "gui/view/builder.hpp"

#include "gui/view/names.hpp"
#include "gui/widgets/numbers.hpp"

namespace ringside::gui {

namespace {

// What a check compared. Limits have two sides; of the others the left one tells enough.
std::string compared(cpu::StepRecord const& record)
{
    switch (record.step) {
    case cpu::Step::check_idt_limit:
    case cpu::Step::check_tss_limit:
    case cpu::Step::check_code_selector:
    case cpu::Step::check_stack_selector:
    case cpu::Step::check_gate_dpl:
        return hexadecimal(record.before) + (record.before <= record.value ? " ≤ " : " > ") +
               hexadecimal(record.value);
    case cpu::Step::check_code_descriptor:
    case cpu::Step::check_stack_descriptor:
        return "DPL " + hexadecimal(record.value);
    default:
        return hexadecimal(record.before);
    }
}

// The one value that fits beside a step's name.
std::string short_value(cpu::StepRecord const& record)
{
    std::string_view const name = cpu::name(record.step);
    if (name.starts_with("check_"))
        return compared(record);
    if (name.starts_with("null_") || name.starts_with("end_"))
        return {};
    if (record.step == cpu::Step::read_gate)
        return "16 B";
    if (record.step == cpu::Step::read_code_descriptor || record.step == cpu::Step::read_stack_descriptor)
        return "8 B";
    return hexadecimal(record.value);
}

StageStep::State state_of(emu::MicroStep::Progress progress)
{
    switch (progress) {
    case emu::MicroStep::Progress::done:
        return StageStep::State::done;
    case emu::MicroStep::Progress::current:
        return StageStep::State::current;
    case emu::MicroStep::Progress::to_come:
        break;
    }
    return StageStep::State::to_come;
}

std::string fault_text(Catalogue const& tr, cpu::Fault const& fault)
{
    std::string text = mnemonic_of(fault.vector);
    if (cpu::has_error_code(fault.vector))
        text += ", " + std::string(tr("error code")) + " 0x" + hexadecimal(fault.error_code);
    if (fault.vector == cpu::Vector::page_fault)
        text += ", " + std::string(tr("address")) + " 0x" + hexadecimal(fault.address);
    return text;
}

void add_steps(Scene const& scene, StageView& stage)
{
    unsigned number = 0;
    for (emu::MicroStep const& step : scene.transition->steps) {
        StageStep row;
        row.number = ++number;
        row.name = std::string(cpu::name(step.record.step));
        row.state = state_of(step.progress);
        row.failed = step.record.fault.happened() && row.state != StageStep::State::to_come;
        if (row.state != StageStep::State::to_come)
            row.value = short_value(step.record);
        if (row.state == StageStep::State::current) {
            stage.action = row.name + ": " + step.text;
            stage.sentence = meaning_of(scene.tr, step.record);
            stage.manual = std::string(cpu::manual_title(scene.transition->transition, step.record.step));
        }
        if (row.failed)
            stage.fault = step.text + ": " + fault_text(scene.tr, step.record.fault);
        stage.steps.push_back(std::move(row));
    }
}

std::string instruction_text(emu::Session& session)
{
    auto const lines = session.code(session.state().rip, 0, 0);
    return lines.empty() ? std::string() : brief(lines.front().text);
}

} // namespace

StageView stage_view(Scene const& scene)
{
    auto const& tr = scene.tr;
    StageView stage;
    stage.title = tr("Next instruction");
    if (scene.session.exit_state().ended) {
        stage.title = tr("The end");
        stage.sentence = scene.session.exit_state().sentence;
        return stage;
    }
    if (scene.transition == nullptr) {
        stage.title = tr("Running");
        stage.sentence = tr("When it stops, the micro-steps of a transition appear here.");
        return stage;
    }
    bool const transition = scene.transition->transition != cpu::Transition::none;
    if (transition)
        add_steps(scene, stage);
    if (scene.finished) {
        stage.title = name_of(tr, *scene.transition) + " · " + tr("done");
        stage.next = std::string(tr("Next")) + ": " + instruction_text(scene.session);
        return stage;
    }
    if (scene.session.position().micro_step > 0) {
        stage.title = name_of(tr, *scene.transition);
        return stage;
    }
    if (transition)
        stage.title = std::string(tr("Next")) + ": " + name_of(tr, *scene.transition);
    stage.action = instruction_text(scene.session);
    stage.sentence = outlook(scene);
    if (!stage.steps.empty())
        stage.manual = std::string(
            cpu::manual_title(scene.transition->transition, scene.transition->steps.front().record.step));
    return stage;
}

} // namespace ringside::gui
