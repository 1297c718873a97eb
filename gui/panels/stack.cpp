// A stack from high to low addresses. The marker moves, the rows stay; what lies below RSP is dead and grey.
#include "gui/panels/stack.hpp"

#include "gui/widgets/block.hpp"
#include "gui/widgets/numbers.hpp"

namespace ringside::gui {

namespace {

constexpr int star_column = 1;
constexpr int offset_column = 2;
constexpr int text_column = 7;
constexpr int writer_columns = 4;
constexpr int least_value = 5; // shorter than that, a value says nothing

char const* writer_mark(View const& view, Actor writer)
{
    auto const& tr = view.tr;
    switch (writer) {
    case Actor::hardware:
        return tr("CPU");
    case Actor::kernel:
        return tr("krn");
    case Actor::user:
        return tr("usr");
    case Actor::nobody:
        break;
    }
    return "";
}

Style style_of(SlotRow const& row)
{
    if (row.dead) // grey even where it changed: the star says so
        return {Tone::faint, Tone::background, row.written ? Weight::bold : Weight::plain};
    return row.written ? Style{Tone::changed_text, Tone::changed, Weight::bold} : Style{};
}

// The last digits of a value that does not fit.
std::string low_digits(std::string const& value, int columns)
{
    auto const digits = static_cast<std::size_t>(columns - 1);
    return width_of(value) <= columns ? value : "…" + value.substr(value.size() - digits);
}

// Meaning and value. Where both do not fit, a text or a return address stands alone, and other values are
// shortened.
void draw_text(Block& block, int line, SlotRow const& row, Style style, int end)
{
    if (row.edge || !row.mapped) {
        block.write_within(text_column, line, row.edge ? "───" : "—", {Tone::faint}, end);
        return;
    }
    if (row.awaited) {
        block.write_within(text_column, line, "(" + row.meaning + ")", {Tone::hardware_word}, end);
        return;
    }
    int const room = end - text_column - width_of(row.meaning) - (row.meaning.empty() ? 0 : 1);
    bool const stands_alone = row.meaning.find('"') != std::string::npos || row.meaning.starts_with("ret ");
    if (room < width_of(row.value) && (stands_alone || room < least_value)) {
        block.write_within(text_column, line, row.meaning, style, end);
        return;
    }
    block.write(text_column, line, row.meaning, style);
    block.write_right(end, line, low_digits(row.value, room), style);
}

// The colour of who runs on the stack.
Tone marker_tone(StackView const& stack)
{
    return stack.ghost ? Tone::text : stack.foreign ? Tone::kernel_word : word_of(stack.owner);
}

void draw_marker(Block& block, int line, StackView const& stack)
{
    block.write(0, line, stack.ghost ? "▷" : "▶", {marker_tone(stack), Tone::background, Weight::bold});
}

void draw_row(View const& view, Block& block, int line, SlotRow const& row, StackView const& stack)
{
    Style const style = style_of(row);
    Area const area = block.area();
    block.fill_row(line, {style.text, style.fill});
    if (row.marker)
        draw_marker(block, line, stack);
    if (row.written)
        block.write(star_column, line, "*", style);
    Style const offset{row.written                  ? style.text
                       : row.marker && !stack.ghost ? marker_tone(stack)
                                                    : Tone::faint,
                       style.fill, row.marker ? Weight::bold : Weight::plain};
    block.write_within(offset_column, line, row.offset, offset, text_column);
    int const end = block.columns() - writer_columns;
    draw_text(block, line, row, style, end);
    if (row.awaited)
        block.canvas().frame({area.column + text_column, area.row + line, end - text_column, 1},
                             Tone::hardware_word, 1);
    if (row.writer != Actor::nobody && row.mapped && !row.awaited)
        block.write_right(block.columns(), line, writer_mark(view, row.writer),
                          {row.written && !row.dead ? style.text : word_of(row.writer), style.fill});
}

} // namespace

void StackPanel::draw(View const& view, Actions&)
{
    auto const& tr = view.tr;
    StackView const& stack = stack_ == Stack::user ? view.user_stack : view.kernel_stack;
    Block block(canvas_, area_);
    std::string const long_note = stack.top_name + " " + hexadecimal(stack.top);
    int const room = block.columns() - width_of(stack.title) - 4;
    block.begin(stack.title, width_of(long_note) <= room ? long_note : stack.top_name);
    block.write(0, 0, " ", fill_of(stack.owner));
    int line = 1;
    for (SlotRow const& row : stack.rows)
        if (line < block.rows())
            draw_row(view, block, line++, row, stack);
    if (stack.rows.empty())
        for (std::string const& text :
             wrapped(stack.note.empty() ? tr("Nothing yet.") : stack.note, block.columns() - 2))
            line = block.write_line(line, text, {Tone::faint});
}

} // namespace ringside::gui
