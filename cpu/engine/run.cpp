// The reference path: fetch a block, execute its records one by one, deliver what happens in between.
// Two loops do the same thing: the plain one when nobody looks at single instructions, the careful one when a
// breakpoint, an observer, single-stepping or an interrupt shadow needs every boundary.
// SDM Vol. 3A, "Priority Among Concurrent Events".
#include "cpu/cpu.hpp"
#include "cpu/decode/decoder.hpp"
#include "cpu/transitions/event.hpp"

#include <algorithm>

namespace ringside::cpu {

Cpu::Cpu(Model const& model, PhysicalMemory& memory, Bus& bus) : model_(model), memory_(memory), bus_(bus)
{
    memory_.add_listener(*this);
}

Cpu::~Cpu()
{
    memory_.remove_listener(*this);
}

void Cpu::observe(Observer* observer, Attention attention)
{
    observer_ = observer;
    attention_ = attention;
    mapping_changed();
}

Result<void> Cpu::tell(StepRecord const& record)
{
    if (observer_ != nullptr)
        observer_->step(state, record);
    if (steps_left_ > 0 && --steps_left_ == 0)
        return Fault{Vector::stopped};
    if (record.fault.happened())
        return record.fault;
    return {};
}

void Cpu::begin_transition(Transition transition, unsigned vector)
{
    if (observer_ != nullptr)
        observer_->transition_begins(state, transition, vector);
}

void Cpu::end_transition(Transition transition, Fault const& fault)
{
    if (observer_ != nullptr)
        observer_->transition_ends(state, transition, fault);
}

Stop Cpu::run(uint64_t until, First first)
{
    until_ = until;
    for (;; first = First::stop) {
        auto const stop = run_from_here(first);
        if (stop != Stop::none)
            return stop;
    }
}

Stop Cpu::step()
{
    until_ = state.time + 1;
    auto const stop = run_from_here(First::pass);
    return stop == Stop::none ? Stop::time : stop;
}

// A change of ring ends its block, so that looking for one here costs nothing inside.
Stop Cpu::run_from_here(First first)
{
    auto const ring = state.cpl;
    auto const stop = execute_some(first);
    if (stop_on_ring_change && stop == Stop::none && state.cpl != ring)
        return Stop::ring_change;
    return stop;
}

// One event, or one block.
Stop Cpu::execute_some(First first)
{
    blocks_.release();
    if (stop_requested_.load(std::memory_order_relaxed)) [[unlikely]]
        return stop_requested_.store(false), Stop::requested;
    if (state.time >= until_)
        return Stop::time;
    if (state.has(flag::interrupt) && state.shadow == Shadow::none) {
        auto const vector = bus_.pending_interrupt();
        if (vector >= 0) {
            bus_.acknowledge_interrupt(vector);
            state.halted = false;
            auto const done =
                raise(*this, {Event::Source::external, static_cast<uint8_t>(vector)}, state.rip);
            ++state.time;
            return done == Delivery::done       ? Stop::none
                   : done == Delivery::shutdown ? Stop::shutdown
                                                : Stop::micro_step;
        }
    }
    if (state.halted)
        return Stop::halted;
    if (breakpoints_enabled()) [[unlikely]] {
        if (auto const hits = code_breakpoints_here(); hits != 0)
            return stop_at_code_breakpoint(hits);
    }
    auto const block = fetch_block();
    if (!block.ok())
        return after_fault(block.fault());
    if (first == First::stop && (stop_before_system_calls || !breakpoints.empty())) {
        auto const stop = stop_before(*block.value());
        if (stop != Stop::none)
            return stop;
    }
    return must_be_careful(*block.value()) ? execute_carefully(*block.value())
                                           : execute_plainly(*block.value());
}

// A system-call instruction always begins its block, so one look at the front is enough.
Stop Cpu::stop_before(Block const& block) const
{
    if (std::find(breakpoints.begin(), breakpoints.end(), state.rip) != breakpoints.end())
        return Stop::breakpoint;
    if (stop_before_system_calls && block.instructions.front().is_system_call && state.cpl == 3)
        return Stop::system_call;
    return Stop::none;
}

bool Cpu::must_be_careful(Block const& block) const
{
    if (follows_everything() || steps_left_ != 0 || state.shadow != Shadow::none ||
        state.has(flag::tf | flag::rf) || breakpoints_enabled())
        return true;
    return !breakpoints.empty() && std::any_of(breakpoints.begin(), breakpoints.end(), [&](uint64_t address) {
        return address - state.rip < block.bytes;
    });
}

Stop Cpu::execute_plainly(Block const& block)
{
    auto const epoch = epoch_;
    single_step_trap = false; // only SYSRET sets it here
    auto const width = state.code_64() ? ~uint64_t{0} : uint64_t{0xffff'ffff};
    for (auto const& instruction : block.instructions) {
        if (state.time >= until_) [[unlikely]]
            return Stop::time;
        next_rip = (state.rip + instruction.length) & width;
        auto const result = instruction.handler(*this, instruction);
        if (!result.ok()) [[unlikely]]
            return after_fault(result.fault());
        state.rip = next_rip;
        ++state.time;
        ++state.retired;
        if (epoch != epoch_) [[unlikely]]
            break;
    }
    return single_step_trap ? trap_after_instruction() : Stop::none;
}

// One instruction, with every boundary rule.
Stop Cpu::execute_carefully(Block const& block)
{
    auto const& instruction = block.instructions.front();
    auto const had_shadow = state.shadow != Shadow::none;
    // RF lasts for one instruction and IRET may load it anew, so it is cleared before and not after.
    auto const resume = state.rflags & flag::rf;
    state.rflags &= ~uint64_t{flag::rf};
    single_step_trap = state.has(flag::tf);
    if (follows_everything()) {
        tell_fetch(instruction);
        observer_->instruction_begins(state, instruction);
    }
    next_rip = state.rip + instruction.length;
    if (!state.code_64())
        next_rip &= 0xffff'ffff;
    auto const result = instruction.handler(*this, instruction);
    if (!result.ok()) {
        // Between two iterations of a REP it was set for interrupts alone.
        if (!result.fault().is_stop() && instruction.repeat == Repeat::none)
            state.rflags |= resume;
        return after_fault(result.fault());
    }
    state.rip = next_rip;
    ++state.time;
    ++state.retired;
    if (had_shadow)
        state.shadow = Shadow::none;
    if (follows_everything())
        observer_->instruction_retired(state, instruction);
    auto const trapped = single_step_trap || state.breakpoint_hits != 0;
    return trapped && state.shadow != Shadow::mov_ss ? trap_after_instruction() : Stop::none;
}

void Cpu::tell_fetch(Instruction const& instruction) const
{
    Linear linear{state.rip};
    if (!state.code_64())
        linear.value = static_cast<uint32_t>(linear.value + state.segment(SegmentName::cs).base);
    Physical physical;
    uint64_t value = 0;
    std::memcpy(&value, instruction.bytes.data(), std::min<size_t>(instruction.length, sizeof value));
    if (translate_for_view(linear, physical))
        observer_->access(
            {Agent::fetch, Direction::read, instruction.length, linear.value, physical.value, value, 0});
}

// #DB after an instruction that began with TF set or that a data or I/O breakpoint watched. SDM Vol. 3B,
// "Single-Step Exception Condition" and "Data Memory and I/O Breakpoint Exception Conditions".
Stop Cpu::trap_after_instruction()
{
    constexpr uint64_t single_step = 1u << 14; // DR6.BS
    state.dr6 |= (single_step_trap ? single_step : 0) | state.breakpoint_hits;
    state.breakpoint_hits = 0;
    ++state.time;
    auto const done =
        raise(*this, {Event::Source::exception, static_cast<uint8_t>(Vector::debug)}, state.rip);
    return done == Delivery::done       ? Stop::none
           : done == Delivery::shutdown ? Stop::shutdown
                                        : Stop::micro_step;
}

Stop Cpu::after_fault(Fault const& fault)
{
    return fault.is_stop() ? Stop::micro_step : after_fault(fault, Event::from(fault));
}

// What a faulting instruction has touched traps no more: it did not complete.
Stop Cpu::after_fault(Fault const& fault, Event const& event)
{
    state.breakpoint_hits = 0;
    last_fault_ = fault;
    state.shadow = Shadow::none;
    if (observer_ != nullptr)
        observer_->instruction_faulted(state, fault);
    if (stop_at_faults)
        return Stop::fault;
    auto const done = raise(*this, event, state.rip);
    // A delivery advances virtual time, so that a loop of faults that retires nothing still ends at a limit.
    ++state.time;
    return done == Delivery::done       ? Stop::none
           : done == Delivery::shutdown ? Stop::shutdown
                                        : Stop::micro_step;
}

// ---- fetching

Result<Physical> Cpu::fetch_address(Linear linear)
{
    auto const page = linear.value & ~uint64_t{0xfff};
    auto const& entry = tlb_.entry(tlb_mode(Privilege::current), linear.value);
    if (entry.fetch_tag == page) [[likely]]
        return Physical{linear.value + entry.addend - reinterpret_cast<uint64_t>(memory_.host_page(0))};
    auto const physical = TRY(translate(linear, Use::fetch, Privilege::current));
    if (observer_ != nullptr && attention_ == Attention::first_uses) // else tell_fetch() does, one by one
        observer_->access({Agent::fetch, Direction::read, 1, linear.value, physical.value, 0, 0});
    enter_translation(linear, physical, Use::fetch, Privilege::current);
    return physical;
}

Result<Block const*> Cpu::fetch_block()
{
    auto const& cs = state.segment(SegmentName::cs);
    Linear linear{state.rip};
    if (state.code_64()) [[likely]] {
        TRY(check_canonical(linear, 1, SegmentName::cs));
    } else {
        if (static_cast<uint32_t>(state.rip) > cs.limit)
            return general_protection(0);
        linear.value = static_cast<uint32_t>(cs.base + state.rip);
    }
    auto const physical = TRY(fetch_address(linear));
    if (auto const* block = blocks_.find(physical, code_bits())) [[likely]]
        return block;
    return decode_at(linear, physical);
}

Result<Block const*> Cpu::decode_at(Linear linear, Physical physical)
{
    // Code in device space cannot be decoded; a bus without memory reads as ones, which is no instruction.
    if (!memory_.is_ram(physical))
        return invalid_opcode();
    Block block;
    std::span<uint8_t const> bytes(memory_.data(physical), page_size - physical.value % page_size);
    while (!bytes.empty() && block.instructions.size() < Block::longest) {
        Instruction instruction;
        auto const decoded = decode(bytes, code_bits(), model_, instruction);
        if (decoded != Decoded::ok) {
            if (!block.instructions.empty())
                break;
            if (decoded == Decoded::truncated)
                return decode_across_pages(linear, physical);
            return decoded == Decoded::too_long ? general_protection(0) : invalid_opcode();
        }
        if (instruction.is_system_call && !block.instructions.empty())
            break; // it begins a block of its own: see stop_before()
        block.instructions.push_back(instruction);
        block.bytes += instruction.length;
        if (instruction.ends_block)
            break;
        bytes = bytes.subspan(instruction.length);
    }
    memory_.page_has_code(physical.page());
    return blocks_.insert(physical, code_bits(), std::move(block));
}

// An instruction whose bytes lie in two pages. If the second is absent, CR2 is the start of the second page.
Result<Block const*> Cpu::decode_across_pages(Linear linear, Physical physical)
{
    std::array<uint8_t, 15> bytes{};
    auto const first = page_size - physical.value % page_size;
    memory_.read(physical, std::span(bytes).first(first));
    auto const next = TRY(fetch_address({linear.value + first}));
    if (!memory_.is_ram(next, bytes.size() - first))
        return invalid_opcode();
    memory_.read(next, std::span(bytes).subspan(first));
    Instruction instruction;
    auto const decoded = decode(bytes, code_bits(), model_, instruction);
    if (decoded != Decoded::ok)
        return decoded == Decoded::invalid ? invalid_opcode() : general_protection(0);
    crossing_.instructions.assign(1, instruction);
    crossing_.bytes = instruction.length;
    return &crossing_;
}

Result<Instruction> Cpu::peek(uint64_t rip)
{
    std::array<uint8_t, 15> bytes{};
    size_t count = 0;
    auto const base = state.code_64() ? 0 : state.segment(SegmentName::cs).base;
    for (Physical physical; count < bytes.size() && translate_for_view({base + rip + count}, physical);
         ++count)
        bytes[count] = *memory_.data(physical);
    Instruction instruction;
    if (count == 0)
        return page_fault(0, base + rip);
    if (decode(std::span(bytes).first(count), code_bits(), model_, instruction) != Decoded::ok)
        return invalid_opcode();
    return instruction;
}

} // namespace ringside::cpu
