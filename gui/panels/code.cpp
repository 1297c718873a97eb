// Disassembly round the next instruction. The gutter has the colour of the ring that the code runs in, and
// marks: what is executed next, breakpoints, and the trail of what was executed last. Beside it run the
// arrows of jumps.
#include "gui/panels/code.hpp"

#include "gui/widgets/block.hpp"
#include "gui/widgets/jump_arrows.hpp"
#include "gui/widgets/numbers.hpp"

#include <algorithm>
#include <span>

namespace ringside::gui {

namespace {

constexpr int narrow_columns = 40;
constexpr unsigned fresh = 4; // executed so few instructions ago

// A comment that fits behind its instruction needs no row of its own.
std::vector<CodeRow> joined(std::vector<CodeRow> const& rows, int text_columns)
{
    std::vector<CodeRow> result;
    for (CodeRow const& row : rows) {
        result.push_back(row);
        if (row.kind != CodeRow::Kind::instruction || result.size() < 2)
            continue;
        CodeRow const& above = result[result.size() - 2];
        if (above.kind != CodeRow::Kind::comment ||
            width_of(row.text) + 1 + width_of(above.text) > text_columns)
            continue;
        result.back().comment = above.text;
        result.erase(result.end() - 2);
    }
    return result;
}

// The rows to show, so that the anchor has a third of them above it.
std::span<CodeRow const> shown_rows(std::span<CodeRow const> all, uint64_t address, std::size_t room)
{
    auto const anchor = std::find_if(all.begin(), all.end(), [&](CodeRow const& row) {
        return row.kind == CodeRow::Kind::instruction && row.address == address;
    });
    if (anchor == all.end() || all.size() <= room)
        return all.first(std::min(all.size(), room));
    auto const index = static_cast<std::size_t>(anchor - all.begin());
    std::size_t const above = room / 3;
    return all.subspan(std::min(index > above ? index - above : 0, all.size() - room), room);
}

// The title row names the place in full: a narrow panel shows the last digits.
std::string address_text(uint64_t address, int columns)
{
    std::string const text = hexadecimal(address);
    std::size_t const digits = columns < narrow_columns ? 6 : columns < 60 ? 8 : 16;
    return text.size() > digits ? "…" + text.substr(text.size() - digits + 1) : text;
}

void drop_first(std::string& text, std::string_view part)
{
    if (auto const found = text.find(part); found != std::string::npos)
        text.erase(found, part.size());
}

// 0xfffffffffffff000 is -0x1000.
void write_negative(std::string& text)
{
    constexpr std::string_view ones = "0xfffffff";
    constexpr std::size_t digits = 16;
    auto const found = text.find(ones);
    if (found == std::string::npos)
        return;
    auto const end = text.find_first_not_of("0123456789abcdef", found + 2);
    auto const length = std::min(end, text.size()) - found;
    if (length == digits + 2)
        text.replace(found, length, "-0x" + hexadecimal(-std::stoull(text.substr(found), nullptr, 16)));
}

// What a narrow panel leaves out first: the number beside a symbol's name, then sizes that the other operand
// tells. A jump that is too long names its target as the column of addresses does.
std::string compact(CodeRow const& row, int columns, int panel_columns)
{
    std::string text = row.text;
    if (width_of(text) > columns && row.jumps && row.target)
        return text.substr(0, text.find(' ')) + " " + address_text(*row.target, panel_columns);
    auto const name = text.find(" <");
    auto const number = name == std::string::npos ? name : text.rfind("0x", name);
    bool const bare = number != std::string::npos && number > 0 && text[number - 1] == ' ' &&
                      text.find_first_not_of("0123456789abcdef", number + 2) == name;
    if (width_of(text) > columns && bare)
        text.erase(number, name + 1 - number);
    if (width_of(text) > columns && !row.target)
        write_negative(text);
    bool const has_number = text.find("], 0x") != std::string::npos;
    for (std::string_view const size : {"qword ptr ", "dword ptr "})
        if (width_of(text) > columns && !has_number)
            drop_first(text, size);
    if (width_of(text) > columns)
        drop_first(text, " ptr");
    return text;
}

// The columns of a panel: gutter, lanes of arrows and their heads, addresses, bytes, text.
struct Columns
{
    Columns(Block const& block, std::vector<CodeRow> const& rows)
        : lanes(block.columns() < narrow_columns ? 1
                : block.columns() < 60           ? 2
                                                 : 3)
    {
        for (CodeRow const& row : rows)
            if (row.kind == CodeRow::Kind::instruction)
                addresses = std::max(addresses, width_of(address_text(row.address, block.columns())));
        bytes = block.columns() - text() >= 44 ? 18 : 0;
    }

    int lanes;
    int addresses = 0;
    int bytes = 0; // only where there is room for both

    static constexpr int arrow = 1;
    int head() const { return arrow + lanes; }
    int address() const { return head() + 1; }
    int text() const { return address() + addresses + 1 + bytes; }
};

// One frame's drawing of one panel.
class Drawing
{
public:
    Drawing(Block& block, Columns const& columns, std::span<CodeRow const> rows)
        : block_(block), columns_(columns), rows_(rows)
    {}

    void draw(Actions& actions)
    {
        int line = 0;
        for (CodeRow const& row : rows_)
            draw_row(++line, row, actions);
        for (JumpArrow const& arrow : jump_arrows(rows_, columns_.lanes))
            draw_arrow(arrow);
    }

private:
    Tone fill_of_row(CodeRow const& row) const
    {
        return row.current && row.kind == CodeRow::Kind::instruction ? Tone::cursor : Tone::background;
    }

    // The mark tells the same as the trail's fading: the latest are heavy, then lighter ones.
    static char const* mark_of(CodeRow const& row)
    {
        if (row.kind != CodeRow::Kind::instruction)
            return " ";
        if (row.current)
            return row.breakpoint ? "◉" : "▶";
        if (row.breakpoint)
            return "●";
        return row.age == 0 ? " " : row.age <= fresh ? "•" : "·";
    }

    void draw_row(int line, CodeRow const& row, Actions& actions)
    {
        Tone const fill = fill_of_row(row);
        if (fill != Tone::background)
            block_.fill_row(line, {Tone::text, fill});
        Style gutter = fill_of(row.owner);
        gutter.hatched = false;
        block_.write(0, line, mark_of(row), gutter);
        switch (row.kind) {
        case CodeRow::Kind::label:
            block_.write_within(columns_.address(), line, row.text + ":",
                                {word_of(row.owner), fill, Weight::bold}, block_.columns());
            return;
        case CodeRow::Kind::source:
            block_.write_within(columns_.address(), line, row.text, {faint_on(fill), fill}, block_.columns());
            return;
        case CodeRow::Kind::comment:
            block_.write_within(columns_.address(), line, "// " + row.text, {faint_on(fill), fill},
                                block_.columns());
            return;
        case CodeRow::Kind::note:
            block_.write_within(columns_.address(), line, row.text, {Tone::text, fill, Weight::bold},
                                block_.columns());
            return;
        case CodeRow::Kind::instruction:
            break;
        }
        draw_instruction(line, row, fill);
        offer(line, row, actions);
    }

    void draw_instruction(int line, CodeRow const& row, Tone fill)
    {
        std::string const address = address_text(row.address, block_.columns());
        bool const trodden = row.age > 0 && row.age <= fresh;
        block_.write_right(columns_.address() + columns_.addresses, line, address,
                           {trodden ? Tone::text : faint_on(fill), fill});
        int const column = columns_.text();
        int const room = block_.columns() - column;
        if (columns_.bytes > 0)
            block_.write_within(column - columns_.bytes, line, row.bytes, {faint_on(fill), fill}, column - 1);
        block_.write_within(column, line, compact(row, room, block_.columns()),
                            {Tone::text, fill, row.current ? Weight::bold : Weight::plain}, block_.columns());
        if (!row.comment.empty())
            block_.write_right(block_.columns(), line, row.comment, {faint_on(fill), fill});
        if (row.cursor)
            block_.canvas().frame({block_.area().column + Columns::arrow, block_.area().row + line,
                                   block_.columns() - Columns::arrow, 1},
                                  Tone::text, 1);
    }

    void offer(int line, CodeRow const& row, Actions& actions)
    {
        Area const area = block_.area();
        std::string const at = hexadecimal(row.address);
        actions.offer({area.column, area.row + line, columns_.head(), 1}, {Command::breakpoint, row.address},
                      "code.gutter." + at);
        int const from = columns_.head();
        actions.offer({area.column + from, area.row + line, area.columns - from, 1},
                      {Command::put_cursor, row.address}, "code.row." + at);
    }

    // Written over what the row has there already, in the row's own fill.
    void put(int column, int row, std::string_view letter, bool current)
    {
        if (row < 0 || row >= static_cast<int>(rows_.size()))
            return;
        Tone const fill = fill_of_row(rows_[static_cast<std::size_t>(row)]);
        Style const style{current ? Tone::text : faint_on(fill), fill,
                          current ? Weight::bold : Weight::plain};
        block_.write(column, row + 1, letter, style);
    }

    void draw_arrow(JumpArrow const& arrow)
    {
        int const count = static_cast<int>(rows_.size());
        int const column = columns_.head() - 1 - arrow.lane;
        int const head = columns_.head();
        for (int row = std::max(arrow.top(), 0); row <= std::min(arrow.bottom(), count - 1); ++row)
            put(column, row, "│", arrow.current);
        bool const down = arrow.from < arrow.to;
        put(column, arrow.from, down ? "╭" : "╰", arrow.current);
        put(column, arrow.to, down ? "╰" : "╭", arrow.current);
        for (int step = column + 1; step < head; ++step) {
            put(step, arrow.from, "─", arrow.current);
            put(step, arrow.to, "─", arrow.current);
        }
        put(head, arrow.from, "─", arrow.current);
        put(head, arrow.to, "▸", arrow.current);
        if (arrow.to < 0)
            put(column, 0, "↑", arrow.current);
        if (arrow.to >= count)
            put(column, count - 1, "↓", arrow.current);
    }

    Block& block_;
    Columns const& columns_;
    std::span<CodeRow const> rows_;
};

// The way back to RIP, at the right of the title row.
void offer_way_back(View const& view, Block& block, Actions& actions)
{
    std::string const text = " ▶ RIP " + view.keys.key_of(Command::return_to_rip) + " ";
    int const width = width_of(text);
    int const column = block.columns() - width;
    block.write(column, 0, text, {Tone::changed_text, Tone::changed, Weight::bold});
    actions.offer({block.area().column + column, block.area().row, width, 1}, Command::return_to_rip,
                  "code.return");
}

} // namespace

void CodePanel::draw(View const& view, Actions& actions)
{
    CodeView const& code = view.code;
    Block block(canvas_, area_);
    actions.name(area_, "code");
    actions.offer_wheel(area_, Command::scroll_code, "code");
    if (code.away) {
        block.begin(code.where);
        offer_way_back(view, block, actions);
    } else {
        block.begin(view.tr("Code"), code.where);
    }
    auto const room = static_cast<std::size_t>(std::max(block.rows() - 1, 0));
    Columns const columns(block, code.rows);
    auto const rows = joined(code.rows, block.columns() - columns.text());
    Drawing(block, columns, shown_rows(rows, code.anchor, room)).draw(actions);
    if (code.rows.empty())
        block.write_within(1, 1, view.tr("No code can be read at RIP."), {Tone::faint}, block.columns());
}

} // namespace ringside::gui
