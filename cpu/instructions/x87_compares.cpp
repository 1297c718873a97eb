// x87 comparisons and classification, with the result in C3 C2 C0 or in ZF PF CF. SDM Vol. 2A,
// "FCOM/FCOMP/FCOMPP", "FCOMI/FCOMIP/FUCOMI/FUCOMIP", "FICOM/FICOMP", "FTST", "FUCOM/FUCOMP/FUCOMPP", "FXAM".
// Read next: x87_conversions.cpp.
#include "cpu/instructions/x87.hpp"
#include "cpu/instructions/x87_number.hpp"

namespace ringside::cpu::x87 {

namespace {

constexpr uint16_t ordering = status::c0 | status::c2 | status::c3; // all set: unordered

// What a comparison does besides its result: whether that is stored, and whether the stack is popped.
struct Response
{
    bool stores;
    bool pops;
};

// An unmasked exception keeps the stack. The result is stored nevertheless, as a Zen 4 shows; only for an
// invalid operand Intel says "flags not set". SDM Vol. 2A, "FCOM/FCOMP/FCOMPP", footnote of the result table.
Response respond(Cpu& cpu, uint16_t outcome)
{
    auto const unmasked = raise(cpu, outcome & status::exceptions);
    bool const not_set = cpu.model().vendor == Vendor::intel && (unmasked & status::ie) != 0;
    return {!not_set, (unmasked & status::before_computing) == 0};
}

Response respond_to_empty(Cpu& cpu)
{
    return {true, underflow(cpu)};
}

void finish_order(Cpu& cpu, Response response, uint16_t outcome, Pop pops)
{
    if (response.stores)
        set_conditions(cpu, outcome, ordering);
    if (response.pops)
        pop(cpu, pops);
}

void finish_order(Cpu& cpu, uint16_t outcome, Pop pops)
{
    set_conditions(cpu, 0, status::c1);
    finish_order(cpu, respond(cpu, outcome), outcome, pops);
}

void underflow_order(Cpu& cpu, Pop pops)
{
    finish_order(cpu, respond_to_empty(cpu), ordering, pops);
}

template <Compare operation, Pop pops>
Result<void> with_register(Cpu& cpu, Instruction const& instruction)
{
    TRY(start(cpu, instruction));
    // Without an operand it is ST(1); FUCOMP is decoded with both operands.
    unsigned index = 1;
    if (instruction.src.kind == Operand::Kind::x87)
        index = instruction.src.index;
    else if (instruction.dst.kind == Operand::Kind::x87)
        index = instruction.dst.index;
    if (is_empty(cpu, 0) || is_empty(cpu, index))
        underflow_order(cpu, pops);
    else
        finish_order(cpu, operation(st(cpu, 0), st(cpu, index), cpu.state.x87.control), pops);
    return {};
}

template <std::unsigned_integral Real, Pop pops>
Result<void> with_real(Cpu& cpu, Instruction const& instruction)
{
    TRY(begin(cpu));
    auto const bits = TRY(cpu.load<Real>(instruction.dst));
    note_instruction(cpu, instruction);
    if (is_empty(cpu, 0))
        underflow_order(cpu, pops);
    else
        finish_order(cpu, compare_real<Real>(st(cpu, 0), bits, cpu.state.x87.control), pops);
    return {};
}

// FCOM, FCOMP.
template <Pop pops>
Result<void> order(Cpu& cpu, Instruction const& instruction)
{
    if (!instruction.dst.is_memory())
        return with_register<compare, pops>(cpu, instruction);
    if (instruction.dst.bits == 32)
        return with_real<uint32_t, pops>(cpu, instruction);
    return with_real<uint64_t, pops>(cpu, instruction);
}

template <Pop pops>
Result<void> with_integer(Cpu& cpu, Instruction const& instruction)
{
    TRY(begin(cpu));
    auto const value = TRY(load_integer(cpu, instruction.dst));
    note_instruction(cpu, instruction);
    if (is_empty(cpu, 0))
        underflow_order(cpu, pops);
    else
        finish_order(cpu, compare(st(cpu, 0), from_integer(value), cpu.state.x87.control), pops);
    return {};
}

Result<void> with_zero(Cpu& cpu, Instruction const& instruction)
{
    TRY(start(cpu, instruction));
    if (is_empty(cpu, 0))
        underflow_order(cpu, Pop::none);
    else
        finish_order(cpu, compare(st(cpu, 0), {}, cpu.state.x87.control), Pop::none);
    return {};
}

// C0, C2 and C3 as CF, PF and ZF; OF, SF and AF are cleared.
uint32_t as_flags(uint16_t outcome)
{
    uint32_t flags = 0;
    if ((outcome & status::c0) != 0)
        flags |= flag::cf;
    if ((outcome & status::c2) != 0)
        flags |= flag::pf;
    if ((outcome & status::c3) != 0)
        flags |= flag::zf;
    return flags;
}

// FCOMI, FCOMIP, FUCOMI, FUCOMIP.
template <Compare operation, Pop pops>
Result<void> order_in_flags(Cpu& cpu, Instruction const& instruction)
{
    TRY(start(cpu, instruction));
    auto const index = instruction.src.index;
    bool const empty = is_empty(cpu, 0) || is_empty(cpu, index);
    uint16_t const outcome = empty ? ordering : operation(st(cpu, 0), st(cpu, index), cpu.state.x87.control);
    // Intel clears C1 always, AMD only for an empty register, as a Zen 4 shows.
    if (cpu.model().vendor == Vendor::intel)
        set_conditions(cpu, 0, status::c1);
    auto const response = empty ? respond_to_empty(cpu) : respond(cpu, outcome);
    if (response.stores)
        cpu.set_status(as_flags(outcome));
    if (response.pops)
        pop(cpu, pops);
    return {};
}

constexpr uint16_t conditions_of(Number number)
{
    switch (number) {
    case Number::unsupported:
        return 0;
    case Number::nan:
        return status::c0;
    case Number::normal:
        return status::c2;
    case Number::infinity:
        return status::c2 | status::c0;
    case Number::zero:
        return status::c3;
    default:
        return status::c3 | status::c2; // denormal
    }
}

// What kind of number ST(0) holds, and its sign in C1, empty or not. SDM Vol. 2A, "FXAM".
Result<void> examine(Cpu& cpu, Instruction const& instruction)
{
    TRY(start(cpu, instruction));
    constexpr uint16_t empty = status::c3 | status::c0;
    auto const value = st(cpu, 0);
    auto result = is_empty(cpu, 0) ? empty : conditions_of(classify(value));
    if (is_negative(value))
        result |= status::c1;
    set_conditions(cpu, result, status::conditions);
    return {};
}

constexpr std::array forms = {
    any("fcom", order<Pop::none>),
    any("fcomp", order<Pop::once>),
    any("fcompp", with_register<compare, Pop::twice>),
    any("fucom", with_register<compare_unordered, Pop::none>),
    any("fucomp", with_register<compare_unordered, Pop::once>),
    any("fucompp", with_register<compare_unordered, Pop::twice>),
    any("ficom", with_integer<Pop::none>),
    any("ficomp", with_integer<Pop::once>),
    any("ftst", with_zero),
    any("fcomi", order_in_flags<compare, Pop::none>),
    any("fcomip", order_in_flags<compare, Pop::once>),
    any("fucomi", order_in_flags<compare_unordered, Pop::none>),
    any("fucomip", order_in_flags<compare_unordered, Pop::once>),
    any("fxam", examine),
};

} // namespace

std::span<Form const> compare_forms()
{
    return forms;
}

} // namespace ringside::cpu::x87
