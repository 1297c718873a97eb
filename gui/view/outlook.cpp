// What the next instruction will read, write and flag: not guessed from its text, but read off a rehearsal of
// it. Next: stage.cpp.
#include "gui/view/builder.hpp"

#include "gui/view/names.hpp"
#include "gui/widgets/numbers.hpp"

#include <algorithm>

namespace ringside::gui {

namespace {

using cpu::SegmentName;
using cpu::State;

using Kind = StageEffect::Kind;

struct Flag
{
    char const* name;
    unsigned bit;
};
constexpr Flag flags[] = {{"CF", 0}, {"PF", 2},  {"AF", 4},  {"ZF", 6},  {"SF", 7},  {"TF", 8},
                          {"IF", 9}, {"DF", 10}, {"OF", 11}, {"NT", 14}, {"AC", 18}, {"ID", 21}};

// What privileged instructions write: MOV CRn and DRn, WRMSR. SDM Vol. 3A, "System Registers".
struct SystemRegister
{
    char const* name;
    uint64_t State::*value;
};
constexpr SystemRegister system_registers[] = {
    {"CR0", &State::cr0},
    {"CR2", &State::cr2},
    {"CR3", &State::cr3},
    {"CR4", &State::cr4},
    {"CR8", &State::cr8},
    {"DR6", &State::dr6},
    {"DR7", &State::dr7},
    {"EFER", &State::efer},
    {"STAR", &State::star},
    {"LSTAR", &State::lstar},
    {"CSTAR", &State::cstar},
    {"SFMASK", &State::sfmask},
    {"SYSENTER_CS", &State::sysenter_cs},
    {"SYSENTER_ESP", &State::sysenter_esp},
    {"SYSENTER_EIP", &State::sysenter_eip},
    {"KERNEL_GS_BASE", &State::kernel_gs_base},
    {"TSC_AUX", &State::tsc_aux},
    {"PAT", &State::pat},
    {"APIC_BASE", &State::apic_base},
    {"MISC_ENABLE", &State::misc_enable},
};

class Effects
{
public:
    void access(cpu::Access const& access)
    {
        bool const write = access.direction == cpu::Direction::write;
        StageEffect effect{write ? Kind::writes : Kind::reads, "[" + hexadecimal(access.linear) + "]",
                           std::to_string(access.bytes) + " B", "", ""};
        if (access.bytes <= 8) { // of wider ones the session keeps no value
            effect.before = write ? hexadecimal(access.before) : "";
            effect.after = hexadecimal(access.value);
        }
        list.push_back(effect);
    }

    void change(Kind kind, std::string const& name, uint64_t before, uint64_t after)
    {
        if (before != after)
            list.push_back({kind, name, "", hexadecimal(before), hexadecimal(after)});
    }

    void registers(State const& before, State const& after)
    {
        static constexpr char const* names[] = {"RAX", "RCX", "RDX", "RBX", "RSP", "RBP", "RSI", "RDI",
                                                "R8",  "R9",  "R10", "R11", "R12", "R13", "R14", "R15"};
        static constexpr char const* segments[] = {"ES", "CS", "SS", "DS", "FS", "GS"};
        for (std::size_t i = 0; i < before.gpr.size(); ++i)
            change(Kind::loads, names[i], before.gpr[i], after.gpr[i]);
        for (std::size_t i = 0; i < before.segments.size(); ++i)
            change(Kind::loads, segments[i], before.segments[i].selector, after.segments[i].selector);
        change(Kind::loads, "FS base", before.segment(SegmentName::fs).base,
               after.segment(SegmentName::fs).base);
        change(Kind::loads, "GS base", before.segment(SegmentName::gs).base,
               after.segment(SegmentName::gs).base);
        for (std::size_t i = 0; i < before.xmm.size(); ++i)
            if (before.xmm[i] != after.xmm[i])
                list.push_back({Kind::loads, "XMM" + std::to_string(i), "", "", ""});
        if (!(before.x87 == after.x87))
            list.push_back({Kind::loads, "x87", "", "", ""});
        change(Kind::loads, "MXCSR", before.mxcsr, after.mxcsr);
        system(before, after);
    }

    std::vector<StageEffect> list;

private:
    void system(State const& before, State const& after)
    {
        for (SystemRegister const& one : system_registers)
            change(Kind::loads, one.name, before.*one.value, after.*one.value);
        for (std::size_t i = 0; i < before.breakpoint_address.size(); ++i)
            change(Kind::loads, "DR" + std::to_string(i), before.breakpoint_address[i],
                   after.breakpoint_address[i]);
        change(Kind::loads, "TSC", before.time + before.tsc_offset, before.time + after.tsc_offset);
        change(Kind::loads, "TR", before.tr.selector, after.tr.selector);
        change(Kind::loads, "LDTR", before.ldtr.selector, after.ldtr.selector);
        change(Kind::loads, "GDTR base", before.gdtr.base, after.gdtr.base);
        change(Kind::loads, "GDTR limit", before.gdtr.limit, after.gdtr.limit);
        change(Kind::loads, "IDTR base", before.idtr.base, after.idtr.base);
        change(Kind::loads, "IDTR limit", before.idtr.limit, after.idtr.limit);
    }
};

bool has(std::vector<StageEffect> const& effects, Kind kind)
{
    return std::any_of(effects.begin(), effects.end(),
                       [kind](StageEffect const& effect) { return effect.kind == kind; });
}

// One sentence that tells what kinds of effects there are; the effects themselves stand below it.
std::string kinds_of(Catalogue const& tr, std::vector<StageEffect> const& effects)
{
    bool const reads = has(effects, Kind::reads);
    bool const writes = has(effects, Kind::writes);
    bool const loads = has(effects, Kind::loads);
    if (reads && writes)
        return tr("It will read memory and write memory.");
    if (writes)
        return tr("It will write memory.");
    if (reads)
        return loads ? tr("It will read memory into registers.") : tr("It will read memory.");
    if (loads)
        return tr("It will change registers only: no memory is touched.");
    return has(effects, Kind::flags) ? tr("It will change flags only.")
                                     : tr("It will change nothing but RIP.");
}

bool is_output(std::string_view text)
{
    return text.starts_with("out") || text.starts_with("rep out");
}

std::string plain_instruction(Scene const& scene, emu::Preview const& preview)
{
    auto const& tr = scene.tr;
    auto const lines = scene.session.code(scene.session.state().rip, 0, 0);
    emu::CodeLine const line = lines.empty() ? emu::CodeLine{} : lines.front();
    auto effects = effects_ahead(scene);
    std::erase_if(effects, [](StageEffect const& effect) { return effect.what == "RIP"; }); // always changes
    if (preview.after.halted)
        return preview.after.has(cpu::flag::interrupt)
                   ? tr("It will stop the CPU until an interrupt comes.")
                   : tr("It will stop the CPU for good: interrupts are off.");
    if (is_output(line.text)) // OUT, OUTS: no register and no memory tells what a device is given
        return tr("It will write to a device.");
    std::string const sentence = kinds_of(tr, effects);
    if (preview.after.rip != scene.session.state().rip + line.bytes.size())
        return sentence + " " + tr("Goes on at") + " " + brief(scene.session.describe(preview.after.rip)) +
               ".";
    return line.text.starts_with('j') ? std::string(tr("It will not jump.")) : sentence;
}

// Of a transition only what it moves: its registers are what the micro-steps are about to show.
bool is_transition(Scene const& scene)
{
    return scene.transition != nullptr && scene.transition->transition != cpu::Transition::none;
}

} // namespace

std::vector<StageEffect> effects_ahead(Scene const& scene)
{
    emu::Preview const preview = scene.session.preview();
    State const& now = scene.session.state();
    Effects effects;
    for (cpu::Access const& access : preview.accesses)
        if (access.direction == cpu::Direction::read)
            effects.access(access);
    for (cpu::Access const& access : preview.accesses)
        if (access.direction == cpu::Direction::write)
            effects.access(access);
    if (is_transition(scene))
        return effects.list;
    effects.registers(now, preview.after);
    effects.change(Kind::loads, "RIP", now.rip, preview.after.rip);
    for (Flag const& flag : flags)
        effects.change(Kind::flags, flag.name, now.rflags >> flag.bit & 1,
                       preview.after.rflags >> flag.bit & 1);
    return effects.list;
}

std::string outlook(Scene const& scene)
{
    auto const& tr = scene.tr;
    switch (scene.transition->transition) {
    case cpu::Transition::none:
        return plain_instruction(scene, scene.session.preview());
    case cpu::Transition::exception:
        return std::string(tr("It will fault:")) + " " + name_of(tr, *scene.transition) + ".";
    case cpu::Transition::external_interrupt:
        return tr("Before it is executed, an interrupt is delivered.");
    default:
        return tr("A transition: what will it read and write, and where will RSP be after it?");
    }
}

} // namespace ringside::gui
