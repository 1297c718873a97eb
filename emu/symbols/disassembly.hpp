// Instructions as text, for every view. Read next: disassembly.cpp.
#pragma once

#include "emu/options.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

namespace ringside::emu {

// What to write instead of a bare address, or "".
using Namer = std::function<std::string(uint64_t address)>;

struct DisassembledInstruction
{
    std::string text;
    unsigned length = 0;  // 0: nothing decodes
    bool repeats = false; // REP, REPE, REPNE
    bool is_call = false;
    bool is_return = false;
    bool is_system_call = false;    // SYSCALL, SYSENTER, INT 0x80
    bool is_jump = false;           // JMP, Jcc, LOOP
    bool is_conditional = false;    // Jcc, LOOP
    std::optional<uint64_t> target; // of a jump or call, where the instruction names it
};

// Code of 16, 32 or 64 bits at `address`. Branch targets and RIP-relative addresses are named by `namer`.
// AT&T's syntax is that of the GNU assembler.
DisassembledInstruction disassemble(std::span<uint8_t const> bytes, uint64_t address, unsigned code_bits,
                                    Syntax syntax, Namer const& namer = {});

} // namespace ringside::emu
