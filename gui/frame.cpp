// Puts the panels together. No panel knows another; only this file knows all.
#include "gui/frame.hpp"

#include "gui/frames.hpp"
#include "gui/panels/control.hpp"
#include "gui/panels/file_list.hpp"
#include "gui/panels/help.hpp"
#include "gui/panels/hint.hpp"
#include "gui/panels/line.hpp"
#include "gui/panels/timeline.hpp"
#include "gui/panels/title.hpp"
#include "gui/widgets/block.hpp"

namespace ringside::gui {

namespace {

void draw_too_small(View const& view, Canvas& canvas)
{
    Block block(canvas, canvas.whole());
    int row = 0;
    for (std::string const& line : wrapped(view.tr("The window is too small for its panels: make it "
                                                   "larger, or the letters smaller (Ctrl+-)."),
                                           canvas.columns()))
        if (row < canvas.rows())
            block.write(0, row++, line);
}

void draw_on_top(View const& view, Actions& actions, Canvas& canvas)
{
    LinePanel(canvas, canvas.whole()).draw(view, actions);
    FileListPanel(canvas, canvas.whole()).draw(view, actions);
    // Title, buttons and hints stay in sight.
    HelpPanel(canvas, {0, 3, canvas.columns(), canvas.rows() - 4}).draw(view, actions);
}

// The rows that all views have, then the view itself.
template <typename AnyLayout>
void draw_view(View const& view, AnyLayout const& layout, Actions& actions, Canvas& canvas,
               void (*draw)(View const&, AnyLayout const&, Actions&, Canvas&))
{
    if (!layout.fits)
        return draw_too_small(view, canvas);
    TitlePanel(canvas, layout.title).draw(view, actions);
    ControlPanel(canvas, layout.control).draw(view, actions);
    if constexpr (requires { layout.timeline; })
        TimelinePanel(canvas, layout.timeline).draw(view, actions);
    HintPanel(canvas, layout.hint).draw(view, actions);
    draw(view, layout, actions, canvas);
    draw_on_top(view, actions, canvas);
}

void draw_compare_view(View const& view, Actions& actions, Canvas& canvas)
{
    auto const layout = compare_layout_for(canvas.columns(), canvas.rows(), view.compare.zoom);
    if (!layout.fits)
        return draw_too_small(view, canvas);
    draw_compare(view, layout, actions, canvas);
    draw_on_top(view, actions, canvas);
}

} // namespace

void draw_frame(View const& view, Actions& actions, Canvas& canvas)
{
    actions.forget_widgets();
    canvas.fill(canvas.whole(), {});
    int const columns = canvas.columns();
    int const rows = canvas.rows();
    name_panels(view, columns, rows, actions);
    if (view.detail == Detail::essential && view.mode == Mode::single)
        return draw_view(view, essential_layout_for(columns, rows), actions, canvas, draw_essential);
    switch (view.mode) {
    case Mode::single:
        return draw_view(view, layout_for(columns, rows, view.splits, view.focus), actions, canvas,
                         draw_single);
    case Mode::compare:
        return draw_compare_view(view, actions, canvas);
    case Mode::tables:
        return draw_view(view, tables_layout_for(columns, rows), actions, canvas, draw_tables);
    }
}

} // namespace ringside::gui
