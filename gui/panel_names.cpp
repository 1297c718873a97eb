// The names of panels, for pictures and for --panel, and where each lies in the view that is shown.
#include "gui/compare/layout.hpp"
#include "gui/frame.hpp"
#include "gui/tables_tiles.hpp"

#include <utility>

namespace ringside::gui {

namespace {

template <typename AnyLayout>
using Named = std::pair<std::string_view, Area AnyLayout::*>;

constexpr Named<Layout> of_single[] = {
    {"title", &Layout::title},
    {"control", &Layout::control},
    {"code", &Layout::code},
    {"stage", &Layout::stage},
    {"user-stack", &Layout::user_stack},
    {"kernel-stack", &Layout::kernel_stack},
    {"slot", &Layout::slot},
    {"registers", &Layout::registers},
    {"tables", &Layout::tables},
    {"timeline", &Layout::timeline},
    {"console", &Layout::console},
    {"strace", &Layout::strace},
};
constexpr Named<EssentialLayout> of_essential[] = {
    {"title", &EssentialLayout::title},
    {"control", &EssentialLayout::control},
    {"code", &EssentialLayout::code},
    {"stage", &EssentialLayout::stage},
    {"user-stack", &EssentialLayout::user_stack},
    {"kernel-stack", &EssentialLayout::kernel_stack},
    {"slot", &EssentialLayout::slot},
    {"registers", &EssentialLayout::changes},
};
constexpr Named<CompareLayout> of_compare[] = {
    {"control", &CompareLayout::control},
    {"left", &CompareLayout::left},
    {"seam", &CompareLayout::seam},
    {"right", &CompareLayout::right},
};
constexpr Named<TablesLayout> of_tables[] = {
    {"title", &TablesLayout::title},
    {"control", &TablesLayout::control},
    {"timeline", &TablesLayout::timeline},
};

// Calls use(name, area) for each panel of the view.
template <typename AnyLayout, typename List, typename Use>
void each(AnyLayout const& layout, List const& list, Use use)
{
    if (layout.fits)
        for (auto const& [name, area] : list)
            use(name, layout.*area);
}

// In the tables view a panel is a section.
template <typename Use>
void each_table(View const& view, TablesLayout const& layout, Use use)
{
    each(layout, of_tables, use);
    if (layout.fits)
        for (Tile const& tile : tables_tiles(layout.body, view.tables).tiles)
            use(section_name(tile.sheet->section), tile.area);
}

template <typename Use>
void each_panel(View const& view, int columns, int rows, Use use)
{
    if (view.mode == Mode::compare)
        return each(compare_layout_for(columns, rows), of_compare, use);
    if (view.mode == Mode::tables)
        return each_table(view, tables_layout_for(columns, rows), use);
    if (view.detail == Detail::essential)
        return each(essential_layout_for(columns, rows), of_essential, use);
    each(layout_for(columns, rows, view.splits, view.focus), of_single, use);
}

} // namespace

std::vector<std::string> panel_names()
{
    std::vector<std::string> names = {"window"};
    for (auto const& [name, area] : of_single)
        names.emplace_back(name);
    for (std::string_view const side : {"left", "seam", "right"})
        names.emplace_back(side);
    for (std::size_t section = 0; section < section_count; ++section)
        names.push_back(section_name(static_cast<Section>(section)));
    return names;
}

std::optional<Area> panel_area(View const& view, int columns, int rows, std::string_view name)
{
    std::optional<Area> found;
    each_panel(view, columns, rows, [&](std::string_view known, Area area) {
        if (known == name)
            found = area;
    });
    return found;
}

std::string panel_at(View const& view, int columns, int rows, int column, int row)
{
    std::string found = "window";
    each_panel(view, columns, rows, [&](std::string_view name, Area area) {
        if (area.contains(column, row))
            found = name;
    });
    return found;
}

void name_panels(View const& view, int columns, int rows, Actions& actions)
{
    actions.name({0, rows - 1, columns, 1}, "hint");
    bool const tables = view.mode == Mode::tables;
    bool const compare = view.mode == Mode::compare;
    each_panel(view, columns, rows, [&](std::string_view name, Area area) {
        bool const common = name == "title" || name == "control" || name == "timeline";
        std::string const view_name = common ? "" : tables ? "tables." : compare ? "compare." : "";
        actions.name(area, view_name + std::string(name));
    });
}

} // namespace ringside::gui
