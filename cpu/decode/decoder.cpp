// The decoder: Zydis finds the instruction's form and operands, this file makes them a compact record with a
// handler. One of the three files that include Zydis.
#include "cpu/decode/decoder.hpp"

#include "cpu/cpu.hpp"
#include "cpu/instructions/form.hpp"

#include <Zydis/Zydis.h>

#include <algorithm>
#include <string>
#include <vector>

namespace ringside::cpu {

namespace {

using Mnemonic = ZydisMnemonic;

constexpr uint16_t no_form = 0xffff;

uint16_t form_named(std::string_view name)
{
    auto const forms = catalogue();
    for (size_t i = 0; i < forms.size(); ++i)
        if (forms[i].mnemonic == name)
            return static_cast<uint16_t>(i);
    return no_form;
}

bool is_string(ZydisDecodedInstruction const& raw)
{
    return raw.meta.category == ZYDIS_CATEGORY_STRINGOP || raw.meta.category == ZYDIS_CATEGORY_IOSTRINGOP;
}

// One mnemonic may stand for instructions of different families; those have a suffix in the catalogue.
enum class Variant : uint8_t
{
    plain,
    string,  // MOVSD, CMPSD of strings, not of SSE
    segment, // MOV, POP with a segment register
    control, // MOV with CRn
    debug,   // MOV with DRn
    far,     // JMP, CALL, RET
    count_,
};

constexpr std::string_view suffix[] = {"", ".string", ".segment", ".control", ".debug", ".far"};

bool mentions(ZydisDecodedInstruction const& raw, ZydisDecodedOperand const* operands,
              ZydisRegisterClass wanted)
{
    return std::any_of(operands, operands + raw.operand_count_visible, [wanted](auto const& operand) {
        return operand.type == ZYDIS_OPERAND_TYPE_REGISTER &&
               ZydisRegisterGetClass(operand.reg.value) == wanted;
    });
}

Variant variant_of(ZydisDecodedInstruction const& raw, ZydisDecodedOperand const* operands)
{
    switch (raw.mnemonic) {
    case ZYDIS_MNEMONIC_MOVSD:
    case ZYDIS_MNEMONIC_CMPSD:
        return is_string(raw) ? Variant::string : Variant::plain;
    case ZYDIS_MNEMONIC_MOV:
        if (mentions(raw, operands, ZYDIS_REGCLASS_CONTROL))
            return Variant::control;
        if (mentions(raw, operands, ZYDIS_REGCLASS_DEBUG))
            return Variant::debug;
        [[fallthrough]];
    case ZYDIS_MNEMONIC_POP:
        return mentions(raw, operands, ZYDIS_REGCLASS_SEGMENT) ? Variant::segment : Variant::plain;
    case ZYDIS_MNEMONIC_JMP:
    case ZYDIS_MNEMONIC_CALL:
    case ZYDIS_MNEMONIC_RET:
        return raw.meta.branch_type == ZYDIS_BRANCH_TYPE_FAR ? Variant::far : Variant::plain;
    default:
        return Variant::plain;
    }
}

using FormIndex = std::array<std::vector<uint16_t>, static_cast<size_t>(Variant::count_)>;

// Which form of the catalogue each Zydis mnemonic means, by variant.
FormIndex const& form_index()
{
    static FormIndex const index = [] {
        FormIndex made;
        for (size_t variant = 0; variant < made.size(); ++variant) {
            made[variant].resize(ZYDIS_MNEMONIC_MAX_VALUE + 1, no_form);
            for (unsigned i = 0; i <= ZYDIS_MNEMONIC_MAX_VALUE; ++i)
                if (auto const* name = ZydisMnemonicGetString(static_cast<Mnemonic>(i)))
                    made[variant][i] = form_named(std::string(name).append(suffix[variant]));
        }
        return made;
    }();
    return index;
}

uint16_t form_of(ZydisDecodedInstruction const& raw, ZydisDecodedOperand const* operands)
{
    return form_index()[static_cast<size_t>(variant_of(raw, operands))][raw.mnemonic];
}

Result<void> unimplemented(Cpu& cpu, Instruction const& instruction)
{
    ZydisDecoder decoder;
    ZydisDecodedInstruction raw;
    auto const bits = cpu.code_bits();
    ZydisDecoderInit(&decoder, bits == 64 ? ZYDIS_MACHINE_MODE_LONG_64 : ZYDIS_MACHINE_MODE_LONG_COMPAT_32,
                     bits == 64 ? ZYDIS_STACK_WIDTH_64 : ZYDIS_STACK_WIDTH_32);
    if (ZYAN_SUCCESS(ZydisDecoderDecodeInstruction(&decoder, nullptr, instruction.bytes.data(),
                                                   instruction.length, &raw)))
        cpu.bus().note_unimplemented(ZydisMnemonicGetString(raw.mnemonic), cpu.state.rip);
    return invalid_opcode();
}

// Instructions that a CPU without a feature executes as something else and that keep that meaning.
// SDM Vol. 2, "LZCNT", "TZCNT" and the entries of the hint and NOP space.
void set_level(ZydisDecoder& decoder, Model const& model)
{
    ZydisDecoderEnableMode(&decoder, ZYDIS_DECODER_MODE_LZCNT, ZYAN_FALSE);
    ZydisDecoderEnableMode(&decoder, ZYDIS_DECODER_MODE_TZCNT, ZYAN_FALSE);
    ZydisDecoderEnableMode(&decoder, ZYDIS_DECODER_MODE_CET, ZYAN_FALSE);
    ZydisDecoderEnableMode(&decoder, ZYDIS_DECODER_MODE_MPX, ZYAN_FALSE);
    ZydisDecoderEnableMode(&decoder, ZYDIS_DECODER_MODE_CLDEMOTE, ZYAN_FALSE);
    ZydisDecoderEnableMode(&decoder, ZYDIS_DECODER_MODE_WBNOINVD, ZYAN_FALSE);
    ZydisDecoderEnableMode(&decoder, ZYDIS_DECODER_MODE_AMD_BRANCHES,
                           model.vendor == Vendor::amd ? ZYAN_TRUE : ZYAN_FALSE);
}

ZydisDecoder make_decoder(uint8_t code_bits, Model const& model)
{
    ZydisDecoder decoder;
    if (code_bits == 64)
        ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
    else if (code_bits == 32)
        ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_COMPAT_32, ZYDIS_STACK_WIDTH_32);
    else
        ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_COMPAT_16, ZYDIS_STACK_WIDTH_16);
    set_level(decoder, model);
    return decoder;
}

SegmentName segment_of(ZydisRegister reg)
{
    switch (reg) {
    case ZYDIS_REGISTER_ES:
        return SegmentName::es;
    case ZYDIS_REGISTER_CS:
        return SegmentName::cs;
    case ZYDIS_REGISTER_SS:
        return SegmentName::ss;
    case ZYDIS_REGISTER_FS:
        return SegmentName::fs;
    case ZYDIS_REGISTER_GS:
        return SegmentName::gs;
    default:
        return SegmentName::ds;
    }
}

uint8_t number(ZydisRegister reg)
{
    return static_cast<uint8_t>(ZydisRegisterGetId(reg));
}

uint8_t address_register(ZydisRegister reg)
{
    if (reg == ZYDIS_REGISTER_NONE)
        return Operand::no_register;
    if (reg == ZYDIS_REGISTER_RIP || reg == ZYDIS_REGISTER_EIP)
        return Operand::rip_relative;
    return number(reg);
}

void register_operand(Operand& operand, ZydisRegister reg)
{
    switch (ZydisRegisterGetClass(reg)) {
    case ZYDIS_REGCLASS_GPR8:
        if (reg >= ZYDIS_REGISTER_AH && reg <= ZYDIS_REGISTER_BH) {
            operand.kind = Operand::Kind::high_byte;
            operand.index = static_cast<uint8_t>(reg - ZYDIS_REGISTER_AH);
            return;
        }
        operand.kind = Operand::Kind::gpr;
        // Zydis counts AH CH DH BH between BL and SPL, so SPL and up come four too late.
        operand.index = static_cast<uint8_t>(reg <= ZYDIS_REGISTER_BL ? reg - ZYDIS_REGISTER_AL
                                                                      : reg - ZYDIS_REGISTER_SPL + 4);
        return;
    case ZYDIS_REGCLASS_GPR16:
    case ZYDIS_REGCLASS_GPR32:
    case ZYDIS_REGCLASS_GPR64:
        operand.kind = Operand::Kind::gpr;
        break;
    case ZYDIS_REGCLASS_SEGMENT:
        operand.kind = Operand::Kind::segment;
        operand.index = static_cast<uint8_t>(segment_of(reg));
        return;
    case ZYDIS_REGCLASS_CONTROL:
        operand.kind = Operand::Kind::control;
        break;
    case ZYDIS_REGCLASS_DEBUG:
        operand.kind = Operand::Kind::debug;
        break;
    case ZYDIS_REGCLASS_XMM:
        operand.kind = Operand::Kind::xmm;
        break;
    case ZYDIS_REGCLASS_MMX:
        operand.kind = Operand::Kind::mmx;
        break;
    case ZYDIS_REGCLASS_X87:
        operand.kind = Operand::Kind::x87;
        break;
    default:
        operand.kind = Operand::Kind::none;
        return;
    }
    operand.index = number(reg);
}

// A SIB byte without a base: mod 00 and base 101, whatever REX.B says. Zydis 4.0 takes r13d for the base
// there if the address has 32 bits. SDM Vol. 2A, "ModR/M and SIB Bytes", and its table "Special Cases of REX
// Encodings".
bool has_no_base(ZydisDecodedInstruction const& raw)
{
    return (raw.attributes & ZYDIS_ATTRIB_HAS_SIB) != 0 && raw.raw.modrm.mod == 0 && raw.raw.sib.base == 5;
}

void memory_operand(Operand& operand, ZydisDecodedOperandMem const& mem, ZydisDecodedInstruction const& raw)
{
    operand.kind = Operand::Kind::memory;
    operand.segment = segment_of(mem.segment);
    operand.base = address_register(mem.base);
    operand.index = address_register(mem.index);
    operand.scale =
        static_cast<uint8_t>(mem.scale > 1 ? std::countr_zero(static_cast<unsigned>(mem.scale)) : 0);
    operand.address_bits = raw.address_width;
    operand.value = mem.disp.value;
    if (has_no_base(raw) && raw.address_width == 32) {
        operand.base = Operand::no_register;
        operand.value = raw.raw.disp.value;
    }
}

Operand convert(ZydisDecodedOperand const& raw, ZydisDecodedInstruction const& instruction)
{
    Operand operand;
    operand.bits = raw.size;
    switch (raw.type) {
    case ZYDIS_OPERAND_TYPE_REGISTER:
        register_operand(operand, raw.reg.value);
        break;
    case ZYDIS_OPERAND_TYPE_MEMORY:
        memory_operand(operand, raw.mem, instruction);
        break;
    case ZYDIS_OPERAND_TYPE_IMMEDIATE:
        operand.kind = raw.imm.is_relative ? Operand::Kind::relative : Operand::Kind::immediate;
        operand.value = raw.imm.value.s;
        break;
    case ZYDIS_OPERAND_TYPE_POINTER:
        operand.kind = Operand::Kind::far;
        operand.value = raw.ptr.offset;
        break;
    default:
        break;
    }
    return operand;
}

SegmentName string_segment(ZydisDecodedInstruction const& raw)
{
    if ((raw.attributes & ZYDIS_ATTRIB_HAS_SEGMENT_FS) != 0)
        return SegmentName::fs;
    if ((raw.attributes & ZYDIS_ATTRIB_HAS_SEGMENT_GS) != 0)
        return SegmentName::gs;
    if (raw.machine_mode == ZYDIS_MACHINE_MODE_LONG_64)
        return SegmentName::ds;
    if ((raw.attributes & ZYDIS_ATTRIB_HAS_SEGMENT_CS) != 0)
        return SegmentName::cs;
    if ((raw.attributes & ZYDIS_ATTRIB_HAS_SEGMENT_SS) != 0)
        return SegmentName::ss;
    return (raw.attributes & ZYDIS_ATTRIB_HAS_SEGMENT_ES) != 0 ? SegmentName::es : SegmentName::ds;
}

Repeat repeat_of(ZydisDecodedInstruction const& raw)
{
    if (!is_string(raw))
        return Repeat::none;
    if ((raw.attributes & ZYDIS_ATTRIB_HAS_REPNE) != 0)
        return Repeat::repne;
    return (raw.attributes & (ZYDIS_ATTRIB_HAS_REP | ZYDIS_ATTRIB_HAS_REPE)) != 0 ? Repeat::rep
                                                                                  : Repeat::none;
}

void choose_handler(Instruction& instruction, ZydisDecodedInstruction const& raw,
                    ZydisDecodedOperand const* operands)
{
    instruction.form = form_of(raw, operands);
    if (instruction.form == no_form) {
        instruction.handler = unimplemented;
        instruction.ends_block = true;
        return;
    }
    auto const& form = catalogue()[instruction.form];
    auto const width = static_cast<unsigned>(std::countr_zero(static_cast<unsigned>(raw.operand_width) / 8u));
    instruction.handler = width < 4 ? form.by_width[width] : nullptr;
    instruction.ends_block = form.ends == Ends::block;
    if (instruction.handler == nullptr) {
        instruction.handler = unimplemented;
        instruction.ends_block = true;
    }
}

bool enters_kernel(ZydisDecodedInstruction const& raw, Instruction const& instruction)
{
    return raw.mnemonic == ZYDIS_MNEMONIC_SYSCALL || raw.mnemonic == ZYDIS_MNEMONIC_SYSENTER ||
           (raw.mnemonic == ZYDIS_MNEMONIC_INT && static_cast<uint8_t>(instruction.dst.value) == 0x80);
}

void fill(Instruction& instruction, ZydisDecodedInstruction const& raw, ZydisDecodedOperand const* operands)
{
    Operand* const slots[] = {&instruction.dst, &instruction.src, &instruction.third};
    auto const visible = std::min<unsigned>(raw.operand_count_visible, 3);
    for (unsigned i = 0; i < visible; ++i) {
        *slots[i] = convert(operands[i], raw);
        if (operands[i].type == ZYDIS_OPERAND_TYPE_POINTER)
            instruction.far_selector = operands[i].ptr.segment;
    }
    instruction.length = raw.length;
    instruction.operand_bits = raw.operand_width;
    instruction.address_bits = raw.address_width;
    instruction.repeat = repeat_of(raw);
    instruction.lock = (raw.attributes & ZYDIS_ATTRIB_HAS_LOCK) != 0;
    instruction.string_segment = string_segment(raw);
    choose_handler(instruction, raw, operands);
    instruction.is_system_call = enters_kernel(raw, instruction);
}

// F3 before 90 makes PAUSE, but not with REX.B: that is XCHG r8, rAX still, and F3 means nothing. Zydis 4.0
// says PAUSE. SDM Vol. 2, "PAUSE", "XCHG"; seen on an AMD Zen 5.
bool is_exchange(ZydisDecodedInstruction const& raw)
{
    return raw.mnemonic == ZYDIS_MNEMONIC_PAUSE && raw.raw.rex.B != 0;
}

void decode_exchange(ZydisDecoder const& decoder, std::span<uint8_t const> bytes,
                     ZydisDecodedInstruction& raw, ZydisDecodedOperand* operands)
{
    auto const length = raw.length;
    std::array<uint8_t, 15> without{};
    auto const end = std::remove_copy(bytes.begin(), bytes.begin() + length, without.begin(), uint8_t{0xf3});
    ZydisDecoderDecodeFull(&decoder, without.data(), static_cast<ZyanUSize>(end - without.begin()), &raw,
                           operands);
    raw.length = length;
}

// AMD's processors heed an operand-size prefix before near branches in 64-bit mode. Zydis knows that of
// relative ones. APM Vol. 3, "CALL (Near)", "JMP (Near)", "RET (Near)".
void narrow_branch(ZydisDecodedInstruction& raw)
{
    bool const is_branch = raw.mnemonic == ZYDIS_MNEMONIC_RET || raw.mnemonic == ZYDIS_MNEMONIC_CALL ||
                           raw.mnemonic == ZYDIS_MNEMONIC_JMP;
    if (is_branch && raw.meta.branch_type != ZYDIS_BRANCH_TYPE_FAR && raw.raw.rex.W == 0 &&
        (raw.attributes & ZYDIS_ATTRIB_HAS_OPERANDSIZE) != 0)
        raw.operand_width = 16;
}

// F2 and F3 are reserved before LOOPE and LOOPNE, but AMD's processors take the condition from the last of
// them: F2 not zero, F3 zero. APM Vol. 3, "Repeat Prefixes", leaves it open; seen on a Zen 5.
void choose_loop_condition(ZydisDecodedInstruction& raw)
{
    if (raw.mnemonic != ZYDIS_MNEMONIC_LOOPE && raw.mnemonic != ZYDIS_MNEMONIC_LOOPNE)
        return;
    for (unsigned i = 0; i < raw.raw.prefix_count; ++i) {
        if (raw.raw.prefixes[i].value == 0xf2)
            raw.mnemonic = ZYDIS_MNEMONIC_LOOPNE;
        if (raw.raw.prefixes[i].value == 0xf3)
            raw.mnemonic = ZYDIS_MNEMONIC_LOOPE;
    }
}

// What AMD's processors make of encodings that Zydis reads as Intel's do.
void read_as_amd(ZydisDecodedInstruction& raw, uint8_t code_bits)
{
    choose_loop_condition(raw);
    if (code_bits == 64)
        narrow_branch(raw);
}

} // namespace

Decoded decode(std::span<uint8_t const> bytes, uint8_t code_bits, Model const& model,
               Instruction& instruction)
{
    auto const decoder = make_decoder(code_bits, model);
    ZydisDecodedInstruction raw;
    ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
    auto const status =
        ZydisDecoderDecodeFull(&decoder, bytes.data(), std::min<size_t>(bytes.size(), 15), &raw, operands);
    if (status == ZYDIS_STATUS_NO_MORE_DATA)
        return bytes.size() >= 15 ? Decoded::too_long : Decoded::truncated;
    if (status == ZYDIS_STATUS_INSTRUCTION_TOO_LONG)
        return Decoded::too_long;
    if (!ZYAN_SUCCESS(status))
        return Decoded::invalid;
    if (is_exchange(raw)) [[unlikely]]
        decode_exchange(decoder, bytes, raw, operands);
    if (model.vendor == Vendor::amd)
        read_as_amd(raw, code_bits);
    instruction = {};
    fill(instruction, raw, operands);
    std::copy_n(bytes.data(), raw.length, instruction.bytes.data());
    return Decoded::ok;
}

bool is_call(Instruction const& instruction)
{
    static auto const near = form_named("call");
    static auto const far = form_named("call.far");
    return instruction.form == near || instruction.form == far;
}

bool is_return(Instruction const& instruction)
{
    static auto const near = form_named("ret");
    static auto const far = form_named("ret.far");
    return instruction.form == near || instruction.form == far;
}

} // namespace ringside::cpu
