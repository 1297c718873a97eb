// The title rows, with what the last action came to. The lamp is large, at the right: colour, hatching and a
// word say who acts. A click on a level shows its code.
#include "gui/panels/title.hpp"

#include "gui/widgets/block.hpp"

namespace ringside::gui {

namespace {

constexpr std::string_view separator = " › ";
constexpr std::string_view left_out = "…";

// The first level to show, so that the innermost ones fit: they are what the row is for.
std::size_t first_level(std::vector<TitleLevel> const& levels, int room)
{
    std::size_t first = levels.size();
    int width = width_of(left_out);
    while (first > 0) {
        width += width_of(levels[first - 1].text) + width_of(separator);
        if (width > room && first < levels.size())
            return first;
        --first;
    }
    return first;
}

Style style_of(TitleLevel const& level, bool innermost)
{
    Style style{level.owner == Actor::user && !innermost ? Tone::text : word_of(level.owner),
                Tone::background, innermost ? Weight::bold : Weight::plain};
    if (level.chosen && !innermost)
        style = {Tone::text, Tone::cursor, Weight::bold};
    return style;
}

void draw_levels(View const& view, Block& block, int end, Actions& actions)
{
    auto const& levels = view.title.levels;
    std::size_t const first = first_level(levels, end - 1);
    int column = 1;
    if (first > 0)
        column = block.write_within(column, 1, left_out, {Tone::faint}, end);
    for (std::size_t i = first; i < levels.size(); ++i) {
        if (column > 1)
            column = block.write_within(column, 1, separator, {Tone::faint}, end);
        int const from = column;
        column =
            block.write_within(column, 1, levels[i].text, style_of(levels[i], i + 1 == levels.size()), end);
        if (levels[i].frame && column > from)
            actions.offer({block.area().column + from, block.area().row + 1, column - from, 1},
                          {Command::show_level, *levels[i].frame},
                          "title.level." + std::to_string(*levels[i].frame));
    }
}

// A file is told by its name: the folder is known to whoever chose it, and takes the room of the sentence.
std::string_view file_name(std::string_view path)
{
    return path.substr(path.rfind('/') + 1);
}

} // namespace

void TitlePanel::draw(View const& view, Actions& actions)
{
    Block block(canvas_, area_);
    canvas_.fill(area_, {});
    actions.name(area_, "title");
    std::string const lamp = " " + lamp_text(view) + " ";
    int const lamp_column = block.columns() - 2 * width_of(lamp);
    int const end = lamp_column - 1;

    int const column = block.write_within(1, 0, file_name(view.title.file),
                                          {Tone::text, Tone::background, Weight::bold}, end);
    bool const alarmed = view.control.failed || view.control.ended;
    block.write_within(column + 2, 0, view.control.status, {alarmed ? Tone::fault : Tone::faint}, end);
    // A changed run is told for as long as it lasts.
    int levels_end = end;
    if (!view.control.what_if.empty()) {
        std::string const mark = " ! " + shortened(view.control.what_if, end / 2) + " ";
        levels_end = end - width_of(mark) - 1;
        block.write(levels_end + 1, 1, mark, {Tone::changed_text, Tone::changed, Weight::bold});
    }
    draw_levels(view, block, levels_end, actions);
    canvas_.write_large(area_.column + lamp_column, area_.row, lamp, fill_of(view.title.lamp));
    actions.name({area_.column + lamp_column, area_.row, 2 * width_of(lamp), 2}, "title.lamp");
}

} // namespace ringside::gui
