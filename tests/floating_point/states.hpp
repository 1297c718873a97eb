// Random machine states that visit the corners of floating point: zeros, denormals, infinities, quiet and
// signalling NaNs, the largest and smallest numbers, values that round and cancel; all rounding modes, masks
// and stack depths.
#pragma once

#include "tests/floating_point/native.hpp"

#include <random>

namespace ringside::test {

inline constexpr unsigned operand_offset = 256; // in the data page, where RSI points

class States
{
public:
    explicit States(uint64_t seed) : random_(seed) {}

    Machine next();

private:
    uint64_t bits() { return random_(); }
    // True once in n times.
    bool once_in(unsigned n) { return bits() % n == 0; }
    uint32_t single();
    uint64_t real();
    FxImage::Register extended();
    cpu::Vec128 vector();
    uint32_t mxcsr();
    void x87(FxImage& fx);

    std::mt19937_64 random_;
};

} // namespace ringside::test
