// The four breakpoints of DR0-DR3: code, data and ports. A code breakpoint is a fault before its instruction,
// the others are traps after the instruction that made the access. SDM Vol. 3B, "Debug Registers" and
// "Debug Exceptions". While DR7 enables any, the run loop takes every instruction by itself and no data
// page is entered in the TLB, so that every access comes by here. Read next: run.cpp.
#include "cpu/cpu.hpp"
#include "cpu/transitions/event.hpp"

namespace ringside::cpu {

namespace {

// R/W0-R/W3 of DR7.
enum class Condition : uint8_t
{
    execute,
    write,
    port, // with CR4.DE; undefined without, and then never met
    access,
};

struct Breakpoint
{
    uint64_t first = 0;
    uint64_t bytes = 1;
    Condition condition = Condition::execute;
    bool enabled = false;

    // A breakpoint covers its bytes from the address rounded down to its length. SDM Vol. 3B, "Debug Address
    // Registers (DR0-DR3)" and "Breakpoint Field Recognition".
    bool touches(uint64_t address, unsigned count) const
    {
        return address < first + bytes && first < address + count;
    }
};

Breakpoint breakpoint(State const& state, unsigned number)
{
    constexpr uint64_t lengths[] = {1, 2, 8, 4}; // LEN0-LEN3
    auto const bytes = lengths[(state.dr7 >> (18 + 4 * number)) & 3];
    return {.first = state.breakpoint_address[number] & ~(bytes - 1),
            .bytes = bytes,
            .condition = static_cast<Condition>((state.dr7 >> (16 + 4 * number)) & 3),
            .enabled = ((state.dr7 >> (2 * number)) & 3) != 0}; // local or global: there are no task switches
}

// The bits of DR6 for the enabled breakpoints that `is_met` finds met.
template <typename IsMet>
uint8_t met(State const& state, IsMet const& is_met)
{
    uint8_t hits = 0;
    for (unsigned number = 0; number < state.breakpoint_address.size(); ++number) {
        auto const candidate = breakpoint(state, number);
        if (candidate.enabled && is_met(candidate))
            hits = static_cast<uint8_t>(hits | 1u << number);
    }
    return hits;
}

} // namespace

void Cpu::watch_data(Linear linear, unsigned count, Intent intent)
{
    auto const hits = met(state, [&](Breakpoint const& candidate) {
        auto const meant = candidate.condition == Condition::access ||
                           (candidate.condition == Condition::write && intent == Intent::write);
        return meant && candidate.touches(linear.value, count);
    });
    tell_hits(hits);
}

void Cpu::watch_port(uint16_t port, unsigned count)
{
    if (!breakpoints_enabled() || (state.cr4 & cr4::de) == 0)
        return;
    tell_hits(met(state, [&](Breakpoint const& candidate) {
        return candidate.condition == Condition::port && candidate.touches(port, count);
    }));
}

// A REP stops after the iteration that hit.
void Cpu::tell_hits(uint8_t hits)
{
    state.breakpoint_hits |= hits;
    if (hits != 0)
        interrupt_block();
}

// RF = 1 lets one instruction pass, and so does MOV SS. SDM Vol. 3B, "Instruction-Breakpoint Exception
// Condition".
uint8_t Cpu::code_breakpoints_here() const
{
    if (state.has(flag::rf) || state.shadow == Shadow::mov_ss)
        return 0;
    auto linear = state.rip;
    if (!state.code_64())
        linear = static_cast<uint32_t>(state.segment(SegmentName::cs).base + state.rip);
    return met(state, [&](Breakpoint const& candidate) {
        return candidate.condition == Condition::execute && candidate.first == linear;
    });
}

// RF of the image stays 0, so the handler must set it or it is called again.
Stop Cpu::stop_at_code_breakpoint(uint8_t hits)
{
    state.dr6 |= hits;
    return after_fault({Vector::debug}, {Event::Source::exception, static_cast<uint8_t>(Vector::debug)});
}

} // namespace ringside::cpu
