// The few instructions that separate phases, told by their bytes. SDM Vol. 2A, "CALL"; Vol. 2B, "RET".
#pragma once

#include "cpu/decode/instruction.hpp"

namespace ringside::emu {

inline unsigned behind_rex(cpu::Instruction const& instruction)
{
    return instruction.bytes[0] >= 0x40 && instruction.bytes[0] <= 0x4f ? 1u : 0u;
}

inline bool is_call(cpu::Instruction const& instruction)
{
    auto const& bytes = instruction.bytes;
    auto const at = behind_rex(instruction);
    return bytes[0] == 0xe8 || (bytes[at] == 0xff && (bytes[at + 1] >> 3 & 7) == 2);
}

inline bool is_return(cpu::Instruction const& instruction)
{
    auto const opcode = instruction.bytes[instruction.repeat != cpu::Repeat::none ? 1 : 0];
    return opcode == 0xc3 || opcode == 0xc2;
}

} // namespace ringside::emu
