// Timeline. Next: builder.cpp.
#include "gui/view/builder.hpp"

namespace ringside::gui {

TimelineView timeline_view(Scene const& scene)
{
    TimelineView timeline;
    timeline.note = scene.tr("The course of the run appears here.");
    return timeline;
}

} // namespace ringside::gui
