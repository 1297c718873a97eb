// The panel of the single view: what the transition at hand uses comes first, in the order in which it is
// used, then all else that takes part in traps. Next: tables_reads.cpp, which says what is used.
#include "gui/view/tables_groups.hpp"

#include "cpu/transitions/msr_numbers.hpp"
#include "gui/view/tables_cells.hpp"
#include "gui/view/tables_reads.hpp"
#include "gui/widgets/numbers.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace ringside::gui {

namespace {

// The last part of "tables.idt.80" as a hexadecimal number.
unsigned number_in(std::string const& name)
{
    unsigned number = 0;
    std::size_t const dot = name.rfind('.');
    std::from_chars(name.data() + dot + 1, name.data() + name.size(), number, 16);
    return number;
}

TableCell in_new_row(TableCell cell)
{
    cell.new_row = true;
    return cell;
}

class Groups
{
public:
    explicit Groups(Scene const& scene) : scene_(scene), tr_(scene.tr), session_(scene.session) {}

    // Adds the group that a cell belongs to, once.
    void add(std::string const& cell)
    {
        std::string const name =
            cell == "tables.idtr.limit" || cell == "tables.gdtr.limit" ? "" : group_of(cell);
        bool const known = std::any_of(groups_.begin(), groups_.end(),
                                       [&](TableGroup const& group) { return group.name == name; });
        if (name.empty() || known)
            return;
        TableGroup group{name, cells_of(name), TableMark::none};
        if (!group.cells.empty())
            groups_.push_back(std::move(group));
    }

    // A cell's name marks that cell, an entry's name all of its cells.
    void mark(std::string const& used, TableMark mark)
    {
        for (TableGroup& group : groups_)
            for (TableCell& cell : group.cells)
                if (!cell.name.empty() && (cell.name == used || cell.name.starts_with(used + "."))) {
                    cell.mark = std::max(cell.mark, mark);
                    group.mark = std::max(group.mark, mark);
                }
    }

    std::vector<TableGroup> taken() { return std::move(groups_); }

private:
    std::vector<TableCell> cells_of(std::string const& name) const
    {
        if (name.starts_with("tables.idt."))
            return gate(number_in(name));
        if (name.starts_with("tables.gdt."))
            return descriptor(static_cast<uint16_t>(number_in(name)));
        if (name.starts_with("tables.msr."))
            return msr(name);
        if (name == "tables.tss")
            return tss();
        if (name == "tables.cr")
            return control();
        return name == "tables.walk" ? walk() : std::vector<TableCell>();
    }

    std::vector<TableCell> gate(unsigned vector) const
    {
        std::string const title = "IDT[0x" + padded(vector, 2) + "]";
        auto const& state = session_.state();
        TableCell const limit = number_cell("tables.idtr.limit", tr_("limit"), state.idtr.limit,
                                            session_.previous_state().idtr.limit, "idtr.limit");
        auto const gate = session_.gate(vector);
        if (!gate)
            return {title_cell(title, gate_name(vector)), text_cell(tr_("is beyond the limit")), limit};
        GateCells cells = gate_cells(tr_, session_, *gate, vector);
        return {title_cell(title, gate_name(vector)),
                cells.handler,
                in_new_row(cells.offset),
                cells.selector,
                in_new_row(cells.type),
                cells.dpl,
                cells.present,
                cells.ist,
                limit};
    }

    std::vector<TableCell> descriptor(uint16_t selector) const
    {
        auto const& state = session_.state();
        std::string const title = "GDT[" + std::to_string(selector >> 3) + "]";
        TableCell const limit = number_cell("tables.gdtr.limit", tr_("limit"), state.gdtr.limit,
                                            session_.previous_state().gdtr.limit, "gdtr.limit");
        auto const entries = emu::gdt_entries(session_);
        auto const found = std::find_if(entries.begin(), entries.end(), [&](emu::TableEntry const& entry) {
            return entry.selector == (selector & 0xfff8);
        });
        if (found == entries.end())
            return {title_cell(title, descriptor_name(selector)), text_cell(tr_("is beyond the limit")),
                    limit};
        DescriptorCells cells = descriptor_cells(tr_, session_, *found);
        cells.type.label.clear();
        TableCell value = text_cell(hexadecimal(found->selector), descriptor_name(selector) + ".selector");
        value.label = tr_("sel");
        return {title_cell(title, descriptor_name(selector)),
                std::move(value),
                cells.raw,
                in_new_row(cells.type),
                cells.dpl,
                cells.present,
                cells.long_code,
                limit};
    }

    std::vector<TableCell> msr(std::string const& name) const
    {
        for (emu::MsrValue const& msr : emu::msr_values(session_)) {
            if (msr_cell_name(msr.number) != name)
                continue;
            TableCell value = msr_cell(session_, msr);
            value.label.clear();
            std::vector<TableCell> cells = {title_cell(std::string(msr.name), name), value};
            for (std::string const& meaning : msr_meaning(tr_, session_, msr))
                cells.push_back(text_cell(meaning));
            return cells;
        }
        return {};
    }

    std::vector<TableCell> tss() const
    {
        auto const& tr = session_.state().tr;
        std::vector<TableCell> cells = {
            title_cell("TSS", "tables.tss"),
            number_cell("tables.tr.selector", "TR", tr.selector, session_.previous_state().tr.selector),
            number_cell("tables.tr.limit", tr_("limit"), tr.limit, session_.previous_state().tr.limit,
                        "tr.limit")};
        bool first = true;
        for (TableCell& cell : tss_cells(session_)) {
            // RSP1, RSP2 and empty entries take part in nothing here.
            bool const used = cell.label == "RSP0" || (cell.label.starts_with("IST") && cell.text != "0");
            if (!used)
                continue;
            cell.new_row = std::exchange(first, false);
            cells.push_back(std::move(cell));
        }
        return cells;
    }

    std::vector<TableCell> control() const
    {
        auto const& now = session_.state();
        auto const& before = session_.previous_state();
        return {title_cell("CR2", ""), number_cell("tables.cr.cr2", "", now.cr2, before.cr2, "cr2"),
                in_new_row(title_cell("CR3", "")),
                number_cell("tables.cr.cr3", "", now.cr3, before.cr3, "cr3")};
    }

    std::vector<TableCell> walk() const
    {
        AddressAtHand const at = address_at_hand(session_, scene_.transition);
        emu::Walk const walk = emu::walk_from(session_, emu::root_in_use(session_), at.linear);
        std::vector<TableCell> cells = {title_cell(tr_("Walk"), "tables.walk"),
                                        text_cell(hexadecimal(at.linear), "tables.walk.address")};
        cells.back().label = at.name;
        cells.push_back(
            number_cell("tables.cr.cr3", "CR3", session_.state().cr3, session_.previous_state().cr3, "cr3"));
        for (std::size_t level = 0; level < walk.levels.size(); ++level) {
            emu::PageEntry const& entry = walk.levels[level];
            bool const is_leaf = walk.end == emu::WalkEnd::page && level + 1 == walk.levels.size();
            TableCell cell = text_cell(hexadecimal(entry.frame()), "tables.walk." + std::string(entry.name));
            cell.label = std::string(entry.name) + "[" + padded(entry.index, 3) + "]";
            cells.push_back(in_new_row(std::move(cell)));
            cells.push_back(text_cell(entry_bits(entry, is_leaf)));
        }
        cells.push_back(in_new_row(text_cell(walk_end_text(tr_, walk))));
        if (walk.end != emu::WalkEnd::page)
            return cells;
        auto const& state = session_.state();
        for (unsigned const ring : {3u, 0u}) {
            TableCell cell =
                text_cell(rights_text(emu::allowed(session_, walk, ring, state.has(cpu::flag::ac))));
            cell.label = std::string(tr_("ring")) + " " + std::to_string(ring);
            cells.push_back(std::move(cell));
        }
        return cells;
    }

    Scene const& scene_;
    Catalogue const& tr_;
    emu::Session& session_;
    std::vector<TableGroup> groups_;
};

void add_used(Scene const& scene, Groups& groups)
{
    auto const& steps = scene.transition->steps;
    std::vector<std::vector<std::string>> used;
    for (std::size_t i = 0; i < steps.size(); ++i)
        used.push_back(cells_used(scene.session, *scene.transition, i));
    // First all groups: a step may use a field of a group that a later step brings in.
    for (auto const& cells : used)
        for (std::string const& cell : cells)
            groups.add(cell);
    for (std::size_t i = 0; i < steps.size(); ++i)
        for (std::string const& cell : used[i])
            groups.mark(cell, mark_of(steps[i]));
}

// What there is besides: descriptors in use, the fast calls' MSRs, stacks, the walk.
void add_others(Scene const& scene, Groups& groups)
{
    using namespace cpu::msr;
    auto const& state = scene.session.state();
    groups.add("tables.walk");
    for (uint32_t const number : {uint32_t{lstar}, uint32_t{star}, uint32_t{sfmask}, uint32_t{efer},
                                  uint32_t{sysenter_cs}, uint32_t{sysenter_eip}, uint32_t{sysenter_esp}})
        groups.add(msr_cell_name(number));
    groups.add("tables.tss");
    constexpr unsigned system_call_vector = 0x80;
    groups.add(gate_name(system_call_vector));
    for (auto const name : {cpu::SegmentName::cs, cpu::SegmentName::ss})
        if (uint16_t const selector = state.segment(name).selector; selector > 3)
            groups.add(descriptor_name(selector));
}

} // namespace

std::vector<TableCell> tss_cells(emu::Session const& session)
{
    std::vector<TableCell> cells;
    for (emu::TssField const& field : emu::tss_fields(session)) {
        std::string const short_name = lower(field.name);
        bool const is_pointer = field.bytes == 8;
        std::string const name = "tables.tss." + (is_pointer ? short_name : "io_map_base");
        uint64_t const value = field.value.value_or(0);
        uint64_t const linear = session.state().tr.base + field.offset;
        uint64_t const mask = is_pointer ? ~uint64_t{0} : 0xffff;
        uint64_t const before = is_pointer
                                    ? previous_word(session, linear).value_or(value)
                                    : previous_word(session, linear - 6).value_or(value << 48) >> 48 & mask;
        TableCell cell = number_cell(name, std::string(field.name), value, before,
                                     is_pointer ? "tss." + short_name : "word 0x" + hexadecimal(linear));
        if (!field.value)
            cell.text = "–";
        cells.push_back(std::move(cell));
    }
    return cells;
}

std::vector<TableGroup> table_groups(Scene const& scene)
{
    Groups groups(scene);
    bool const ended = scene.session.exit_state().ended;
    if (scene.transition != nullptr && !ended) {
        if (scene.transition->transition != cpu::Transition::none) {
            add_used(scene, groups);
        } else {
            for (std::string const& used : cells_used_next(scene.session)) {
                groups.add(used);
                groups.mark(used, TableMark::coming);
            }
        }
    }
    add_others(scene, groups);
    return groups.taken();
}

std::string table_following(Scene const& scene)
{
    if (scene.transition != nullptr && scene.transition->transition != cpu::Transition::none)
        return name_of(scene.tr, *scene.transition);
    AddressAtHand const at = address_at_hand(scene.session, scene.transition);
    return at.name;
}

} // namespace ringside::gui
