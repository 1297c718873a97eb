// The single view: code, trap stage, both stacks, registers, tables, console and strace text, all at once.
#include "gui/frames.hpp"

#include "gui/panels/code.hpp"
#include "gui/panels/console.hpp"
#include "gui/panels/registers.hpp"
#include "gui/panels/slot.hpp"
#include "gui/panels/stack.hpp"
#include "gui/panels/strace.hpp"
#include "gui/panels/tables.hpp"
#include "gui/panels/trap_stage.hpp"

#include <utility>

namespace ringside::gui {

namespace {

// The lines between the columns.
void draw_seams(Canvas& canvas, Layout const& layout)
{
    for (Area const& left :
         {layout.code, layout.stage, layout.user_stack, layout.kernel_stack, layout.slot, layout.console})
        canvas.seam(left.right(), left.row, left.rows);
}

// Below the panels' own widgets: a title row that is a splitter may hold buttons.
void offer_splitters(Layout const& layout, Actions& actions)
{
    constexpr std::pair<Splitter, char const*> splitters[] = {
        {Splitter::code, "splitter.code"},       {Splitter::registers, "splitter.registers"},
        {Splitter::stage, "splitter.stage"},     {Splitter::tables, "splitter.tables"},
        {Splitter::console, "splitter.console"},
    };
    for (auto const& [splitter, name] : splitters)
        actions.offer_drag(splitter_area(layout, splitter),
                           {Command::move_splitter, static_cast<uint64_t>(splitter)}, name);
}

} // namespace

void draw_single(View const& view, Layout const& layout, Actions& actions, Canvas& canvas)
{
    offer_splitters(layout, actions);
    CodePanel(canvas, layout.code).draw(view, actions);
    TrapStagePanel(canvas, layout.stage).draw(view, actions);
    StackPanel(canvas, layout.user_stack, StackPanel::Stack::user).draw(view, actions);
    StackPanel(canvas, layout.kernel_stack, StackPanel::Stack::kernel).draw(view, actions);
    SlotPanel(canvas, layout.slot).draw(view, actions);
    RegistersPanel(canvas, layout.registers).draw(view, actions);
    TablesPanel(canvas, layout.tables).draw(view, actions);
    ConsolePanel(canvas, layout.console).draw(view, actions);
    StracePanel(canvas, layout.strace).draw(view, actions);
    draw_seams(canvas, layout);
}

} // namespace ringside::gui
