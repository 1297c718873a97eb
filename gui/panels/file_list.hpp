// The list of files to open, over any view: a field to type in, what matches below. Next: file_list.cpp.
#pragma once

#include "gui/actions.hpp"
#include "gui/canvas.hpp"
#include "gui/view.hpp"

namespace ringside::gui {

class FileListPanel
{
public:
    FileListPanel(Canvas& canvas, Area area) : canvas_(canvas), area_(area) {}
    void draw(View const& view, Actions& actions);

private:
    Canvas& canvas_;
    Area area_; // of all that lies below
};

} // namespace ringside::gui
