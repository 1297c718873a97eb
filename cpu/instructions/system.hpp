// The handlers of the system instructions, by file. system.cpp names them for the decoder.
#pragma once

#include "cpu/cpu.hpp"

namespace ringside::cpu {

// Most of them are for CPL 0 only. SDM Vol. 3A, "Privileged Instructions".
inline Result<void> require_ring_0(Cpu const& cpu)
{
    return cpu.may_act_as(0) ? Result<void>() : general_protection(0);
}

// ---- system_tables.cpp
Result<void> load_gdt(Cpu& cpu, Instruction const& instruction);
Result<void> load_idt(Cpu& cpu, Instruction const& instruction);
Result<void> store_gdt(Cpu& cpu, Instruction const& instruction);
Result<void> store_idt(Cpu& cpu, Instruction const& instruction);
Result<void> load_ldt(Cpu& cpu, Instruction const& instruction);
Result<void> load_task_register(Cpu& cpu, Instruction const& instruction);
template <std::unsigned_integral T>
Result<void> store_ldt(Cpu& cpu, Instruction const& instruction);
template <std::unsigned_integral T>
Result<void> store_task_register(Cpu& cpu, Instruction const& instruction);
// ---- system_registers.cpp
Result<void> move_control(Cpu& cpu, Instruction const& instruction);
Result<void> load_machine_status(Cpu& cpu, Instruction const& instruction);
template <std::unsigned_integral T>
Result<void> store_machine_status(Cpu& cpu, Instruction const& instruction);
Result<void> clear_task_switched(Cpu& cpu, Instruction const& instruction);
// ---- system_debug.cpp
Result<void> move_debug(Cpu& cpu, Instruction const& instruction);
// ---- system_msr.cpp
Result<void> read_msr(Cpu& cpu, Instruction const& instruction);
Result<void> write_msr(Cpu& cpu, Instruction const& instruction);
// What RDMSR reads and WRMSR stores, with their checks but without that of the ring.
Result<uint64_t> msr_value(Cpu& cpu, uint32_t number);
Result<void> set_msr(Cpu& cpu, uint32_t number, uint64_t value);
// ---- system_ports.cpp
template <std::unsigned_integral T>
Result<void> in(Cpu& cpu, Instruction const& instruction);
template <std::unsigned_integral T>
Result<void> out(Cpu& cpu, Instruction const& instruction);
// ---- system_segments.cpp
template <std::unsigned_integral T>
Result<void> load_access_rights(Cpu& cpu, Instruction const& instruction);
template <std::unsigned_integral T>
Result<void> load_segment_limit(Cpu& cpu, Instruction const& instruction);
Result<void> verify_read(Cpu& cpu, Instruction const& instruction);
Result<void> verify_write(Cpu& cpu, Instruction const& instruction);
Result<void> adjust_rpl(Cpu& cpu, Instruction const& instruction);
// ---- system_control.cpp
Result<void> invalidate_page(Cpu& cpu, Instruction const& instruction);
Result<void> invalidate_caches(Cpu& cpu, Instruction const& instruction);
Result<void> clear_interrupts(Cpu& cpu, Instruction const& instruction);
Result<void> set_interrupts(Cpu& cpu, Instruction const& instruction);
Result<void> halt(Cpu& cpu, Instruction const& instruction);
Result<void> clear_ac(Cpu& cpu, Instruction const& instruction);
Result<void> set_ac(Cpu& cpu, Instruction const& instruction);
Result<void> read_counter(Cpu& cpu, Instruction const& instruction);
Result<void> undefined(Cpu& cpu, Instruction const& instruction);

} // namespace ringside::cpu
