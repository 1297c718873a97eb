// Loads of segment registers: MOV, POP, LDS, LES, LFS, LGS, LSS. SDM Vol. 2B, "MOV—Move", Operation; SDM Vol.
// 3A, "Privilege Level Checking When Accessing Data Segments" and "… When Loading the SS Register".
#include "cpu/transitions/segment_load.hpp"

#include "cpu/transitions/descriptor.hpp"
#include "cpu/transitions/stack_switch.hpp"
#include "cpu/transitions/transitions.hpp"

namespace ringside::cpu {

namespace {

Verdict judge_data(FoundDescriptor const& found, unsigned cpl, Rings rings)
{
    Waiver waiver(rings);
    auto const& [descriptor, address, selector, place] = found;
    auto const refused = general_protection(selector.error_code());
    if (!descriptor.non_system() || !descriptor.readable())
        return {"not a readable segment", refused};
    if (!descriptor.conforming() &&
        waiver.refuses(selector.rpl() > descriptor.dpl() || cpl > descriptor.dpl()))
        return {"RPL or CPL above DPL", refused};
    if (!descriptor.present())
        return {"descriptor not present", segment_not_present(selector.error_code())};
    return {.waived = waiver.used()};
}

// A null selector clears the base too: FS and GS of both vendors' present processors.
Result<void> load_null(Cpu& cpu, SegmentName name, Selector selector)
{
    auto& state = cpu.state;
    if (name == SegmentName::ss) {
        Waiver waiver(cpu.model().rings);
        if (!state.code_64() || waiver.refuses(state.cpl == 3 || selector.rpl() != state.cpl))
            return general_protection(0);
        state.segment(name) = null_stack_segment(state.cpl);
        return {};
    }
    state.segment(name) = {.selector = selector.value};
    return {};
}

// Interrupts and traps wait one instruction, so that RSP can be loaded too. SDM Vol. 3A, "Masking Exceptions
// and Interrupts When Switching Stacks". LSS loads both at once and needs no shadow.
void begin_shadow(Cpu& cpu, SegmentName name)
{
    if (name == SegmentName::ss)
        cpu.state.shadow = Shadow::mov_ss;
}

} // namespace

Result<void> load_segment(Cpu& cpu, SegmentName name, Selector selector)
{
    if (name == SegmentName::cs)
        return invalid_opcode();
    if (selector.null())
        return load_null(cpu, name, selector);
    auto const table = table_of(cpu.state, selector);
    if (!reaches(table, selector))
        return general_protection(selector.error_code());
    auto const address = descriptor_address(table, selector);
    FoundDescriptor found{{TRY(cpu.read_system<uint64_t>(address))}, address, selector, table.place};
    auto const verdict = name == SegmentName::ss ? judge_stack(found, cpu.state.cpl,
                                                               Vector::general_protection, cpu.model().rings)
                                                 : judge_data(found, cpu.state.cpl, cpu.model().rings);
    if (verdict.fault.happened())
        return verdict.fault;
    TRY(set_accessed(cpu, Transition::none, found));
    cpu.state.segment(name) = loaded_segment(found, selector.rpl());
    return {};
}

// To a register the selector is zero-extended to the operand size, in memory it is always two bytes.
template <std::unsigned_integral T>
Result<void> move_segment(Cpu& cpu, Instruction const& instruction)
{
    if (instruction.dst.kind == Operand::Kind::segment) {
        auto const name = static_cast<SegmentName>(instruction.dst.index);
        auto const selector = TRY(cpu.load<uint16_t>(instruction.src));
        TRY(load_segment(cpu, name, {selector}));
        begin_shadow(cpu, name);
        return {};
    }
    auto const selector = cpu.state.segment(static_cast<SegmentName>(instruction.src.index)).selector;
    if (!instruction.dst.is_memory()) {
        cpu.set_gpr<T>(instruction.dst.index, selector);
        return {};
    }
    auto const target = TRY(cpu.place<uint16_t>(instruction.dst, Intent::write));
    return target.write(selector);
}

template <std::unsigned_integral T>
Result<void> pop_segment(Cpu& cpu, Instruction const& instruction)
{
    auto const name = static_cast<SegmentName>(instruction.dst.index);
    auto const selector = static_cast<uint16_t>(TRY(cpu.peek_stack<T>()));
    // The width of the old stack counts, so RSP moves before SS is loaded.
    auto const rsp_before = cpu.state.gpr[rsp];
    cpu.move_stack_pointer(sizeof(T));
    auto const loaded = load_segment(cpu, name, {selector});
    if (!loaded.ok()) {
        cpu.state.gpr[rsp] = rsp_before;
        return loaded;
    }
    begin_shadow(cpu, name);
    return {};
}

// SDM Vol. 2A, "LDS/LES/LFS/LGS/LSS—Load Far Pointer".
template <std::unsigned_integral T, SegmentName segment>
Result<void> load_far_pointer(Cpu& cpu, Instruction const& instruction)
{
    auto const& source = instruction.src;
    if (!source.is_memory())
        return invalid_opcode();
    auto const address = cpu.effective_address(source);
    auto const offset = TRY(cpu.read<T>(source.segment, address));
    auto const selector = TRY(cpu.read<uint16_t>(source.segment, address + sizeof(T)));
    TRY(load_segment(cpu, segment, {selector}));
    cpu.set_gpr<T>(instruction.dst.index, offset);
    return {};
}

template Result<void> move_segment<uint16_t>(Cpu&, Instruction const&);
template Result<void> move_segment<uint32_t>(Cpu&, Instruction const&);
template Result<void> move_segment<uint64_t>(Cpu&, Instruction const&);
template Result<void> pop_segment<uint16_t>(Cpu&, Instruction const&);
template Result<void> pop_segment<uint32_t>(Cpu&, Instruction const&);
template Result<void> pop_segment<uint64_t>(Cpu&, Instruction const&);

template Result<void> load_far_pointer<uint16_t, SegmentName::ds>(Cpu&, Instruction const&);
template Result<void> load_far_pointer<uint32_t, SegmentName::ds>(Cpu&, Instruction const&);
template Result<void> load_far_pointer<uint16_t, SegmentName::es>(Cpu&, Instruction const&);
template Result<void> load_far_pointer<uint32_t, SegmentName::es>(Cpu&, Instruction const&);
template Result<void> load_far_pointer<uint16_t, SegmentName::fs>(Cpu&, Instruction const&);
template Result<void> load_far_pointer<uint32_t, SegmentName::fs>(Cpu&, Instruction const&);
template Result<void> load_far_pointer<uint64_t, SegmentName::fs>(Cpu&, Instruction const&);
template Result<void> load_far_pointer<uint16_t, SegmentName::gs>(Cpu&, Instruction const&);
template Result<void> load_far_pointer<uint32_t, SegmentName::gs>(Cpu&, Instruction const&);
template Result<void> load_far_pointer<uint64_t, SegmentName::gs>(Cpu&, Instruction const&);
template Result<void> load_far_pointer<uint16_t, SegmentName::ss>(Cpu&, Instruction const&);
template Result<void> load_far_pointer<uint32_t, SegmentName::ss>(Cpu&, Instruction const&);
template Result<void> load_far_pointer<uint64_t, SegmentName::ss>(Cpu&, Instruction const&);

} // namespace ringside::cpu
