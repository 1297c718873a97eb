// The tables: as groups that follow the trap in the single view's panel, and as sheets in the tables view.
// Every cell that means a field of the machine has a name by which it can be clicked, explained and changed.
// Filled by tables.cpp.
#pragma once

#include "gui/tables_choice.hpp"

#include <string>
#include <vector>

namespace ringside::gui {

// What the transition at hand has to do with a field.
enum class TableMark : uint8_t
{
    none,
    coming,  // a later micro-step, or the next instruction, uses it
    done,    // an earlier micro-step used it
    current, // the micro-step just done
    failed,  // and its check failed there
};

struct TableCell
{
    std::string name;  // "tables.idt.80.dpl"; empty: nothing to click
    std::string label; // before it, where no column is headed so: "DPL"
    std::string text;
    std::string field;    // as what-if names it, "idt[0x80].dpl"; empty: it cannot be changed
    bool input = false;   // it holds what the view looks at, not what the machine holds: an address
    bool faint = false;   // says little: an empty entry, an address of a table
    bool strong = false;  // titles
    bool changed = false; // since the last stop
    bool by_hand = false; // by a what-if
    bool new_row = false; // in a group: begins a row
    TableMark mark = TableMark::none;
};

// In the panel of the single view: cells one after another, broken into rows where they are full.
struct TableGroup
{
    std::string name; // "tables.idt.80"
    std::vector<TableCell> cells;
    TableMark mark = TableMark::none; // the strongest of its cells'
};

struct TableColumn
{
    std::string title;
    int width = 0; // 0: all that is left
    bool right = false;
};

struct TableRow
{
    std::string name;
    std::vector<TableCell> cells;
    TableMark mark = TableMark::none;
    bool flows = false; // its cells stand one after another with their labels, in no column
};

// A section of the tables view.
struct TableSheet
{
    Section section = Section::gdt;
    std::string title;
    std::string note; // at the title's right
    std::vector<TableColumn> columns;
    std::vector<TableRow> rows;
    std::string absent; // instead of rows: why there are none
};

struct TablesView
{
    std::vector<TableGroup> groups; // those of the transition first
    std::string following;          // what the panel follows: "INT 0x80", "RIP"
    TablesChoice choice;
    std::vector<TableSheet> sheets; // of the page that is shown; only in the tables view
    std::string note;               // about the selected field: its value in full, how it is changed
};

// The cell of that name; nullptr if the page has none.
TableCell const* find_cell(std::vector<TableSheet> const& sheets, std::string const& name);

} // namespace ringside::gui
