// The tables view: all tables of the machine.
#include "gui/frames.hpp"

#include "gui/panels/tables_page.hpp"

namespace ringside::gui {

void draw_tables(View const& view, TablesLayout const& layout, Actions& actions, Canvas& canvas)
{
    TablesPagePanel(canvas, layout.body).draw(view, actions);
}

} // namespace ringside::gui
