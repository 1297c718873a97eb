// Which instructions of the kernel may fault on a program's memory, and where each goes on if the page cannot
// be had.
//
// The table is written by user_copy.S, line beside line with the instructions. Any other page fault in ring 0
// is a bug of the kernel. Linux Documentation/x86/exception-tables.rst. Read next: user_copy.S.
#pragma once

#include <cstdint>

namespace ringside::kernel {

/// Where to go on after a fault of the instruction at `rip`; 0 if it must not fault.
uint64_t fixup_for(uint64_t rip);

} // namespace ringside::kernel
