// Reads the texts of docs/lessons. They are ours, so a line that fits no form is simply text; tests look at
// all entries.
#include "gui/lessons/lessons.hpp"

#include <utility>

// Begin and end of each text, in texts.S.
extern "C" {
extern char const ringside_lessons_explain_en[];
extern char const ringside_lessons_explain_en_end[];
extern char const ringside_lessons_explain_zh[];
extern char const ringside_lessons_explain_zh_end[];
extern char const ringside_lessons_tour_en[];
extern char const ringside_lessons_tour_en_end[];
extern char const ringside_lessons_tour_zh[];
extern char const ringside_lessons_tour_zh_end[];
}

namespace ringside::gui {

namespace {

std::string_view text_between(char const* begin, char const* end)
{
    return {begin, static_cast<std::size_t>(end - begin)};
}

std::vector<std::string> split(std::string_view text, char at)
{
    std::vector<std::string> parts;
    while (true) {
        auto const end = text.find(at);
        parts.emplace_back(text.substr(0, end));
        if (end == text.npos)
            return parts;
        text.remove_prefix(end + 1);
    }
}

// Lines that belong together become one: with a space between them where words are separated by spaces.
void append_line(std::string& paragraph, std::string_view line)
{
    bool const spaced = !paragraph.empty() && static_cast<unsigned char>(paragraph.back()) < 0x80;
    if (spaced)
        paragraph += ' ';
    paragraph += line;
}

std::vector<Lesson> parsed(std::string_view text)
{
    std::vector<Lesson> all;
    bool new_paragraph = true;
    for (std::string_view const line : split(text, '\n')) {
        if (line.starts_with('#'))
            continue;
        if (line.starts_with('[') && line.ends_with(']')) {
            all.push_back({split(line.substr(1, line.size() - 2), ' '), {}, {}, {}});
            new_paragraph = true;
        } else if (all.empty() || line.empty()) {
            new_paragraph = true;
        } else if (line.starts_with("title ")) {
            all.back().title = line.substr(6);
        } else if (line.starts_with("manual ")) {
            all.back().manuals.emplace_back(line.substr(7));
        } else {
            if (new_paragraph)
                all.back().paragraphs.emplace_back();
            append_line(all.back().paragraphs.back(), line);
            new_paragraph = false;
        }
    }
    return all;
}

// Manuals have no Chinese titles: they stand in the English texts only, entry by entry in the same order.
void take_manuals(std::vector<Lesson>& entries, std::vector<Lesson> const& english)
{
    for (Lesson& entry : entries)
        for (Lesson const& same : english)
            if (same.widgets == entry.widgets)
                entry.manuals = same.manuals;
}

// How many parts of a name a pattern names, if it fits the name's beginning; else 0. A part that is named
// counts for more than a star.
std::size_t fit(std::string const& pattern, std::vector<std::string> const& name)
{
    std::size_t score = 0;
    auto const parts = split(pattern, '.');
    if (parts.size() > name.size())
        return 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (parts[i] != "*" && parts[i] != name[i])
            return 0;
        score += parts[i] == "*" ? 2 : 3;
    }
    return score;
}

} // namespace

Lessons::Lessons(std::string_view language)
    : entries_(parsed(text_between(ringside_lessons_explain_en, ringside_lessons_explain_en_end))),
      tour_(parsed(text_between(ringside_lessons_tour_en, ringside_lessons_tour_en_end)))
{
    if (language != "zh_CN")
        return;
    auto const english = std::exchange(
        entries_, parsed(text_between(ringside_lessons_explain_zh, ringside_lessons_explain_zh_end)));
    take_manuals(entries_, english);
    tour_ = parsed(text_between(ringside_lessons_tour_zh, ringside_lessons_tour_zh_end));
}

Lesson const* Lessons::about(std::string_view widget) const
{
    // What stands on one side of a comparison is the same thing as in the single view.
    for (std::string_view const side : {"left.", "right."}) {
        if (!widget.starts_with(side))
            continue;
        Lesson const* const same = about(widget.substr(side.size()));
        return same != nullptr ? same : about("compare");
    }
    auto const name = split(widget, '.');
    Lesson const* best = nullptr;
    std::size_t best_fit = 0;
    for (Lesson const& entry : entries_) {
        for (std::string const& pattern : entry.widgets) {
            if (auto const found = fit(pattern, name); found > best_fit) {
                best = &entry;
                best_fit = found;
            }
        }
    }
    return best;
}

std::string Lessons::letters() const
{
    std::string all;
    for (auto const* const list : {&entries_, &tour_}) {
        for (Lesson const& lesson : *list) {
            all += lesson.title;
            for (std::string const& paragraph : lesson.paragraphs)
                all += paragraph;
        }
    }
    return all;
}

} // namespace ringside::gui
