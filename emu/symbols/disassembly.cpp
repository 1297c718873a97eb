// Zydis' formatter with two additions: names for addresses, and the names of the conditions that the manuals
// print first (jz becomes je only in AT&T's tools; here Zydis' spelling stays).
#include "emu/symbols/disassembly.hpp"

#include <Zydis/Zydis.h>

#include <array>

namespace ringside::emu {

namespace {

ZydisMachineMode machine_mode(unsigned code_bits)
{
    switch (code_bits) {
    case 64:
        return ZYDIS_MACHINE_MODE_LONG_64;
    case 32:
        return ZYDIS_MACHINE_MODE_LONG_COMPAT_32;
    default:
        return ZYDIS_MACHINE_MODE_LONG_COMPAT_16;
    }
}

// The address that an operand stands for by itself: a branch's target, or what [rip + x] reaches.
bool absolute_target(ZydisDecodedInstruction const& instruction, ZydisDecodedOperand const& operand,
                     uint64_t address, uint64_t& target)
{
    auto const relative =
        operand.type == ZYDIS_OPERAND_TYPE_IMMEDIATE && operand.imm.is_relative == ZYAN_TRUE;
    auto const rip_relative =
        operand.type == ZYDIS_OPERAND_TYPE_MEMORY && operand.mem.base == ZYDIS_REGISTER_RIP;
    if (!relative && !rip_relative)
        return false;
    return ZYAN_SUCCESS(ZydisCalcAbsoluteAddress(&instruction, &operand, address, &target));
}

bool is_system_call(ZydisDecodedInstruction const& instruction, ZydisDecodedOperand const* operands)
{
    return instruction.mnemonic == ZYDIS_MNEMONIC_SYSCALL ||
           instruction.mnemonic == ZYDIS_MNEMONIC_SYSENTER ||
           (instruction.mnemonic == ZYDIS_MNEMONIC_INT && operands[0].imm.value.u == 0x80);
}

} // namespace

DisassembledInstruction disassemble(std::span<uint8_t const> bytes, uint64_t address, unsigned code_bits,
                                    Syntax syntax, Namer const& namer)
{
    ZydisDecoder decoder;
    ZydisDecoderInit(&decoder, machine_mode(code_bits),
                     code_bits == 64   ? ZYDIS_STACK_WIDTH_64
                     : code_bits == 32 ? ZYDIS_STACK_WIDTH_32
                                       : ZYDIS_STACK_WIDTH_16);
    ZydisDecodedInstruction instruction;
    std::array<ZydisDecodedOperand, ZYDIS_MAX_OPERAND_COUNT> operands;
    if (!ZYAN_SUCCESS(
            ZydisDecoderDecodeFull(&decoder, bytes.data(), bytes.size(), &instruction, operands.data())))
        return {.text = "(bad)"};
    ZydisFormatter formatter;
    ZydisFormatterInit(&formatter,
                       syntax == Syntax::att ? ZYDIS_FORMATTER_STYLE_ATT : ZYDIS_FORMATTER_STYLE_INTEL);
    ZydisFormatterSetProperty(&formatter, ZYDIS_FORMATTER_PROP_FORCE_SIZE, ZYAN_TRUE);
    ZydisFormatterSetProperty(&formatter, ZYDIS_FORMATTER_PROP_HEX_UPPERCASE, ZYAN_FALSE);
    ZydisFormatterSetProperty(&formatter, ZYDIS_FORMATTER_PROP_ADDR_PADDING_ABSOLUTE, ZYDIS_PADDING_DISABLED);
    ZydisFormatterSetProperty(&formatter, ZYDIS_FORMATTER_PROP_DISP_PADDING, ZYDIS_PADDING_DISABLED);
    ZydisFormatterSetProperty(&formatter, ZYDIS_FORMATTER_PROP_IMM_PADDING, ZYDIS_PADDING_DISABLED);
    std::array<char, 160> text{};
    ZydisFormatterFormatInstruction(&formatter, &instruction, operands.data(),
                                    instruction.operand_count_visible, text.data(), text.size(), address,
                                    nullptr);
    DisassembledInstruction result;
    result.text = text.data();
    result.length = instruction.length;
    result.repeats = (instruction.attributes &
                      (ZYDIS_ATTRIB_HAS_REP | ZYDIS_ATTRIB_HAS_REPE | ZYDIS_ATTRIB_HAS_REPNE)) != 0;
    result.is_call = instruction.mnemonic == ZYDIS_MNEMONIC_CALL;
    result.is_return = instruction.mnemonic == ZYDIS_MNEMONIC_RET;
    result.is_system_call = is_system_call(instruction, operands.data());
    for (unsigned i = 0; namer && i < instruction.operand_count_visible; ++i) {
        uint64_t target = 0;
        if (!absolute_target(instruction, operands[i], address, target))
            continue;
        if (auto const name = namer(target); !name.empty())
            result.text += " <" + name + ">";
    }
    return result;
}

} // namespace ringside::emu
