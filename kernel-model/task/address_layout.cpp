// Gaps and random offsets, with the numbers of Linux.
#include "kernel-model/task/address_layout.hpp"

#include "kernel-model/lib/random.hpp"

#include <algorithm>

namespace ringside::kernel {

namespace {

/// A random number of pages below 2^bits, as bytes.
uint64_t random_pages(unsigned bits)
{
    return (random_u64() & ((uint64_t{1} << bits) - 1)) * page_size;
}

} // namespace

AddressLayout choose_layout(ElfFile const& file, bool randomize)
{
    // Bits of randomness: Linux STACK_RND_MASK (22 and 11 bits), vm.mmap_rnd_bits (28) and
    // mmap_rnd_compat_bits (8).
    unsigned const stack_bits = file.is_32_bit() ? 11 : 22;
    unsigned const mmap_bits = file.is_32_bit() ? 8 : 28;
    constexpr uint64_t smallest_gap = 128 * 1024 * 1024;
    constexpr uint64_t guard_gap = 256 * page_size;

    AddressLayout layout;
    layout.limit = file.is_32_bit() ? AddressSpace::user_limit_32 : AddressSpace::user_limit_64;
    layout.read_implies_execute = file.is_32_bit() && file.is_ancient();
    layout.stack_top = layout.limit - (randomize ? random_pages(stack_bits) : 0);
    uint64_t const stack_spread = randomize ? (uint64_t{1} << stack_bits) * page_size : 0;
    uint64_t const gap = std::max(AddressSpace::stack_limit + stack_spread + guard_gap, smallest_gap);
    layout.mmap_top = layout.limit - gap - (randomize ? random_pages(mmap_bits) : 0);
    return layout;
}

uint64_t choose_break(ElfFile const& file, uint64_t load_bias, bool randomize)
{
    uint64_t start = file.end_page() + load_bias;
    // A static PIE lies in the mmap area, where a heap could not grow: it gets the place of dynamic programs,
    // two thirds up (Linux ELF_ET_DYN_BASE).
    if (file.is_position_independent()) {
        uint64_t const limit = file.is_32_bit() ? AddressSpace::user_limit_32 : AddressSpace::user_limit_64;
        start = page_down(limit / 3 * 2);
    }
    constexpr unsigned break_bits = 13; // 32 MiB (Linux arch_randomize_brk)
    return start + (randomize ? random_pages(break_bits) : 0);
}

} // namespace ringside::kernel
