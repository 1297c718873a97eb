// Disassembly round the next instruction. The gutter has the colour of the ring that the code runs in.
#include "gui/panels/code.hpp"

#include "gui/widgets/block.hpp"
#include "gui/widgets/numbers.hpp"

#include <algorithm>

namespace ringside::gui {

namespace {

// The first row to show, so that the current one has a third of the rows above it.
std::size_t first_row(CodeView const& code, std::size_t room)
{
    auto const current =
        std::find_if(code.rows.begin(), code.rows.end(), [](CodeRow const& row) { return row.current; });
    if (current == code.rows.end() || code.rows.size() <= room)
        return 0;
    auto const index = static_cast<std::size_t>(current - code.rows.begin());
    std::size_t const above = room / 3;
    return std::min(index > above ? index - above : 0, code.rows.size() - room);
}

// A narrow panel shows the low eight digits: the title row names the place in full.
std::string address_text(Block const& block, uint64_t address)
{
    std::string const text = hexadecimal(address);
    bool const narrow = block.columns() < 60;
    return narrow && text.size() > 8 ? "…" + text.substr(text.size() - 8) : text;
}

// What a narrow panel leaves out first: the number beside a symbol's name, then sizes that the other operand
// tells.
std::string compact(std::string text, int columns)
{
    auto const name = text.find(" <");
    auto const number = name == std::string::npos ? name : text.rfind("0x", name);
    bool const bare = number != std::string::npos && number > 0 && text[number - 1] == ' ' &&
                      text.find_first_not_of("0123456789abcdef", number + 2) == name;
    if (width_of(text) > columns && bare)
        text.erase(number, name + 1 - number);
    bool const has_number = text.find("], 0x") != std::string::npos;
    for (std::string_view const size : {"qword ptr ", "dword ptr "})
        if (auto const found = text.find(size);
            width_of(text) > columns && found != std::string::npos && !has_number)
            text.erase(found, size.size());
    return text;
}

void draw_row(Block& block, int line, CodeRow const& row, int address_columns)
{
    Tone const fill = row.current ? Tone::cursor : Tone::background;
    if (row.current)
        block.fill_row(line, {Tone::text, fill});
    Style gutter = fill_of(row.owner);
    gutter.hatched = false;
    block.write(0, line, row.current ? "▶" : " ", gutter);
    if (row.kind != CodeRow::Kind::instruction) {
        bool const label = row.kind == CodeRow::Kind::label;
        block.write_within(
            2, line, label ? row.text + ":" : row.text,
            {label ? word_of(row.owner) : Tone::faint, fill, label ? Weight::bold : Weight::plain},
            block.columns());
        return;
    }
    block.write_right(2 + address_columns, line, address_text(block, row.address), {Tone::faint, fill});
    int column = 2 + address_columns + 1;
    // Bytes only where there is room for both.
    if (block.columns() - column >= 44) {
        block.write_within(column, line, row.bytes, {Tone::faint, fill}, column + 17);
        column += 18;
    }
    block.write_within(column, line, compact(row.text, block.columns() - column),
                       {Tone::text, fill, row.current ? Weight::bold : Weight::plain}, block.columns());
}

} // namespace

void CodePanel::draw(View const& view, Actions&)
{
    Block block(canvas_, area_);
    block.begin(view.tr("Code"), view.code.where);
    int const room = block.rows() - 1;
    std::size_t const first = first_row(view.code, static_cast<std::size_t>(std::max(room, 0)));
    int address_columns = 0;
    for (CodeRow const& row : view.code.rows)
        if (row.kind == CodeRow::Kind::instruction)
            address_columns = std::max(address_columns, width_of(address_text(block, row.address)));
    for (int line = 1; line <= room && first + static_cast<std::size_t>(line) - 1 < view.code.rows.size();
         ++line)
        draw_row(block, line, view.code.rows[first + static_cast<std::size_t>(line) - 1], address_columns);
    if (view.code.rows.empty())
        block.write_within(1, 1, view.tr("No code can be read at RIP."), {Tone::faint}, block.columns());
}

} // namespace ringside::gui
