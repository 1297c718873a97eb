// Boxes first, then arrows over them. Everything is placed in cells; only lines know half cells. Next:
// ../panels/trap_stage.cpp.
#include "gui/widgets/diagram.hpp"

#include "gui/widgets/block.hpp"
#include "gui/widgets/numbers.hpp"

#include <algorithm>
#include <numeric>

namespace ringside::gui {

namespace {

constexpr int margin = 1;             // for the arrows down the tables
constexpr int least_two_columns = 29; // narrower than that, all boxes stand in one column
constexpr int pad = 1;                // between a box's frame and its text
constexpr int least_digits = 5;       // fewer say nothing
constexpr int most_tables = 27;       // columns; they hold a name and sixteen digits
constexpr int most_processor = 25;
constexpr int arrow_pixels = 3;
constexpr int frame_pixels = 2;

Style style_of(DiagramField const& field)
{
    if (field.failed)
        return {Tone::fault, Tone::cursor, Weight::bold};
    if (field.progress == Progress::current)
        return fill_of(Actor::hardware);
    if (field.stays)
        return {Tone::user_word, Tone::background, Weight::bold};
    return {Tone::text};
}

char const* mark_of(DiagramField const& field)
{
    return field.failed ? "!" : field.checked ? "✓" : "";
}

std::string fitted(DiagramField const& field, int columns)
{
    if (field.is_word)
        return shortened(field.value, columns);
    std::string const sign = field.stays ? "= " : "";
    return sign + low_digits(field.value, columns - width_of(sign));
}

} // namespace

void DiagramDrawing::draw(DiagramView const& diagram, int link_bottom, Actions& actions)
{
    diagram_ = &diagram;
    divide();
    placed_.clear();
    place(DiagramBox::Side::tables);
    place(DiagramBox::Side::processor);
    for (PlacedBox const& box : placed_) {
        draw_box(box);
        actions.name(box.area, "stage.box." + box.box->name);
    }
    // What is done lies below what is done now.
    for (Progress const progress : {Progress::done, Progress::current})
        for (std::size_t i = 0; i < diagram.arrows.size(); ++i)
            if (diagram.arrows[i].progress == progress)
                draw_arrow(diagram.arrows[i], static_cast<int>(i));
    for (SlotLink const& link : diagram.links)
        if (link.progress == Progress::current)
            draw_link(link, link_bottom);
}

// ---- where everything lies

void DiagramDrawing::divide()
{
    one_column_ = area_.columns < least_two_columns;
    int const room = area_.columns - margin;
    int const gap = one_column_ ? 0 : std::clamp(area_.columns / 12, 2, 3);
    int const left = one_column_ ? room : std::min((room - gap) * 54 / 100, most_tables);
    int const right = std::min(room - left - gap, most_processor);
    left_ = {area_.column + margin, area_.row, left, area_.rows};
    right_ = {area_.right() - right, area_.row, right, area_.rows};
}

bool DiagramDrawing::left_out(DiagramField const& field, Fields fields)
{
    return (fields != Fields::all && field.progress == Progress::to_come) ||
           (fields == Fields::current && field.progress != Progress::current);
}

// Fields flow from left to right; those that stand alone take a row, and so do those for which their title
// leaves no room. The last mark may stand in the padding.
DiagramDrawing::PlacedBox DiagramDrawing::measured(DiagramBox const& box, int column, int columns,
                                                   Fields fields) const
{
    PlacedBox placed{&box, {column, 0, columns, 1}, {}};
    int const end = column + columns;
    int const inner = columns - 2 * pad;
    int at = end; // of the next field in the row that was begun; at the end: none was
    for (DiagramField const& field : box.fields) {
        if (left_out(field, fields))
            continue;
        int const taken = width_of(box.title) + 1;
        int const value = width_of(field.value);
        if (field.in_title && inner - taken >= std::min(value, least_digits)) {
            placed.fields.push_back({&field, {column + pad + taken, 0, inner - taken, 1}, true, false});
            continue;
        }
        int const width = width_of(field.name) + 1 + value + 1; // with its mark
        bool const alone = field.alone || field.in_title;
        bool const own_row = alone || at + width > end;
        placed.area.rows += own_row ? 1 : 0;
        int const from = own_row ? column + pad : at;
        int const wide = alone ? inner : std::min(width, end - from);
        placed.fields.push_back({&field, {from, placed.area.rows - 1, wide, 1}, false, alone});
        at = alone ? end : from + width + 1;
    }
    return placed;
}

bool DiagramDrawing::must_show(DiagramBox const& box) const
{
    auto const ends_here = [&](DiagramArrow const& arrow) {
        return arrow.progress == Progress::current &&
               (arrow.from.box == box.name || arrow.to.box == box.name);
    };
    return box.progress() == Progress::current ||
           std::any_of(diagram_->arrows.begin(), diagram_->arrows.end(), ends_here);
}

// Where not all boxes fit, those of the present step stay - with nothing but its fields, if they must - and
// of the others the newest.
void DiagramDrawing::keep_what_fits(std::vector<PlacedBox>& boxes, int rows) const
{
    std::vector<DiagramBox const*> kept;
    auto const keep = [&](PlacedBox const& box) {
        if (box.area.rows > rows)
            return;
        rows -= box.area.rows;
        kept.push_back(box.box);
    };
    for (auto box = boxes.rbegin(); box != boxes.rend(); ++box) {
        if (!must_show(*box->box))
            continue;
        if (box->area.rows > rows)
            *box = measured(*box->box, box->area.column, box->area.columns, Fields::current);
        keep(*box);
    }
    for (auto box = boxes.rbegin(); box != boxes.rend(); ++box)
        if (!must_show(*box->box) && box->box->progress() != Progress::to_come)
            keep(*box);
    std::erase_if(boxes, [&](PlacedBox const& box) {
        return std::find(kept.begin(), kept.end(), box.box) == kept.end();
    });
}

int DiagramDrawing::rows_of(std::vector<PlacedBox> const& boxes)
{
    return std::accumulate(boxes.begin(), boxes.end(), 0,
                           [](int sum, PlacedBox const& box) { return sum + box.area.rows; });
}

int DiagramDrawing::rows_needed(DiagramView const& diagram)
{
    diagram_ = &diagram;
    divide();
    int const tables = rows_of(measured(DiagramBox::Side::tables, Fields::all));
    return one_column_ ? tables
                       : std::max(tables, rows_of(measured(DiagramBox::Side::processor, Fields::all)));
}

std::vector<DiagramDrawing::PlacedBox> DiagramDrawing::measured(DiagramBox::Side side, Fields fields) const
{
    Area const& area = side_area(side);
    std::vector<PlacedBox> boxes;
    for (DiagramBox const& box : diagram_->boxes)
        if (box.side == side || one_column_)
            boxes.push_back(measured(box, area.column, area.columns, fields));
    return boxes;
}

void DiagramDrawing::place(DiagramBox::Side side)
{
    if (one_column_ && side == DiagramBox::Side::processor)
        return; // they are placed with the tables
    Area const area = side_area(side);
    auto boxes = measured(side, Fields::all);
    int const total = rows_of(boxes);
    if (total > area.rows) {
        boxes = measured(side, Fields::appeared);
        keep_what_fits(boxes, area.rows);
    }
    int const spaces = static_cast<int>(boxes.size()) - 1;
    int const space = total + spaces <= area.rows ? 1 : 0;
    int row = area.row;
    for (PlacedBox& box : boxes) {
        box.area.row = row;
        for (PlacedField& field : box.fields)
            field.area.row += row;
        row += box.area.rows + space;
        if (box.box->progress() != Progress::to_come)
            placed_.push_back(std::move(box));
    }
}

bool DiagramDrawing::find(DiagramEnd const& end, Anchor& anchor) const
{
    for (PlacedBox const& placed : placed_) {
        if (placed.box->name != end.box)
            continue;
        int row = placed.area.row;
        for (PlacedField const& field : placed.fields)
            if (field.field->name == end.field)
                row = field.area.row;
        anchor = {2 * placed.area.column, 2 * placed.area.right(), 2 * row + 1, placed.box->side};
        return true;
    }
    return false;
}

// ---- drawing

void DiagramDrawing::draw_box(PlacedBox const& placed)
{
    canvas_.fill(placed.area, {});
    draw_title(placed);
    for (PlacedField const& field : placed.fields)
        if (field.field->progress != Progress::to_come)
            draw_field(field);
    bool const failed = placed.box->failed();
    bool const current = placed.box->progress() == Progress::current;
    Tone const tone = failed ? Tone::fault : current ? Tone::hardware_word : Tone::line;
    canvas_.frame(placed.area, tone, failed || current ? frame_pixels : 1);
}

void DiagramDrawing::draw_title(PlacedBox const& placed)
{
    Area const& area = placed.area;
    Style const style{Tone::text, Tone::panel_title, Weight::bold};
    canvas_.fill({area.column, area.row, area.columns, 1}, style);
    int const room = area.columns - 2 * pad;
    canvas_.write(area.column + pad, area.row, shortened(placed.box->title, room), style, area.right());
}

void DiagramDrawing::draw_field(PlacedField const& placed)
{
    DiagramField const& field = *placed.field;
    Area const& area = placed.area;
    Style const style = style_of(field);
    if (placed.in_title || placed.alone)
        return draw_spread(placed, style);
    std::string const text = shortened(field.name + " " + field.value, area.columns);
    int const end = canvas_.write(area.column, area.row, text, style, area.right() + 1);
    canvas_.write(end, area.row, mark_of(field), style, end + 1);
}

// A field that stands alone has its name at the left and its value at the right. Beside a title both stand at
// the right, and the name is left out first.
void DiagramDrawing::draw_spread(PlacedField const& placed, Style style)
{
    DiagramField const& field = *placed.field;
    Area const& area = placed.area;
    bool const plain = field.progress != Progress::current && !field.failed;
    if (placed.in_title && plain)
        style.fill = Tone::panel_title;
    int const spare = area.columns - (field.name.empty() ? 0 : width_of(field.name) + 1);
    bool const named = placed.alone || spare >= std::min(width_of(field.value), least_digits);
    std::string const value = fitted(field, named ? spare : area.columns);
    int const value_at = area.right() - width_of(value);
    int const begin = placed.alone ? area.column : value_at - (named ? area.columns - spare : 0);
    canvas_.fill({begin, area.row, area.right() - begin, 1}, style);
    if (named)
        canvas_.write(begin, area.row, shortened(field.name, area.columns), style, area.right());
    canvas_.write(value_at, area.row, value, style, area.right());
    canvas_.write(area.right(), area.row, mark_of(field), style, area.right() + 1);
}

void DiagramDrawing::draw_arrow(DiagramArrow const& arrow, int lane)
{
    Anchor from;
    Anchor to;
    if (!find(arrow.from, from) || !find(arrow.to, to))
        return;
    bool const current = arrow.progress == Progress::current;
    Line line{{}, current ? Tone::hardware_word : Tone::line, current ? arrow_pixels : 1, true};
    using Side = DiagramBox::Side;
    if (one_column_ || (from.side == Side::tables && to.side == Side::tables)) {
        int const x = 2 * area_.column + 1;
        line.corners = {{from.left, from.y}, {x, from.y}, {x, to.y}, {to.left, to.y}};
        return canvas_.line(line);
    }
    bool const leftwards = to.side == Side::tables;
    int const start = from.side == Side::tables ? from.right : from.left;
    int const end = leftwards ? to.right : to.left;
    if (from.y == to.y) {
        line.corners = {{start, from.y}, {end, to.y}};
        return canvas_.line(line);
    }
    // The head takes a cell of the gap.
    int const first = 2 * left_.right() + (leftwards ? 2 : 1);
    int const last = 2 * right_.column - (leftwards ? 1 : 2);
    int const x = first + lane % std::max(last - first + 1, 1);
    line.corners = {{start, from.y}, {x, from.y}, {x, to.y}, {end, to.y}};
    canvas_.line(line);
}

void DiagramDrawing::draw_link(SlotLink const& link, int link_bottom)
{
    Anchor anchor;
    if (!find(link.end, anchor))
        return;
    int const x = 2 * area_.right() + 1;
    Line line{{{anchor.right, anchor.y}, {x, anchor.y}, {x, 2 * link_bottom}},
              Tone::hardware_word,
              arrow_pixels,
              false};
    if (!link.into) {
        std::reverse(line.corners.begin(), line.corners.end());
        line.head = true;
    }
    canvas_.line(line);
}

} // namespace ringside::gui
