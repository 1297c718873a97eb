// Registers in the ABI's groups: System V ABI x86-64, "Parameter Passing" and "Linux Conventions";
// syscall(2), "Architecture calling conventions". At a system call each argument has its name from the one
// table of calls.
#include "gui/view/builder.hpp"

#include "gui/view/names.hpp"
#include "gui/widgets/numbers.hpp"
#include "kernel-model/abi/system_calls.hpp"

#include <span>

namespace ringside::gui {

namespace {

using cpu::State;

// The convention by which the trap at hand passes its arguments.
enum class Convention : uint8_t
{
    none,
    syscall, // RAX; RDI RSI RDX R10 R8 R9
    int80,   // EAX; EBX ECX EDX ESI EDI EBP
};

Convention convention_of(Scene const& scene)
{
    if (scene.transition == nullptr || scene.finished)
        return Convention::none;
    if (scene.transition->transition == cpu::Transition::syscall)
        return Convention::syscall;
    bool const int80 = scene.transition->transition == cpu::Transition::software_interrupt &&
                       scene.transition->vector == 0x80;
    return int80 ? Convention::int80 : Convention::none;
}

kernel::SystemCall const* called(Convention convention, uint64_t rax)
{
    auto const table =
        convention == Convention::syscall ? kernel::CallTable::x86_64 : kernel::CallTable::i386;
    return kernel::find_system_call(table, static_cast<uint32_t>(rax)); // only EAX counts
}

std::span<cpu::Gpr const> argument_registers(Convention convention)
{
    static constexpr cpu::Gpr by_syscall[] = {cpu::rdi, cpu::rsi, cpu::rdx, cpu::r10, cpu::r8, cpu::r9};
    static constexpr cpu::Gpr by_int80[] = {cpu::rbx, cpu::rcx, cpu::rdx, cpu::rsi, cpu::rdi, cpu::rbp};
    return convention == Convention::syscall ? std::span<cpu::Gpr const>(by_syscall)
                                             : std::span<cpu::Gpr const>(by_int80);
}

class Writer
{
public:
    explicit Writer(Scene const& scene)
        : scene_(scene), now_(scene.session.state()), before_(scene.session.previous_state()),
          convention_(convention_of(scene))
    {
        if (convention_ != Convention::none)
            call_ = called(convention_, now_.gpr[cpu::rax]);
    }

    RegisterGroup general(char const* title, std::initializer_list<cpu::Gpr> list) const
    {
        RegisterGroup group{title, {}};
        for (cpu::Gpr const index : list)
            group.rows.push_back(row(names[index], now_.gpr[index], before_.gpr[index], role(index)));
        return group;
    }

    RegisterRow row(std::string name, uint64_t now, uint64_t before, std::string role) const
    {
        RegisterRow row{std::move(name), hexadecimal(now), "", std::move(role), now != before};
        if (row.changed)
            row.old = hexadecimal(before);
        return row;
    }

    RegisterGroup flow() const
    {
        std::string const where = brief(scene_.session.describe(now_.rip));
        RegisterGroup group{scene_.tr("where it goes on"), {}};
        group.rows.push_back(row("rip", now_.rip, before_.rip, where.starts_with("0x") ? "" : where));
        group.rows.push_back(row("rsp", now_.gpr[cpu::rsp], before_.gpr[cpu::rsp], ""));
        group.rows.push_back(row("rflags", now_.rflags, before_.rflags, ""));
        return group;
    }

    RegisterGroup segments() const
    {
        auto const& cs = now_.segment(cpu::SegmentName::cs);
        auto const& ss = now_.segment(cpu::SegmentName::ss);
        auto const& old_cs = before_.segment(cpu::SegmentName::cs);
        auto const& old_ss = before_.segment(cpu::SegmentName::ss);
        RegisterGroup group{scene_.tr("selectors, bases, paging"), {}};
        group.rows.push_back(row("cs", cs.selector, old_cs.selector, rpl(cs.selector) + width()));
        bool const null = cpu::Selector{ss.selector}.null();
        group.rows.push_back(
            row("ss", ss.selector, old_ss.selector, null ? scene_.tr("null") : rpl(ss.selector)));
        group.rows.push_back(row("cpl", now_.cpl, before_.cpl, ""));
        group.rows.push_back(row("fs base", now_.segment(cpu::SegmentName::fs).base,
                                 before_.segment(cpu::SegmentName::fs).base, ""));
        group.rows.push_back(row("gs base", now_.segment(cpu::SegmentName::gs).base,
                                 before_.segment(cpu::SegmentName::gs).base, scene_.tr("active")));
        group.rows.push_back(
            row("kgs base", now_.kernel_gs_base, before_.kernel_gs_base, scene_.tr("the other")));
        group.rows.push_back(row("cr2", now_.cr2, before_.cr2, ""));
        group.rows.push_back(row("cr3", now_.cr3, before_.cr3, ""));
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
    static constexpr char const* names[] = {"rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi",
                                            "r8",  "r9",  "r10", "r11", "r12", "r13", "r14", "r15"};

    std::string role(cpu::Gpr index) const
    {
        bool const syscall =
            scene_.transition != nullptr && scene_.transition->transition == cpu::Transition::syscall;
        if (syscall && index == cpu::rcx)
            return "← RIP";
        if (syscall && index == cpu::r11)
            return "← RFLAGS";
        if (convention_ == Convention::none)
            return {};
        if (index == cpu::rax)
            return call_ == nullptr ? scene_.tr("no such call") : std::string(call_->name);
        auto const arguments = argument_registers(convention_);
        for (std::size_t i = 0; call_ != nullptr && i < call_->argument_count; ++i)
            if (arguments[i] == index)
                return std::string(call_->arguments[i].name);
        return {};
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
    Convention convention_;
    kernel::SystemCall const* call_ = nullptr;
};

} // namespace

RegistersView registers_view(Scene const& scene)
{
    using namespace cpu;
    auto const& tr = scene.tr;
    Writer const writer(scene);
    RegistersView view;
    view.groups.push_back(
        writer.general(tr("call and result, arguments"), {rax, rdi, rsi, rdx, r10, r8, r9}));
    view.groups.push_back(writer.general(tr("written by SYSCALL"), {rcx, r11}));
    view.groups.push_back(writer.general(tr("kept by a call"), {rbx, rbp, r12, r13, r14, r15}));
    view.groups.push_back(writer.flow());
    view.groups.push_back(writer.segments());
    view.flags = writer.flags();
    return view;
}

} // namespace ringside::gui
