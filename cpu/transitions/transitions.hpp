// The handlers of the instructions that change rings or segments. forms.cpp names them for the decoder.
#pragma once

#include "cpu/cpu.hpp"

namespace ringside::cpu {

// IOPL: up to which CPL code may touch IF and ports. SDM Vol. 1, "I/O Privilege Level".
constexpr unsigned io_privilege_level(State const& state)
{
    return static_cast<unsigned>(state.rflags >> 12) & 3u;
}

// ---- software_interrupt.cpp
Result<void> int_n(Cpu& cpu, Instruction const& instruction);
Result<void> int3(Cpu& cpu, Instruction const& instruction);
Result<void> int1(Cpu& cpu, Instruction const& instruction);
Result<void> into(Cpu& cpu, Instruction const& instruction);
// ---- iret.cpp
template <std::unsigned_integral T>
Result<void> iret(Cpu& cpu, Instruction const& instruction);
// ---- syscall.cpp
Result<void> syscall(Cpu& cpu, Instruction const& instruction);
Result<void> sysret(Cpu& cpu, Instruction const& instruction);
// ---- sysenter.cpp
Result<void> sysenter(Cpu& cpu, Instruction const& instruction);
Result<void> sysexit(Cpu& cpu, Instruction const& instruction);
// ---- swapgs.cpp
Result<void> swapgs(Cpu& cpu, Instruction const& instruction);
// ---- far_branch.cpp
template <std::unsigned_integral T>
Result<void> jump_far(Cpu& cpu, Instruction const& instruction);
template <std::unsigned_integral T>
Result<void> call_far(Cpu& cpu, Instruction const& instruction);
template <std::unsigned_integral T>
Result<void> return_far(Cpu& cpu, Instruction const& instruction);
// ---- segment_load.cpp
template <std::unsigned_integral T>
Result<void> move_segment(Cpu& cpu, Instruction const& instruction); // MOV in both directions
template <std::unsigned_integral T>
Result<void> pop_segment(Cpu& cpu, Instruction const& instruction);
template <std::unsigned_integral T, SegmentName segment>
Result<void> load_far_pointer(Cpu& cpu, Instruction const& instruction); // LDS LES LFS LGS LSS

} // namespace ringside::cpu
