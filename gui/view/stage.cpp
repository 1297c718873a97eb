// The trap stage's part of the view: every micro-step with its value, the picture of what they have moved so
// far and, for the current one, what it means. Next: diagram.cpp, step_words.cpp, outlook.cpp.
#include "gui/view/builder.hpp"

#include "gui/text/told.hpp"
#include "gui/view/diagram.hpp"
#include "gui/view/names.hpp"
#include "gui/view/step_words.hpp"
#include "gui/widgets/numbers.hpp"

#include <algorithm>

namespace ringside::gui {

namespace {

using Steps = std::span<emu::MicroStep const>;

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

// The index of the current step; steps.size() while none is done.
std::size_t current_of(Steps steps)
{
    auto const found = std::find_if(steps.begin(), steps.end(), [](emu::MicroStep const& step) {
        return step.progress == emu::MicroStep::Progress::current;
    });
    return static_cast<std::size_t>(found - steps.begin());
}

StageStep row_of(emu::MicroStep const& step, unsigned number)
{
    StageStep row;
    row.number = number;
    row.name = std::string(cpu::name(step.record.step));
    row.state = state_of(step.progress);
    if (row.state == StageStep::State::to_come)
        return row;
    row.failed = step.record.fault.happened();
    row.value = short_value(step.record);
    return row;
}

// "what if it had passed: idt[0x81].dpl 0 → 3"; the second and further ones name their field alone.
std::vector<StageRemedy> remedies_of(Scene const& scene)
{
    std::vector<StageRemedy> list;
    for (emu::Remedy const& remedy : scene.session.remedies()) {
        std::string const field = emu::to_text(remedy.change.field) + " " + hexadecimal(remedy.before) +
                                  " → " + hexadecimal(remedy.change.value);
        std::string const opening = list.empty() ? std::string(scene.tr("what if it had passed")) + ": " : "";
        list.push_back({opening + field});
    }
    return list;
}

void tell_current(Scene const& scene, cpu::StepRecord const& record, StageView& stage)
{
    auto const& tr = scene.tr;
    std::string const words = step_words(tr, record);
    stage.action = std::string(cpu::name(record.step)) + (words.empty() ? "" : ": " + words);
    stage.sentence = meaning_of(tr, record);
    stage.manual = std::string(cpu::manual_title(record.transition, record.step));
    if (!record.fault.happened())
        return;
    stage.fault = failure_words(tr, record);
    stage.can_go_back = !scene.finished;
    if (!scene.finished)
        stage.remedies = remedies_of(scene);
}

void add_steps(Scene const& scene, StageView& stage)
{
    Steps const steps = scene.transition->steps;
    unsigned number = 0;
    for (emu::MicroStep const& step : steps)
        stage.steps.push_back(row_of(step, ++number));
    std::size_t const current = current_of(steps);
    if (current == steps.size())
        return;
    tell_current(scene, steps[current].record, stage);
    stage.diagram = diagram_of(scene.tr, scene.registers, part_around(steps, current));
}

// Where a check has failed, what follows is the delivery of its fault: "INT 0x81 → #GP".
std::string title_of(Scene const& scene)
{
    Steps const steps = scene.transition->steps;
    std::string title = name_of(scene.tr, *scene.transition);
    std::size_t const current = std::min(current_of(steps), steps.size() - 1);
    for (std::size_t i = 0; i < current; ++i)
        if (steps[i].record.fault.happened())
            title += " → " + mnemonic_of(steps[i].record.fault.vector);
    for (std::size_t i = 0; i <= current; ++i)
        if (steps[i].record.step == cpu::Step::double_fault)
            title += " → #DF";
    return title;
}

std::string instruction_text(emu::Session& session)
{
    auto const lines = session.code(session.state().rip, 0, 0);
    return lines.empty() ? std::string() : brief_instruction(lines.front().text);
}

void tell_next_instruction(Scene const& scene, StageView& stage)
{
    stage.action = instruction_text(scene.session);
    stage.sentence = outlook(scene);
    stage.effects = effects_ahead(scene);
    if (!scene.transition->steps.empty()) {
        cpu::StepRecord const& first = scene.transition->steps.front().record;
        stage.manual = std::string(cpu::manual_title(first.transition, first.step));
    }
}

StageView stage_of(Scene const& scene)
{
    auto const& tr = scene.tr;
    StageView stage;
    stage.title = tr("Next instruction");
    if (scene.session.exit_state().ended) {
        stage.title = tr("The end");
        stage.sentence = told(tr, scene.session.exit_state().sentence);
        return stage;
    }
    if (scene.transition == nullptr) {
        stage.title = tr("Running");
        stage.sentence = tr("When it stops, the micro-steps of a transition appear here.");
        return stage;
    }
    bool const transition =
        scene.transition->transition != cpu::Transition::none && !scene.transition->steps.empty();
    if (transition)
        add_steps(scene, stage);
    if (scene.finished) {
        stage.title = title_of(scene) + " · " + tr("done");
        stage.next = std::string(tr("Next")) + ": " + instruction_text(scene.session);
        return stage;
    }
    if (scene.session.position().micro_step > 0) {
        stage.title = title_of(scene);
        return stage;
    }
    if (transition)
        stage.title = std::string(tr("Next")) + ": " + name_of(tr, *scene.transition);
    tell_next_instruction(scene, stage);
    return stage;
}

} // namespace

StageView stage_view(Scene const& scene)
{
    StageView stage = stage_of(scene);
    if (scene.session.changed_run())
        stage.title += std::string(" · ") + scene.tr("changed by hand");
    return stage;
}

} // namespace ringside::gui
