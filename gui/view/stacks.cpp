// The two stacks, slot by slot: what it is, who wrote it, and which slots the transition under way will
// write.
#include "gui/view/builder.hpp"

#include "gui/view/numbers.hpp"

#include <algorithm>

namespace ringside::gui {

namespace {

Actor actor_of(emu::Writer writer)
{
    switch (writer) {
    case emu::Writer::hardware:
        return Actor::hardware;
    case emu::Writer::kernel_code:
        return Actor::kernel;
    case emu::Writer::user_code:
        return Actor::user;
    case emu::Writer::unknown:
        break;
    }
    return Actor::nobody;
}

// What a push of a transition puts into its slot.
std::string pushed_name(Catalogue const& tr, cpu::Step step)
{
    switch (step) {
    case cpu::Step::push_ss:
        return "SS";
    case cpu::Step::push_rsp:
        return "RSP";
    case cpu::Step::push_rflags:
        return "RFLAGS";
    case cpu::Step::push_cs:
        return "CS";
    case cpu::Step::push_rip:
        return "RIP";
    case cpu::Step::push_error_code:
        return tr("error code");
    default:
        return {};
    }
}

bool writes_slot(cpu::StepRecord const& record, uint64_t address, unsigned bytes)
{
    return record.place == cpu::Place::stack && record.written_bytes > 0 && record.address >= address &&
           record.address < address + bytes;
}

// What the transition did and will do to a slot.
void apply_transition(Scene const& scene, SlotRow& row, unsigned bytes)
{
    if (scene.transition == nullptr)
        return;
    bool const under_way = scene.session.position().micro_step > 0;
    for (emu::MicroStep const& step : scene.transition->steps) {
        if (!writes_slot(step.record, row.address, bytes))
            continue;
        bool const done = step.progress != emu::MicroStep::Progress::to_come;
        if (done && (under_way || scene.finished))
            row.meaning = pushed_name(scene.tr, step.record.step);
        // A finished transition's pushes all belong to the last action.
        if (step.progress == emu::MicroStep::Progress::current && under_way)
            row.written = true;
        if (!done && under_way) {
            row.awaited = true;
            row.meaning = pushed_name(scene.tr, step.record.step);
        }
    }
}

SlotRow slot_row(Scene const& scene, emu::StackView const& stack, emu::StackSlot const& slot)
{
    SlotRow row;
    row.address = slot.address;
    row.offset = signed_hexadecimal(static_cast<int64_t>(slot.address - stack.top));
    row.meaning = slot.meaning;
    row.value = hexadecimal(slot.value);
    row.mapped = slot.mapped;
    row.dead = slot.below;
    row.marker = slot.at_pointer;
    row.writer = actor_of(slot.writer);
    if (slot.writer != emu::Writer::unknown)
        row.written_by = scene.session.describe(slot.written_by);
    row.written = slot.changed;
    apply_transition(scene, row, stack.slot_bytes);
    return row;
}

// With RSP at the very top of an empty stack no slot is there to carry the marker: one row more is made for
// it.
void mark_empty_stack(StackView& view, emu::StackView const& stack)
{
    bool const marked =
        std::any_of(view.rows.begin(), view.rows.end(), [](SlotRow const& row) { return row.marker; });
    if (marked || view.rows.empty() || stack.pointer != view.rows.front().address + stack.slot_bytes)
        return;
    SlotRow row;
    row.address = stack.pointer;
    row.offset = signed_hexadecimal(static_cast<int64_t>(stack.pointer - stack.top));
    row.edge = true;
    row.marker = true;
    view.rows.insert(view.rows.begin(), row);
}

char const* word_for(Catalogue const& tr, Actor writer)
{
    switch (writer) {
    case Actor::hardware:
        return tr("by the CPU at");
    case Actor::kernel:
        return tr("by the kernel at");
    case Actor::user:
        return tr("by the program at");
    case Actor::nobody:
        break;
    }
    return "";
}

std::string detail_of(Catalogue const& tr, StackView const& view)
{
    auto const written = [](SlotRow const& row) { return row.written; };
    auto const marked = [](SlotRow const& row) { return row.marker && !row.edge && row.mapped; };
    auto found = std::find_if(view.rows.begin(), view.rows.end(), written);
    if (found == view.rows.end())
        found = std::find_if(view.rows.begin(), view.rows.end(), marked);
    if (found == view.rows.end())
        return {};
    std::string text = hexadecimal(found->address) + " = " + found->value;
    if (!found->written_by.empty())
        text += " " + std::string(word_for(tr, found->writer)) + " " + found->written_by;
    return text;
}

} // namespace

StackView stack_view(Scene const& scene, emu::StackName name)
{
    auto const& tr = scene.tr;
    bool const user = name == emu::StackName::user;
    emu::StackView const stack = scene.session.stack(name, scene.room.stack_rows);
    StackView view;
    view.title = user ? tr("User stack") : tr("Kernel stack");
    view.owner = user ? Actor::user : Actor::kernel;
    view.top_name = user ? tr("from RSP at start") : "TSS.RSP0 " + hexadecimal(stack.top);
    view.top = stack.top;
    view.pointer = stack.pointer;
    view.active = stack.active;
    view.ghost = !stack.active;
    if (user && stack.foreign)
        view.tag = tr("ring 0 is running on the user's stack");
    view.note = user ? tr("No user stack is mapped.") : tr("No kernel stack is mapped.");
    for (emu::StackSlot const& slot : stack.slots)
        view.rows.push_back(slot_row(scene, stack, slot));
    mark_empty_stack(view, stack);
    view.detail = detail_of(tr, view);
    return view;
}

} // namespace ringside::gui
