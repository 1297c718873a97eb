// A stack from high to low addresses. The marker moves, the rows stay; what lies below RSP is dead and grey.
#include "gui/panels/stack.hpp"

#include "gui/widgets/block.hpp"
#include "gui/widgets/numbers.hpp"

namespace ringside::gui {

namespace {

constexpr int star_column = 1;
constexpr int offset_column = 2;
constexpr int text_column = 9;
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

// The arrow's part that lies in this panel: along the border at its right, to the slot or from it. The trap
// stage above draws the rest.
void draw_arrow(Block& block, int line, SlotRow const& row)
{
    Area const area = block.area();
    int const x = 2 * area.right() + 1;
    int const y = 2 * (area.row + line) + 1;
    Line arrow{{{x, 2 * area.row}, {x, y}, {2 * area.right() - 2, y}}, Tone::hardware_word, 3, true};
    if (row.arrow == SlotArrow::out_of)
        arrow.head = false;
    block.canvas().line(arrow);
}

Style offset_style(SlotRow const& row, StackView const& stack, Style const& style)
{
    Tone const tone = row.written                  ? style.text
                      : row.marker && !stack.ghost ? marker_tone(stack)
                                                   : faint_on(style.fill);
    return {tone, style.fill, row.marker ? Weight::bold : Weight::plain};
}

void draw_row(View const& view, Block& block, int line, SlotRow const& row, StackView const& stack)
{
    Style style = style_of(row);
    if (row.selected && style.fill == Tone::background)
        style = {style.text == Tone::faint ? faint_on(Tone::cursor) : style.text, Tone::cursor, style.weight};
    Area const area = block.area();
    int const room =
        block.columns() - (row.arrow == SlotArrow::none ? 0 : 1); // of the row, without the arrow
    block.canvas().fill({area.column, area.row + line, room, 1}, {style.text, style.fill});
    if (row.marker)
        draw_marker(block, line, stack);
    if (row.written)
        block.write(star_column, line, "*", style);
    block.write_within(offset_column, line, row.offset, offset_style(row, stack, style), text_column);
    int const end = room - writer_columns;
    draw_text(block, line, row, style, end);
    if (row.awaited)
        block.canvas().frame({area.column + text_column, area.row + line, end - text_column, 1},
                             Tone::hardware_word, 1);
    if (row.writer != Actor::nobody && row.mapped && !row.awaited)
        block.write_right(room, line, writer_mark(view, row.writer),
                          {row.written && !row.dead ? style.text : word_of(row.writer), style.fill});
    if (row.arrow != SlotArrow::none)
        draw_arrow(block, line, row);
}

} // namespace

// The title, and how one comes back to RSP; where ring 0 runs on the user's stack, the title says so.
void StackPanel::draw_title(View const& view, Block& block, Actions& actions)
{
    auto const& tr = view.tr;
    StackView const& stack = shown(view);
    std::string const title = (stack.foreign ? "▲ " : "") + stack.title;
    std::string const long_note = stack.top_name + " " + hexadecimal(stack.top);
    int const room = block.columns() - width_of(title) - 4;
    bool const whole = width_of(long_note) <= room;
    block.begin(title, stack.scrolled ? "" : whole ? long_note : stack.top_name);
    if (stack.foreign)
        block.write(1, 0, title + " ", fill_of(Actor::kernel));
    block.write(0, 0, " ", fill_of(stack.foreign ? Actor::kernel : stack.owner));
    if (!stack.scrolled)
        return;
    std::string const button = std::string(" ") + tr("back to RSP") + " ";
    int const column = std::max(block.columns() - width_of(button), 0);
    block.write_within(column, 0, button, {Tone::text, Tone::cursor, Weight::bold}, block.columns());
    actions.offer({area_.column + column, area_.row, block.columns() - column, 1}, Command::stack_to_pointer,
                  name() + ".pointer");
}

StackView const& StackPanel::shown(View const& view) const
{
    return stack_ == Stack::user ? view.user_stack : view.kernel_stack;
}

std::string StackPanel::name() const
{
    return stack_ == Stack::user ? "user_stack" : "kernel_stack";
}

void StackPanel::draw(View const& view, Actions& actions)
{
    auto const& tr = view.tr;
    StackView const& stack = shown(view);
    Block block(canvas_, area_);
    actions.offer_wheel(
        area_, stack_ == Stack::user ? Command::scroll_user_stack : Command::scroll_kernel_stack, name());
    draw_title(view, block, actions);
    int line = 1;
    for (SlotRow const& row : stack.rows) {
        if (line >= block.rows())
            break;
        if (!row.edge)
            actions.offer({area_.column, area_.row + line, area_.columns, 1},
                          {Command::select_slot, row.address}, name() + ".row." + hexadecimal(row.address));
        draw_row(view, block, line++, row, stack);
    }
    if (stack.rows.empty())
        for (std::string const& text :
             wrapped(stack.note.empty() ? tr("Nothing yet.") : stack.note, block.columns() - 2))
            line = block.write_line(line, text, {Tone::faint});
}

} // namespace ringside::gui
