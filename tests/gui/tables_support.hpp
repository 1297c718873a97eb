// What tests read from the tables: cells by name, marks, groups. Next: tables_test.cpp,
// tables_panel_test.cpp.
#pragma once

#include "gui/tables_tiles.hpp"
#include "programs/bundled.hpp"
#include "tests/gui/driver_support.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace ringside::tests {

using namespace gui;

inline std::vector<std::string> marked(View const& view, TableMark mark)
{
    std::vector<std::string> names;
    for (TableGroup const& group : view.tables.groups)
        for (TableCell const& cell : group.cells)
            if (cell.mark == mark && !cell.name.empty())
                names.push_back(cell.name.substr(std::string("tables.").size()));
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

inline std::vector<std::string> groups_of(View const& view)
{
    std::vector<std::string> names;
    for (TableGroup const& group : view.tables.groups)
        names.push_back(group.name);
    return names;
}

// After so many more micro-steps: which step that is, and what it uses.
inline std::vector<std::string> used_after(Driver& driver, int steps)
{
    press(driver, {Key::f12}, steps);
    return marked(driver.view(), TableMark::current);
}

inline std::string cell_text(View const& view, std::string const& name)
{
    if (TableCell const* const cell = find_cell(view.tables.sheets, name))
        return cell->text;
    for (TableGroup const& group : view.tables.groups)
        for (TableCell const& cell : group.cells)
            if (cell.name == name && !cell.strong)
                return cell.text;
    return "no cell " + name;
}

inline TableSheet const& sheet_of(View const& view, Section section)
{
    static TableSheet const none;
    for (TableSheet const& sheet : view.tables.sheets)
        if (sheet.section == section)
            return sheet;
    ADD_FAILURE() << "no sheet " << section_name(section);
    return none;
}

inline std::unique_ptr<Driver> isolated(std::string_view sample)
{
    emu::Options options;
    options.append = "pti=on";
    auto session = emu::Session::open(std::string(sample), find_bundled(sample).file, options);
    EXPECT_TRUE(session.ok());
    auto driver =
        std::make_unique<Driver>(std::move(session.value()), Beginning::first_system_call, Catalogue());
    driver->resize(142, 44);
    return driver;
}

} // namespace ringside::tests
