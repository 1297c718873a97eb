// The emulated side of the comparison with silicon: see guest.hpp.
#include "tests/floating_point/guest.hpp"

#include "cpu/instructions/x87.hpp"

namespace ringside::test {

namespace {

using namespace cpu;

constexpr uint64_t table_address = 0x1000; // four page tables
constexpr uint64_t code_frame = 0x8000;
constexpr uint64_t data_frame = 0x9000;
constexpr uint64_t user_writable = 7;

void load(State& state, Machine const& machine)
{
    auto const& fx = machine.fx;
    state.gpr = machine.gpr;
    state.rflags = machine.flags;
    state.xmm = fx.xmm;
    state.mxcsr = fx.mxcsr;
    auto& x87 = state.x87;
    x87 = {};
    x87.control = fx.control;
    x87.status = fx.status;
    x87.empty = static_cast<uint8_t>(~fx.full);
    x87.opcode = fx.opcode;
    x87.instruction_pointer = fx.instruction;
    x87.data_pointer = fx.data;
    for (unsigned i = 0; i < 8; ++i)
        x87.registers[(x87.top() + i) & 7u] = {fx.st[i].significand, fx.st[i].sign_exponent};
}

void store(Machine& machine, State const& state)
{
    auto& fx = machine.fx;
    machine.gpr = state.gpr;
    machine.flags = state.rflags;
    fx.xmm = state.xmm;
    fx.mxcsr = state.mxcsr;
    auto const& x87 = state.x87;
    fx.control = x87.control;
    fx.status = x87.status;
    fx.full = static_cast<uint8_t>(~x87.empty);
    for (unsigned i = 0; i < 8; ++i) {
        auto const& value = x87.registers[(x87.top() + i) & 7u];
        fx.st[i] = {value.significand, value.sign_exponent, {}};
    }
    machine.environment.tags = x87::tag_word(x87) | 0xffff'0000;
    machine.environment.instruction = static_cast<uint32_t>(x87.instruction_pointer);
    machine.environment.selector_and_opcode = uint32_t{x87.opcode} << 16 | x87.instruction_selector;
    machine.environment.data = static_cast<uint32_t>(x87.data_pointer);
    machine.environment.data_selector = x87.data_selector | 0xffff'0000;
}

} // namespace

Guest::Guest(Vendor vendor) : memory_(16 * page_size), cpu_(Model{.vendor = vendor}, memory_, bus_)
{
    auto& state = cpu_.state;
    state.cr0 = cr0::pe | cr0::mp | cr0::et | cr0::ne | cr0::wp | cr0::pg;
    state.cr3 = table_address;
    state.cr4 = cr4::pae | cr4::osfxsr | cr4::osxmmexcpt;
    state.efer = efer::sce | efer::lme | efer::lma | efer::nxe;
    state.cpl = 3;
    state.rip = instruction_address;
    uint32_t const dpl3 = 3u << attribute::dpl_shift;
    uint32_t const flat = attribute::non_system | attribute::present | attribute::granularity | dpl3;
    for (auto& segment : state.segments)
        segment = {0, 0xffff'ffff, flat | attribute::big | 3, 0}; // null selectors, as Linux has them
    state.segment(SegmentName::ss).selector = 0x2b;
    state.segment(SegmentName::cs) = {0, 0xffff'ffff, flat | attribute::long_code | 0xb, 0x33};
    map(code_address, code_frame);
    map(data_address, data_frame);
    cpu_.stop_at_faults = true;
    start = state;
}

void Guest::map(uint64_t linear, uint64_t physical)
{
    for (unsigned level = 0; level < 4; ++level) {
        auto const index = (linear >> (39 - 9 * level)) & 511u;
        uint64_t const entry =
            (level == 3 ? physical : table_address + (level + 1) * page_size) | user_writable;
        Physical const slot{table_address + level * page_size + index * 8};
        memory_.write(slot, std::span(reinterpret_cast<uint8_t const*>(&entry), 8));
    }
}

void Guest::set_instruction(std::span<uint8_t const> bytes)
{
    std::array<uint8_t, 16> code{};
    code.fill(0x90);
    std::copy(bytes.begin(), bytes.end(), code.begin());
    memory_.write({code_frame + instruction_address - code_address}, code);
}

Machine Guest::run(Machine const& before)
{
    cpu_.state = start;
    load(cpu_.state, before);
    x87::update_summary(cpu_);
    memory_.write({data_frame}, before.memory);
    auto const stop = cpu_.step();
    Machine after = before;
    store(after, cpu_.state);
    memory_.read({data_frame}, after.memory);
    if (stop == Stop::fault)
        after.fault = static_cast<unsigned>(cpu_.last_fault().vector);
    return after;
}

} // namespace ringside::test
