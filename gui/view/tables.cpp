// Tables. Next: builder.cpp.
#include "gui/view/builder.hpp"

namespace ringside::gui {

TablesView tables_view(Scene const& scene)
{
    TablesView tables;
    tables.note = scene.tr("What the processor looks up for a transition appears here.");
    return tables;
}

} // namespace ringside::gui
