// What each micro-step adds to the picture of its transition. Everything shown comes from the records that
// the processor announced for this very transition, and from the registers that name its tables (IDTR, TR,
// MSRs), which no transition changes: as they were in it, whatever was changed since. Next:
// ../widgets/diagram.cpp, which draws it.
#include "gui/view/diagram.hpp"

#include "cpu/transitions/descriptor.hpp"
#include "cpu/transitions/gate.hpp"
#include "cpu/transitions/msr_numbers.hpp"
#include "gui/view/builder.hpp"
#include "gui/view/diagram_builder.hpp"
#include "gui/widgets/numbers.hpp"

#include <algorithm>
#include <string>

namespace ringside::gui {

namespace {

using cpu::Place;
using cpu::Step;
using cpu::StepRecord;
using cpu::Transition;

constexpr char const* idtr = "idtr";
constexpr char const* gate = "gate";
constexpr char const* gdtr = "gdtr";
constexpr char const* code = "code";
constexpr char const* stack = "stack";
constexpr char const* tr_box = "tr";
constexpr char const* tss = "tss";
constexpr char const* before = "before"; // registers as they were
constexpr char const* processor = "cpu";
constexpr char const* frame = "frame"; // what is pushed or popped

constexpr unsigned type_byte = 5; // of a descriptor: type, S, DPL, P

class Teller
{
public:
    Teller(Catalogue const& tr, cpu::State const& state, std::span<emu::MicroStep const> steps,
           DiagramView& diagram)
        : tr_(tr), state_(state), steps_(steps), build_(diagram), diagram_(diagram)
    {}

    void tell()
    {
        for (emu::MicroStep const& step : steps_) {
            build_.begin(step.record, progress_of(step));
            tell(step.record);
        }
        order_frame();
        note();
    }

private:
    static Progress progress_of(emu::MicroStep const& step)
    {
        switch (step.progress) {
        case emu::MicroStep::Progress::done:
            return Progress::done;
        case emu::MicroStep::Progress::current:
            return Progress::current;
        case emu::MicroStep::Progress::to_come:
            break;
        }
        return Progress::to_come;
    }

    void tell(StepRecord const& record)
    {
        std::string_view const name = cpu::name(record.step);
        if (name.starts_with("check_"))
            tell_check(record);
        else if (name.starts_with("read_"))
            tell_read(record);
        else if (name.starts_with("push_") || name.starts_with("pop_"))
            tell_stack(record);
        else
            tell_load(record);
    }

    // ---- tables

    void tell_check(StepRecord const& record);
    void tell_read(StepRecord const& record);
    void check_idt_limit(StepRecord const& record);
    void check_selector(StepRecord const& record, DiagramEnd const& origin);
    void check_descriptor(char const* box);
    void check_target();
    void check_mode(StepRecord const& record);
    void read_gate(StepRecord const& record);
    void read_call_gate(StepRecord const& record);
    void read_descriptor(StepRecord const& record, char const* box, DiagramEnd const& origin);
    void read_tss(StepRecord const& record);

    // ---- registers

    void tell_stack(StepRecord const& record);
    void tell_load(StepRecord const& record);
    void load(std::string_view name, StepRecord const& record, DiagramEnd const& from);
    void save(std::string_view name, StepRecord const& record, std::string_view from);
    void swap_gs_base(StepRecord const& record);
    void set_descriptor_accessed(StepRecord const& record);
    void escalate(StepRecord const& record);
    void order_frame();
    void note();
    char const* what_it_leaves() const;

    // ---- where things come from

    Transition transition() const { return steps_.front().record.transition; }
    bool fast() const
    {
        return transition() == Transition::syscall || transition() == Transition::sysret ||
               transition() == Transition::sysenter || transition() == Transition::sysexit;
    }
    bool has_step(Step wanted) const
    {
        return std::any_of(steps_.begin(), steps_.end(),
                           [wanted](emu::MicroStep const& step) { return step.record.step == wanted; });
    }
    // A far branch through a call gate reads the gate first, by the steps of a code descriptor.
    bool before_the_call_gate() const
    {
        return transition() == Transition::far_branch && has_step(Step::read_gate) && !gate_passed_;
    }
    DiagramEnd code_selector_origin();
    DiagramEnd stack_selector_origin() const
    {
        return build_.has(frame, "SS") ? DiagramEnd{frame, "SS"} : DiagramEnd{tss, "SS0"};
    }
    DiagramEnd msr_end(uint32_t number, uint64_t value);
    DiagramEnd selector_msr();
    DiagramEnd rip_origin(StepRecord const& record);
    DiagramEnd rsp_origin(StepRecord const& record);
    DiagramEnd rflags_origin();
    DiagramEnd before_end(std::string_view name, uint64_t value);
    DiagramBox& cpu() { return build_.processor(processor, "CPU"); }

    Catalogue const& tr_;
    cpu::State const& state_;
    std::span<emu::MicroStep const> steps_;
    DiagramBuilder build_;
    DiagramView& diagram_;
    bool gate_passed_ = false;
    uint64_t call_gate_low_ = 0;
    uint64_t code_address_ = 0; // of the descriptors that were read last
    uint64_t stack_address_ = 0;
};

// ---- checks

void Teller::tell_check(StepRecord const& record)
{
    switch (record.step) {
    case Step::check_idt_limit:
        return check_idt_limit(record);
    case Step::check_gate_type:
        return build_.check(gate, "type");
    case Step::check_gate_dpl:
        return build_.check(gate, "DPL");
    case Step::check_gate_present:
        build_.check(gate, "P");
        gate_passed_ = true;
        return;
    case Step::check_code_selector:
        return check_selector(record, code_selector_origin());
    case Step::check_stack_selector:
        return check_selector(record, stack_selector_origin());
    case Step::check_code_descriptor:
        return check_descriptor(code);
    case Step::check_stack_descriptor:
        return check_descriptor(stack);
    case Step::check_tss_limit: {
        DiagramBox& box = build_.table(tr_box, "TR " + hexadecimal(state_.tr.selector));
        build_.show_in_title(box, "limit", record.value);
        return build_.check(tr_box, "limit");
    }
    case Step::check_stack_canonical:
        if (DiagramBox const* const found = diagram_.find(tss); found != nullptr)
            build_.check(tss, found->fields.front().name);
        return;
    case Step::check_target_canonical:
        return check_target();
    case Step::check_rcx_canonical:
        before_end("RCX", record.before);
        return build_.check(before, "RCX");
    case Step::check_sce:
        build_.show_in_title(build_.table("efer", "EFER"), "SCE", record.before);
        return build_.check("efer", "SCE");
    case Step::check_mode:
        return check_mode(record);
    case Step::check_cpl:
        before_end("CPL", record.before);
        return build_.check(before, "CPL");
    case Step::check_sysenter_cs:
        msr_end(cpu::msr::sysenter_cs, record.before);
        return build_.check("sysenter_cs", "");
    case Step::check_nt:
        build_.show_in_title(build_.table("rflags", "RFLAGS"), "NT", record.before);
        return build_.check("rflags", "NT");
    default:
        return;
    }
}

void Teller::check_idt_limit(StepRecord const& record)
{
    DiagramBox& box = build_.table(idtr, "IDTR");
    build_.show_in_title(box, "base", state_.idtr.base);
    build_.show(box, "limit", record.value);
    build_.check(idtr, "limit");
}

// The selector against the limit of its table. A null selector is told without a table.
void Teller::check_selector(StepRecord const& record, DiagramEnd const& origin)
{
    if (record.what.find("null") != std::string_view::npos)
        return build_.check(origin.box, origin.field);
    bool const local = record.what.starts_with("LDT");
    DiagramBox& box = build_.table(gdtr, local ? "LDTR" : "GDTR");
    build_.show_in_title(box, "limit", record.value);
    build_.check(gdtr, "limit");
    build_.arrow(origin, {gdtr, ""});
}

// The verdict names what does not hold; a descriptor that passes is judged by its DPL last.
void Teller::check_descriptor(char const* box)
{
    std::string_view const reason = build_.record().what;
    bool const failed = build_.record().fault.happened();
    if (failed && reason.find("not present") != std::string_view::npos)
        return build_.check(box, "P");
    if (failed && reason.starts_with("L "))
        return build_.check(box, "L");
    if (failed && reason.starts_with("not a"))
        return build_.check(box, "type");
    build_.check(box, "DPL");
}

void Teller::check_target()
{
    if (build_.has(gate, "offset"))
        return build_.check(gate, "offset");
    if (build_.has(frame, "RIP"))
        return build_.check(frame, "RIP");
    if (transition() != Transition::sysexit)
        return;
    before_end("RCX", build_.record().before);
    build_.check(before, "RCX");
    before_end("RDX", build_.record().value);
    build_.check(before, "RDX");
}

// 64-bit mode is CS.L with EFER.LMA; AMD's SYSENTER asks for the opposite, legacy mode.
void Teller::check_mode(StepRecord const& record)
{
    bool const legacy = record.what == "legacy mode";
    DiagramBox& box = legacy ? build_.table("efer", "EFER") : build_.table("cs", "CS");
    char const* const bit = legacy ? "LMA" : "L";
    build_.show_in_title(box, bit, record.before);
    build_.check(box.name, bit);
}

// ---- reads

void Teller::tell_read(StepRecord const& record)
{
    switch (record.step) {
    case Step::read_gate:
        return record.place == Place::idt ? read_gate(record) : read_call_gate(record);
    case Step::read_code_descriptor:
        if (before_the_call_gate())
            return read_call_gate(record);
        code_address_ = record.address;
        return read_descriptor(record, code, code_selector_origin());
    case Step::read_stack_descriptor:
        stack_address_ = record.address;
        return read_descriptor(record, stack, stack_selector_origin());
    case Step::read_rsp0:
    case Step::read_ist:
    case Step::read_ss0:
        return read_tss(record);
    default:
        return;
    }
}

void Teller::read_gate(StepRecord const& record)
{
    cpu::Gate const read{record.value, record.value_high};
    bool const is_64 = record.read_bytes == 16;
    uint64_t const offset = is_64 ? read.offset() : read.offset() & 0xffff'ffff;
    DiagramBox& box = build_.table(gate, std::string(record.what));
    build_.show_alone(box, "offset", offset);
    build_.show(box, "sel", read.selector().value);
    build_.show(box, "DPL", read.dpl());
    build_.show(box, "type", read.type());
    build_.show(box, "P", read.present() ? 1 : 0);
    if (is_64)
        build_.show(box, "IST", read.ist());
    build_.arrow({idtr, "base"}, {gate, ""});
}

// A call gate has 16 bytes in the GDT: the lower half is read as a descriptor, then the upper one, of which
// the picture needs bits 63:32 of the offset. SDM Vol. 3A, "IA-32e Mode Call Gates".
void Teller::read_call_gate(StepRecord const& record)
{
    bool const upper = record.step == Step::read_gate;
    std::string const index = std::to_string(record.before >> 3);
    DiagramBox& box = build_.table(gate, "GDT[" + index + "]");
    DiagramField& kind = build_.show(box, "gate", tr_("gate"));
    kind.in_title = true;
    kind.is_word = true;
    if (upper) {
        cpu::Gate const low{call_gate_low_, 0};
        build_.show_alone(box, "offset", (low.offset() & 0xffff'ffff) | record.value << 32);
        return;
    }
    call_gate_low_ = record.value;
    cpu::Gate const read{record.value, 0};
    build_.show_alone(box, "offset", read.offset() & 0xffff'ffff);
    build_.show(box, "sel", read.selector().value);
    build_.show(box, "DPL", read.dpl());
    build_.show(box, "type", read.type() & 0xf);
    build_.show(box, "P", read.present() ? 1 : 0);
    build_.arrow({gdtr, ""}, {gate, ""});
}

void Teller::read_descriptor(StepRecord const& record, char const* name, DiagramEnd const& origin)
{
    cpu::Descriptor const read{record.value};
    char const* const table = record.place == Place::ldt ? "LDT[" : "GDT[";
    DiagramBox& box = build_.table(name, table + std::to_string(record.before >> 3) + "]");
    DiagramField& kind = build_.show(box, "type",
                                     std::string(read.is_code()   ? tr_("code")
                                                 : read.is_data() ? tr_("data")
                                                                  : tr_("system")));
    kind.in_title = true;
    kind.is_word = true;
    build_.show(box, "DPL", read.dpl());
    build_.show(box, "P", read.present() ? 1 : 0);
    if (read.is_code())
        build_.show(box, "L", read.long_code() ? 1 : 0);
    else
        build_.show(box, "W", read.writable_data() ? 1 : 0);
    build_.arrow({gdtr, ""}, {name, ""});
    if (!build_.has(gdtr))
        build_.arrow(origin, {name, ""});
}

void Teller::read_tss(StepRecord const& record)
{
    std::string_view field = record.what;
    field.remove_prefix(std::min(field.find('.') + 1, field.size())); // "TSS.RSP0"
    DiagramBox& box = build_.table(tss, "TSS");
    build_.show_alone(box, field, record.value);
    build_.arrow({tr_box, ""}, {tss, ""});
    if (record.step == Step::read_ist)
        build_.arrow({gate, "IST"}, {tss, std::string(field)});
}

// ---- the stack

void Teller::tell_stack(StepRecord const& record)
{
    bool const push = record.written_bytes > 0 || cpu::name(record.step).starts_with("push_");
    DiagramBox& box = build_.processor(frame, push ? tr_("pushed") : tr_("popped"));
    std::string const field =
        record.step == Step::push_error_code ? tr_("error code") : std::string(record.what);
    build_.show_alone(box, field, record.value);
    if (record.fault.happened())
        return build_.check(frame, field);
    if (push)
        build_.follow(processor, "RSP", record.address);
    build_.link({frame, field}, record.address, push);
}

// ---- loads

DiagramEnd Teller::before_end(std::string_view name, uint64_t value)
{
    DiagramBox& box = build_.table(before, tr_("before"));
    build_.show_alone(box, name, value);
    return {before, std::string(name)};
}

void Teller::load(std::string_view name, StepRecord const& record, DiagramEnd const& from)
{
    DiagramField& field = build_.show(cpu(), name, record.value);
    field.alone = name.starts_with('R') || name.starts_with("CR") || name.find(' ') != std::string_view::npos;
    if (!from.box.empty())
        build_.arrow(from, {processor, std::string(name)});
}

void Teller::save(std::string_view name, StepRecord const& record, std::string_view from)
{
    DiagramEnd const origin = before_end(from, record.value);
    load(name, record, origin);
}

DiagramEnd Teller::msr_end(uint32_t number, uint64_t value)
{
    struct Msr
    {
        uint32_t number;
        char const* box;
        char const* title;
    };
    static constexpr Msr known[] = {
        {cpu::msr::star, "star", "STAR"},
        {cpu::msr::lstar, "lstar", "LSTAR"},
        {cpu::msr::cstar, "cstar", "CSTAR"},
        {cpu::msr::sfmask, "sfmask", "SFMASK"},
        {cpu::msr::sysenter_cs, "sysenter_cs", "SYSENTER_CS"},
        {cpu::msr::sysenter_esp, "sysenter_esp", "SYSENTER_ESP"},
        {cpu::msr::sysenter_eip, "sysenter_eip", "SYSENTER_EIP"},
    };
    for (Msr const& msr : known)
        if (msr.number == number) {
            build_.show_in_title(build_.table(msr.box, msr.title), "", value);
            return {msr.box, ""};
        }
    return {};
}

// Where the fast instructions take CS and SS from.
DiagramEnd Teller::selector_msr()
{
    if (transition() == Transition::sysenter || transition() == Transition::sysexit)
        return msr_end(cpu::msr::sysenter_cs, state_.sysenter_cs & 0xfffc);
    bool const out = transition() == Transition::sysret;
    DiagramBox& box = build_.table("star", "STAR");
    char const* const half = out ? "63:48" : "47:32";
    build_.show_in_title(box, half, (state_.star >> (out ? 48 : 32)) & 0xffff);
    return {"star", half};
}

DiagramEnd Teller::rip_origin(StepRecord const& record)
{
    if (record.place == Place::msr)
        return msr_end(static_cast<uint32_t>(record.address), record.value);
    if (transition() == Transition::sysret)
        return before_end("RCX", record.value);
    if (transition() == Transition::sysexit)
        return before_end("RDX", record.value);
    if (build_.has(gate))
        return {gate, "offset"};
    return build_.has(frame, "RIP") && has_step(Step::pop_rip) ? DiagramEnd{frame, "RIP"} : DiagramEnd{};
}

DiagramEnd Teller::rsp_origin(StepRecord const& record)
{
    if (record.place == Place::msr)
        return msr_end(static_cast<uint32_t>(record.address), record.value);
    if (transition() == Transition::sysexit)
        return before_end("RCX", record.value);
    if (has_step(Step::pop_rsp))
        return {frame, "RSP"};
    if (DiagramBox const* const found = diagram_.find(tss); found != nullptr)
        return {tss, found->fields.front().name};
    return before_end("RSP", record.before); // no other stack: the present one, aligned
}

DiagramEnd Teller::rflags_origin()
{
    if (transition() == Transition::syscall && has_step(Step::mask_rflags))
        return msr_end(cpu::msr::sfmask, state_.sfmask);
    return build_.has(gate, "type") && transition() != Transition::far_branch ? DiagramEnd{gate, "type"}
                                                                              : DiagramEnd{};
}

void Teller::tell_load(StepRecord const& record)
{
    switch (record.step) {
    case Step::write_cr2:
        return load("CR2", record, {});
    case Step::load_rsp:
        return load("RSP", record, rsp_origin(record));
    case Step::load_rip:
        return load("RIP", record, rip_origin(record));
    case Step::load_cs:
        return load("CS", record, fast() ? selector_msr() : DiagramEnd{code, ""});
    case Step::load_ss:
        return load("SS", record, fast() ? selector_msr() : DiagramEnd{stack, ""});
    case Step::load_ss_null:
        return load("SS", record, {});
    case Step::set_cpl:
        return load("CPL", record, fast() ? DiagramEnd{} : DiagramEnd{code, "DPL"});
    case Step::save_rcx:
        return save("RCX", record, "RIP");
    case Step::save_r11:
        return save("R11", record, "RFLAGS");
    case Step::mask_rflags:
    case Step::clear_rflags:
        return load("RFLAGS", record, rflags_origin());
    case Step::load_rflags:
        return load("RFLAGS", record,
                    transition() == Transition::sysret ? before_end("R11", state_.gpr[cpu::r11])
                                                       : DiagramEnd{frame, std::string(record.what)});
    case Step::load_cr3:
        return load("CR3", record, {});
    case Step::swap_gs_base:
        return swap_gs_base(record);
    case Step::set_descriptor_accessed:
        return set_descriptor_accessed(record);
    case Step::null_data_segments: {
        bool const none = record.value == 0;
        DiagramField& field =
            build_.show(cpu(), tr_("nulled"), none ? tr_("none") : std::string(record.what));
        field.is_word = true;
        field.alone = true;
        return;
    }
    case Step::double_fault:
    case Step::shutdown:
        return escalate(record);
    default:
        return;
    }
}

// The record's old value went to the MSR.
void Teller::swap_gs_base(StepRecord const& record)
{
    build_.show_alone(build_.table("kernel_gs_base", "KERNEL_GS_BASE"), "", record.before);
    load("GS base", record, {"kernel_gs_base", ""});
    build_.arrow({processor, "GS base"}, {"kernel_gs_base", ""});
}

void Teller::set_descriptor_accessed(StepRecord const& record)
{
    bool const of_code = record.address == code_address_ + type_byte;
    char const* const name = of_code ? code : stack;
    if (build_.has(name))
        build_.show(build_.table(name, ""), "A", 1);
}

void Teller::escalate(StepRecord const& record)
{
    DiagramBox& box = build_.table("faults", tr_("a fault in a fault"));
    auto const add = [&](char const* name, uint64_t vector) {
        DiagramField& field = build_.show(box, name, mnemonic_of(static_cast<cpu::Vector>(vector)));
        field.is_word = true;
        field.alone = true;
    };
    add(tr_("first"), record.before);
    add(tr_("then"), record.value);
}

// ---- where selectors come from

// The selector that a far JMP or CALL names stands in the instruction: in no table and on no stack.
DiagramEnd Teller::code_selector_origin()
{
    if (before_the_call_gate() ||
        (transition() == Transition::far_branch && !has_step(Step::pop_cs) && !has_step(Step::read_gate)))
        return {};
    if (build_.has(gate))
        return {gate, "sel"};
    return {frame, "CS"};
}

// As in the panels of the stacks, the highest address is on top: pops come from below.
void Teller::order_frame()
{
    for (DiagramBox& box : diagram_.boxes)
        if (box.name == frame && has_step(Step::pop_rip))
            std::reverse(box.fields.begin(), box.fields.end());
}

// What it does not do is what a class should see.
char const* Teller::what_it_leaves() const
{
    bool const users_stack = state_.gpr[cpu::rsp] >> 63 == 0;
    switch (transition()) {
    case Transition::syscall:
        return users_stack ? tr_("No memory is touched: RSP is still the user's.")
                           : tr_("No memory is touched: RSP stays as it is.");
    case Transition::sysret:
        return users_stack ? tr_("No memory is read: the kernel has loaded the user's RSP before.")
                           : tr_("No memory is read, and RSP stays as it is.");
    case Transition::sysenter:
        return tr_("Return address, RSP and RFLAGS are saved nowhere: the caller must know them.");
    case Transition::sysexit:
        return state_.has(cpu::flag::interrupt)
                   ? tr_("RFLAGS stays: the kernel has switched interrupts on just before.")
                   : tr_("RFLAGS stays: interrupts are still off.");
    default:
        return "";
    }
}

void Teller::note()
{
    diagram_.note = what_it_leaves();
    if (transition() != Transition::syscall)
        return;
    build_.begin(steps_.front().record, Progress::done);
    if (!has_step(Step::save_rcx) || !build_.has(processor))
        return;
    DiagramField& field = build_.show_alone(cpu(), "RSP", state_.gpr[cpu::rsp]);
    field.stays = true;
    field.progress = diagram_.find(processor)->fields.front().progress == Progress::to_come
                         ? Progress::to_come
                         : Progress::done;
}

} // namespace

std::span<emu::MicroStep const> part_around(std::span<emu::MicroStep const> steps, std::size_t index)
{
    std::size_t begin = 0;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        bool const ends = steps[i].record.fault.happened() || i + 1 == steps.size();
        if (ends && index <= i)
            return steps.subspan(begin, i + 1 - begin);
        if (ends)
            begin = i + 1;
    }
    return steps;
}

DiagramView diagram_of(Catalogue const& tr, cpu::State const& state, std::span<emu::MicroStep const> steps)
{
    DiagramView diagram;
    if (!steps.empty())
        Teller(tr, state, steps, diagram).tell();
    return diagram;
}

} // namespace ringside::gui
