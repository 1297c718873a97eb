// The control row. Every button names its key, so that one learns the keys by looking.
#include "gui/panels/control.hpp"

#include "gui/widgets/block.hpp"

namespace ringside::gui {

void ControlPanel::draw(View const& view, Actions& actions)
{
    auto const& tr = view.tr;
    Block block(canvas_, area_);
    block.fill_row(0, {Tone::text, Tone::background});
    struct Entry
    {
        char const* label;
        Command command;
        char const* name;
    };
    Entry const entries[] = {
        {tr("micro-step"), Command::micro_step, "control.micro_step"},
        {tr("instruction"), Command::instruction, "control.instruction"},
        {tr("over"), Command::over, "control.over"},
        {tr("system call"), Command::next_system_call, "control.system_call"},
        view.control.running ? Entry{tr("pause"), Command::pause, "control.pause"}
                             : Entry{tr("run"), Command::resume, "control.run"},
        {tr("back"), Command::back_micro_step, "control.back"},
        {tr("restart"), Command::restart, "control.restart"},
    };
    int column = 1;
    for (Entry const& entry : entries) {
        std::string const text = " " + view.keys.key_of(entry.command) + " " + entry.label + " ";
        int const end = block.write(column, 0, text, {Tone::text, Tone::panel_title});
        actions.offer({area_.column + column, area_.row, end - column, 1}, entry.command, entry.name);
        column = end + 1;
    }
    bool const alarmed = view.control.failed || view.control.ended;
    Style const style{alarmed ? Tone::fault : Tone::text, Tone::background, Weight::bold};
    std::string const place = view.control.place;
    int const room = block.columns() - 1 - column;
    if (room > 2)
        block.write_right(block.columns() - 1, 0, shortened(place, room), style);
}

} // namespace ringside::gui
