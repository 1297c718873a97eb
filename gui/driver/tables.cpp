// What a person does among the tables: chooses a section, scrolls, selects a field, types a new value for it.
// A field's new value is a what-if; an address that was typed changes only what is looked at.
#include "gui/driver.hpp"

#include "emu/command_line/expression.hpp"
#include "gui/tables_tiles.hpp"
#include "gui/text/told.hpp"
#include "gui/view/tables_cells.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace ringside::gui {

namespace {

constexpr char const* walk_address = "tables.walk.address";
constexpr char const* memory_address = "tables.memory.address";
constexpr int bytes_in_row = 16;

std::optional<Section> section_of(Request const& request)
{
    static constexpr std::array<std::pair<Command, Section>, section_count> keys = {
        {{Command::tables_gdt, Section::gdt},
         {Command::tables_tss, Section::tss},
         {Command::tables_idt, Section::idt},
         {Command::tables_msrs, Section::msrs},
         {Command::tables_control, Section::control},
         {Command::tables_walk, Section::page_tables},
         {Command::tables_space, Section::address_space},
         {Command::tables_memory, Section::memory},
         {Command::tables_files, Section::open_files}}};
    if (request.command == Command::tables_section)
        return request.value < section_count ? std::optional(static_cast<Section>(request.value))
                                             : std::nullopt;
    for (auto const& [command, section] : keys)
        if (command == request.command)
            return section;
    return std::nullopt;
}

// As the tables show numbers; anything else is an expression of the debugger: a symbol, $rsp + 8.
emu::Outcome<uint64_t> number_in(emu::Session& session, std::string_view text)
{
    std::string_view digits = text;
    if (digits.starts_with("0x"))
        digits.remove_prefix(2);
    uint64_t value = 0;
    auto const end = digits.data() + digits.size();
    auto const parsed = std::from_chars(digits.data(), end, value, 16);
    if (!digits.empty() && parsed.ec == std::errc() && parsed.ptr == end)
        return value;
    return emu::evaluate(session, text);
}

struct Place
{
    TableSheet const* sheet = nullptr;
    int row = -1;
    int cell = -1;
};

Place find_place(std::vector<TableSheet> const& sheets, std::string const& name)
{
    for (TableSheet const& sheet : sheets)
        for (std::size_t row = 0; row < sheet.rows.size(); ++row)
            for (std::size_t cell = 0; cell < sheet.rows[row].cells.size(); ++cell)
                if (!name.empty() && sheet.rows[row].cells[cell].name == name)
                    return {&sheet, static_cast<int>(row), static_cast<int>(cell)};
    return {};
}

// The cell of a row that keys go to: the wanted one, else the nearest one that has a name.
std::string nearest_name(TableRow const& row, int wanted)
{
    std::string found;
    int distance = 1 << 20;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
        int const here = std::abs(static_cast<int>(i) - wanted);
        if (!row.cells[i].name.empty() && here < distance) {
            distance = here;
            found = row.cells[i].name;
        }
    }
    return found;
}

} // namespace

bool Driver::perform_tables(Request const& request)
{
    TablesChoice& tables = choices_.tables;
    if (auto const section = section_of(request)) {
        end_edit();
        choices_.mode = Mode::tables;
        tables.section = *section;
        refresh();
        return true;
    }
    if (request.command == Command::tables_pin) {
        tables.pinned = tables.pinned == request.text ? std::string() : request.text;
        refresh();
        return true;
    }
    if (choices_.mode != Mode::tables || !perform_in_page(request))
        return false;
    refresh();
    return true;
}

bool Driver::perform_in_page(Request const& request)
{
    TablesChoice& tables = choices_.tables;
    switch (request.command) {
    case Command::tables_edit:
        begin_edit(request.text.empty() ? tables.selected : request.text);
        return true;
    case Command::tables_scroll:
        scroll_tables(static_cast<int>(static_cast<int64_t>(request.value)), request.text);
        return true;
    case Command::tables_gates:
        tables.all_gates = !tables.all_gates;
        return true;
    case Command::row_up:
        select_row(-1);
        return true;
    case Command::row_down:
        select_row(1);
        return true;
    case Command::cell_left:
        select_cell(-1);
        return true;
    case Command::cell_right:
        select_cell(1);
        return true;
    case Command::go_to_address:
        edit_address();
        return true;
    case Command::other_side:
        tables.section = static_cast<Section>((static_cast<std::size_t>(tables.section) + 1) % section_count);
        return true;
    case Command::dismiss:
        if (tables.selected.empty() || choices_.focus == Focus::line)
            return false; // what lies on top goes first
        tables.selected.clear();
        return true;
    default:
        return false;
    }
}

// ---- scrolling and selecting

void Driver::scroll_tables(int rows, std::string const& section)
{
    TablesChoice& tables = choices_.tables;
    TablesLayout const layout = tables_layout_for(canvas_.columns(), canvas_.rows());
    for (Tile const& tile : tables_tiles(layout.body, view_.tables).tiles) {
        if (section_name(tile.sheet->section) != section)
            continue;
        if (tile.sheet->section == Section::memory) {
            TableCell const* const first = find_cell(view_.tables.sheets, memory_address);
            auto const address = first != nullptr ? number_in(*session_, first->text) : emu::Refusal{""};
            if (address.ok())
                tables.bytes = address.value() + static_cast<uint64_t>(int64_t{rows} * bytes_in_row);
            return;
        }
        int const most = std::max(static_cast<int>(tile.sheet->rows.size()) - tile.visible_rows(), 0);
        int const now = first_visible_row(tile, tables);
        tables.first[static_cast<std::size_t>(tile.sheet->section)] = std::clamp(now + rows, 0, most);
        tables.follows = false;
    }
}

void Driver::select_row(int direction)
{
    TablesChoice& tables = choices_.tables;
    Place place = find_place(view_.tables.sheets, tables.selected);
    tables.follows = true;
    if (place.sheet == nullptr || place.sheet->section != tables.section) {
        for (TableSheet const& sheet : view_.tables.sheets)
            if (sheet.section == tables.section)
                place = {&sheet, -1, 0};
        direction = 1;
    }
    if (place.sheet == nullptr)
        return;
    auto const& rows = place.sheet->rows;
    for (int row = place.row + direction; row >= 0 && row < static_cast<int>(rows.size()); row += direction) {
        std::string const name = nearest_name(rows[static_cast<std::size_t>(row)], place.cell);
        if (name.empty())
            continue;
        tables.selected = name;
        return;
    }
}

void Driver::select_cell(int direction)
{
    TablesChoice& tables = choices_.tables;
    Place const place = find_place(view_.tables.sheets, tables.selected);
    if (place.sheet == nullptr)
        return select_row(1);
    auto const& cells = place.sheet->rows[static_cast<std::size_t>(place.row)].cells;
    for (int i = place.cell + direction; i >= 0 && i < static_cast<int>(cells.size()); i += direction) {
        std::string const& name = cells[static_cast<std::size_t>(i)].name;
        if (name.empty() || name == tables.selected)
            continue;
        tables.selected = name;
        return;
    }
}

// ---- typing

void Driver::edit_address()
{
    TablesChoice& tables = choices_.tables;
    bool const bytes = tables.section == Section::memory || tables.section == Section::open_files;
    if (!bytes && tables.section != Section::address_space)
        tables.section = Section::page_tables;
    refresh(); // the page with the field
    begin_edit(bytes ? memory_address : walk_address);
}

// Selects the cell; one that can be changed is opened for typing, a run of gates and a range lead on.
void Driver::begin_edit(std::string const& name)
{
    TablesChoice& tables = choices_.tables;
    stop_run(); // what is typed is read from the machine
    end_edit();
    Place const place = find_place(view_.tables.sheets, name);
    if (place.sheet == nullptr)
        return;
    tables.selected = name;
    tables.follows = true;
    tables.section = place.sheet->section;
    TableCell const& cell =
        place.sheet->rows[static_cast<std::size_t>(place.row)].cells[static_cast<std::size_t>(place.cell)];
    if (place.sheet->section == Section::address_space)
        if (auto const address = number_in(*session_, cell.text); address.ok())
            tables.walk = address.value();
    if (cell.field.empty() && !cell.input)
        return;
    tables.editing = true;
    tables.text.clear();
    choices_.focus = Focus::field;
}

void Driver::end_edit()
{
    choices_.tables.editing = false;
    choices_.tables.text.clear();
    if (choices_.focus == Focus::field)
        choices_.focus = Focus::commands;
}

// Keys while a field is open. Letters come as text; function keys leave the field and do what they do.
bool Driver::press_in_field(KeyPress press)
{
    if (choices_.focus != Focus::field)
        return false;
    TablesChoice& tables = choices_.tables;
    switch (press.key) {
    case Key::enter:
        commit_edit();
        break;
    case Key::escape:
        end_edit();
        break;
    case Key::backspace:
        while (!tables.text.empty() && (tables.text.back() & 0xc0) == 0x80)
            tables.text.pop_back();
        if (!tables.text.empty())
            tables.text.pop_back();
        break;
    default:
        if (press.key < Key::f1)
            return true;
        end_edit();
        return false;
    }
    refresh();
    return true;
}

bool Driver::type_in_field(std::string_view text)
{
    constexpr std::size_t longest = 80;
    if (choices_.focus != Focus::field)
        return false;
    if (choices_.tables.text.size() + text.size() <= longest)
        choices_.tables.text += text;
    refresh();
    return true;
}

void Driver::commit_edit()
{
    TablesChoice& tables = choices_.tables;
    TableCell const* const found = find_cell(view_.tables.sheets, tables.selected);
    if (found == nullptr || tables.text.empty())
        return end_edit();
    TableCell const cell = *found;
    stop_run();
    auto const value = number_in(*session_, tables.text);
    if (!value.ok())
        return say(told(tr_, value.sentence()), true); // the field stays open
    end_edit();
    if (cell.name == walk_address)
        tables.walk = value.value();
    else if (cell.name == memory_address)
        tables.bytes = value.value();
    else
        change_field(cell.field, value.value());
}

// A refusal is one sentence, and nothing has changed.
void Driver::change_field(std::string const& field, uint64_t value)
{
    stop_run();
    auto const known = field_of(field);
    if (!known.ok())
        return say(told(tr_, known.sentence()), true);
    auto const before = session_->value_of(known.value());
    emu::Change const change{known.value(), value};
    auto const changed = session_->change(change);
    if (!changed.ok())
        return say(told(tr_, changed.sentence()), true);
    auto const sentence = emu::change_sentence(change, before.ok() ? before.value() : 0);
    say(std::string(tr_("What if:")) + " " + told(tr_, sentence));
}

} // namespace ringside::gui
