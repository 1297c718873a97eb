// The two stacks, slot by slot: what it is, who wrote it, and which slots the transition under way will
// write.
#include "gui/view/builder.hpp"

#include "gui/view/names.hpp"
#include "gui/widgets/numbers.hpp"

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

bool touches_slot(cpu::StepRecord const& record, uint64_t address, unsigned bytes)
{
    return record.place == cpu::Place::stack && record.address >= address && record.address < address + bytes;
}

// At the very first instruction the session has not yet listened to anything: then the record itself says who
// wrote the slot.
void note_push(Scene const& scene, SlotRow& row)
{
    row.writer = Actor::hardware;
    row.written_by = brief(scene.session.describe(scene.transition->rip));
    row.written_at = scene.finished ? scene.before.time : scene.session.position().time;
}

// What the transition did and will do to a slot.
void apply_transition(Scene const& scene, SlotRow& row, unsigned bytes)
{
    if (scene.transition == nullptr)
        return;
    bool const under_way = scene.session.position().micro_step > 0;
    for (emu::MicroStep const& step : scene.transition->steps) {
        if (!touches_slot(step.record, row.address, bytes))
            continue;
        bool const now =
            scene.stepped_over || (step.progress == emu::MicroStep::Progress::current && under_way);
        if (now)
            row.arrow = step.record.read_bytes > 0 ? SlotArrow::out_of : SlotArrow::into;
        if (step.record.written_bytes == 0)
            continue;
        bool const done = step.progress != emu::MicroStep::Progress::to_come;
        if (done && (under_way || scene.finished))
            row.meaning = pushed_name(scene.tr, step.record.step);
        row.written = row.written || now;
        if (done && row.writer != Actor::hardware && (under_way || scene.finished))
            note_push(scene, row);
        if (!done && under_way) {
            row.awaited = true;
            row.meaning = pushed_name(scene.tr, step.record.step);
        }
    }
}

// Also where it wrote what was there already.
bool written_by_the_last_instruction(Scene const& scene, emu::StackSlot const& slot)
{
    emu::Position const now = scene.session.position();
    return slot.writer != emu::Writer::unknown && now.micro_step == 0 && now.time == scene.before.time + 1 &&
           slot.written_at == scene.before.time;
}

SlotRow slot_row(Scene const& scene, emu::StackView const& stack, emu::StackSlot const& slot)
{
    SlotRow row;
    row.address = slot.address;
    row.offset = signed_hexadecimal(static_cast<int64_t>(slot.address - stack.top));
    row.meaning = brief_meaning(scene.tr, slot.meaning);
    row.value = hexadecimal(slot.value);
    row.mapped = slot.mapped;
    row.dead = slot.below;
    row.marker = slot.at_pointer;
    row.selected = scene.choices.stacks.selected == slot.address;
    row.writer = actor_of(slot.writer);
    row.written_at = slot.written_at;
    if (slot.writer != emu::Writer::unknown)
        row.written_by = brief(scene.session.describe(slot.written_by));
    row.written = slot.changed || written_by_the_last_instruction(scene, slot);
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
        return tr("CPU");
    case Actor::kernel:
        return tr("kernel code");
    case Actor::user:
        return tr("user code");
    case Actor::nobody:
        break;
    }
    return "";
}

SlotRow const* selected_slot(StackView const& view)
{
    auto const found = std::find_if(view.rows.begin(), view.rows.end(),
                                    [](SlotRow const& row) { return row.selected && !row.edge; });
    return found == view.rows.end() ? nullptr : &*found;
}

// The slot that was written last, else the marked one.
SlotRow const* telling_slot(StackView const& view)
{
    auto const written = [](SlotRow const& row) { return row.written && !row.dead; };
    auto const marked = [](SlotRow const& row) { return row.marker && !row.edge && row.mapped; };
    auto found = std::find_if(view.rows.begin(), view.rows.end(), written);
    if (found == view.rows.end() && view.active)
        found = std::find_if(view.rows.begin(), view.rows.end(), marked);
    return found == view.rows.end() ? nullptr : &*found;
}

// The highest slot to show, so that addresses stay where they are while the pointer moves: the window jumps
// by half its rows only when the pointer would leave it. The user's shows as much above RSP at the start as
// below it.
uint64_t anchor(emu::StackView const& stack, emu::StackName name, unsigned rows)
{
    auto const slot = static_cast<int64_t>(stack.slot_bytes);
    auto const jump = std::max<int64_t>(rows / 2, 1);
    int64_t const above =
        name == emu::StackName::user ? jump : -1; // slots from the top up to the first shown
    int64_t const depth = static_cast<int64_t>(stack.top - stack.pointer) / slot;
    int64_t const deepest =
        static_cast<int64_t>(rows) - above - 3; // one row more stays free below the pointer
    int64_t jumps = 0;
    if (depth > deepest)
        jumps = (depth - deepest + jump - 1) / jump;
    else if (name == emu::StackName::user && depth < -above)
        jumps = (depth + above - jump + 1) / jump;
    return stack.top + static_cast<uint64_t>(slot * (above - jumps * jump));
}

// Rows that it was scrolled by at this very position.
int scrolled_rows(Scene const& scene, emu::StackName name)
{
    StackChoice const& choice = scene.choices.stacks;
    emu::Position const now = scene.session.position();
    if (choice.time != now.time || choice.micro_step != now.micro_step)
        return 0;
    return name == emu::StackName::user ? choice.user_rows : choice.kernel_rows;
}

// "from TSS.RSP0", with the name of what holds the top at hand.
std::string from(std::string text, std::string const& name)
{
    constexpr std::string_view usual = "TSS.RSP0";
    auto const at = text.find(usual);
    return at == text.npos ? text : text.replace(at, usual.size(), name);
}

} // namespace

StackView stack_view(Scene const& scene, emu::StackName name)
{
    auto const& tr = scene.tr;
    bool const user = name == emu::StackName::user;
    unsigned const rows = scene.room.stack_rows;
    emu::StackView const pointer = scene.session.stack(name, 1);
    int const scrolled = scrolled_rows(scene, name);
    uint64_t const moved = static_cast<uint64_t>(static_cast<int64_t>(scrolled) * pointer.slot_bytes);
    emu::StackView const stack = scene.session.stack(name, rows, anchor(pointer, name, rows) - moved);
    StackView view;
    view.title = user ? tr("User stack") : tr("Kernel stack");
    view.owner = user ? Actor::user : Actor::kernel;
    view.top_name = user ? tr("from RSP at start") : from(tr("from TSS.RSP0"), stack.top_name);
    view.top = stack.top;
    view.pointer = stack.pointer;
    view.active = stack.active;
    view.ghost = !stack.active;
    view.scrolled = scrolled != 0;
    view.foreign = user && stack.foreign;
    if (view.foreign)
        view.tag = tr("ring 0 is running on the user's stack");
    view.note = user ? tr("No user stack is mapped.") : tr("No kernel stack is mapped.");
    for (emu::StackSlot const& slot : stack.slots)
        view.rows.push_back(slot_row(scene, stack, slot));
    mark_empty_stack(view, stack);
    return view;
}

void connect(DiagramView& diagram, StackView& kernel, StackView& user, bool stepped_over)
{
    std::vector<SlotLink> kept;
    for (SlotLink link : diagram.links) {
        if (stepped_over && link.progress == Progress::done)
            link.progress = Progress::current;
        auto const slot = std::find_if(kernel.rows.begin(), kernel.rows.end(), [&](SlotRow const& row) {
            return row.address == link.address && row.arrow != SlotArrow::none;
        });
        if (slot != kernel.rows.end())
            kept.push_back(link);
    }
    diagram.links = std::move(kept);
    auto const is_linked = [&](SlotRow const& row) {
        return std::any_of(diagram.links.begin(), diagram.links.end(), [&](SlotLink const& link) {
            return link.address == row.address && link.progress == Progress::current;
        });
    };
    for (SlotRow& row : kernel.rows)
        if (!is_linked(row))
            row.arrow = SlotArrow::none;
    for (SlotRow& row : user.rows) // the picture has no border with the user's stack
        row.arrow = SlotArrow::none;
}

SlotView slot_view(Catalogue const& tr, StackView const& user, StackView const& kernel)
{
    SlotRow const* slot = selected_slot(kernel);
    if (slot == nullptr)
        slot = selected_slot(user);
    if (slot == nullptr && user.foreign)
        return {user.tag, std::nullopt, true};
    if (slot == nullptr)
        slot = telling_slot(kernel);
    if (slot == nullptr || (!slot->selected && !slot->written && !kernel.active))
        slot = telling_slot(user);
    if (slot == nullptr)
        return {};
    SlotView view;
    view.text = hexadecimal(slot->address) +
                (slot->mapped ? " = " + slot->value : ": " + std::string(tr("not mapped")));
    if (slot->written_by.empty())
        return view;
    view.text += " · " + std::string(word_for(tr, slot->writer)) + " · " + slot->written_by;
    view.moment = slot->written_at;
    return view;
}

} // namespace ringside::gui
