// The loop around the processor: when a case ends, what was announced on the way, which flags nobody defines.
#include "emu/script/case_runner.hpp"

#include "emu/script/assembler.hpp"
#include "emu/script/case_items.hpp"

#include <algorithm>

namespace ringside::emu::script {

namespace {

constexpr uint64_t most_instructions = 1'000'000;

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

// SDM Vol. 2, "Flags Affected" of the shifts and rotates: it depends on the count.
FlagEffect shift_effect(Inspected const& inspected, uint64_t rcx)
{
    auto const bits = inspected.operand_bits;
    uint64_t count = inspected.count_in_cl ? rcx & 0xff : inspected.immediate.value_or(1);
    count &= bits == 64 ? 0x3f : 0x1f;
    if (count == 0)
        return {};
    FlagEffect effect{inspected.flags_written, 0};
    bool const rotates = is_one_of(inspected.mnemonic, {"rol", "ror", "rcl", "rcr"});
    if (!rotates)
        effect.undefined |= cpu::flag::af;
    if (count != 1)
        effect.undefined |= cpu::flag::of;
    if (count >= bits && is_one_of(inspected.mnemonic, {"shl", "shr"}))
        effect.undefined |= cpu::flag::cf;
    if (count > bits && is_one_of(inspected.mnemonic, {"shld", "shrd"}))
        effect.undefined |= cpu::flag::status;
    return effect;
}

// Collects what the processor announces. SYSRET and its like leave undefined flags alone: they load all of
// them.
class Listener final : public cpu::Observer
{
public:
    Listener(Ending& ending, cpu::Cpu const& cpu) : ending_(ending), cpu_(cpu) {}

    // A trap that `then` names ends the case before its delivery.
    std::optional<cpu::Vector> awaited_trap;
    std::optional<cpu::State> state_at_trap;

    void instruction_begins(cpu::State const& state, cpu::Instruction const& instruction) override
    {
        ending_.forms.insert(instruction.form);
        auto const effect = flag_effect(std::span(instruction.bytes).first(instruction.length),
                                        cpu_.code_bits(), state.gpr[cpu::rcx]);
        pending_ = (ending_.undefined_flags & ~uint64_t{effect.written}) | effect.undefined;
    }
    void instruction_retired(cpu::State const&, cpu::Instruction const&) override
    {
        ending_.undefined_flags = pending_;
    }
    void transition_begins(cpu::State const& state, cpu::Transition transition, unsigned vector) override
    {
        if (transition == cpu::Transition::exception)
            ending_.delivered.vector = static_cast<cpu::Vector>(vector);
        if (awaited_trap && !state_at_trap && vector == static_cast<unsigned>(*awaited_trap) &&
            (transition == cpu::Transition::exception || transition == cpu::Transition::software_interrupt))
            state_at_trap = state;
    }
    void instruction_faulted(cpu::State const&, cpu::Fault const& fault) override
    {
        ending_.delivered = fault;
    }
    void step(cpu::State const&, cpu::StepRecord const& record) override { ending_.steps.push_back(record); }

private:
    Ending& ending_;
    cpu::Cpu const& cpu_;
    uint64_t pending_ = 0;
};

bool is_trap(cpu::Vector vector)
{
    return vector == cpu::Vector::breakpoint || vector == cpu::Vector::overflow ||
           vector == cpu::Vector::debug;
}

class Execution
{
public:
    Execution(Case const& test, Program const& program, CaseMachine& machine, bool observed)
        : machine_(machine), cpu_(machine.cpu), listener_(ending_, cpu_),
          end_address_(CaseMachine::code_address + program.bytes.size())
    {
        auto const fault = expected_fault(test);
        awaits_fault_ = fault && fault->happened();
        if (awaits_fault_ && is_trap(fault->vector))
            listener_.awaited_trap = fault->vector;
        cpu_.stop_at_faults = awaits_fault_;
        if (observed)
            cpu_.observe(&listener_);
    }

    Ending run()
    {
        ending_.before = take(machine_);
        ending_.end = loop();
        cpu_.observe(nullptr);
        if (ending_.end != End::fault || !ending_.fault.happened())
            ending_.after = take(machine_);
        ending_.chain = cpu_.fault_chain();
        return std::move(ending_);
    }

private:
    bool inside() const
    {
        return cpu_.state.rip >= CaseMachine::code_address && cpu_.state.rip < end_address_;
    }

    End loop()
    {
        while (inside()) {
            if (++ending_.instructions > most_instructions)
                return End::too_long;
            auto const before_trap = listener_.awaited_trap ? take(machine_) : Snapshot{};
            switch (cpu_.step()) {
            case cpu::Stop::fault:
                return stop_at_fault();
            case cpu::Stop::shutdown:
                return End::shutdown;
            case cpu::Stop::halted:
                return End::halted;
            default:
                break;
            }
            if (listener_.state_at_trap) {
                // What the instruction wrote cannot be told from what the delivery wrote: traps write nothing
                // else.
                ending_.after = {*listener_.state_at_trap, before_trap.pages};
                ending_.fault = {*listener_.awaited_trap};
                return End::fault;
            }
        }
        return awaits_fault_ ? try_to_fetch() : End::left;
    }

    End stop_at_fault()
    {
        ending_.fault = cpu_.last_fault();
        ending_.after = take(machine_);
        return End::fault;
    }

    // A fault of the fetch itself, not of what may lie there: #PF at RIP, or #GP for an RIP that cannot be.
    bool is_fetch_fault(uint64_t rip) const
    {
        auto const& fault = cpu_.last_fault();
        if (fault.vector == cpu::Vector::page_fault)
            return fault.address == rip;
        auto const canonical = static_cast<uint64_t>(static_cast<int64_t>(rip << 16) >> 16) == rip;
        auto const& state = cpu_.state;
        return state.code_64() ? !canonical : rip > state.segment(cpu::SegmentName::cs).limit;
    }

    // Control left to where nothing can be executed: that is the fault a case may be waiting for.
    End try_to_fetch()
    {
        auto const left = take(machine_);
        if (cpu_.step() == cpu::Stop::fault && cpu_.state.rip == left.state.rip &&
            is_fetch_fault(left.state.rip))
            return stop_at_fault();
        ending_.after = left;
        ending_.fault = {};
        machine_.cpu.state = left.state;
        for (auto const& [linear, bytes] : left.pages)
            machine_.poke(linear, bytes);
        machine_.cpu.state_replaced();
        return End::left;
    }

    CaseMachine& machine_;
    cpu::Cpu& cpu_;
    Ending ending_;
    Listener listener_;
    uint64_t end_address_;
    bool awaits_fault_ = false;
};

std::variant<Ending, Problem> execute_observed(Case const& test, Program const& program, cpu::Vendor vendor,
                                               bool observed)
{
    auto prepared = prepare(test, program, vendor);
    if (auto const* const problem = std::get_if<Problem>(&prepared))
        return *problem;
    auto const& machine = std::get<std::unique_ptr<CaseMachine>>(prepared);
    return Execution(test, program, *machine, observed).run();
}

} // namespace

std::optional<cpu::Fault> expected_fault(Case const& test)
{
    std::optional<cpu::Fault> fault;
    for (auto const& item : test.then)
        if (item.kind == Item::Kind::fault)
            fault = item.fault;
    return fault;
}

cpu::Vendor vendor_of(Case const& test, cpu::Vendor otherwise)
{
    return test.vendor.value_or(otherwise);
}

FlagEffect flag_effect(std::span<uint8_t const> bytes, unsigned bits, uint64_t rcx)
{
    auto const inspected = inspect(bytes, bits);
    if (is_one_of(inspected.mnemonic, {"shl", "shr", "sar", "rol", "ror", "rcl", "rcr", "shld", "shrd"}))
        return shift_effect(inspected, rcx);
    return {inspected.flags_written, inspected.flags_undefined};
}

std::variant<Ending, Problem> execute(Case const& test, Program const& program, cpu::Vendor vendor)
{
    return execute_observed(test, program, vendor, true);
}

CaseResult run_case(Case const& test, Program const& program, cpu::Vendor vendor)
{
    auto const observed = execute_observed(test, program, vendor, true);
    if (auto const* const problem = std::get_if<Problem>(&observed))
        return {CaseResult::Status::failed, {problem->sentence}};
    auto const& ending = std::get<Ending>(observed);
    auto complaints = judge(test, program, vendor, ending);
    // Nobody listening must not change what happens. Traps that end a case are only seen by a listener.
    auto const fault = expected_fault(test);
    if (complaints.empty() && !(fault && is_trap(fault->vector))) {
        auto const plain = execute_observed(test, program, vendor, false);
        auto const& other = std::get<Ending>(plain);
        if (other.end != ending.end || other.after.state != ending.after.state ||
            other.after.pages != ending.after.pages)
            complaints.emplace_back("ends otherwise when nobody listens");
    }
    CaseResult result{complaints.empty() ? CaseResult::Status::passed : CaseResult::Status::failed,
                      std::move(complaints), ending.forms};
    for (auto const& record : ending.steps)
        result.steps.insert(record.step);
    return result;
}

} // namespace ringside::emu::script
