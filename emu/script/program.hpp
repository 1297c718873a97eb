// The code of a case: lines of Intel syntax with labels, or hex, laid out from 0x1000. Read next:
// case_runner.hpp.
#pragma once

#include "emu/script/case_file.hpp"

namespace ringside::emu::script {

struct Program
{
    std::vector<uint8_t> bytes;
    std::optional<Problem> problem;
};

// Code size of a mode: 64 or 32.
unsigned code_bits(Mode mode);
Program assemble_program(Case const& test);

} // namespace ringside::emu::script
