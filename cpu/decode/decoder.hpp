// Bytes to Instruction records, by Zydis. Read next: decoder.cpp for the few things that Zydis leaves to us.
#pragma once

#include "cpu/decode/instruction.hpp"
#include "cpu/model.hpp"

#include <span>

namespace ringside::cpu {

enum class Decoded : uint8_t
{
    ok,
    truncated, // needs bytes beyond the span
    too_long,  // more than 15 bytes: #GP(0)
    invalid,   // #UD
};

// Decodes the instruction at the start of `bytes` for a code size of 16, 32 or 64 bits. With Decoded::ok the
// record has a handler; one that names no implemented form raises #UD when executed and is noted on the bus.
Decoded decode(std::span<uint8_t const> bytes, uint8_t code_bits, Model const& model,
               Instruction& instruction);

// Near and far CALL, near and far RET, whatever their prefixes and operands.
bool is_call(Instruction const& instruction);
bool is_return(Instruction const& instruction);

} // namespace ringside::cpu
