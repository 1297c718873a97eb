// The comparison of two machines after an instruction, as sentences.
#pragma once

#include "tests/floating_point/native.hpp"

#include <string>

namespace ringside::test {

// What need not agree.
struct Tolerance
{
    uint16_t x87_status = 0;    // bits that silicon leaves undefined
    uint64_t st0_ulps = 0;      // distance of ST(0), in units of the last place
    uint64_t st1_ulps = 0;      // and of ST(1)
    double single_relative = 0; // of every lane of vectors of singles, for the approximations
    bool mxcsr_mask = false;    // of an FXSAVE image at the operand
};

// Every difference on a line of its own, "name: native ..., guest ...". Empty if there is none.
std::string differences(Machine const& native, Machine const& guest, Tolerance const& tolerance);
// The state before, as far as an instruction may have looked at it.
std::string describe(Machine const& machine);

} // namespace ringside::test
