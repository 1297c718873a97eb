// SplitMix64, and nothing else.
#include "kernel-model/lib/random.hpp"

#include <algorithm>
#include <cstring>

namespace ringside::kernel {

namespace {
uint64_t state = 1;
}

void seed_random(uint64_t seed)
{
    state = seed;
}

uint64_t random_u64()
{
    uint64_t z = (state += 0x9E37'79B9'7F4A'7C15);
    z = (z ^ (z >> 30)) * 0xBF58'476D'1CE4'E5B9;
    z = (z ^ (z >> 27)) * 0x94D0'49BB'1331'11EB;
    return z ^ (z >> 31);
}

void fill_random(std::span<std::byte> bytes)
{
    while (!bytes.empty()) {
        uint64_t const word = random_u64();
        size_t const part = std::min(bytes.size(), sizeof(word));
        std::memcpy(bytes.data(), &word, part);
        bytes = bytes.subspan(part);
    }
}

} // namespace ringside::kernel
