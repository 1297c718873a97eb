// One system call of the program as a line of text. Read next: calls.hpp, strace_text.hpp.
#pragma once

#include <cstdint>
#include <string>

namespace ringside::emu {

// As strace(1) writes it.
struct CallLine
{
    uint64_t trap = 0;     // N of trap:N
    uint64_t entered = 0;  // virtual time
    uint64_t returned = 0; // 0 while it is under way
    std::string text;      // "write(1, \"hi\\n\", 3" while open, whole with " = 3" after its return
};

} // namespace ringside::emu
