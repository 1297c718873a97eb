// What the window shows, as plain data: filled from the session by view/, read by the panels and by tests.
// Nothing in it is computed from anything but what the machine did and what a person chose. No display is
// needed to make one. Each part has a header of its own below view/. Read next: view/builder.hpp, which fills
// it; panels/, which draw it.
#pragma once

#include "gui/choices.hpp"
#include "gui/keys.hpp"
#include "gui/text/catalogue.hpp"
#include "gui/view/code_view.hpp"
#include "gui/view/compare_view.hpp"
#include "gui/view/console_view.hpp"
#include "gui/view/control_view.hpp"
#include "gui/view/file_list_view.hpp"
#include "gui/view/help_view.hpp"
#include "gui/view/line_view.hpp"
#include "gui/view/registers_view.hpp"
#include "gui/view/stacks_view.hpp"
#include "gui/view/stage_view.hpp"
#include "gui/view/strace_view.hpp"
#include "gui/view/tables_view.hpp"
#include "gui/view/timeline_view.hpp"
#include "gui/view/title_view.hpp"

namespace ringside::gui {

struct View
{
    Catalogue tr;
    Keys keys; // what buttons and hints name
    Mode mode = Mode::single;
    Focus focus = Focus::commands;
    Splits splits;
    Detail detail = Detail::all;
    ThemeName theme = ThemeName::dark;
    bool projector = false;
    bool presenter = false; // only the clicker's keys work
    TitleView title;
    ControlView control;
    CodeView code;
    StageView stage;
    StackView user_stack;
    StackView kernel_stack;
    SlotView slot;
    RegistersView registers;
    TablesView tables;
    TimelineView timeline;
    ConsoleView console;
    StraceView strace;
    CompareView compare;
    LineView line;
    FileListView files;
    HelpView help;
};

} // namespace ringside::gui
