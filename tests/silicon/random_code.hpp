// Random integer instructions, as bytes: prefixes, an opcode of the families we compare, and whatever
// operands fall out of random ModR/M, SIB, displacement and immediate bytes. Read next: fuzz.cpp.
#pragma once

#include <cstdint>
#include <vector>

namespace ringside::silicon {

// A small generator of our own (xorshift64*), so that a seed means the same everywhere.
class Random
{
public:
    explicit Random(uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15 + 1) {}
    uint64_t next()
    {
        state_ ^= state_ >> 12;
        state_ ^= state_ << 25;
        state_ ^= state_ >> 27;
        return state_ * 0x2545f4914f6cdd1d;
    }
    uint64_t below(uint64_t limit) { return (next() >> 11) % limit; }
    bool one_in(uint64_t chances) { return below(chances) == 0; }

private:
    uint64_t state_;
};

// Fifteen bytes that begin with an instruction, or with none at all.
std::vector<uint8_t> random_code(Random& random, unsigned bits);
// A register's value: small, large, a pattern, or near the pages that the fuzzer maps.
uint64_t random_value(Random& random, unsigned bits);

// The pages: two to write, one to read, then nothing.
inline constexpr uint64_t data_page = 0x9000;
inline constexpr uint64_t read_only_page = 0xb000;

} // namespace ringside::silicon
