// What somebody asks for help about. It remembers the page; the texts come from lessons/, the values from the
// view. Read next: driver/help.cpp, panels/help.hpp.
#pragma once

#include "gui/actions.hpp"
#include "gui/lessons/lessons.hpp"
#include "gui/view.hpp"

#include <string>
#include <vector>

namespace ringside::gui {

class Help
{
public:
    explicit Help(std::string_view language) : lessons_(language) {}

    HelpPage page() const { return page_; }
    void close() { page_ = HelpPage::nothing; }
    void list_keys() { page_ = HelpPage::keys; }
    void begin_tour();
    // Explains a widget; without a name, what the view is about at this moment.
    void explain(std::string widget, View const& view);
    // The next or previous station, or widget in reading order. False at the tour's end, which closes it.
    bool move(int by, std::vector<Widget> const& widgets);

    Lessons const& lessons() const { return lessons_; }
    HelpView view(View const& view) const;

private:
    Lesson const& station() const { return lessons_.tour()[station_]; }

    Lessons lessons_;
    HelpPage page_ = HelpPage::nothing;
    std::string widget_;
    std::size_t station_ = 0;
};

// All keys by subject, with what they do.
std::vector<KeyRow> key_rows(Catalogue const& tr, Keys const& keys);

} // namespace ringside::gui
