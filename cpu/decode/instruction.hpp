// The decoded instruction: a compact record made once by the decoder and executed many times.
// Read next: decoder.hpp, which makes it; ../instructions/form.hpp, which names its handler.
#pragma once

#include "cpu/result.hpp"
#include "cpu/state/segment.hpp"

#include <array>
#include <cstdint>

namespace ringside::cpu {

class Cpu;
struct Instruction;

// Executes one instruction. On a fault nothing has changed; the run loop moves RIP.
using Handler = Result<void> (*)(Cpu&, Instruction const&);

// One operand. A memory operand's address is
// segment.base + ((base + index << scale + value) truncated to address_bits).
struct Operand
{
    enum class Kind : uint8_t
    {
        none,
        gpr,       // index 0-15
        high_byte, // AH CH DH BH as index 0-3
        memory,
        immediate, // in value, sign-extended to 64 bits
        relative,  // branch displacement in value
        segment,   // SegmentName in index
        control,   // CRn
        debug,     // DRn
        xmm,
        mmx,
        x87, // ST(index)
        far, // far pointer: offset in value, selector in Instruction::far_selector
    };
    static constexpr uint8_t no_register = 16;  // base and index
    static constexpr uint8_t rip_relative = 17; // base only

    Kind kind = Kind::none;
    uint8_t index = no_register; // register number, or the index register of a memory operand
    uint8_t base = no_register;
    uint8_t scale = 0; // shift of the index: 0-3
    SegmentName segment = SegmentName::ds;
    uint8_t address_bits = 64;
    uint16_t bits = 0; // size of the operand
    int64_t value = 0; // immediate, branch displacement or memory displacement

    constexpr bool is_memory() const { return kind == Kind::memory; }
};

enum class Repeat : uint8_t
{
    none,
    rep, // F3: REP, REPE
    repne,
};

struct Instruction
{
    Handler handler = nullptr;
    Operand dst{};     // the first explicit operand
    Operand src{};     // the second
    Operand third{};   // the third
    uint16_t form = 0; // index into the catalogue of forms (mnemonic)
    uint8_t length = 0;
    uint8_t operand_bits = 0; // effective operand size: 8, 16, 32 or 64
    uint8_t address_bits = 64;
    Repeat repeat = Repeat::none;
    bool lock = false;
    bool is_system_call = false; // SYSCALL, SYSENTER, INT 0x80
    bool ends_block = false;     // a branch, or something that can move the next event or the mapping
    SegmentName string_segment = SegmentName::ds; // of the source of a string instruction, overrides applied
    uint16_t far_selector = 0;
    std::array<uint8_t, 15> bytes{};
};

} // namespace ringside::cpu
