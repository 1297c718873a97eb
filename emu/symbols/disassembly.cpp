// Intel's syntax is Zydis' own, with sizes always written. AT&T's is composed here as the GNU assembler reads
// it and objdump(1) writes it (Using as, "AT&T Syntax versus Intel Syntax"): Zydis' formatter leaves out the
// asterisk of an indirect jump and gives suffixes to instructions that have none.
#include "emu/symbols/disassembly.hpp"

#include <Zydis/Zydis.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace ringside::emu {

namespace {

struct Decoded
{
    ZydisDecodedInstruction instruction;
    std::array<ZydisDecodedOperand, ZYDIS_MAX_OPERAND_COUNT> operands;

    std::span<ZydisDecodedOperand const> visible() const
    {
        return std::span(operands).first(instruction.operand_count_visible);
    }
    bool has(ZydisInstructionAttributes attribute) const { return (instruction.attributes & attribute) != 0; }
};

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
std::optional<uint64_t> absolute_target(Decoded const& decoded, ZydisDecodedOperand const& operand,
                                        uint64_t address)
{
    auto const relative =
        operand.type == ZYDIS_OPERAND_TYPE_IMMEDIATE && operand.imm.is_relative == ZYAN_TRUE;
    auto const rip_relative =
        operand.type == ZYDIS_OPERAND_TYPE_MEMORY && operand.mem.base == ZYDIS_REGISTER_RIP;
    uint64_t target = 0;
    if ((relative || rip_relative) &&
        ZYAN_SUCCESS(ZydisCalcAbsoluteAddress(&decoded.instruction, &operand, address, &target)))
        return target;
    return std::nullopt;
}

struct Spelling
{
    std::string_view zydis;
    std::string_view usual;
};

// The endings of Jcc, SETcc and CMOVcc: compilers, gdb and objdump write the one of the manual's names that
// says what was compared (SDM Vol. 1, "EFLAGS Cross-Reference": JA is JNBE, JE is JZ).
constexpr Spelling conditions[] = {{"nbe", "a"}, {"nb", "ae"}, {"nle", "g"},
                                   {"nl", "ge"}, {"nz", "ne"}, {"z", "e"}};

// Nothing: it has no condition, or one that both spell alike.
std::optional<std::string> usual_name(std::string_view name)
{
    for (std::string_view const stem : {"j", "set", "cmov"})
        for (auto const& condition : conditions)
            if (name.substr(0, stem.size()) == stem && name.substr(stem.size()) == condition.zydis)
                return std::string(stem) + std::string(condition.usual);
    return {};
}

std::string intel_text(Decoded const& decoded, uint64_t address)
{
    ZydisFormatter formatter;
    ZydisFormatterInit(&formatter, ZYDIS_FORMATTER_STYLE_INTEL);
    ZydisFormatterSetProperty(&formatter, ZYDIS_FORMATTER_PROP_FORCE_SIZE, ZYAN_TRUE);
    ZydisFormatterSetProperty(&formatter, ZYDIS_FORMATTER_PROP_HEX_UPPERCASE, ZYAN_FALSE);
    ZydisFormatterSetProperty(&formatter, ZYDIS_FORMATTER_PROP_ADDR_PADDING_ABSOLUTE, ZYDIS_PADDING_DISABLED);
    ZydisFormatterSetProperty(&formatter, ZYDIS_FORMATTER_PROP_DISP_PADDING, ZYDIS_PADDING_DISABLED);
    ZydisFormatterSetProperty(&formatter, ZYDIS_FORMATTER_PROP_IMM_PADDING, ZYDIS_PADDING_DISABLED);
    std::array<char, 160> text{};
    // A NOP's register, which only its encoding has, is not told.
    auto instruction = decoded.instruction;
    if (instruction.mnemonic == ZYDIS_MNEMONIC_NOP)
        instruction.operand_count_visible = std::min<ZyanU8>(instruction.operand_count_visible, 1);
    ZydisFormatterFormatInstruction(&formatter, &instruction, decoded.operands.data(),
                                    instruction.operand_count_visible, text.data(), text.size(), address,
                                    nullptr);
    std::string whole = text.data();
    std::string_view const name = ZydisMnemonicGetString(instruction.mnemonic);
    if (auto const usual = usual_name(name))
        whole.replace(whole.find(name), name.size(), *usual);
    return whole;
}

// ---- AT&T's syntax

constexpr Spelling other_names[] = {{"cbw", "cbtw"},      {"cwde", "cwtl"},     {"cdqe", "cltq"},
                                    {"cwd", "cwtd"},      {"cdq", "cltd"},      {"cqo", "cqto"},
                                    {"iretd", "iretl"},   {"pushfd", "pushfl"}, {"popfd", "popfl"},
                                    {"pushad", "pushal"}, {"popad", "popal"}};
// Integer instructions that say their operand's size where no register does.
constexpr std::string_view sized[] = {"adc",     "add",  "and", "bt",       "btc",     "btr",  "bts", "cmp",
                                      "cmpxchg", "dec",  "div", "idiv",     "imul",    "inc",  "mov", "mul",
                                      "neg",     "nop",  "not", "or",       "rcl",     "rcr",  "rol", "ror",
                                      "sar",     "sbb",  "shl", "shld",     "shr",     "shrd", "sub", "test",
                                      "xadd",    "xchg", "xor", "cvtsi2ss", "cvtsi2sd"};
constexpr std::string_view x87_of_three_sizes[] = {"fld",   "fst",  "fstp",  "fadd", "fmul", "fcom",
                                                   "fcomp", "fsub", "fsubr", "fdiv", "fdivr"};
constexpr std::string_view x87_of_integers[] = {"fild",  "fist",   "fistp", "fisttp", "fiadd", "fimul",
                                                "ficom", "ficomp", "fisub", "fisubr", "fidiv", "fidivr"};

template <std::size_t count>
bool one_of(std::string_view name, std::string_view const (&list)[count])
{
    return std::find(std::begin(list), std::end(list), name) != std::end(list);
}

std::string_view integer_suffix(unsigned bits)
{
    return bits == 8 ? "b" : bits == 16 ? "w" : bits == 32 ? "l" : "q";
}

bool is_general_register(ZydisDecodedOperand const& operand)
{
    auto const kind = ZydisRegisterGetClass(operand.reg.value);
    return operand.type == ZYDIS_OPERAND_TYPE_REGISTER && kind >= ZYDIS_REGCLASS_GPR8 &&
           kind <= ZYDIS_REGCLASS_GPR64;
}

class AttText
{
public:
    AttText(Decoded const& decoded, uint64_t address)
        : decoded_(decoded), address_(address), name_(ZydisMnemonicGetString(decoded.instruction.mnemonic))
    {}

    std::string text() const
    {
        auto const operands = this->operands();
        return prefixes() + mnemonic() + (operands.empty() ? "" : " " + operands);
    }

private:
    ZydisDecodedOperand const* memory() const
    {
        for (auto const& operand : decoded_.visible())
            if (operand.type == ZYDIS_OPERAND_TYPE_MEMORY)
                return &operand;
        return nullptr;
    }
    bool is_string_operation() const
    {
        auto const category = decoded_.instruction.meta.category;
        return category == ZYDIS_CATEGORY_STRINGOP || category == ZYDIS_CATEGORY_IOSTRINGOP;
    }
    bool is_indirect() const
    {
        return (name_ == "jmp" || name_ == "call") &&
               decoded_.operands[0].type != ZYDIS_OPERAND_TYPE_IMMEDIATE;
    }
    bool is_far() const { return decoded_.instruction.meta.branch_type == ZYDIS_BRANCH_TYPE_FAR; }

    // ---- string operations, whose operands no encoding names: SDM Vol. 1, "String Operations"

    enum class Place : uint8_t
    {
        source,      // DS:RSI, or another segment
        destination, // ES:RDI
        accumulator,
        port, // DX
    };
    struct StringOperation
    {
        std::string_view stem;
        Place first;
        Place second;
    };
    static bool names_accumulator(StringOperation const& one)
    {
        return one.first == Place::accumulator || one.second == Place::accumulator;
    }
    StringOperation const* string_operation() const
    {
        static constexpr StringOperation list[] = {{"movs", Place::source, Place::destination},
                                                   {"cmps", Place::destination, Place::source},
                                                   {"stos", Place::accumulator, Place::destination},
                                                   {"lods", Place::source, Place::accumulator},
                                                   {"scas", Place::destination, Place::accumulator},
                                                   {"ins", Place::port, Place::destination},
                                                   {"outs", Place::source, Place::port}};
        for (auto const& one : list)
            if (is_string_operation() && name_.substr(0, name_.size() - 1) == one.stem)
                return &one;
        return nullptr;
    }
    // A prefix has chosen another segment or another width of addresses.
    bool has_own_address() const
    {
        auto const& raw = decoded_.instruction;
        auto const usual = raw.machine_mode == ZYDIS_MACHINE_MODE_LONG_64          ? 64
                           : raw.machine_mode == ZYDIS_MACHINE_MODE_LONG_COMPAT_32 ? 32
                                                                                   : 16;
        return raw.address_width != usual || segment_of_source() != ZYDIS_REGISTER_DS;
    }
    ZydisRegister segment_of_source() const
    {
        for (auto const& operand : std::span(decoded_.operands).first(decoded_.instruction.operand_count))
            if (operand.type == ZYDIS_OPERAND_TYPE_MEMORY && operand.mem.base != ZYDIS_REGISTER_DI &&
                operand.mem.base != ZYDIS_REGISTER_EDI && operand.mem.base != ZYDIS_REGISTER_RDI)
                return operand.mem.segment;
        return ZYDIS_REGISTER_DS;
    }
    std::string string_place(ZydisRegister segment, std::string_view index) const
    {
        auto const bits = decoded_.instruction.address_width;
        return fmt::format("{}:(%{}{})", register_name(segment),
                           bits == 64   ? "r"
                           : bits == 32 ? "e"
                                        : "",
                           index);
    }
    std::string place_text(Place place) const
    {
        auto const bits = decoded_.instruction.operand_width;
        switch (place) {
        case Place::source:
            return string_place(segment_of_source(), "si");
        case Place::destination:
            return string_place(ZYDIS_REGISTER_ES, "di");
        case Place::accumulator:
            return bits == 8 ? "%al" : bits == 16 ? "%ax" : bits == 32 ? "%eax" : "%rax";
        case Place::port:
            break;
        }
        return "(%dx)";
    }

    std::string prefixes() const
    {
        std::string text;
        if (decoded_.has(ZYDIS_ATTRIB_HAS_LOCK))
            text += "lock ";
        if (decoded_.has(ZYDIS_ATTRIB_HAS_BND))
            text += "bnd ";
        if (decoded_.has(ZYDIS_ATTRIB_HAS_REP))
            text += "rep ";
        if (decoded_.has(ZYDIS_ATTRIB_HAS_REPE))
            text += "repz ";
        if (decoded_.has(ZYDIS_ATTRIB_HAS_REPNE))
            text += "repnz ";
        return text;
    }

    std::string mnemonic() const
    {
        if (auto const usual = usual_name(name_))
            return *usual;
        for (auto const& other : other_names)
            if (name_ == other.zydis)
                return std::string(other.usual);
        if (name_ == "movzx" || name_ == "movsx" || name_ == "movsxd")
            return fmt::format("mov{}{}{}", name_[3], integer_suffix(decoded_.operands[1].size),
                               integer_suffix(decoded_.operands[0].size));
        if (name_ == "mov" && has_eight_bytes_inside())
            return "movabs";
        if (name_ == "sysret" || name_ == "sysexit")
            return std::string(name_) + (decoded_.instruction.operand_width == 64 ? "q" : "l");
        if (string_operation() != nullptr && names_accumulator(*string_operation()) && has_own_address())
            return std::string(string_operation()->stem);
        if (is_string_operation() && name_.ends_with('d'))
            return std::string(name_.substr(0, name_.size() - 1)) + "l";
        if (is_far() && (name_ == "jmp" || name_ == "call" || name_ == "ret"))
            return "l" + std::string(name_);
        return x87_name() + std::string(suffix());
    }

    // The 64-bit immediate or address of MOV: SDM Vol. 2B, "MOV".
    bool has_eight_bytes_inside() const
    {
        auto const& raw = decoded_.instruction.raw;
        return raw.imm[0].size == 64 || raw.disp.size == 64;
    }

    // Where the result goes to a register other than ST(0), AT&T's assembler has always had FSUB and FSUBR,
    // FDIV and FDIVR exchanged, and the GNU assembler keeps it so (Using as, "AT&T Mnemonic versus Intel
    // Mnemonic").
    std::string x87_name() const
    {
        std::string name(name_);
        auto const& target = decoded_.operands[0];
        bool const exchanged = (name.starts_with("fsub") || name.starts_with("fdiv")) &&
                               target.type == ZYDIS_OPERAND_TYPE_REGISTER &&
                               target.reg.value != ZYDIS_REGISTER_ST0;
        if (!exchanged)
            return name;
        if (name.size() > 4 && name[4] == 'r')
            return name.erase(4, 1);
        return name.insert(4, "r");
    }

    // PUSH and POP of two bytes, where no register says so.
    bool is_short_push() const
    {
        return (name_ == "push" || name_ == "pop") && decoded_.instruction.operand_width == 16 &&
               decoded_.instruction.machine_mode != ZYDIS_MACHINE_MODE_LONG_COMPAT_16 &&
               !is_general_register(decoded_.operands[0]);
    }

    std::string_view suffix() const
    {
        if (is_short_push())
            return "w";
        auto const* operand = memory();
        if (operand == nullptr)
            return "";
        if (name_ == "crc32") // its register is always as wide
            return integer_suffix(operand->size);
        auto const bits = operand->size;
        if (one_of(name_, x87_of_three_sizes))
            return bits == 32 ? "s" : bits == 64 ? "l" : "t";
        if (one_of(name_, x87_of_integers))
            return bits == 16 ? "s" : bits == 32 ? "l" : "ll";
        if (!one_of(name_, sized))
            return "";
        // The CL of a shift is a count: it tells nothing about the size.
        auto const tells_size = [&](ZydisDecodedOperand const& other) {
            auto const is_count = other.type == ZYDIS_OPERAND_TYPE_REGISTER && other.size == 8 && bits != 8;
            return other.type == ZYDIS_OPERAND_TYPE_REGISTER && !is_count && !name_.starts_with("cvt") &&
                   name_ != "nop";
        };
        auto const all = decoded_.visible();
        auto const shifts_by_cl = all.size() == 2 && is_general_register(all[1]) &&
                                  all[1].reg.value == ZYDIS_REGISTER_CL &&
                                  all[1].visibility == ZYDIS_OPERAND_VISIBILITY_IMPLICIT;
        return !shifts_by_cl && std::any_of(all.begin(), all.end(), tells_size) ? "" : integer_suffix(bits);
    }

    // The last comes first, save for ENTER and far pointers.
    std::string operands() const
    {
        // Where nothing but the letter decides, the mnemonic says it all: movsb, stosq.
        if (auto const* strings = string_operation())
            return has_own_address() ? place_text(strings->first) + ", " + place_text(strings->second)
                                     : std::string{};
        if (name_ == "xlat")
            return has_own_address() ? string_place(segment_of_source(), "bx") : std::string{};
        std::string text;
        auto all = decoded_.visible();
        if (name_ == "nop")
            all = all.first(std::min<std::size_t>(all.size(), 1));
        for (auto const& operand : all) {
            auto const part = operand_text(operand);
            if (text.empty())
                text = part;
            else
                text = name_ == "enter" ? text + ", " + part : part + ", " + text;
        }
        return text;
    }

    std::string operand_text(ZydisDecodedOperand const& operand) const
    {
        std::string const star = is_indirect() ? "*" : "";
        switch (operand.type) {
        case ZYDIS_OPERAND_TYPE_REGISTER:
            return star + register_name(operand.reg.value);
        case ZYDIS_OPERAND_TYPE_MEMORY:
            return star + memory_text(operand.mem);
        case ZYDIS_OPERAND_TYPE_POINTER:
            return fmt::format("${:#x}, ${:#x}", operand.ptr.segment, operand.ptr.offset);
        case ZYDIS_OPERAND_TYPE_IMMEDIATE:
            break;
        default:
            return {};
        }
        if (auto const target = absolute_target(decoded_, operand, address_))
            return fmt::format("{:#x}", *target);
        // A sign-extended immediate is as wide as what it is used on; PUSH uses it on the stack.
        auto const used_on = name_ == "push" ? unsigned{decoded_.instruction.operand_width}
                                             : unsigned{decoded_.operands[0].size};
        auto const width = operand.imm.is_signed ? std::max<unsigned>(operand.size, used_on) : operand.size;
        auto const mask = width >= 64 ? ~uint64_t{0} : (uint64_t{1} << width) - 1;
        return fmt::format("${:#x}", operand.imm.value.u & mask);
    }

    static std::string register_name(ZydisRegister which)
    {
        if (which >= ZYDIS_REGISTER_ST0 && which <= ZYDIS_REGISTER_ST7)
            return which == ZYDIS_REGISTER_ST0 ? "%st" : fmt::format("%st({})", which - ZYDIS_REGISTER_ST0);
        return fmt::format("%{}", ZydisRegisterGetString(which));
    }

    std::string memory_text(ZydisDecodedOperandMem const& place) const
    {
        std::string text;
        if (decoded_.has(ZYDIS_ATTRIB_HAS_SEGMENT))
            text += register_name(place.segment) + ":";
        auto const has_base = place.base != ZYDIS_REGISTER_NONE;
        auto const has_index = place.index != ZYDIS_REGISTER_NONE;
        auto const displacement = place.disp.has_displacement ? place.disp.value : 0;
        if (!has_base && !has_index) {
            auto const bits = decoded_.instruction.address_width;
            auto const mask = bits == 64 ? ~uint64_t{0} : (uint64_t{1} << bits) - 1;
            return text + fmt::format("{:#x}", static_cast<uint64_t>(displacement) & mask);
        }
        if (displacement != 0)
            text += fmt::format("{:#x}", displacement);
        text += "(" + (has_base ? register_name(place.base) : std::string{});
        if (has_index)
            text += fmt::format(",{},{}", register_name(place.index), place.scale);
        return text + ")";
    }

    Decoded const& decoded_;
    uint64_t address_;
    std::string_view name_;
};

// The masks and broadcasts of AVX-512, which this processor does not have, are Zydis' to write.
std::string att_text(Decoded const& decoded, uint64_t address)
{
    if (decoded.instruction.encoding != ZYDIS_INSTRUCTION_ENCODING_EVEX)
        return AttText(decoded, address).text();
    ZydisFormatter formatter;
    ZydisFormatterInit(&formatter, ZYDIS_FORMATTER_STYLE_ATT);
    std::array<char, 160> text{};
    ZydisFormatterFormatInstruction(&formatter, &decoded.instruction, decoded.operands.data(),
                                    decoded.instruction.operand_count_visible, text.data(), text.size(),
                                    address, nullptr);
    return text.data();
}

bool is_system_call(Decoded const& decoded)
{
    auto const mnemonic = decoded.instruction.mnemonic;
    return mnemonic == ZYDIS_MNEMONIC_SYSCALL || mnemonic == ZYDIS_MNEMONIC_SYSENTER ||
           (mnemonic == ZYDIS_MNEMONIC_INT && decoded.operands[0].imm.value.u == 0x80);
}

bool decode(std::span<uint8_t const> bytes, unsigned code_bits, Decoded& decoded)
{
    ZydisDecoder decoder;
    ZydisDecoderInit(&decoder, machine_mode(code_bits),
                     code_bits == 64   ? ZYDIS_STACK_WIDTH_64
                     : code_bits == 32 ? ZYDIS_STACK_WIDTH_32
                                       : ZYDIS_STACK_WIDTH_16);
    return ZYAN_SUCCESS(ZydisDecoderDecodeFull(&decoder, bytes.data(), bytes.size(), &decoded.instruction,
                                               decoded.operands.data()));
}

} // namespace

DisassembledInstruction disassemble(std::span<uint8_t const> bytes, uint64_t address, unsigned code_bits,
                                    Syntax syntax, Namer const& namer)
{
    Decoded decoded;
    DisassembledInstruction result;
    result.text = "(bad)";
    if (!decode(bytes, code_bits, decoded))
        return result;
    auto const category = decoded.instruction.meta.category;
    result.text = syntax == Syntax::att ? att_text(decoded, address) : intel_text(decoded, address);
    result.length = decoded.instruction.length;
    result.repeats = decoded.has(ZYDIS_ATTRIB_HAS_REP) || decoded.has(ZYDIS_ATTRIB_HAS_REPE) ||
                     decoded.has(ZYDIS_ATTRIB_HAS_REPNE);
    result.is_call = decoded.instruction.mnemonic == ZYDIS_MNEMONIC_CALL;
    result.is_return = decoded.instruction.mnemonic == ZYDIS_MNEMONIC_RET;
    result.is_system_call = is_system_call(decoded);
    result.is_conditional = category == ZYDIS_CATEGORY_COND_BR;
    result.is_jump = result.is_conditional || category == ZYDIS_CATEGORY_UNCOND_BR;
    for (auto const& operand : decoded.visible()) {
        auto const target = absolute_target(decoded, operand, address);
        if (!target)
            continue;
        if (operand.type == ZYDIS_OPERAND_TYPE_IMMEDIATE && (result.is_jump || result.is_call))
            result.target = target;
        if (auto const name = namer ? namer(*target) : std::string{}; !name.empty())
            result.text += " <" + name + ">";
    }
    return result;
}

} // namespace ringside::emu
