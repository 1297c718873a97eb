// Where a program's stack, mmap area and heap lie, with the random offsets of address-space layout
// randomization. Sources: Linux arch/x86/mm/mmap.c, fs/binfmt_elf.c. The offsets come from lib/random.hpp and
// so from `seed=`.
#pragma once

#include "kernel-model/memory/address_space.hpp"
#include "kernel-model/task/elf.hpp"

namespace ringside::kernel {

AddressLayout choose_layout(ElfFile const& file, bool randomize);
uint64_t choose_break(ElfFile const& file, uint64_t load_bias, bool randomize);

} // namespace ringside::kernel
