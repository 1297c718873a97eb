// The single view where a projector's letters leave room for the essential panels alone.
#include "gui/frames.hpp"

#include "gui/panels/changes.hpp"
#include "gui/panels/code.hpp"
#include "gui/panels/slot.hpp"
#include "gui/panels/stack.hpp"
#include "gui/panels/trap_stage.hpp"

namespace ringside::gui {

void draw_essential(View const& view, EssentialLayout const& layout, Actions& actions, Canvas& canvas)
{
    CodePanel(canvas, layout.code).draw(view, actions);
    TrapStagePanel(canvas, layout.stage).draw(view, actions);
    StackPanel(canvas, layout.user_stack, StackPanel::Stack::user).draw(view, actions);
    StackPanel(canvas, layout.kernel_stack, StackPanel::Stack::kernel).draw(view, actions);
    SlotPanel(canvas, layout.slot).draw(view, actions);
    ChangesPanel(canvas, layout.changes).draw(view, actions);
    for (Area const& left : {layout.code, layout.user_stack})
        canvas.seam(left.right(), left.row, left.rows);
}

} // namespace ringside::gui
