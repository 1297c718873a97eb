// What lies over the view when somebody asks for help: the keys, what a thing is, or a station of the tour.
#pragma once

#include <string>
#include <vector>

namespace ringside::gui {

enum class HelpPage : uint8_t
{
    nothing,
    keys,
    explanation,
    tour,
};

struct KeyRow
{
    std::string keys; // "F12  ."; empty: `does` is a heading
    std::string does;
};

struct HelpView
{
    HelpPage page = HelpPage::nothing;
    std::vector<KeyRow> keys;
    std::string widget; // what is explained: it is framed, and its text is what it is now
    std::string title;
    std::vector<std::string> paragraphs;
    std::vector<std::string> manuals;
    std::string now;  // what it is now, where more can be said than its widget shows
    std::string note; // "3 / 9"
};

} // namespace ringside::gui
