// A stack from high to low addresses. The marker moves, the rows stay; what lies below RSP is dead and grey.
#include "gui/panels/stack.hpp"

#include "gui/widgets/block.hpp"

namespace ringside::gui {

namespace {

constexpr int offset_column = 2;
constexpr int text_column = 8;
constexpr int writer_columns = 4;

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
    if (row.written)
        return {Tone::changed_text, Tone::changed, Weight::bold};
    if (row.dead)
        return {Tone::faint};
    return {};
}

// Meaning and value; the value wins where both do not fit.
void draw_text(Block& block, int line, SlotRow const& row, Style style, int end)
{
    int const room = end - text_column;
    if (row.edge) {
        block.write_within(text_column, line, "───", {Tone::line}, end);
        return;
    }
    if (!row.mapped) {
        block.write_within(text_column, line, "—", {Tone::faint}, end);
        return;
    }
    if (row.awaited) {
        block.write_within(text_column, line, "(" + row.meaning + ")", {Tone::hardware_word}, end);
        return;
    }
    int const value_columns = width_of(row.value);
    int const meaning_room = room - value_columns - 1;
    if (row.meaning.empty() || (meaning_room < width_of(row.meaning) && meaning_room < 5)) {
        std::string const& one = row.meaning.empty() ? row.value : row.meaning;
        if (row.meaning.empty())
            block.write_right(end, line, shortened(one, room), style);
        else
            block.write_within(text_column, line, one, style, end);
        return;
    }
    block.write_within(text_column, line, row.meaning, style, text_column + meaning_room);
    block.write_right(end, line, row.value, style);
}

void draw_row(View const& view, Block& block, int line, SlotRow const& row, StackView const& stack)
{
    Style const style = style_of(row);
    Area const area = block.area();
    block.fill_row(line, {style.text, style.fill});
    if (row.marker)
        block.write(0, line, stack.ghost ? "▷" : "▶",
                    {stack.ghost ? Tone::faint : word_of(stack.owner), Tone::background, Weight::bold});
    block.write_within(offset_column, line, row.offset, {row.written ? style.text : Tone::faint, style.fill},
                       text_column);
    int const end = block.columns() - writer_columns;
    draw_text(block, line, row, style, end);
    if (row.written)
        block.write(end - 0, line, "*", style);
    if (row.awaited)
        block.canvas().frame({area.column + text_column, area.row + line, end - text_column, 1},
                             Tone::hardware_word, 1);
    if (row.writer != Actor::nobody && row.mapped && !row.awaited)
        block.write_right(block.columns(), line, writer_mark(view, row.writer),
                          {row.written ? style.text : word_of(row.writer), style.fill});
}

} // namespace

void StackPanel::draw(View const& view, Actions&)
{
    auto const& tr = view.tr;
    StackView const& stack = stack_ == Stack::user ? view.user_stack : view.kernel_stack;
    Block block(canvas_, area_);
    block.begin(stack.title, stack.rows.empty() ? std::string() : stack.top_name);
    Style title = fill_of(stack.owner);
    block.write(0, 0, " ", title);
    int line = 1;
    if (!stack.tag.empty())
        for (std::string const& text : wrapped(stack.tag, block.columns() - 1))
            if (line < block.rows()) {
                block.fill_row(line, fill_of(Actor::kernel));
                block.write(1, line++, text, fill_of(Actor::kernel));
            }
    int const last = block.rows() - (stack.detail.empty() ? 0 : 1);
    for (SlotRow const& row : stack.rows)
        if (line < last)
            draw_row(view, block, line++, row, stack);
    if (!stack.detail.empty()) {
        block.fill_row(last, {Tone::text, Tone::panel_title});
        block.write_within(1, last, stack.detail, {Tone::text, Tone::panel_title}, block.columns());
    }
    if (stack.rows.empty())
        for (std::string const& text :
             wrapped(stack.note.empty() ? tr("Nothing yet.") : stack.note, block.columns() - 2))
            if (line < block.rows())
                block.write(1, line++, text, {Tone::faint});
}

} // namespace ringside::gui
