// Every field of the task-state segment. SDM Vol. 3A, "64-Bit TSS Format" and "I/O Permission Bit Map". Next:
// idt.cpp.
#include "gui/view/tables_sheets.hpp"

#include "gui/view/tables_cells.hpp"
#include "gui/view/tables_groups.hpp"
#include "gui/widgets/numbers.hpp"

namespace ringside::gui {

namespace {

// The vectors whose gates name an entry of the interrupt stack table.
std::string users_of_stack(Scene const& scene, unsigned entry)
{
    std::string text;
    for (unsigned vector = 0; vector < 256; ++vector) {
        auto const gate = scene.session.gate(vector);
        if (!gate || gate->ist != entry || !gate->present)
            continue;
        std::string const name = vector < 32 ? mnemonic_of(static_cast<cpu::Vector>(vector)) : std::string();
        text += (text.empty() ? "" : " ") + (name.empty() ? hexadecimal(vector) : name);
    }
    return text;
}

std::string meaning_of_field(Scene const& scene, emu::TssField const& field)
{
    auto const& tr = scene.tr;
    if (!field.value)
        return tr("beyond the limit of the segment");
    std::string const stack = *field.value == 0 ? "" : end_text(tr, scene.session, *field.value);
    if (field.name == "RSP0")
        return tr("RSP when a trap enters ring 0") + (stack.empty() ? stack : " · " + stack);
    if (field.name == "RSP1" || field.name == "RSP2")
        return *field.value == 0 ? std::string(tr("its ring is not used"))
                                 : std::string(tr("no trap loads it; the entry code parks RSP here"));
    if (!field.name.starts_with("IST"))
        return *field.value > scene.session.state().tr.limit
                   ? std::string(tr("beyond the limit: no port is open to ring 3"))
                   : std::string(tr("where the I/O permission bit map begins"));
    std::string const users = users_of_stack(scene, static_cast<unsigned>(field.name.back() - '0'));
    if (users.empty())
        return tr("no gate names it");
    return std::string(tr("stack of")) + " " + users + (stack.empty() ? stack : " · " + stack);
}

} // namespace

TableSheet tss_sheet(Scene const& scene)
{
    auto const& tr = scene.tr;
    auto const& now = scene.session.state().tr;
    auto const& before = scene.session.previous_state().tr;
    TableSheet sheet;
    sheet.section = Section::tss;
    sheet.title = tr("Task state segment (TSS)");
    sheet.columns = {
        {tr("field"), 12, false}, {tr("at"), 4, true}, {tr("value"), 16, true}, {tr("meaning"), 0, false}};
    auto const fields = emu::tss_fields(scene.session);
    if (fields.empty()) {
        sheet.absent = tr("TR holds no 64-bit task state segment.");
        return sheet;
    }
    sheet.rows.push_back(flowing_row(
        "tables.tr", {title_cell("TR", "tables.tr"),
                      number_cell("tables.tr.selector", tr("selector"), now.selector, before.selector),
                      number_cell("tables.tr.base", tr("base"), now.base, before.base, "tr.base"),
                      number_cell("tables.tr.limit", tr("limit"), now.limit, before.limit, "tr.limit")}));
    auto cells = tss_cells(scene.session);
    for (std::size_t i = 0; i < fields.size(); ++i) {
        TableRow row;
        row.name = cells[i].name;
        TableCell name = title_cell(std::string(fields[i].name), "");
        TableCell at = text_cell("+" + hexadecimal(fields[i].offset));
        at.faint = true;
        row.cells = {name, at, cells[i], text_cell(meaning_of_field(scene, fields[i]))};
        sheet.rows.push_back(std::move(row));
    }
    return sheet;
}

} // namespace ringside::gui
