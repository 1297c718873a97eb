// The fields that a change can name: where each lies in its entry, which registers there are and what they
// can hold. Read next: change.cpp, which finds the entry.
#pragma once

#include "cpu/state/state.hpp"
#include "emu/time/change.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

namespace ringside::emu {

// Bits [from, from + bits) of the field lie at bit `at` of the entry.
struct Piece
{
    uint16_t at = 0;
    uint8_t bits = 0;
    uint8_t from = 0;
};

struct FieldShape
{
    std::string_view name{};  // "dpl"
    std::string_view title{}; // as the manual prints it: "DPL"
    std::array<Piece, 3> pieces{};
};

// A register that can be changed. Bits outside `may_be_set` must be 0 in a new value.
struct RegisterField
{
    std::string_view name;
    uint64_t may_be_set = ~uint64_t{0};
    uint64_t (*get)(cpu::State const&) = nullptr;
    void (*set)(cpu::State&, uint64_t) = nullptr;
};

struct MsrField
{
    std::string_view name;
    uint32_t number;
};

std::optional<FieldShape> shape_of(Field const& field);
RegisterField const* find_register(std::string_view name); // nullptr: there is none
std::span<MsrField const> msr_fields();

// Of its greatest value.
constexpr unsigned bits_of(FieldShape const& shape)
{
    auto bits = 0;
    for (auto const& piece : shape.pieces)
        bits = std::max(bits, piece.from + piece.bits);
    return static_cast<unsigned>(bits);
}

constexpr uint64_t low_bits(unsigned count)
{
    return count >= 64 ? ~uint64_t{0} : (uint64_t{1} << count) - 1;
}

} // namespace ringside::emu
