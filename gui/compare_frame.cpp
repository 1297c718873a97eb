// The compare view: the panels of the single view twice, each pair drawn from a machine's own view, and the
// seam between them.
#include "gui/frames.hpp"

#include "gui/panels/code.hpp"
#include "gui/panels/compare_costs.hpp"
#include "gui/panels/compare_list.hpp"
#include "gui/panels/compare_seam.hpp"
#include "gui/panels/compare_side.hpp"
#include "gui/panels/control.hpp"
#include "gui/panels/slot.hpp"
#include "gui/panels/stack.hpp"
#include "gui/panels/trap_stage.hpp"
#include "gui/widgets/block.hpp"

#include <string>

namespace ringside::gui {

namespace {

bool drawn(Area const& area)
{
    return area.rows > 0;
}

bool is_of_code(Command command)
{
    switch (command) {
    case Command::breakpoint:
    case Command::put_cursor:
    case Command::scroll_code:
    case Command::return_to_rip:
        return true;
    default:
        return false;
    }
}

// The shared panels. Only in the code what they offer can be clicked here too; all of it can be asked what
// it is. The side's name is part of both.
void draw_panels(View const& side, SideLayout const& layout, std::string const& name, Actions& actions,
                 Canvas& canvas)
{
    Actions inner;
    if (drawn(layout.code))
        CodePanel(canvas, layout.code).draw(side, inner);
    if (drawn(layout.stage))
        TrapStagePanel(canvas, layout.stage).draw(side, inner);
    if (drawn(layout.user_stack)) {
        StackPanel(canvas, layout.user_stack, StackPanel::Stack::user).draw(side, inner);
        StackPanel(canvas, layout.kernel_stack, StackPanel::Stack::kernel).draw(side, inner);
        SlotPanel(canvas, layout.slot).draw(side, inner);
        canvas.seam(layout.user_stack.right(), layout.user_stack.row, layout.user_stack.rows);
    }
    for (Widget widget : inner.widgets()) {
        widget.name = name + "." + widget.name;
        widget.request.text = name;
        if (is_of_code(widget.request.command))
            actions.add(std::move(widget));
        else
            actions.name(widget.area, std::move(widget.name));
    }
}

// The title row of each panel enlarges it.
void offer_enlarging(SideLayout const& layout, std::string const& prefix, Actions& actions)
{
    struct Titled
    {
        Area area;
        CompareZoom zoom;
        char const* name;
    };
    for (Titled const& one :
         {Titled{layout.code, CompareZoom::code, "code"}, Titled{layout.stage, CompareZoom::stage, "stage"},
          Titled{layout.user_stack, CompareZoom::stacks, "stacks"},
          Titled{layout.kernel_stack, CompareZoom::stacks, "kernel-stack"}})
        if (drawn(one.area))
            actions.offer({one.area.column, one.area.row, one.area.columns, 1},
                          {Command::compare_enlarge, static_cast<uint64_t>(one.zoom), one.name},
                          prefix + "enlarge." + one.name);
}

void draw_side(View const& view, std::size_t place, SideLayout const& layout, Actions& actions,
               Canvas& canvas)
{
    CompareSide const& side = view.compare.sides[place];
    std::string const name = place == 0 ? "left" : "right";
    std::string const prefix = name + ".";
    actions.offer(layout.whole, {Command::compare_side, place}, prefix + "side");
    CompareSidePanel(canvas, layout, place).draw(view, actions);
    if (side.view == nullptr)
        return;
    draw_panels(*side.view, layout, name, actions, canvas);
    offer_enlarging(layout, prefix, actions);
    if (side.waiting.empty())
        return;
    // The row under the stacks stays: it may be what the other side is waiting to be compared with.
    for (Area const& area :
         {layout.code, layout.stage, layout.user_stack, layout.kernel_stack, layout.registers})
        canvas.dim(area);
}

void draw_hint(View const& view, Area area, Canvas& canvas)
{
    auto const& tr = view.tr;
    Block block(canvas, area);
    bool const says = !view.compare.status.empty();
    Style const style{view.compare.failed ? Tone::fault
                      : says              ? Tone::text
                                          : Tone::faint,
                      Tone::panel_title, says ? Weight::bold : Weight::plain};
    block.fill_row(0, style);
    auto const entry = [&view](Command command, char const* label) {
        return view.keys.key_of(command) + " " + label + "   ";
    };
    std::string const hints =
        entry(Command::over, tr("to the end of the phase")) + entry(Command::back_micro_step, tr("back")) +
        entry(Command::other_side, tr("other side")) + entry(Command::compare_list, tr("machines")) +
        entry(Command::compare_enlarge, tr("enlarge")) + entry(Command::view_single, tr("this side alone"));
    block.write_within(1, 0, says ? view.compare.status : hints, style, block.columns());
}

} // namespace

void draw_compare(View const& view, CompareLayout const& layout, Actions& actions, Canvas& canvas)
{
    ControlPanel(canvas, layout.control).draw(view, actions);
    draw_side(view, 0, layout.sides[0], actions, canvas);
    draw_side(view, 1, layout.sides[1], actions, canvas);
    CompareSeamPanel(canvas, layout.seam).draw(view, actions);
    canvas.seam(layout.left.right(), layout.left.row, layout.left.rows);
    canvas.seam(layout.seam.right(), layout.seam.row, layout.seam.rows);
    draw_hint(view, layout.hint, canvas);
    if (drawn(layout.costs)) {
        canvas.cover(layout.costs, {});
        CompareCostsPanel(canvas, layout.costs).draw(view, actions);
    }
    if (view.compare.list.open) {
        Area const area = CompareListPanel::area_within(canvas.whole(), view.compare.list);
        canvas.cover(area, {});
        CompareListPanel(canvas, area).draw(view, actions);
    }
}

} // namespace ringside::gui
