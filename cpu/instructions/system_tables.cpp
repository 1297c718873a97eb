// The registers that say where the descriptor tables and the TSS lie: GDTR, IDTR, LDTR, TR.
// SDM Vol. 2A, "LGDT/LIDT", "LLDT", "LTR"; Vol. 2B, "SGDT", "SIDT", "SLDT", "STR".
// CR4.UMIP is not offered, so the stores are for every ring.
#include "cpu/instructions/system.hpp"
#include "cpu/transitions/canonical.hpp"
#include "cpu/transitions/selector.hpp"

namespace ringside::cpu {

namespace {

// The pseudo-descriptor: a 2-byte limit, then a base of 8 bytes in 64-bit mode and of 4 elsewhere.
struct [[gnu::packed]] PseudoDescriptor
{
    uint16_t limit = 0;
    uint64_t base = 0;
};

unsigned stored_bytes(Cpu const& cpu)
{
    return cpu.state.code_64() ? 10 : 6;
}

Result<TableRegister> read_pseudo_descriptor(Cpu& cpu, Instruction const& instruction)
{
    TRY(require_ring_0(cpu));
    PseudoDescriptor read;
    auto const& operand = instruction.dst;
    TRY(cpu.read_block(operand.segment, cpu.effective_address(operand), &read, stored_bytes(cpu)));
    auto base = uint64_t{read.base};
    if (!cpu.state.code_64() && instruction.operand_bits == 16)
        base &= 0xff'ffff; // a 16-bit operand size takes a 24-bit base
    if (!is_canonical(base))
        return general_protection(0);
    return TableRegister{base, read.limit};
}

Result<void> store(Cpu& cpu, Instruction const& instruction, TableRegister const& table)
{
    PseudoDescriptor const written{table.limit, table.base};
    auto const& operand = instruction.dst;
    return cpu.write_block(operand.segment, cpu.effective_address(operand), &written, stored_bytes(cpu));
}

// The descriptor of an LDT or TSS: 8 bytes, in long mode 16 with bits 63:32 of the base in the upper half.
// SDM Vol. 3A, "Segment Descriptor Tables in IA-32e Mode".
struct SystemDescriptor
{
    Descriptor low{};
    uint64_t high = 0;
    Linear address{};

    uint64_t base() const { return low.base() | high << 32; }
};

Result<SystemDescriptor> read_system_descriptor(Cpu& cpu, Selector selector)
{
    auto const refused = general_protection(selector.error_code());
    auto const long_mode = cpu.state.long_mode();
    if (selector.local()) // both lie in the GDT only
        return refused;
    auto const table = table_of(cpu.state, selector);
    if (!reaches(table, selector, long_mode ? 16 : 8))
        return refused;
    SystemDescriptor found;
    found.address = descriptor_address(table, selector);
    found.low.raw = TRY(cpu.read_system<uint64_t>(found.address));
    if (long_mode)
        found.high = TRY(cpu.read_system<uint64_t>({found.address.value + 8}));
    constexpr uint64_t must_be_zero = uint64_t{0x1f00} << 32; // where an 8-byte descriptor has its type
    if ((found.high & must_be_zero) != 0 || !is_canonical(found.base()))
        return refused;
    return found;
}

Segment loaded(SystemDescriptor const& found, Selector selector)
{
    auto segment = found.low.load(selector.value);
    segment.base = found.base();
    return segment;
}

template <std::unsigned_integral T>
Result<void> store_selector(Cpu& cpu, Operand const& operand, uint16_t selector)
{
    if (!operand.is_memory()) {
        cpu.set_gpr<T>(operand.index, selector);
        return {};
    }
    auto const target = TRY(cpu.place<uint16_t>(operand, Intent::write));
    return target.write(selector);
}

constexpr unsigned ldt_type = 2;
constexpr unsigned available_tss_16 = 1;
constexpr unsigned available_tss = 9; // 32-bit, in long mode 64-bit
constexpr unsigned busy_bit = 2;      // of the type

} // namespace

Result<void> load_gdt(Cpu& cpu, Instruction const& instruction)
{
    cpu.state.gdtr = TRY(read_pseudo_descriptor(cpu, instruction));
    return {};
}

Result<void> load_idt(Cpu& cpu, Instruction const& instruction)
{
    cpu.state.idtr = TRY(read_pseudo_descriptor(cpu, instruction));
    return {};
}

Result<void> store_gdt(Cpu& cpu, Instruction const& instruction)
{
    return store(cpu, instruction, cpu.state.gdtr);
}

Result<void> store_idt(Cpu& cpu, Instruction const& instruction)
{
    return store(cpu, instruction, cpu.state.idtr);
}

// A null selector is allowed: no LDT.
Result<void> load_ldt(Cpu& cpu, Instruction const& instruction)
{
    TRY(require_ring_0(cpu));
    Selector const selector{TRY(cpu.load<uint16_t>(instruction.dst))};
    if (selector.null() && !selector.local()) {
        cpu.state.ldtr = {.selector = selector.value};
        return {};
    }
    auto const found = TRY(read_system_descriptor(cpu, selector));
    if (found.low.non_system() || found.low.type() != ldt_type)
        return general_protection(selector.error_code());
    if (!found.low.present())
        return segment_not_present(selector.error_code());
    cpu.state.ldtr = loaded(found, selector);
    return {};
}

// Marks the TSS busy in the table and in the register.
// FIXME: 16-bit TSSs are not implemented: #GP(selector), and the log says so.
Result<void> load_task_register(Cpu& cpu, Instruction const& instruction)
{
    TRY(require_ring_0(cpu));
    Selector const selector{TRY(cpu.load<uint16_t>(instruction.dst))};
    if (selector.null())
        return general_protection(0);
    auto const found = TRY(read_system_descriptor(cpu, selector));
    if (!found.low.non_system() && found.low.type() == available_tss_16 && !cpu.state.long_mode())
        cpu.bus().note_unimplemented("LTR of a 16-bit TSS", cpu.state.rip);
    if (found.low.non_system() || found.low.type() != available_tss)
        return general_protection(selector.error_code());
    if (!found.low.present())
        return segment_not_present(selector.error_code());
    auto const type_byte = static_cast<uint8_t>((found.low.raw >> 40) | busy_bit);
    TRY(cpu.write_system<uint8_t>({found.address.value + 5}, type_byte));
    cpu.state.tr = loaded(found, selector);
    cpu.state.tr.attributes |= busy_bit;
    return {};
}

template <std::unsigned_integral T>
Result<void> store_ldt(Cpu& cpu, Instruction const& instruction)
{
    return store_selector<T>(cpu, instruction.dst, cpu.state.ldtr.selector);
}

template <std::unsigned_integral T>
Result<void> store_task_register(Cpu& cpu, Instruction const& instruction)
{
    return store_selector<T>(cpu, instruction.dst, cpu.state.tr.selector);
}

template Result<void> store_ldt<uint16_t>(Cpu&, Instruction const&);
template Result<void> store_ldt<uint32_t>(Cpu&, Instruction const&);
template Result<void> store_ldt<uint64_t>(Cpu&, Instruction const&);
template Result<void> store_task_register<uint16_t>(Cpu&, Instruction const&);
template Result<void> store_task_register<uint32_t>(Cpu&, Instruction const&);
template Result<void> store_task_register<uint64_t>(Cpu&, Instruction const&);

} // namespace ringside::cpu
