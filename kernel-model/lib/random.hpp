// A deterministic generator for everything that Linux draws at random: getrandom(2), AT_RANDOM, the layout of
// address spaces. The same `seed=` on the command line gives the same bytes, so that a run can be repeated.
// It is SplitMix64 (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", 2014): good to look
// at, of no cryptographic use.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace ringside::kernel {

void seed_random(uint64_t seed);
uint64_t random_u64();
void fill_random(std::span<std::byte> bytes);

} // namespace ringside::kernel
