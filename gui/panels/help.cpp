// The text lies below, or above where what it explains is below.
#include "gui/panels/help.hpp"

#include "gui/widgets/block.hpp"

#include <algorithm>

namespace ringside::gui {

namespace {

constexpr Style title_style{Tone::changed_text, Tone::changed, Weight::bold};
constexpr int key_columns = 20;
constexpr int frame_pixels = 3;

struct TextRow
{
    std::string text;
    Style style;
};

// What a widget shows, its blanks run together.
std::string shown_in(Canvas const& canvas, Area const& area)
{
    std::string all;
    for (char32_t const letter : letters_of(canvas.text(area))) {
        bool const blank = letter == U' ' || letter == U'\n';
        if (!blank)
            all += utf8_of({&letter, 1});
        else if (!all.empty() && all.back() != ' ')
            all += ' ';
    }
    return all;
}

std::vector<TextRow> rows_of(View const& view, std::string const& now, int columns)
{
    std::vector<TextRow> rows;
    auto const add = [&](std::string const& text, Style style) {
        for (std::string& line : wrapped(text, columns))
            rows.push_back({std::move(line), style});
    };
    for (std::string const& paragraph : view.help.paragraphs)
        add(paragraph, {});
    if (view.help.paragraphs.empty())
        add(view.tr("There is nothing more to say about this."), {Tone::faint});
    if (!now.empty() && view.help.page == HelpPage::explanation)
        add(std::string(view.tr("Now:")) + " " + now, {Tone::text, Tone::background, Weight::bold});
    std::string manuals;
    for (std::string const& manual : view.help.manuals)
        manuals += (manuals.empty() ? "" : " · ") + manual;
    add(manuals, {Tone::faint});
    return rows;
}

} // namespace

void HelpPanel::draw(View const& view, Actions& actions)
{
    if (view.help.page == HelpPage::keys)
        draw_keys(view, actions);
    else if (view.help.page != HelpPage::nothing)
        draw_text(view, actions);
}

Area HelpPanel::place_for(int rows, Area const* beside) const
{
    int const height = std::min(rows, area_.rows);
    Area const below{area_.column, area_.bottom() - height, area_.columns, height};
    bool const in_the_way =
        beside != nullptr && beside->bottom() > below.row && beside->row > area_.row + height;
    return in_the_way ? Area{area_.column, area_.row, area_.columns, height} : below;
}

void HelpPanel::draw_text(View const& view, Actions& actions)
{
    Widget const* const found = actions.find(view.help.widget);
    Area const about = found != nullptr ? found->area : Area{};
    Area const* const beside = found != nullptr ? &about : nullptr;
    std::string const now = !view.help.now.empty()                ? view.help.now
                            : found != nullptr && about.rows <= 2 ? shown_in(canvas_, about)
                                                                  : std::string();
    auto const rows = rows_of(view, now, area_.columns - 4);
    Area const place = place_for(static_cast<int>(rows.size()) + 2, beside);
    if (beside != nullptr)
        canvas_.frame(about, Tone::changed, frame_pixels);
    canvas_.cover(place, {});
    actions.cover(place);
    Block block(canvas_, place);
    block.fill_row(0, title_style);
    bool const tour = view.help.page == HelpPage::tour;
    std::string const hint =
        tour ? view.tr("Enter goes on · Left goes back · Esc ends the tour")
             : view.tr("click on anything · Left and Right: the next thing · F1 keys · Esc closes");
    int const title_end = block.write_within(2, 0, view.help.title, title_style, block.columns());
    int const room = block.columns() - title_end - 4;
    block.write_right(block.columns() - 2, 0, shortened(view.help.note + "   " + hint, std::max(room, 0)),
                      title_style);
    for (std::size_t i = 0; i < rows.size() && static_cast<int>(i) + 1 < place.rows; ++i)
        block.write_within(2, static_cast<int>(i) + 1, rows[i].text, rows[i].style, block.columns());
    actions.name(place, "help");
}

// As many columns as there is room for; a subject is not torn from its heading.
void HelpPanel::draw_keys(View const& view, Actions& actions)
{
    auto const& keys = view.help.keys;
    int const width = 2 + key_columns + 2 + 40;
    int const columns = std::clamp(area_.columns / width, 1, 3);
    int const height = std::min(area_.rows, (static_cast<int>(keys.size()) + columns - 1) / columns + 3);
    Area const place = place_for(height, nullptr);
    canvas_.cover(place, {});
    actions.cover(place);
    Block block(canvas_, place);
    block.fill_row(0, title_style);
    block.write_within(2, 0, view.help.title, title_style, block.columns());
    block.write_right(block.columns() - 2, 0, view.tr("Esc closes"), title_style);
    int const each = place.columns / columns;
    int column = 0;
    int row = 1;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        bool const heading = keys[i].keys.empty();
        if (row >= place.rows - (heading ? 2 : 0)) {
            row = 1;
            column += each;
        }
        if (column + each > place.columns)
            break;
        int const end = column + each - 1;
        if (heading)
            block.write_within(column + 2, row, keys[i].does,
                               {Tone::user_word, Tone::background, Weight::bold}, end);
        else
            block.write_within(column + 2, row, keys[i].keys, {Tone::text, Tone::background, Weight::bold},
                               end);
        if (!heading)
            block.write_within(column + 2 + key_columns + 1, row, keys[i].does, {}, end);
        ++row;
    }
    actions.name(place, "help");
}

} // namespace ringside::gui
