// x87 moves: loads and stores of the floating-point formats, constants, exchanges, conditional moves and what
// only turns the stack. SDM Vol. 2A, "FLD", "FST/FSTP", "FXCH", "FCMOVcc", "FINCSTP", "FFREE". Read next:
// x87_arithmetic.cpp.
#include "cpu/instructions/x87.hpp"
#include "cpu/instructions/x87_number.hpp"

#include <cstring>

namespace ringside::cpu::x87 {

namespace {

// ---- loads

template <std::unsigned_integral Real>
Result<void> load_real(Cpu& cpu, Instruction const& instruction)
{
    TRY(begin(cpu));
    auto const bits = TRY(cpu.load<Real>(instruction.dst));
    note_instruction(cpu, instruction);
    if (!is_empty(cpu, 7)) {
        push_checked(cpu, {});
        return {};
    }
    // Only an invalid operand keeps the stack; an unmasked denormal one is loaded and then pending.
    auto const loaded = from_real<Real>(bits, cpu.state.x87.control);
    note_outcome(cpu, loaded.status);
    if ((loaded.status & ~cpu.state.x87.control & status::ie) == 0)
        push(cpu, loaded.value);
    return {};
}

Result<void> load_extended(Cpu& cpu, Instruction const& instruction)
{
    TRY(begin(cpu));
    std::array<uint8_t, 10> bytes{};
    TRY(cpu.read_block(instruction.dst.segment, cpu.effective_address(instruction.dst), bytes.data(), 10));
    note_instruction(cpu, instruction);
    F80 value;
    std::memcpy(&value.significand, bytes.data(), 8);
    std::memcpy(&value.sign_exponent, bytes.data() + 8, 2);
    push_checked(cpu, value);
    return {};
}

Result<void> load_register(Cpu& cpu, Instruction const& instruction)
{
    TRY(start(cpu, instruction));
    auto const index = instruction.dst.index;
    // An empty source comes before a full target: C1 tells underflow, as a Zen 4 shows.
    if (!is_empty(cpu, index))
        push_checked(cpu, st(cpu, index));
    else if (underflow(cpu))
        push(cpu, indefinite);
    return {};
}

// FLD by the size of its operand: m32, m64, m80 or ST(i).
Result<void> load(Cpu& cpu, Instruction const& instruction)
{
    if (!instruction.dst.is_memory())
        return load_register(cpu, instruction);
    switch (instruction.dst.bits) {
    case 32:
        return load_real<uint32_t>(cpu, instruction);
    case 64:
        return load_real<uint64_t>(cpu, instruction);
    default:
        return load_extended(cpu, instruction);
    }
}

// A constant is held with more bits than a register has and rounded as the control word says. SDM Vol. 2A,
// "FLD1/FLDL2T/FLDL2E/FLDPI/FLDLG2/FLDLN2/FLDZ".
struct Constant
{
    F80 below; // the constant itself, or its neighbour towards zero
    enum class Nearest : uint8_t
    {
        exact,
        below,
        above,
    } nearest;
};
constexpr Constant one = {{0x8000'0000'0000'0000, 0x3fff}, Constant::Nearest::exact};
constexpr Constant log2_of_10 = {{0xd49a'784b'cd1b'8afe, 0x4000}, Constant::Nearest::below};
constexpr Constant log2_of_e = {{0xb8aa'3b29'5c17'f0bb, 0x3fff}, Constant::Nearest::above};
constexpr Constant pi = {{0xc90f'daa2'2168'c234, 0x4000}, Constant::Nearest::above};
constexpr Constant log10_of_2 = {{0x9a20'9a84'fbcf'f798, 0x3ffd}, Constant::Nearest::above};
constexpr Constant log_of_2 = {{0xb172'17f7'd1cf'79ab, 0x3ffe}, Constant::Nearest::above};
constexpr Constant zero = {{}, Constant::Nearest::exact};

enum Rounding : uint16_t
{
    nearest,
    down,
    up,
    to_zero,
};

template <Constant const& constant>
Result<void> load_constant(Cpu& cpu, Instruction const& instruction)
{
    TRY(start(cpu, instruction));
    auto const rounding = (cpu.state.x87.control >> 10) & 3u;
    bool const above =
        constant.nearest == Constant::Nearest::above ? rounding == nearest || rounding == up : rounding == up;
    auto value = constant.below;
    if (above && constant.nearest != Constant::Nearest::exact)
        ++value.significand;
    push_checked(cpu, value);
    return {};
}

// ---- stores

template <typename Real>
constexpr Real indefinite_real = static_cast<Real>(sizeof(Real) == 4 ? 0xffc0'0000 : 0xfff8'0000'0000'0000);

template <std::unsigned_integral Real, Pop pops>
Result<void> store_real(Cpu& cpu, Instruction const& instruction)
{
    TRY(begin(cpu));
    auto const segment = instruction.dst.segment;
    auto const offset = cpu.effective_address(instruction.dst);
    bool const empty = is_empty(cpu, 0);
    auto converted = Converted<Real>{indefinite_real<Real>, status::ie | status::sf};
    if (!empty)
        converted = to_real<Real>(st(cpu, 0), cpu.state.x87.control);
    // Any of these exceptions but an inexact result keeps memory and the stack as they are.
    constexpr uint16_t forbidding = status::exceptions & ~status::pe;
    bool const stores = (converted.status & ~cpu.state.x87.control & forbidding) == 0;
    if (stores)
        TRY(cpu.write<Real>(segment, offset, converted.value));
    else
        TRY(cpu.probe_write(segment, offset, sizeof(Real)));
    note_instruction(cpu, instruction);
    if (empty)
        underflow(cpu);
    else
        note_outcome(cpu, converted.status);
    if (stores)
        pop(cpu, pops);
    return {};
}

Result<void> store_extended(Cpu& cpu, Instruction const& instruction)
{
    TRY(begin(cpu));
    auto const offset = cpu.effective_address(instruction.dst);
    bool const empty = is_empty(cpu, 0);
    bool const stores = !empty || (cpu.state.x87.control & status::ie) != 0;
    if (stores) {
        auto const value = empty ? indefinite : st(cpu, 0);
        std::array<uint8_t, 10> bytes{};
        std::memcpy(bytes.data(), &value.significand, 8);
        std::memcpy(bytes.data() + 8, &value.sign_exponent, 2);
        TRY(cpu.write_block(instruction.dst.segment, offset, bytes.data(), 10));
    } else {
        TRY(cpu.probe_write(instruction.dst.segment, offset, 10));
    }
    note_instruction(cpu, instruction);
    if (empty)
        underflow(cpu);
    else
        set_conditions(cpu, 0, status::c1);
    if (stores)
        pop(cpu, Pop::once);
    return {};
}

template <Pop pops>
Result<void> store_register(Cpu& cpu, Instruction const& instruction)
{
    TRY(start(cpu, instruction));
    if (is_empty(cpu, 0)) {
        underflow_into(cpu, instruction.dst.index, pops);
        return {};
    }
    set_conditions(cpu, 0, status::c1);
    set_st(cpu, instruction.dst.index, st(cpu, 0));
    pop(cpu, pops);
    return {};
}

// The alias D9 D8+i of FSTP does not check for underflow: an empty ST(0) is popped and nothing stored. Seen
// on a Zen 4; SDM Vol. 2D, "Escape Opcode Instructions", leaves these opcodes reserved.
Result<void> store_unchecked(Cpu& cpu, Instruction const& instruction)
{
    TRY(start(cpu, instruction));
    set_conditions(cpu, 0, status::c1);
    if (!is_empty(cpu, 0))
        set_st(cpu, instruction.dst.index, st(cpu, 0));
    pop(cpu, Pop::once);
    return {};
}

// FST, FSTP by the size of the operand.
template <Pop pops>
Result<void> store(Cpu& cpu, Instruction const& instruction)
{
    if (!instruction.dst.is_memory())
        return store_register<pops>(cpu, instruction);
    switch (instruction.dst.bits) {
    case 32:
        return store_real<uint32_t, pops>(cpu, instruction);
    case 64:
        return store_real<uint64_t, pops>(cpu, instruction);
    default:
        return store_extended(cpu, instruction);
    }
}

// ---- within the stack

// FXCH: an empty register counts as an indefinite if the exception is masked.
Result<void> exchange(Cpu& cpu, Instruction const& instruction)
{
    TRY(start(cpu, instruction));
    auto const index = instruction.dst.index;
    bool const first_empty = is_empty(cpu, 0);
    bool const second_empty = is_empty(cpu, index);
    auto const first = first_empty ? indefinite : st(cpu, 0);
    auto const second = second_empty ? indefinite : st(cpu, index);
    set_conditions(cpu, 0, status::c1);
    if ((first_empty || second_empty) && !underflow(cpu))
        return {};
    set_st(cpu, 0, second);
    set_st(cpu, index, first);
    return {};
}

// FCMOVcc: an empty register is a fault even if the condition does not hold. C1 changes only then.
template <uint64_t flags, bool wanted>
Result<void> move_if(Cpu& cpu, Instruction const& instruction)
{
    TRY(start(cpu, instruction));
    auto const index = instruction.src.index;
    if (is_empty(cpu, 0) || is_empty(cpu, index)) {
        underflow_into(cpu, 0);
        return {};
    }
    if (cpu.state.has(flags) == wanted)
        set_st(cpu, 0, st(cpu, index));
    return {};
}

template <int by>
Result<void> turn(Cpu& cpu, Instruction const& instruction)
{
    TRY(start(cpu, instruction));
    set_conditions(cpu, 0, status::c1);
    move_top(cpu, by);
    return {};
}

// FFREE, FFREEP (undocumented by Intel: FFREE and a pop. APM Vol. 5, "FFREE").
template <Pop pops>
Result<void> release(Cpu& cpu, Instruction const& instruction)
{
    TRY(start(cpu, instruction));
    set_conditions(cpu, 0, status::c1);
    free_st(cpu, instruction.dst.index);
    pop(cpu, pops);
    return {};
}

// FABS, FCHS: the sign bit of anything, a NaN or an unsupported number too.
template <uint16_t (*operation)(uint16_t)>
Result<void> change_sign(Cpu& cpu, Instruction const& instruction)
{
    TRY(start(cpu, instruction));
    if (is_empty(cpu, 0)) {
        underflow_into(cpu, 0);
        return {};
    }
    set_conditions(cpu, 0, status::c1);
    auto value = st(cpu, 0);
    value.sign_exponent = operation(value.sign_exponent);
    set_st(cpu, 0, value);
    return {};
}

uint16_t without_sign(uint16_t sign_exponent)
{
    return sign_exponent & static_cast<uint16_t>(~sign_bit);
}

uint16_t other_sign(uint16_t sign_exponent)
{
    return sign_exponent ^ sign_bit;
}

constexpr std::array forms = {
    any("fld", load),
    any("fld1", load_constant<one>),
    any("fldl2t", load_constant<log2_of_10>),
    any("fldl2e", load_constant<log2_of_e>),
    any("fldpi", load_constant<pi>),
    any("fldlg2", load_constant<log10_of_2>),
    any("fldln2", load_constant<log_of_2>),
    any("fldz", load_constant<zero>),
    any("fst", store<Pop::none>),
    any("fstp", store<Pop::once>),
    any("fstpnce", store_unchecked),
    any("fxch", exchange),
    any("fcmovb", move_if<flag::cf, true>),
    any("fcmove", move_if<flag::zf, true>),
    any("fcmovbe", move_if<flag::cf | flag::zf, true>),
    any("fcmovu", move_if<flag::pf, true>),
    any("fcmovnb", move_if<flag::cf, false>),
    any("fcmovne", move_if<flag::zf, false>),
    any("fcmovnbe", move_if<flag::cf | flag::zf, false>),
    any("fcmovnu", move_if<flag::pf, false>),
    any("fincstp", turn<1>),
    any("fdecstp", turn<-1>),
    any("ffree", release<Pop::none>),
    any("ffreep", release<Pop::once>),
    any("fabs", change_sign<without_sign>),
    any("fchs", change_sign<other_sign>),
};

} // namespace

std::span<Form const> move_forms()
{
    return forms;
}

} // namespace ringside::cpu::x87
