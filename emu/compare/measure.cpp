// Listening to a request. What an instruction does is put aside until it has retired: if it faults, the
// attempt and the exception belong to `nested`; when it turns out to be the transition out, to
// `hardware_exit`.
#include "emu/compare/measure.hpp"

#include "cpu/decode/decoder.hpp"
#include "emu/compare/own_task.hpp"
#include "emu/machine.hpp"
#include "emu/session/run.hpp"
#include "emu/trace/walk_model.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ringside::emu {

namespace {

using cpu::State;
using cpu::Step;

constexpr std::array<std::string_view, 16> gpr_names = {"rax", "rcx", "rdx", "rbx", "rsp", "rbp",
                                                        "rsi", "rdi", "r8",  "r9",  "r10", "r11",
                                                        "r12", "r13", "r14", "r15"};

constexpr uint64_t page_of(uint64_t linear)
{
    return linear >> 12;
}

// Further than a PUSH, a POP or room for a few variables: another stack.
bool moved_stack(State const& before, State const& after)
{
    constexpr uint64_t near = 4096;
    return after.gpr[cpu::rsp] - before.gpr[cpu::rsp] + near > 2 * near;
}

class Listener final : public cpu::Observer
{
public:
    Listener(Session& session, Request const& request, Growth* growth)
        : session_(session), machine_(session.machine()), request_(request), growth_(growth), own_(session)
    {
        for (std::string_view const dispatcher : {"do_syscall_64", "do_int80_syscall_32", "do_SYSENTER_32",
                                                  "do_fast_syscall_32", "emulate_vsyscall"})
            if (auto const address = session.address_in_kernel(dispatcher))
                dispatchers_.push_back(*address);
    }

    Measured measured;
    bool finished = false;

    // Until the request begins only the model of the TLB listens, so that it is as warm as a processor's
    // would be; the first use of a page between two transitions is enough for that.
    void begin_request()
    {
        warming_ = false;
        at_trap_ = machine_.cpu.state;
        if (growth_ != nullptr)
            growth_->begins(at_trap_, request_);
    }
    // The machine has made one step.
    void stepped() { growth_->stepped(machine_.cpu.state, measured, row_, row_phase_); }

    void instruction_begins(State const& state, cpu::Instruction const& instruction) override;
    void instruction_retired(State const& state, cpu::Instruction const& instruction) override;
    void instruction_faulted(State const& state, cpu::Fault const& fault) override;
    void transition_begins(State const& state, cpu::Transition transition, unsigned vector) override;
    void step(State const& state, cpu::StepRecord const& record) override;
    void access(cpu::Access const& access) override;
    void page_invalidated(State const& state, uint64_t linear) override;

private:
    // An interruption of the request: where it is to go on.
    struct Interruption
    {
        uint64_t rip;
        unsigned cpl;
    };

    Sums& current()
    {
        if (warming_)
            return ignored_;
        return in_instruction_ ? pending_ : own() ? measured[phase_] : measured.nested;
    }
    // Whether what happens now is the request's and not an interruption's or another task's.
    bool own() const { return nested_.empty() && !own_.away(); }
    bool listens_for(Request::Trap trap) const
    {
        return request_.trap == trap && phase_ == Phase::setup && own();
    }
    // What was open is counted as the phase's, or as nested.
    void count(Phase phase);
    void count_nested();
    void note_row(std::size_t row, Phase phase);
    void enter_by_event(State const& state);
    void advance_in_user_code(State const& state, cpu::Instruction const& instruction, Phase& belongs_to);
    void advance(State const& state, cpu::Instruction const& instruction);
    void count_pushes(State const& after);
    void end_of_nested(State const& state);
    void note_saved(cpu::Access const& access);
    void note_saved_by_step(Step step);
    void save(std::string_view name);
    void count_walk(uint64_t linear, bool write);
    void walked(State const& state, cpu::StepRecord const& record);
    void compare_registers(State const& after);
    bool is_service(uint64_t rip) const;
    bool is_handler(uint64_t rip) const;

    Session& session_;
    Machine& machine_;
    Request request_;
    Growth* growth_;
    OwnTask own_;
    std::vector<uint64_t> dispatchers_;

    bool warming_ = true;
    Phase phase_ = Phase::setup;
    bool in_instruction_ = false;
    Sums pending_;
    std::vector<std::pair<uint64_t, unsigned>> written_below_; // the stack pointer: address and bytes
    std::size_t row_ = 0; // of the figures, and the phase: where the last step was counted
    Phase row_phase_ = Phase::setup;
    Sums ignored_;           // while warming
    State before_{};         // of the instruction being executed
    cpu::Instruction now_{}; // that instruction
    std::vector<Interruption> nested_;
    State at_trap_{};
    uint64_t service_rsp_ = 0;
    unsigned overwritten_ = 0; // registers that the trap itself used, by number

    WalkModel tlb_;
    struct Walk
    {
        uint64_t page = ~uint64_t{0};
        unsigned reads = 0;
        bool global = false;
    };
    Walk walk_;
};

void Listener::instruction_begins(State const& state, cpu::Instruction const& instruction)
{
    in_instruction_ = true;
    pending_ = {};
    written_below_.clear();
    before_ = state;
    now_ = instruction;
    if (phase_ == Phase::hardware_entry && own())
        phase_ = Phase::entry; // an exception or interrupt has been delivered
    auto const is_trap = instruction.is_system_call && state.cpl == 3;
    if ((listens_for(Request::Trap::instruction) && is_trap) || listens_for(Request::Trap::call))
        at_trap_ = state;
}

void Listener::page_invalidated(State const&, uint64_t linear)
{
    tlb_.flush_page(page_of(linear));
    ++current().tlb_flushes;
}

bool Listener::is_service(uint64_t rip) const
{
    auto const symbol = session_.symbol(rip);
    return symbol && symbol->offset == 0 && symbol->name.starts_with("sys_");
}

// What the vectors of exceptions and interrupts lead to, called from the common entry code;
// `emulate_vsyscall` is called further in.
bool Listener::is_handler(uint64_t rip) const
{
    auto const symbol = session_.symbol(rip);
    return request_.path != "vsyscall" && symbol && symbol->offset == 0 &&
           (symbol->name.starts_with("exc_") || symbol->name.starts_with("sysvec_"));
}

void Listener::note_row(std::size_t row, Phase phase)
{
    row_ = row;
    row_phase_ = phase;
}

void Listener::count(Phase phase)
{
    measured[phase] += pending_;
    pending_ = {};
    note_row(static_cast<std::size_t>(phase), phase);
    if (growth_ != nullptr)
        growth_->counted(row_);
}

void Listener::count_nested()
{
    measured.nested += pending_;
    pending_ = {};
    note_row(phase_count, phase_);
    if (growth_ != nullptr)
        growth_->counted(row_);
}

// The trap is an event between two instructions, not one of them.
void Listener::enter_by_event(State const& state)
{
    phase_ = Phase::hardware_entry;
    at_trap_ = state;
    note_row(static_cast<std::size_t>(phase_), phase_);
}

// A function call has a service and its way back, but no kernel.
void Listener::advance_in_user_code(State const& state, cpu::Instruction const& instruction,
                                    Phase& belongs_to)
{
    auto const word = state.code_64() ? 8u : 4u;
    if (phase_ == Phase::setup && cpu::is_call(instruction)) {
        phase_ = Phase::service;
        service_rsp_ = state.gpr[cpu::rsp];
        measured.pushed_return_address = pending_.stack_bytes == word;
        if (measured.pushed_return_address)
            save("rip");
    } else if (phase_ == Phase::service && cpu::is_return(instruction) &&
               state.gpr[cpu::rsp] == service_rsp_ + word) {
        phase_ = Phase::back;
        belongs_to = Phase::service;
        compare_registers(state);
    }
}

// Which phase the instruction just retired belongs to, and which follows.
void Listener::advance(State const& state, cpu::Instruction const& instruction)
{
    auto belongs_to = phase_;
    if (request_.trap == Request::Trap::call)
        advance_in_user_code(state, instruction, belongs_to);
    switch (phase_) {
    case Phase::setup:
        if (request_.trap == Request::Trap::instruction && instruction.is_system_call && before_.cpl == 3) {
            belongs_to = Phase::hardware_entry;
            phase_ = state.cpl == 3 ? Phase::setup : Phase::entry;
        }
        break;
    case Phase::entry:
        if (cpu::is_call(instruction) &&
            std::find(dispatchers_.begin(), dispatchers_.end(), state.rip) != dispatchers_.end())
            phase_ = Phase::dispatch;
        if (cpu::is_call(instruction) && phase_ == Phase::entry && is_handler(state.rip)) {
            phase_ = Phase::service; // nothing is looked up in a table of system calls
            service_rsp_ = state.gpr[cpu::rsp];
        }
        if (moved_stack(before_, state))
            measured.switched_stack_by_software = true;
        break;
    case Phase::dispatch:
        if (cpu::is_call(instruction) && is_service(state.rip)) {
            phase_ = Phase::service;
            service_rsp_ = state.gpr[cpu::rsp];
        }
        break;
    case Phase::service:
        if (before_.cpl < 3 && cpu::is_return(instruction) && state.gpr[cpu::rsp] == service_rsp_ + 8)
            phase_ = Phase::exit;
        break;
    default:
        break;
    }
    auto const in_kernel = belongs_to > Phase::hardware_entry && belongs_to < Phase::back;
    if (in_kernel && before_.cpl < 3 && state.cpl == 3) {
        belongs_to = Phase::hardware_exit;
        phase_ = Phase::back;
        compare_registers(state);
    }
    count(belongs_to);
}

void Listener::instruction_retired(State const& state, cpu::Instruction const& instruction)
{
    in_instruction_ = false;
    if (warming_)
        return;
    count_pushes(state);
    (before_.cpl == 3 ? pending_.ring3 : pending_.ring0) += state.retired - before_.retired;
    auto const was_own = own();
    auto const was_away = own_.away();
    own_.retired(before_, state);
    if (was_own) {
        advance(state, instruction);
    } else {
        count_nested();
        if (!was_away && !own_.away())
            end_of_nested(state);
    }
    pending_ = {}; // a fault of the next fetch begins no instruction that would do it
    if (state.cpl == 3 && own() && request_.ends_at(state) && !finished) {
        finished = true;
        if (request_.trap == Request::Trap::none)
            compare_registers(state);
        machine_.stop_here();
    }
}

// What was written below the stack pointer was pushed if the pointer has come down to it. A store to the red
// zone leaves it where it was. System V ABI, AMD64, "The Stack Frame".
void Listener::count_pushes(State const& after)
{
    for (auto const& [linear, bytes] : written_below_)
        if (linear >= after.gpr[cpu::rsp])
            pending_.stack_bytes += bytes;
}

void Listener::end_of_nested(State const& state)
{
    auto const& last = nested_.back();
    if (state.rip == last.rip && state.cpl == last.cpl && before_.cpl == 0 && !cpu::is_return(now_))
        nested_.pop_back();
}

void Listener::instruction_faulted(State const& state, cpu::Fault const& fault)
{
    in_instruction_ = false;
    if (warming_)
        return;
    if (listens_for(Request::Trap::exception) && state.cpl == 3 &&
        request_.enters_by(state, static_cast<unsigned>(fault.vector))) {
        enter_by_event(state);
        count(phase_); // the attempt
    } else {
        if (!own_.away())
            nested_.push_back({state.rip, state.cpl});
        count_nested();
    }
}

void Listener::transition_begins(State const& state, cpu::Transition transition, unsigned)
{
    if (warming_)
        return machine_.cpu.mapping_changed(); // every page is used for the first time again
    if (transition != cpu::Transition::external_interrupt)
        return;
    if (listens_for(Request::Trap::interrupt) && state.cpl == 3)
        enter_by_event(state);
    else if (!own_.away())
        nested_.push_back({state.rip, state.cpl});
    if (!own())
        note_row(phase_count, phase_);
}

void Listener::step(State const& state, cpu::StepRecord const& record)
{
    if (record.transition == cpu::Transition::page_walk)
        return walked(state, record);
    auto& sums = current();
    sums.steps.push_back(record.step);
    if (cpu::name(record.step).starts_with("push_"))
        sums.stack_bytes += record.written_bytes;
    if (record.step == Step::load_cr3)
        ++sums.cr3_writes;
    if (record.step == Step::flush_tlb) {
        ++sums.tlb_flushes;
        if (record.what == "CR3")
            tlb_.flush_process(static_cast<unsigned>(state.cr3 & 0xfff));
        else
            tlb_.flush_all();
    }
    if (!warming_ && phase_ <= Phase::hardware_entry && own())
        note_saved_by_step(record.step);
    if (!warming_ && growth_ != nullptr)
        growth_->micro_step(state, record.step, measured, pending_);
}

// The walk's reads count when the access that asked for it turns out not to be in the model's TLB, or at once
// if the walk failed; writes of accessed and dirty bits happen only once anyway.
void Listener::walked(State const& state, cpu::StepRecord const& record)
{
    constexpr uint64_t global_bit = 1u << 8;
    switch (record.step) {
    case Step::read_pml4e:
        walk_ = {page_of(record.before), 1, false};
        break;
    case Step::read_pdpte:
    case Step::read_pde:
    case Step::read_pte:
        ++walk_.reads;
        walk_.global = (record.value & global_bit) != 0 && (state.cr4 & cpu::cr4::pge) != 0;
        break;
    case Step::set_accessed:
    case Step::set_dirty:
        current().walk.add(true, record.written_bytes);
        break;
    default:
        break;
    }
    if (record.fault.happened()) {
        for (unsigned i = 0; i < walk_.reads; ++i)
            current().walk.add(false, 8);
        walk_ = {};
    }
}

void Listener::count_walk(uint64_t linear, bool write)
{
    auto const& state = machine_.cpu.state;
    if (!state.paging())
        return;
    auto const process = static_cast<unsigned>((state.cr4 & cpu::cr4::pcide) != 0 ? state.cr3 & 0xfff : 0);
    auto const page = page_of(linear);
    if (tlb_.finds(page, process, write))
        return;
    auto const reads = walk_.page == page ? walk_.reads : 0;
    for (unsigned i = 0; i < reads; ++i)
        current().walk.add(false, 8);
    tlb_.enter(page, process, write, walk_.page == page && walk_.global);
}

void Listener::access(cpu::Access const& access)
{
    auto const write = access.direction == cpu::Direction::write;
    if (access.agent == cpu::Agent::walk)
        return;
    count_walk(access.linear, write);
    if (access.agent == cpu::Agent::fetch)
        return;
    auto& sums = current();
    (access.agent == cpu::Agent::hardware ? sums.hardware : sums.software).add(write, access.bytes);
    if (!write || access.agent != cpu::Agent::software)
        return;
    if (in_instruction_ && access.linear < before_.gpr[cpu::rsp])
        written_below_.push_back({access.linear, access.bytes});
    if (phase_ == Phase::entry && own())
        note_saved(access);
}

// ---- what becomes of the program's registers

void Listener::save(std::string_view name)
{
    auto& list = measured.registers.saved;
    if (std::find(list.begin(), list.end(), name) == list.end())
        list.emplace_back(name);
}

void Listener::note_saved_by_step(Step step)
{
    switch (step) {
    case Step::push_ss:
        return save("ss");
    case Step::push_rsp:
        return save("rsp");
    case Step::push_rflags:
        return save("rflags");
    case Step::save_r11:
        overwritten_ |= 1u << cpu::r11;
        return save("rflags");
    case Step::push_cs:
        return save("cs");
    case Step::push_rip:
        measured.pushed_return_address = true;
        return save("rip");
    case Step::save_rcx:
        overwritten_ |= 1u << cpu::rcx;
        return save("rip");
    default:
        return;
    }
}

// Entry code stores a register that still holds what the program had in it.
void Listener::note_saved(cpu::Access const& access)
{
    auto const index = [&]() -> unsigned {
        for (auto const* operand : {&now_.src, &now_.dst})
            if (operand->kind == cpu::Operand::Kind::gpr)
                return operand->index;
        return cpu::Operand::no_register;
    }();
    if (index >= gpr_names.size() || access.bytes != 8 || (overwritten_ >> index & 1) != 0)
        return;
    if (before_.gpr[index] == at_trap_.gpr[index] && access.value == at_trap_.gpr[index])
        save(gpr_names[index]);
}

void Listener::compare_registers(State const& after)
{
    measured.result = static_cast<int64_t>(after.gpr[cpu::rax]);
    auto& fate = measured.registers;
    for (std::size_t i = 0; i < gpr_names.size(); ++i) {
        if (after.gpr[i] == at_trap_.gpr[i])
            continue;
        fate.changed.emplace_back(gpr_names[i]);
        if (i != cpu::rax)
            fate.lost.emplace_back(gpr_names[i]);
    }
    constexpr uint64_t resume_flag = 1u << 16; // IRET sets it for one instruction, whose business it is
    if (((after.rflags ^ at_trap_.rflags) & ~resume_flag) != 0)
        fate.changed.emplace_back("rflags");
    for (auto const segment : {cpu::SegmentName::cs, cpu::SegmentName::ss, cpu::SegmentName::ds,
                               cpu::SegmentName::es, cpu::SegmentName::fs, cpu::SegmentName::gs}) {
        constexpr std::string_view names[] = {"es", "cs", "ss", "ds", "fs", "gs"};
        if (after.segment(segment).selector != at_trap_.segment(segment).selector)
            fate.changed.emplace_back(names[static_cast<unsigned>(segment)]);
    }
}

} // namespace

std::string_view name(Phase phase)
{
    constexpr std::string_view names[] = {"setup",   "hardware_entry", "entry",         "dispatch",
                                          "service", "exit",           "hardware_exit", "back"};
    return names[static_cast<std::size_t>(phase)];
}

std::optional<Phase> parse_phase(std::string_view text)
{
    for (std::size_t i = 0; i < phase_count; ++i)
        if (name(static_cast<Phase>(i)) == text)
            return static_cast<Phase>(i);
    return {};
}

Sums Measured::total() const
{
    Sums total;
    for (auto const& sums : phases)
        total += sums;
    return total;
}

namespace {

// Step by step while somebody listens to the growth: places between them are the ones at which a session can
// stand.
Halt run_request(Machine& machine, Listener& listener, Growth* growth)
{
    auto const limit = machine.cpu.state.time + longest_request;
    if (growth == nullptr)
        return machine.run(limit);
    auto halt = Halt::time;
    while (halt == Halt::time && !listener.finished && machine.cpu.state.time < limit) {
        if (machine.take_interrupt())
            return Halt::interrupted;
        halt = machine.step();
        listener.stepped();
    }
    return halt;
}

Outcome<Measured> measure_request(Session& session, uint64_t trap, Prepare const& prepare, Growth* growth)
{
    auto& machine = session.machine();
    auto const fresh = machine.save();
    auto const request = find_request(session, trap);
    if (!request.ok())
        return request.refusal();
    machine.restore(fresh);
    machine.cpu.stop_before_system_calls = false;
    machine.cpu.stop_on_ring_change = false;
    Listener listener(session, request.value(), growth);
    machine.cpu.observe(&listener, cpu::Attention::first_uses);
    machine.run(request.value().begin_time);
    machine.cpu.observe(&listener);
    listener.begin_request();
    if (prepare)
        prepare(session);
    auto const halt = run_request(machine, listener, growth);
    machine.cpu.observe(nullptr);
    // An exception may kill the program; a system call that was asked for by number may be exit_group.
    auto const ends_there =
        halt == Halt::exited && (request.value().trap == Request::Trap::exception || trap > 0);
    if (!listener.finished && !ends_there)
        return Refusal{fmt::format("the request of {} does not come to its end{}", session.program_name(),
                                   halt == Halt::exited ? ": the program ends before path_end" : "")};
    auto measured = std::move(listener.measured);
    measured.path = request.value().path;
    measured.has_result = listener.finished && measured.path != "pf" && measured.path != "timer";
    if (ends_there)
        measured.end = exit_state_of(machine, halt).sentence;
    measured.program = session.program_name();
    measured.rings = session.options().model.rings == cpu::Rings::on;
    measured.vendor = session.options().model.vendor == cpu::Vendor::amd ? "amd" : "intel";
    return measured;
}

} // namespace

Outcome<Measured> measure(Session& session, Prepare const& prepare)
{
    return measure_request(session, 0, prepare, nullptr);
}

Outcome<Measured> measure_growth(Session& session, uint64_t trap, Growth& growth)
{
    return measure_request(session, trap, {}, &growth);
}

} // namespace ringside::emu
