// The control row. Every button names its key, so that one learns the keys by looking; what has no room for
// its words is left out from the right.
#include "gui/panels/control.hpp"

#include "gui/widgets/block.hpp"
#include "gui/widgets/buttons.hpp"

namespace ringside::gui {

namespace {

char const* unit_name(View const& view)
{
    auto const& tr = view.tr;
    switch (view.control.unit) {
    case StepUnit::micro_step:
        return tr("micro-step");
    case StepUnit::instruction:
        return tr("instruction");
    case StepUnit::line:
        return tr("line");
    case StepUnit::call:
        return tr("call");
    case StepUnit::system_call:
        break;
    }
    return tr("system call");
}

// "trap:1.15 · step 15 of 230": the place as --at takes it, and how far that is of what was run so far.
std::string place_text(View const& view)
{
    ControlView const& control = view.control;
    std::string text = control.place;
    if (control.steps > 0)
        text += std::string(text.empty() ? "" : " · ") + view.tr("step") + " " +
                std::to_string(control.step) + "/" + std::to_string(control.steps);
    return text;
}

} // namespace

void ControlPanel::draw(View const& view, Actions& actions)
{
    auto const& tr = view.tr;
    Block block(canvas_, area_);
    block.fill_row(0, {Tone::text, Tone::background});
    bool const alarmed = view.control.failed || view.control.ended;
    std::string const place = place_text(view);
    int const limit = block.columns() - width_of(place) - 3;
    ButtonRow row(block, actions, view.keys, limit);
    if (view.presenter) {
        row.add({Command::presenter, tr("presenting: only PgDn and PgUp work"), "control.presenter"}, true);
    } else {
        row.add({Command::micro_step, tr("micro-step"), "control.micro_step"});
        row.add({Command::instruction, tr("instruction"), "control.instruction"});
        row.add({Command::over, tr("over"), "control.over"});
        row.add({Command::next_system_call, tr("system call"), "control.system_call"});
        if (view.control.running)
            row.add({Command::pause, tr("pause"), "control.pause"}, true);
        else
            row.add({Command::resume, tr("run"), "control.run"});
        row.add({Command::back_micro_step, tr("back"), "control.back"});
    }
    row.add({Command::next_unit, unit_name(view), "control.unit", Command::choose_unit});
    if (!view.control.speed.empty())
        row.add({Command::play, view.control.speed, "control.play"}, view.control.playing);
    Style const style{alarmed ? Tone::fault : Tone::text, Tone::background, Weight::bold};
    int const room = block.columns() - 1 - row.column();
    if (room > 2)
        block.write_right(block.columns() - 1, 0, shortened(place, room), style);
}

} // namespace ringside::gui
