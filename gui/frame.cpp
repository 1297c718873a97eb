// Puts the panels together. No panel knows another; only this file knows all.
#include "gui/frame.hpp"

#include "gui/panels/code.hpp"
#include "gui/panels/console.hpp"
#include "gui/panels/control.hpp"
#include "gui/panels/hint.hpp"
#include "gui/panels/registers.hpp"
#include "gui/panels/slot.hpp"
#include "gui/panels/stack.hpp"
#include "gui/panels/title.hpp"
#include "gui/panels/trap_stage.hpp"
#include "gui/widgets/block.hpp"

namespace ringside::gui {

namespace {

struct Named
{
    std::string_view name;
    Area Layout::*area;
};

constexpr Named named[] = {
    {"title", &Layout::title},
    {"control", &Layout::control},
    {"code", &Layout::code},
    {"stage", &Layout::stage},
    {"user-stack", &Layout::user_stack},
    {"kernel-stack", &Layout::kernel_stack},
    {"registers", &Layout::registers},
    {"console", &Layout::console},
};

// The lines between the columns.
void draw_seams(Canvas& canvas, Layout const& layout)
{
    for (Area const& left : {layout.code, layout.stage, layout.user_stack, layout.kernel_stack, layout.slot})
        canvas.seam(left.right(), left.row, left.rows);
}

} // namespace

void draw_frame(View const& view, Actions& actions, Canvas& canvas)
{
    Layout const layout = layout_for(canvas.columns(), canvas.rows());
    actions.forget_buttons();
    canvas.fill(canvas.whole(), {});
    if (!layout.fits) {
        Block block(canvas, canvas.whole());
        int row = 0;
        for (std::string const& line : wrapped(view.tr("The window is too small for its panels: make it "
                                                       "larger, or the letters smaller (Ctrl+-)."),
                                               canvas.columns()))
            if (row < canvas.rows())
                block.write(0, row++, line);
        return;
    }
    TitlePanel(canvas, layout.title).draw(view, actions);
    ControlPanel(canvas, layout.control).draw(view, actions);
    CodePanel(canvas, layout.code).draw(view, actions);
    TrapStagePanel(canvas, layout.stage).draw(view, actions);
    StackPanel(canvas, layout.user_stack, StackPanel::Stack::user).draw(view, actions);
    StackPanel(canvas, layout.kernel_stack, StackPanel::Stack::kernel).draw(view, actions);
    SlotPanel(canvas, layout.slot).draw(view, actions);
    RegistersPanel(canvas, layout.registers).draw(view, actions);
    ConsolePanel(canvas, layout.console).draw(view, actions);
    HintPanel(canvas, layout.hint).draw(view, actions);
    draw_seams(canvas, layout);
}

std::vector<std::string_view> panel_names()
{
    std::vector<std::string_view> names = {"window"};
    for (Named const& one : named)
        names.push_back(one.name);
    return names;
}

std::optional<Area> panel_area(Layout const& layout, std::string_view name)
{
    for (Named const& one : named)
        if (one.name == name)
            return layout.*one.area;
    return std::nullopt;
}

} // namespace ringside::gui
