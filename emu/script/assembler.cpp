// From a line that was taken apart to Zydis' encoder request, and back again to be sure. The encoder's own
// treatment of absolute branch targets is not used: it is wrong by a few bytes near the edge of the short
// form.
#include "emu/script/operand_text.hpp"

#include <Zydis/Zydis.h>

#include <algorithm>
#include <array>
#include <map>

namespace ringside::emu::script {

namespace {

using Kind = OperandText::Kind;

constexpr std::size_t longest_instruction = 15;

std::map<std::string, ZydisRegister, std::less<>> make_registers()
{
    std::map<std::string, ZydisRegister, std::less<>> registers;
    for (int number = 1; number <= ZYDIS_REGISTER_MAX_VALUE; ++number)
        if (auto const* const name = ZydisRegisterGetString(static_cast<ZydisRegister>(number)))
            registers.emplace(name, static_cast<ZydisRegister>(number));
    return registers;
}

// Other spellings of the manual. SDM Vol. 2A, "Jcc", and the entries of the string and stack instructions.
void add_aliases(std::map<std::string, ZydisMnemonic, std::less<>>& mnemonics)
{
    static constexpr std::array<std::pair<char const*, char const*>, 14> conditions = {{{"e", "z"},
                                                                                        {"ne", "nz"},
                                                                                        {"a", "nbe"},
                                                                                        {"ae", "nb"},
                                                                                        {"c", "b"},
                                                                                        {"nae", "b"},
                                                                                        {"nc", "nb"},
                                                                                        {"na", "be"},
                                                                                        {"g", "nle"},
                                                                                        {"ge", "nl"},
                                                                                        {"nge", "l"},
                                                                                        {"ng", "le"},
                                                                                        {"pe", "p"},
                                                                                        {"po", "np"}}};
    for (auto const* const stem : {"j", "set", "cmov"})
        for (auto const& [other, known] : conditions)
            mnemonics[std::string(stem) + other] = mnemonics.at(std::string(stem) + known);
    static constexpr std::array<std::pair<char const*, char const*>, 12> others = {{{"sal", "shl"},
                                                                                    {"loopz", "loope"},
                                                                                    {"loopnz", "loopne"},
                                                                                    {"xlatb", "xlat"},
                                                                                    {"icebp", "int1"},
                                                                                    {"movabs", "mov"},
                                                                                    {"retf", "ret"},
                                                                                    {"retfq", "ret"},
                                                                                    {"retn", "ret"},
                                                                                    {"sysretq", "sysret"},
                                                                                    {"sysexitq", "sysexit"},
                                                                                    {"wait", "fwait"}}};
    for (auto const& [other, known] : others)
        mnemonics[other] = mnemonics.at(known);
}

std::map<std::string, ZydisMnemonic, std::less<>> make_mnemonics()
{
    std::map<std::string, ZydisMnemonic, std::less<>> mnemonics;
    for (int number = 1; number <= ZYDIS_MNEMONIC_MAX_VALUE; ++number)
        if (auto const* const name = ZydisMnemonicGetString(static_cast<ZydisMnemonic>(number)))
            mnemonics.emplace(name, static_cast<ZydisMnemonic>(number));
    add_aliases(mnemonics);
    return mnemonics;
}

std::optional<ZydisRegister> register_named(std::string_view name)
{
    static auto const registers = make_registers();
    auto const found = registers.find(name);
    return found == registers.end() ? std::nullopt : std::optional(found->second);
}

// What a bare mnemonic means at the code size: PUSHF is PUSHFQ in 64-bit code. The 16-bit forms end in "w".
std::string sized_mnemonic(std::string const& name, unsigned bits)
{
    if (name == "pushf" || name == "popf")
        return name + (bits == 64 ? "q" : "d");
    if (name == "pusha" || name == "popa" || name == "iret")
        return name + "d";
    for (auto const* const wide : {"pushfw", "popfw", "pushaw", "popaw", "iretw"})
        if (name == wide)
            return name.substr(0, name.size() - 1);
    return name;
}

std::optional<ZydisMnemonic> mnemonic_named(std::string const& name, unsigned bits)
{
    static auto const mnemonics = make_mnemonics();
    auto const found = mnemonics.find(sized_mnemonic(name, bits));
    return found == mnemonics.end() ? std::nullopt : std::optional(found->second);
}

ZydisMachineMode machine_mode(unsigned bits)
{
    return bits == 64 ? ZYDIS_MACHINE_MODE_LONG_64 : ZYDIS_MACHINE_MODE_LONG_COMPAT_32;
}

struct Decoded
{
    ZydisDecodedInstruction instruction{};
    std::array<ZydisDecodedOperand, ZYDIS_MAX_OPERAND_COUNT> operands{};
};

std::optional<Decoded> decode(std::span<uint8_t const> bytes, unsigned bits,
                              cpu::Vendor vendor = cpu::Vendor::intel)
{
    ZydisDecoder decoder;
    ZydisDecoderInit(&decoder, machine_mode(bits), bits == 64 ? ZYDIS_STACK_WIDTH_64 : ZYDIS_STACK_WIDTH_32);
    ZydisDecoderEnableMode(&decoder, ZYDIS_DECODER_MODE_AMD_BRANCHES,
                           vendor == cpu::Vendor::amd ? ZYAN_TRUE : ZYAN_FALSE);
    Decoded decoded;
    if (!ZYAN_SUCCESS(ZydisDecoderDecodeFull(&decoder, bytes.data(), bytes.size(), &decoded.instruction,
                                             decoded.operands.data())))
        return std::nullopt;
    return decoded;
}

unsigned register_bits(ZydisRegister name, unsigned bits)
{
    return ZydisRegisterGetWidth(machine_mode(bits), name);
}

bool is_shift(ZydisMnemonic mnemonic)
{
    switch (mnemonic) {
    case ZYDIS_MNEMONIC_SHL:
    case ZYDIS_MNEMONIC_SHR:
    case ZYDIS_MNEMONIC_SAR:
    case ZYDIS_MNEMONIC_ROL:
    case ZYDIS_MNEMONIC_ROR:
    case ZYDIS_MNEMONIC_RCL:
    case ZYDIS_MNEMONIC_RCR:
        return true;
    default:
        return false;
    }
}

class Encoder
{
public:
    Encoder(LineText const& line, unsigned bits, uint64_t address, BranchForm form)
        : line_(line), bits_(bits), address_(address), form_(form)
    {}

    Assembled encode()
    {
        auto const mnemonic = mnemonic_named(line_.mnemonic, bits_);
        if (!mnemonic)
            return fail(line_.mnemonic_column, "unknown instruction '" + line_.mnemonic + "'");
        request_.machine_mode = machine_mode(bits_);
        request_.mnemonic = *mnemonic;
        request_.allowed_encodings = static_cast<ZydisEncodableEncoding>(ZYDIS_ENCODABLE_ENCODING_LEGACY |
                                                                         ZYDIS_ENCODABLE_ENCODING_VEX);
        if (line_.operands.size() > ZYDIS_ENCODER_MAX_OPERANDS)
            return fail(line_.mnemonic_column, "too many operands");
        set_prefixes();
        set_branch();
        request_.operand_count = static_cast<ZyanU8>(line_.operands.size());
        for (std::size_t i = 0; i < line_.operands.size(); ++i)
            if (!set_operand(i))
                return std::move(result_);
        if (is_relative())
            return encode_branch();
        return encode_sizes();
    }

private:
    Assembled fail(uint32_t column, std::string sentence)
    {
        result_.problem = std::move(sentence);
        result_.column = column;
        result_.bytes.clear();
        return std::move(result_);
    }
    Assembled fail_encoding()
    {
        return fail(line_.mnemonic_column, "there is no such form of '" + line_.mnemonic + "' in " +
                                               std::to_string(bits_) + "-bit code");
    }

    void set_prefixes()
    {
        for (auto const& prefix : line_.prefixes) {
            if (prefix == "lock")
                request_.prefixes |= ZYDIS_ATTRIB_HAS_LOCK;
            else if (prefix == "repne" || prefix == "repnz")
                request_.prefixes |= ZYDIS_ATTRIB_HAS_REPNE;
            else
                request_.prefixes |= compares() ? ZYDIS_ATTRIB_HAS_REPE : ZYDIS_ATTRIB_HAS_REP;
        }
    }

    bool compares() const { return line_.mnemonic.starts_with("cmps") || line_.mnemonic.starts_with("scas"); }

    void set_branch()
    {
        auto const& name = line_.mnemonic;
        auto const far = line_.distance == Distance::far_ || name == "retf" || name == "retfq";
        bool const branches = name == "call" || name == "jmp" || name.starts_with("ret");
        if (far)
            request_.branch_type = ZYDIS_BRANCH_TYPE_FAR;
        else if (branches && !is_relative())
            request_.branch_type = ZYDIS_BRANCH_TYPE_NEAR;
        if (name == "sysretq")
            request_.operand_size_hint = ZYDIS_OPERAND_SIZE_HINT_64;
    }

    bool is_relative() const
    {
        if (line_.operands.size() != 1 || line_.operands[0].kind != Kind::number)
            return false;
        auto const& name = line_.mnemonic;
        return name == "call" || name.starts_with("loop") || name.starts_with('j');
    }

    bool set_operand(std::size_t index)
    {
        auto const& text = line_.operands[index];
        auto& operand = request_.operands[index];
        switch (text.kind) {
        case Kind::register_: {
            operand.type = ZYDIS_OPERAND_TYPE_REGISTER;
            auto const found = register_named(text.name);
            if (!found)
                return fail(text.column, "'" + text.name + "' is no register"), false;
            operand.reg.value = *found;
            return true;
        }
        case Kind::number:
            operand.type = ZYDIS_OPERAND_TYPE_IMMEDIATE;
            operand.imm.u = text.value;
            return true;
        case Kind::far:
            operand.type = ZYDIS_OPERAND_TYPE_POINTER;
            operand.ptr.segment = text.selector;
            operand.ptr.offset = static_cast<ZyanU32>(text.value);
            request_.branch_type = ZYDIS_BRANCH_TYPE_FAR;
            request_.branch_width = ZYDIS_BRANCH_WIDTH_32;
            return true;
        case Kind::memory:
            return set_memory(text, operand);
        }
        return false;
    }

    bool set_memory(OperandText const& text, ZydisEncoderOperand& operand)
    {
        operand.type = ZYDIS_OPERAND_TYPE_MEMORY;
        operand.mem.displacement = static_cast<ZyanI64>(text.value);
        operand.mem.scale = text.index.empty() ? 0 : text.scale;
        operand.mem.size = static_cast<ZyanU16>(text.bytes);
        if (!text.base.empty())
            operand.mem.base = register_named(text.base).value_or(ZYDIS_REGISTER_NONE);
        if (!text.index.empty())
            operand.mem.index = register_named(text.index).value_or(ZYDIS_REGISTER_NONE);
        // Displacements are signed 32-bit numbers; in 32-bit code 0xfffffffc means -4.
        if (bits_ == 32)
            operand.mem.displacement = static_cast<int32_t>(operand.mem.displacement);
        if (text.base == "rip" && text.label)
            label_through_rip_ = true;
        static constexpr std::array<std::pair<std::string_view, ZydisInstructionAttributes>, 6> overrides = {
            {{"es", ZYDIS_ATTRIB_HAS_SEGMENT_ES},
             {"cs", ZYDIS_ATTRIB_HAS_SEGMENT_CS},
             {"ss", ZYDIS_ATTRIB_HAS_SEGMENT_SS},
             {"ds", ZYDIS_ATTRIB_HAS_SEGMENT_DS},
             {"fs", ZYDIS_ATTRIB_HAS_SEGMENT_FS},
             {"gs", ZYDIS_ATTRIB_HAS_SEGMENT_GS}}};
        for (auto const& [name, attribute] : overrides)
            if (text.segment == name)
                request_.prefixes |= attribute;
        return true;
    }

    // ---- encoding

    static std::vector<uint8_t> encode_request(ZydisEncoderRequest const& request)
    {
        std::array<uint8_t, ZYDIS_MAX_INSTRUCTION_LENGTH> buffer{};
        ZyanUSize length = buffer.size();
        if (!ZYAN_SUCCESS(ZydisEncoderEncodeInstruction(&request, buffer.data(), &length)))
            return {};
        return {buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(length)};
    }

    // The displacement is counted from the end, so the length must be known first.
    Assembled encode_branch()
    {
        auto const target = line_.operands[0].value;
        auto const only_short = line_.mnemonic.starts_with("loop") || line_.mnemonic.ends_with("cxz");
        bool const has_short = line_.mnemonic != "call";
        bool const want_short = line_.distance == Distance::short_ || only_short ||
                                (line_.distance == Distance::any && form_ == BranchForm::shortest);
        request_.operands[0].imm.s = 0;
        if (has_short && want_short) {
            request_.branch_width = ZYDIS_BRANCH_WIDTH_8;
            if (auto const relative = distance_to(target); relative && *relative >= -128 && *relative <= 127)
                return finish_branch(*relative);
            if (only_short || line_.distance == Distance::short_)
                return fail(line_.operands[0].column, "the target is too far for a short branch");
            result_.needs_wide = true;
        }
        request_.branch_width = ZYDIS_BRANCH_WIDTH_32;
        auto const relative = distance_to(target);
        if (!relative)
            return fail_encoding();
        if (*relative != static_cast<int32_t>(*relative) && bits_ == 64)
            return fail(line_.operands[0].column, "the target is too far for a branch");
        return finish_branch(static_cast<int32_t>(*relative));
    }

    std::optional<int64_t> distance_to(uint64_t target) const
    {
        auto const bytes = encode_request(request_);
        if (bytes.empty())
            return std::nullopt;
        auto const relative = target - (address_ + bytes.size());
        return bits_ == 64 ? static_cast<int64_t>(relative) : static_cast<int32_t>(relative);
    }

    Assembled finish_branch(int64_t relative)
    {
        request_.operands[0].imm.s = relative;
        result_.bytes = encode_request(request_);
        if (result_.bytes.empty())
            return fail_encoding();
        return std::move(result_);
    }

    // Memory operands: the size that was said, or else the register's beside it, or else the only one there
    // is.
    Assembled encode_sizes()
    {
        auto const memory =
            std::find_if(line_.operands.begin(), line_.operands.end(),
                         [](OperandText const& operand) { return operand.kind == Kind::memory; });
        if (memory == line_.operands.end() || memory->bytes != 0) {
            result_.bytes = encode_checked();
            return result_.bytes.empty() ? fail_encoding() : std::move(result_);
        }
        auto& size = request_.operands[memory - line_.operands.begin()].mem.size;
        if (auto const inferred = inferred_size(); inferred != 0) {
            size = static_cast<ZyanU16>(inferred);
            result_.bytes = encode_checked();
            if (!result_.bytes.empty())
                return std::move(result_);
        }
        static constexpr std::array<uint16_t, 13> sizes = {8, 4, 2, 1, 16, 10, 6, 512, 64, 28, 108, 14, 94};
        unsigned forms = 0;
        for (auto const candidate : sizes) {
            size = candidate;
            auto const bytes = encode_checked();
            if (bytes.empty() || (forms != 0 && bytes == result_.bytes))
                continue;
            ++forms;
            result_.bytes = bytes;
        }
        if (forms == 0)
            return fail_encoding();
        if (forms > 1)
            return fail(memory->column, "say how large the operand is: byte, word, dword, qword ...");
        return std::move(result_);
    }

    unsigned inferred_size() const
    {
        auto const& name = line_.mnemonic;
        if (name == "call" || name == "jmp" || name == "push" || name == "pop")
            return line_.distance == Distance::far_ ? 6 : bits_ / 8;
        if (name == "fldenv" || name == "fnstenv")
            return 28; // the image of 32-bit modes; 16-bit ones are half as large
        if (name == "frstor" || name == "fnsave")
            return 108;
        if (is_shift(request_.mnemonic))
            return 0;
        for (auto const& operand : line_.operands)
            if (operand.kind == Kind::register_ && operand.name != "cl")
                return register_bits(*register_named(operand.name), bits_) / 8;
        return 0;
    }

    // Encodes as asked, and then with immediates sign-extended from the operand's width, as the encoder wants
    // them.
    std::vector<uint8_t> encode_checked()
    {
        auto bytes = encode_and_compare();
        if (!bytes.empty())
            return bytes;
        auto const saved = request_;
        auto const width = operand_width();
        for (unsigned i = 0; i < request_.operand_count; ++i)
            if (auto& operand = request_.operands[i];
                operand.type == ZYDIS_OPERAND_TYPE_IMMEDIATE && width < 64)
                operand.imm.s = static_cast<int64_t>(operand.imm.u << (64 - width)) >> (64 - width);
        bytes = encode_and_compare();
        request_ = saved;
        return bytes;
    }

    unsigned operand_width() const
    {
        if (request_.operand_count == 0)
            return 64;
        auto const& first = request_.operands[0];
        if (first.type == ZYDIS_OPERAND_TYPE_REGISTER)
            return std::max<unsigned>(register_bits(first.reg.value, bits_), 8);
        return first.type == ZYDIS_OPERAND_TYPE_MEMORY && first.mem.size != 0 && first.mem.size <= 8
                   ? first.mem.size * 8u
                   : bits_;
    }

    std::vector<uint8_t> encode_and_compare()
    {
        auto bytes = encode_addressed();
        if (!bytes.empty() && (line_.mnemonic == "retfq" || line_.mnemonic == "sysexitq"))
            bytes.insert(bytes.begin(), 0x48); // REX.W, which the encoder leaves out
        if (bytes.size() > longest_instruction)
            return {};
        auto const decoded = decode(bytes, bits_);
        return decoded && decoded->instruction.mnemonic == request_.mnemonic && same_operands(*decoded)
                   ? bytes
                   : std::vector<uint8_t>();
    }

    ZydisEncoderOperand* memory_operand()
    {
        for (auto& operand : request_.operands)
            if (operand.type == ZYDIS_OPERAND_TYPE_MEMORY)
                return &operand;
        return nullptr;
    }

    // [rip + label] counts from the instruction's end. A bare address in 32-bit code would become a 16-bit
    // one if it is small: such a displacement is put in afterwards.
    std::vector<uint8_t> encode_addressed()
    {
        auto* const memory = memory_operand();
        if (memory == nullptr)
            return encode_request(request_);
        if (label_through_rip_) {
            auto const target = static_cast<uint64_t>(line_label());
            memory->mem.displacement = 0;
            auto const length = encode_request(request_).size();
            memory->mem.displacement = static_cast<ZyanI64>(target - (address_ + length));
            return encode_request(request_);
        }
        bool const bare = memory->mem.base == ZYDIS_REGISTER_NONE && memory->mem.index == ZYDIS_REGISTER_NONE;
        auto const wanted = memory->mem.displacement;
        if (bits_ == 64 || !bare || wanted < -0x8000 || wanted > 0xffff)
            return encode_request(request_);
        memory->mem.displacement = 0x0100'0000;
        auto bytes = encode_request(request_);
        memory->mem.displacement = wanted;
        auto const decoded = decode(bytes, bits_);
        if (!decoded || decoded->instruction.raw.disp.size != 32)
            return {};
        for (unsigned i = 0; i < 4; ++i)
            bytes[decoded->instruction.raw.disp.offset + i] =
                static_cast<uint8_t>(static_cast<uint64_t>(wanted) >> (8 * i));
        return bytes;
    }

    uint64_t line_label() const
    {
        for (auto const& operand : line_.operands)
            if (operand.kind == Kind::memory)
                return operand.value;
        return 0;
    }

    bool same_operands(Decoded const& decoded) const
    {
        unsigned visible = 0;
        for (unsigned i = 0; i < decoded.instruction.operand_count; ++i)
            if (decoded.operands[i].visibility != ZYDIS_OPERAND_VISIBILITY_HIDDEN)
                visible = i + 1;
        if (visible < request_.operand_count)
            return false;
        for (unsigned i = 0; i < request_.operand_count; ++i)
            if (!same_operand(request_.operands[i], decoded.operands[i], decoded.instruction.operand_width))
                return false;
        return true;
    }

    bool same_operand(ZydisEncoderOperand const& asked, ZydisDecodedOperand const& got, unsigned width) const
    {
        if (asked.type != got.type)
            return false;
        switch (asked.type) {
        case ZYDIS_OPERAND_TYPE_REGISTER:
            return asked.reg.value == got.reg.value;
        case ZYDIS_OPERAND_TYPE_IMMEDIATE: {
            auto const bits = std::max<unsigned>({width, got.size, 8});
            auto const mask = bits >= 64 ? ~uint64_t{0} : (uint64_t{1} << bits) - 1;
            return ((asked.imm.u ^ got.imm.value.u) & mask) == 0;
        }
        case ZYDIS_OPERAND_TYPE_MEMORY:
            return asked.mem.base == got.mem.base && asked.mem.index == got.mem.index &&
                   (got.mem.index == ZYDIS_REGISTER_NONE || asked.mem.scale == got.mem.scale) &&
                   same_displacement(asked.mem.displacement, got.mem);
        case ZYDIS_OPERAND_TYPE_POINTER:
            return asked.ptr.segment == got.ptr.segment && asked.ptr.offset == got.ptr.offset;
        default:
            return true;
        }
    }

    bool same_displacement(ZyanI64 asked, decltype(ZydisDecodedOperand::mem) const& got) const
    {
        auto const value = got.disp.has_displacement != 0 ? got.disp.value : 0;
        return bits_ == 64 ? asked == value : static_cast<uint32_t>(asked) == static_cast<uint32_t>(value);
    }

    LineText const& line_;
    unsigned bits_;
    uint64_t address_;
    BranchForm form_;
    ZydisEncoderRequest request_{};
    bool label_through_rip_ = false;
    Assembled result_;
};

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

OperandText stack_register(unsigned number)
{
    OperandText operand;
    operand.kind = Kind::register_;
    operand.name = "st" + std::to_string(number);
    return operand;
}

std::string low_word_of(std::string const& name)
{
    auto const found = register_named(name);
    if (!found)
        return name;
    auto const number = ZydisRegisterGetId(*found);
    auto const width = ZydisRegisterGetWidth(ZYDIS_MACHINE_MODE_LONG_64, *found);
    if (number < 0 || (width != 32 && width != 64))
        return name;
    return ZydisRegisterGetString(ZydisRegisterEncode(ZYDIS_REGCLASS_GPR16, static_cast<ZyanU8>(number)));
}

// Operands that a line may leave out. SDM Vol. 2A, "AAM", "AAD", "FADD/FADDP/FIADD", "FXCH",
// "FCOM/FCOMP/FCOMPP".
void complete_operands(LineText& text)
{
    auto const& name = text.mnemonic;
    auto& operands = text.operands;
    if (operands.empty() && is_one_of(name, {"aam", "aad"})) {
        operands.emplace_back();
        operands.back().value = 10;
    }
    // MOV to a segment register reads 16 bits of whatever register is named. SDM Vol. 2B, "MOV".
    if (name == "mov" && operands.size() == 2 && operands[1].kind == Kind::register_ &&
        is_one_of(operands[0].name, {"es", "cs", "ss", "ds", "fs", "gs"}))
        operands[1].name = low_word_of(operands[1].name);
    if (operands.empty() && is_one_of(name, {"fxch", "fcom", "fcomp", "fucom", "fucomp"}))
        operands.push_back(stack_register(1));
    if (is_one_of(name, {"faddp", "fmulp", "fsubp", "fsubrp", "fdivp", "fdivrp"})) {
        if (operands.empty())
            operands.push_back(stack_register(1));
        if (operands.size() == 1)
            operands.push_back(stack_register(0));
    }
    if (operands.size() == 1 && operands[0].kind == Kind::register_ &&
        is_one_of(name, {"fucomp", "fadd", "fmul", "fsub", "fsubr", "fdiv", "fdivr", "fcomi", "fcomip",
                         "fucomi", "fucomip"}))
        operands.insert(operands.begin(), stack_register(0));
}

} // namespace

Assembled assemble(std::string_view line, unsigned bits, uint64_t address, Labels const& labels,
                   BranchForm form)
{
    auto const is_register = [](std::string_view word) { return register_named(word).has_value(); };
    auto text = take_apart(line, is_register, labels);
    complete_operands(text);
    if (!text.problem.empty())
        return {{}, text.problem, text.problem_column, false};
    return Encoder(text, bits, address, form).encode();
}

Inspected inspect(std::span<uint8_t const> bytes, unsigned bits, cpu::Vendor vendor)
{
    Inspected inspected;
    auto const decoded = decode(bytes, bits, vendor);
    if (!decoded)
        return inspected;
    auto const& instruction = decoded->instruction;
    inspected.mnemonic = ZydisMnemonicGetString(instruction.mnemonic);
    inspected.length = instruction.length;
    inspected.is_far = instruction.meta.branch_type == ZYDIS_BRANCH_TYPE_FAR;
    inspected.repeats = (instruction.attributes &
                         (ZYDIS_ATTRIB_HAS_REP | ZYDIS_ATTRIB_HAS_REPE | ZYDIS_ATTRIB_HAS_REPNE)) != 0;
    inspected.operand_bits = instruction.operand_count > 0 ? decoded->operands[0].size : 0;
    if (instruction.cpu_flags != nullptr) {
        auto const& flags = *instruction.cpu_flags;
        inspected.flags_written = flags.modified | flags.set_0 | flags.set_1 | flags.undefined;
        inspected.flags_undefined = flags.undefined;
    }
    for (unsigned i = 0; i < instruction.operand_count; ++i) {
        auto const& operand = decoded->operands[i];
        if (operand.type == ZYDIS_OPERAND_TYPE_IMMEDIATE)
            inspected.immediate = operand.imm.value.u;
        inspected.count_in_cl =
            inspected.count_in_cl ||
            (i > 0 && operand.type == ZYDIS_OPERAND_TYPE_REGISTER && operand.reg.value == ZYDIS_REGISTER_CL);
    }
    return inspected;
}

} // namespace ringside::emu::script
