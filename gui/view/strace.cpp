// System calls. Next: builder.cpp.
#include "gui/view/builder.hpp"

namespace ringside::gui {

StraceView strace_view(Scene const& scene)
{
    StraceView strace;
    strace.note = scene.tr("What the program asks of the kernel appears here.");
    return strace;
}

} // namespace ringside::gui
