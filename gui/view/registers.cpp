// Registers in the ABI's groups: System V ABI x86-64, "Parameter Passing" and "Linux Conventions";
// syscall(2), "Architecture calling conventions". At a system call each argument has its name from the one
// table of calls; what a transition wrote says where it came from. Next: register_sources.hpp,
// vector_registers.cpp.
#include "gui/view/builder.hpp"

#include "emu/trace/calls.hpp"
#include "gui/view/names.hpp"
#include "gui/view/register_sources.hpp"
#include "gui/widgets/numbers.hpp"

namespace ringside::gui {

namespace {

using cpu::State;

// A check of SYSCALL itself says from which mode it came: behind its load of CS the code is 64-bit whatever
// it was before. The other ways mean the same in both modes.
bool from_64_bit_code(Scene const& scene)
{
    for (emu::MicroStep const& step : scene.transition->steps)
        if (step.record.transition == cpu::Transition::syscall && step.record.step == cpu::Step::check_mode)
            return step.record.before != 0;
    return scene.session.state().code_64();
}

// How the trap at hand passes its arguments; nullptr: it asks for no system call.
emu::CallConvention const* convention_at_hand(Scene const& scene)
{
    if (scene.transition == nullptr || scene.transition->rip >> 63 != 0)
        return nullptr;
    auto const way =
        emu::call_way(scene.transition->transition, scene.transition->vector, from_64_bit_code(scene));
    return way ? &emu::convention_of(*way) : nullptr;
}

constexpr char const* names_64[] = {"rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi",
                                    "r8",  "r9",  "r10", "r11", "r12", "r13", "r14", "r15"};
// Of the registers that have another name in 32-bit code: "e" for "r".
constexpr char const* names_32[] = {"eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi", "eip", "eflags"};

class Writer
{
public:
    explicit Writer(Scene const& scene)
        : scene_(scene), now_(scene.session.state()), before_(scene.session.previous_state()),
          convention_(convention_at_hand(scene)), sources_(register_sources(scene))
    {
        if (convention_ != nullptr) // only EAX counts
            call_ = kernel::find_system_call(convention_->table, static_cast<uint32_t>(now_.gpr[cpu::rax]));
    }

    // 32-bit code of the program: eight registers of 32 bits.
    bool short_names() const { return now_.cpl == 3 && !now_.code_64(); }
    bool i386_order() const
    {
        return short_names() || (convention_ != nullptr && convention_->table == kernel::CallTable::i386);
    }

    RegisterGroup general(char const* title, std::initializer_list<cpu::Gpr> list) const
    {
        RegisterGroup group{title, {}};
        for (cpu::Gpr const index : list)
            group.rows.push_back(general_row(index));
        return group;
    }

    RegisterGroup flow() const
    {
        std::string const where = brief(scene_.session.describe(now_.rip));
        RegisterGroup group{scene_.tr("where it goes on"), {}};
        auto const from = sources_.find("rip");
        group.rows.push_back(row("rip", now_.rip, before_.rip,
                                 from != sources_.end()    ? from->second
                                 : where.starts_with("0x") ? ""
                                                           : where));
        group.rows.push_back(general_row(cpu::rsp));
        group.rows.push_back(row("rflags", now_.rflags, before_.rflags, source_of("rflags")));
        return group;
    }

    RegisterGroup segments() const
    {
        auto const& cs = now_.segment(cpu::SegmentName::cs);
        auto const& ss = now_.segment(cpu::SegmentName::ss);
        auto const& old_cs = before_.segment(cpu::SegmentName::cs);
        auto const& old_ss = before_.segment(cpu::SegmentName::ss);
        RegisterGroup group{scene_.tr("selectors, bases, paging"), {}};
        bool const null = cpu::Selector{ss.selector}.null();
        group.rows.push_back(
            row("cs", cs.selector, old_cs.selector, with_source("cs", rpl(cs.selector) + width())));
        group.rows.push_back(row("ss", ss.selector, old_ss.selector,
                                 with_source("ss", null ? scene_.tr("null") : rpl(ss.selector))));
        group.rows.push_back(base("fs base", cpu::SegmentName::fs, ""));
        group.rows.push_back(base("gs base", cpu::SegmentName::gs, scene_.tr("active")));
        group.rows.push_back(row("kgs base", now_.kernel_gs_base, before_.kernel_gs_base,
                                 with_source("kgs base", scene_.tr("the other"))));
        group.rows.push_back(row("cr2", now_.cr2, before_.cr2, source_of("cr2")));
        group.rows.push_back(row("cr3", now_.cr3, before_.cr3, source_of("cr3")));
        group.rows.push_back(row("cpl", now_.cpl, before_.cpl, ""));
        return group;
    }

    std::vector<FlagView> flags() const
    {
        struct Named
        {
            char const* letters;
            uint64_t bit;
        };
        static constexpr Named all[] = {{"CF", 0},  {"PF", 2},  {"AF", 4},  {"ZF", 6},  {"SF", 7},
                                        {"TF", 8},  {"IF", 9},  {"DF", 10}, {"OF", 11}, {"NT", 14},
                                        {"RF", 16}, {"AC", 18}, {"ID", 21}};
        std::vector<FlagView> flags;
        for (Named const& flag : all) {
            bool const set = ((now_.rflags >> flag.bit) & 1) != 0;
            bool const was = ((before_.rflags >> flag.bit) & 1) != 0;
            flags.push_back({flag.letters, set ? "1" : "0", set, set != was});
        }
        auto const privilege = (now_.rflags >> 12) & 3;
        flags.push_back(
            {"IOPL", std::to_string(privilege), privilege != 0, privilege != ((before_.rflags >> 12) & 3)});
        return flags;
    }

private:
    std::string shown_name(std::string_view id) const
    {
        for (char const* const narrow : names_32)
            if (short_names() && id.substr(1) == narrow + 1)
                return narrow;
        return std::string(id);
    }

    RegisterRow row(std::string id, uint64_t now, uint64_t before, std::string role) const
    {
        RegisterRow row{shown_name(id), hexadecimal(now), "", std::move(role), now != before, std::move(id)};
        if (row.changed)
            row.old = hexadecimal(before);
        return row;
    }

    RegisterRow general_row(cpu::Gpr index) const
    {
        uint64_t const mask = short_names() ? 0xffff'ffff : ~uint64_t{0};
        return row(names_64[index], now_.gpr[index] & mask, before_.gpr[index] & mask, role(index));
    }

    RegisterRow base(char const* name, cpu::SegmentName segment, std::string role) const
    {
        return row(name, now_.segment(segment).base, before_.segment(segment).base,
                   with_source(name, std::move(role)));
    }

    std::string source_of(std::string const& name) const
    {
        auto const found = sources_.find(name);
        return found != sources_.end() ? found->second : std::string{};
    }

    std::string with_source(std::string const& name, std::string role) const
    {
        auto const source = source_of(name);
        return source.empty() ? role : role.empty() ? source : role + " " + source;
    }

    std::string role(cpu::Gpr index) const
    {
        if (auto const source = source_of(names_64[index]); !source.empty())
            return source;
        if (index == cpu::rax && call_returned())
            return scene_.tr("result");
        if (convention_ == nullptr)
            return {};
        if (index == cpu::rax)
            return call_ == nullptr ? scene_.tr("no such call") : std::string(call_->name);
        return call_ == nullptr ? std::string() : argument_in(index);
    }

    // "fd"; "→ offset" where the register points to the word with the argument.
    std::string argument_in(cpu::Gpr index) const
    {
        for (std::size_t i = 0; i < call_->argument_count; ++i) {
            emu::ArgumentPlace const& place = convention_->arguments[i];
            if (place.gpr == index)
                return (place.in_memory ? "→ " : "") + std::string(call_->arguments[i].name);
        }
        return {};
    }

    // Ring 3 is back behind a system call at this very moment.
    bool call_returned() const
    {
        auto const& calls = scene_.session.calls();
        return !calls.empty() && calls.back().returned != 0 && calls.back().returned == now_.time;
    }

    std::string rpl(uint16_t selector) const
    {
        return "RPL " + std::to_string(cpu::Selector{selector}.rpl());
    }
    std::string width() const
    {
        if (now_.code_64())
            return ", 64 bit";
        return now_.segment(cpu::SegmentName::cs).big() ? ", 32 bit" : ", 16 bit";
    }

    Scene const& scene_;
    State const& now_;
    State const& before_;
    emu::CallConvention const* convention_;
    RegisterSources sources_;
    kernel::SystemCall const* call_ = nullptr;
};

void add_general(Catalogue const& tr, Writer const& writer, std::vector<RegisterGroup>& groups)
{
    using namespace cpu;
    char const* const arguments = tr("call and result, arguments");
    char const* const kept = tr("kept by a call");
    if (!writer.i386_order()) {
        groups.push_back(writer.general(arguments, {rax, rdi, rsi, rdx, r10, r8, r9}));
        groups.push_back(writer.general(tr("written by SYSCALL"), {rcx, r11}));
        groups.push_back(writer.general(kept, {rbx, rbp, r12, r13, r14, r15}));
        return;
    }
    groups.push_back(writer.general(arguments, {rax, rbx, rcx, rdx, rsi, rdi, rbp}));
    if (!writer.short_names()) {
        groups.push_back(writer.general(tr("the others"), {r8, r9, r10, r11}));
        groups.push_back(writer.general(kept, {r12, r13, r14, r15}));
    }
}

} // namespace

RegistersView registers_view(Scene const& scene)
{
    if (scene.choices.registers == RegisterPage::vector)
        return vector_registers_view(scene);
    Writer const writer(scene);
    RegistersView view;
    view.changed_only = scene.choices.detail == Detail::essential;
    add_general(scene.tr, writer, view.groups);
    view.groups.push_back(writer.flow());
    view.groups.push_back(writer.segments());
    view.flags = writer.flags();
    return view;
}

} // namespace ringside::gui
