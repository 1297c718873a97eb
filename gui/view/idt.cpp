// The 256 gates of the interrupt descriptor table; a run of equal ones is one row. SDM Vol. 3A, "64-Bit Mode
// IDT" and "Exception and Interrupt Vectors". Next: msrs.cpp.
#include "gui/view/tables_sheets.hpp"

#include "gui/canvas.hpp"
#include "gui/view/tables_cells.hpp"
#include "gui/view/tables_reads.hpp"
#include "gui/widgets/numbers.hpp"

#include <algorithm>
#include <optional>

namespace ringside::gui {

namespace {

constexpr unsigned vectors = 256;

struct Run
{
    unsigned first = 0;
    unsigned last = 0;
    emu::GateView gate{};
};

// All but its address.
bool equal(emu::GateView const& one, emu::GateView const& other)
{
    return one.low == other.low && one.high == other.high;
}

// The vector that the transition at hand uses stands alone.
std::vector<Run> runs_of(Scene const& scene)
{
    bool const single = scene.choices.tables.all_gates;
    std::optional<unsigned> used;
    if (scene.transition != nullptr)
        used = vector_in_use(scene.session.state(), *scene.transition);
    std::vector<Run> runs;
    for (unsigned vector = 0; vector < vectors; ++vector) {
        auto const gate = scene.session.gate(vector);
        if (!gate)
            break;
        bool const alone = single || vector == used || (vector > 0 && vector - 1 == used);
        if (!runs.empty() && !alone && equal(runs.back().gate, *gate))
            runs.back().last = vector;
        else
            runs.push_back({vector, vector, *gate});
    }
    return runs;
}

// " #PF"; nothing where the manual has no short name.
std::string exception_name(unsigned vector)
{
    constexpr unsigned exceptions = 32;
    std::string const name =
        vector < exceptions ? mnemonic_of(static_cast<cpu::Vector>(vector)) : std::string();
    return name.starts_with('#') || name == "NMI" ? " " + name : std::string();
}

TableRow run_row(Scene const& scene, Run const& run)
{
    GateCells cells = gate_cells(scene.tr, scene.session, run.gate, run.first);
    TableRow row;
    row.name = gate_name(run.first);
    bool const one = run.first == run.last;
    std::string const last = one ? exception_name(run.first) : "–" + padded(run.last, 2);
    TableCell vector = title_cell(padded(run.first, 2) + last, row.name);
    row.cells = {vector,    cells.selector, cells.offset, cells.type,
                 cells.dpl, cells.present,  cells.ist,    cells.handler};
    if (!run.gate.present)
        for (TableCell& cell : row.cells)
            cell.faint = true;
    return row;
}

} // namespace

TableSheet idt_sheet(Scene const& scene)
{
    auto const& tr = scene.tr;
    auto const& now = scene.session.state().idtr;
    auto const& before = scene.session.previous_state().idtr;
    TableSheet sheet;
    sheet.section = Section::idt;
    sheet.title = tr("Interrupt descriptor table (IDT)");
    sheet.columns = {{tr("vector"), 6, false}, {tr("sel"), std::max(3, width_of(tr("sel"))), true},
                     {tr("offset"), 16, true}, {tr("type"), 6, false},
                     {"DPL", 3, true},         {"P", 1, true},
                     {"IST", 3, true},         {tr("handler"), 0, false}};
    sheet.rows.push_back(
        flowing_row("tables.idtr",
                    {title_cell("IDTR", "tables.idtr"),
                     number_cell("tables.idtr.base", tr("base"), now.base, before.base, "idtr.base"),
                     number_cell("tables.idtr.limit", tr("limit"), now.limit, before.limit, "idtr.limit")}));
    for (Run const& run : runs_of(scene))
        sheet.rows.push_back(run_row(scene, run));
    if (sheet.rows.size() == 1)
        sheet.absent = tr("IDTR points to no readable gate.");
    return sheet;
}

} // namespace ringside::gui
