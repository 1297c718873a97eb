// Instructions that only move lanes about: shuffles, unpacking, insertion and extraction. SDM Vol. 2B,
// "PSHUFD", "PUNPCKLBW", "PINSRW" and their neighbours; SDM Vol. 2B, "SHUFPS", "UNPCKLPS". Read next:
// sse_integer.cpp.
#include "cpu/instructions/sse.hpp"

namespace ringside::cpu::sse {

namespace {

enum class Half : uint8_t
{
    low,
    high,
};

// PUNPCK*, UNPCK*: interleaves one half of the target with the same half of the source.
template <typename T, Half half>
struct Unpack
{
    template <typename V>
    static V of(V before, V source)
    {
        auto const a = lanes<T>(before);
        auto const b = lanes<T>(source);
        auto result = a;
        constexpr size_t first = half == Half::high ? a.size() / 2 : 0;
        for (size_t i = 0; i < a.size() / 2; ++i) {
            result[2 * i] = a[first + i];
            result[2 * i + 1] = b[first + i];
        }
        return std::bit_cast<V>(result);
    }
};

unsigned selector(Instruction const& instruction, unsigned lane, unsigned bits)
{
    return static_cast<unsigned>(instruction.third.value) >> (lane * bits) & ((1u << bits) - 1);
}

// Four lanes of the source in the order that the immediate says.
template <typename T>
std::array<T, 4> pick(std::array<T, 4> const& source, Instruction const& instruction)
{
    std::array<T, 4> result{};
    for (unsigned i = 0; i < 4; ++i)
        result[i] = source[selector(instruction, i, 2)];
    return result;
}

// PSHUFD.
Result<void> shuffle_doublewords(Cpu& cpu, Instruction const& instruction)
{
    TRY(check_sse(cpu));
    auto const source = TRY(load_aligned(cpu, instruction.src));
    target(cpu, instruction) = std::bit_cast<Vec128>(pick(lanes<uint32_t>(source), instruction));
    return {};
}

// PSHUFLW, PSHUFHW: the words of one half; the other half is copied.
template <uint64_t Vec128::*half>
Result<void> shuffle_words(Cpu& cpu, Instruction const& instruction)
{
    TRY(check_sse(cpu));
    auto result = TRY(load_aligned(cpu, instruction.src));
    result.*half = std::bit_cast<uint64_t>(pick(lanes<uint16_t>(result.*half), instruction));
    target(cpu, instruction) = result;
    return {};
}

// PSHUFW.
Result<void> shuffle_mmx(Cpu& cpu, Instruction const& instruction)
{
    TRY(check_mmx(cpu));
    auto const source = TRY(load_mmx(cpu, instruction.src));
    enter_mmx(cpu);
    set_mmx(cpu, instruction.dst.index, std::bit_cast<uint64_t>(pick(lanes<uint16_t>(source), instruction)));
    return {};
}

// SHUFPS: two lanes of the target, then two of the source.
Result<void> shuffle_single(Cpu& cpu, Instruction const& instruction)
{
    TRY(check_sse(cpu));
    auto const b = lanes<uint32_t>(TRY(load_aligned(cpu, instruction.src)));
    auto const a = lanes<uint32_t>(target(cpu, instruction));
    std::array const result = {a[selector(instruction, 0, 2)], a[selector(instruction, 1, 2)],
                               b[selector(instruction, 2, 2)], b[selector(instruction, 3, 2)]};
    target(cpu, instruction) = std::bit_cast<Vec128>(result);
    return {};
}

// SHUFPD: one lane of each.
Result<void> shuffle_double(Cpu& cpu, Instruction const& instruction)
{
    TRY(check_sse(cpu));
    auto const b = lanes<uint64_t>(TRY(load_aligned(cpu, instruction.src)));
    auto const a = lanes<uint64_t>(target(cpu, instruction));
    target(cpu, instruction) = {a[selector(instruction, 0, 1)], b[selector(instruction, 1, 1)]};
    return {};
}

template <typename V>
V with_word(V vector, unsigned index, uint16_t word)
{
    auto words = lanes<uint16_t>(vector);
    words[index % words.size()] = word;
    return std::bit_cast<V>(words);
}

// PINSRW: the word of a general register or of memory.
Result<void> insert_word(Cpu& cpu, Instruction const& instruction)
{
    auto const index = static_cast<unsigned>(instruction.third.value);
    if (instruction.dst.kind == Operand::Kind::mmx) {
        TRY(check_mmx(cpu));
        auto const word = TRY(cpu.load<uint16_t>(instruction.src));
        enter_mmx(cpu);
        set_mmx(cpu, instruction.dst.index, with_word(mmx(cpu, instruction.dst.index), index, word));
        return {};
    }
    TRY(check_sse(cpu));
    auto const word = TRY(cpu.load<uint16_t>(instruction.src));
    target(cpu, instruction) = with_word(target(cpu, instruction), index, word);
    return {};
}

// PEXTRW.
Result<void> extract_word(Cpu& cpu, Instruction const& instruction)
{
    auto const index = static_cast<unsigned>(instruction.third.value);
    if (instruction.src.kind == Operand::Kind::mmx) {
        TRY(check_mmx(cpu));
        enter_mmx(cpu);
        cpu.set_gpr<uint32_t>(instruction.dst.index,
                              lanes<uint16_t>(mmx(cpu, instruction.src.index))[index % 4]);
        return {};
    }
    TRY(check_sse(cpu));
    cpu.set_gpr<uint32_t>(instruction.dst.index,
                          lanes<uint16_t>(cpu.state.xmm[instruction.src.index])[index % 8]);
    return {};
}

constexpr std::array forms = {
    any("punpcklbw", combine<Unpack<uint8_t, Half::low>>),
    any("punpcklwd", combine<Unpack<uint16_t, Half::low>>),
    any("punpckldq", combine<Unpack<uint32_t, Half::low>>),
    any("punpcklqdq", combine<Unpack<uint64_t, Half::low>>),
    any("punpckhbw", combine<Unpack<uint8_t, Half::high>>),
    any("punpckhwd", combine<Unpack<uint16_t, Half::high>>),
    any("punpckhdq", combine<Unpack<uint32_t, Half::high>>),
    any("punpckhqdq", combine<Unpack<uint64_t, Half::high>>),
    any("unpcklps", combine<Unpack<uint32_t, Half::low>>),
    any("unpckhps", combine<Unpack<uint32_t, Half::high>>),
    any("unpcklpd", combine<Unpack<uint64_t, Half::low>>),
    any("unpckhpd", combine<Unpack<uint64_t, Half::high>>),
    any("pshufd", shuffle_doublewords),
    any("pshuflw", shuffle_words<&Vec128::low>),
    any("pshufhw", shuffle_words<&Vec128::high>),
    any("pshufw", shuffle_mmx),
    any("shufps", shuffle_single),
    any("shufpd", shuffle_double),
    any("pinsrw", insert_word),
    any("pextrw", extract_word),
};

} // namespace

std::span<Form const> shuffle_forms()
{
    return forms;
}

} // namespace ringside::cpu::sse
