// All model-specific registers that the processor has, with what they mean. SDM Vol. 4, "Model-Specific
// Registers". Next: tables_control.cpp.
#include "gui/view/tables_sheets.hpp"

#include "gui/view/tables_cells.hpp"

#include <utility>

namespace ringside::gui {

TableSheet msrs_sheet(Scene const& scene)
{
    auto const& tr = scene.tr;
    TableSheet sheet;
    sheet.section = Section::msrs;
    sheet.title = tr("Model-specific registers (MSRs)");
    sheet.columns = {
        {tr("number"), 8, true}, {tr("name"), 15, false}, {tr("value"), 16, true}, {tr("meaning"), 0, false}};
    for (emu::MsrValue const& msr : emu::msr_values(scene.session)) {
        TableRow row;
        row.name = msr_cell_name(msr.number);
        TableCell number = text_cell(padded(msr.number, 8));
        number.faint = true;
        TableCell name = title_cell(std::string(msr.name), "");
        name.faint = msr.constant;
        row.cells = {number, name, msr_cell(scene.session, msr)};
        for (std::string const& text : msr_meaning(tr, scene.session, msr)) {
            TableCell meaning = text_cell(text);
            meaning.faint = msr.constant;
            row.cells.push_back(std::move(meaning));
            sheet.rows.push_back(
                std::exchange(row, {row.name, std::vector<TableCell>(3), TableMark::none, false}));
        }
    }
    return sheet;
}

} // namespace ringside::gui
