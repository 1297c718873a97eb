// Longer texts in the window's language: what each thing is that has a name, and the stations of the tour.
// They stand in docs/lessons and are part of the binary. Read next: docs/lessons/README.md for their form.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ringside::gui {

struct Lesson
{
    std::vector<std::string> widgets; // whose names it answers for; "*" is any one part between dots
    std::string title;
    std::vector<std::string> manuals; // "SDM Vol. 1, \"EFLAGS Register\""
    std::vector<std::string> paragraphs;
};

class Lessons
{
public:
    // The texts of a language ("en", "zh_CN"); English where there are none.
    explicit Lessons(std::string_view language);

    // What to say about a widget: the entry whose name is the longest that fits the beginning of its name,
    // part by part. Nothing: no entry fits.
    Lesson const* about(std::string_view widget) const;
    std::vector<Lesson> const& entries() const { return entries_; }
    std::vector<Lesson> const& tour() const { return tour_; }
    // All letters that occur: what a font must have.
    std::string letters() const;

private:
    std::vector<Lesson> entries_;
    std::vector<Lesson> tour_;
};

} // namespace ringside::gui
