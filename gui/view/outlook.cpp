// What the next instruction will read, write and flag: not guessed from its text, but read off a rehearsal of
// it. Next: stage.cpp.
#include "gui/view/builder.hpp"

#include "gui/view/names.hpp"
#include "gui/widgets/numbers.hpp"

namespace ringside::gui {

namespace {

using cpu::SegmentName;
using cpu::State;

constexpr std::size_t accesses_told = 3;

// Parts of a sentence, joined by commas.
class List
{
public:
    void add(std::string const& part) { text_ += (text_.empty() ? "" : ", ") + part; }
    void change(std::string const& name, uint64_t before, uint64_t after)
    {
        if (before != after)
            add(name + " " + hexadecimal(before) + " → " + hexadecimal(after));
    }
    std::string const& text() const { return text_; }

private:
    std::string text_;
};

std::string registers_written(State const& before, State const& after)
{
    static constexpr char const* names[] = {"RAX", "RCX", "RDX", "RBX", "RSP", "RBP", "RSI", "RDI",
                                            "R8",  "R9",  "R10", "R11", "R12", "R13", "R14", "R15"};
    static constexpr char const* segments[] = {"ES", "CS", "SS", "DS", "FS", "GS"};
    List list;
    for (std::size_t i = 0; i < before.gpr.size(); ++i)
        list.change(names[i], before.gpr[i], after.gpr[i]);
    for (std::size_t i = 0; i < before.segments.size(); ++i)
        list.change(segments[i], before.segments[i].selector, after.segments[i].selector);
    list.change("FS base", before.segment(SegmentName::fs).base, after.segment(SegmentName::fs).base);
    list.change("GS base", before.segment(SegmentName::gs).base, after.segment(SegmentName::gs).base);
    list.change("CR0", before.cr0, after.cr0);
    list.change("CR3", before.cr3, after.cr3);
    list.change("CR4", before.cr4, after.cr4);
    for (std::size_t i = 0; i < before.xmm.size(); ++i)
        if (before.xmm[i] != after.xmm[i])
            list.add("XMM" + std::to_string(i));
    if (!(before.x87 == after.x87))
        list.add("x87");
    return list.text();
}

std::string flags_changed(uint64_t before, uint64_t after)
{
    struct Flag
    {
        char const* name;
        unsigned bit;
    };
    static constexpr Flag flags[] = {{"CF", 0}, {"PF", 2},  {"AF", 4},  {"ZF", 6},  {"SF", 7},  {"TF", 8},
                                     {"IF", 9}, {"DF", 10}, {"OF", 11}, {"NT", 14}, {"AC", 18}, {"ID", 21}};
    List list;
    for (Flag const& flag : flags)
        list.change(flag.name, before >> flag.bit & 1, after >> flag.bit & 1);
    return list.text();
}

std::string access_text(Catalogue const& tr, cpu::Access const& access)
{
    bool const write = access.direction == cpu::Direction::write;
    std::string text = std::to_string(access.bytes) + " " +
                       (access.bytes == 1 ? tr("byte at") : tr("bytes at")) + " " +
                       hexadecimal(access.linear);
    if (access.bytes > 8)
        return text;
    return text + ": " + (write ? hexadecimal(access.before) + " → " : "") + hexadecimal(access.value);
}

std::string accesses(Catalogue const& tr, emu::Preview const& preview, cpu::Direction direction)
{
    List list;
    std::size_t told = 0;
    for (cpu::Access const& access : preview.accesses)
        if (access.direction == direction && ++told <= accesses_told)
            list.add(access_text(tr, access));
    if (told > accesses_told)
        list.add("… (" + std::to_string(told) + ")");
    return list.text();
}

void add_sentence(std::string& text, char const* opening, std::string const& rest)
{
    if (!rest.empty())
        text += (text.empty() ? "" : " ") + std::string(opening) + " " + rest + ".";
}

std::string plain_instruction(Scene const& scene, emu::Preview const& preview, emu::CodeLine const& line)
{
    auto const& tr = scene.tr;
    State const& now = scene.session.state();
    std::string text;
    add_sentence(text, tr("Reads"), accesses(tr, preview, cpu::Direction::read));
    add_sentence(text, tr("Writes"), accesses(tr, preview, cpu::Direction::write));
    add_sentence(text, tr("Writes"), registers_written(now, preview.after));
    add_sentence(text, tr("Flags:"), flags_changed(now.rflags, preview.after.rflags));
    if (preview.after.rip != now.rip + line.bytes.size())
        add_sentence(text, tr("Goes on at"), brief(scene.session.describe(preview.after.rip)));
    else if (line.text.starts_with('j'))
        return tr("Does not jump.");
    return text.empty() ? tr("Changes nothing but RIP.") : text;
}

} // namespace

std::string outlook(Scene const& scene)
{
    auto const& tr = scene.tr;
    emu::Preview const preview = scene.session.preview();
    auto const lines = scene.session.code(scene.session.state().rip, 0, 0);
    switch (scene.transition->transition) {
    case cpu::Transition::none:
        return plain_instruction(scene, preview, lines.empty() ? emu::CodeLine{} : lines.front());
    case cpu::Transition::exception:
        return std::string(tr("It will fault:")) + " " + name_of(tr, *scene.transition) + ".";
    case cpu::Transition::external_interrupt:
        return tr("Before it is executed, an interrupt is delivered.");
    default:
        return tr("A transition: F12 goes through it step by step, F11 in one go.");
    }
}

} // namespace ringside::gui
