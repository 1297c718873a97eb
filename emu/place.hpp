// Places in a run, as --at and `goto` name them: start, trap:N, trap:N.M, insn:N (docs/formats).
#pragma once

#include "emu/outcome.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace ringside::emu {

struct Place
{
    enum class Kind : uint8_t
    {
        start, // the first instruction of the program in ring 3
        trap,  // the number-th system-call instruction of the program, about to be executed (1 is the first)
        instruction, // `number` instructions after start
    };
    Kind kind = Kind::start;
    uint64_t number = 0;
    unsigned micro_step = 0; // of a trap: so many of its micro-steps are done
};

Outcome<Place> parse_place(std::string_view text);
std::string to_text(Place const& place);

// Decimal or 0x...; nothing else. False if it is no number or too large.
bool parse_number(std::string_view text, uint64_t& number);

} // namespace ringside::emu
