// All encodings of the floating-point opcodes, and their comparison with silicon over random states.
#pragma once

#include "tests/floating_point/compare.hpp"
#include "tests/floating_point/guest.hpp"
#include "tests/floating_point/states.hpp"

#include <string>
#include <vector>

namespace ringside::test {

struct Encoding
{
    std::vector<uint8_t> bytes;
    bool immediate = false; // its last byte is one, to be varied
    bool newer = false;     // the host may know it, x86-64-v1 does not: must be #UD here
    bool faults = false;    // on most operands: a signal each time natively, so fewer rounds do
    Tolerance tolerance{};
};

// Registers 1 and 2 or 9 and 10; memory at [rsi], which is aligned, at [rsi+1], and across the end of the
// page.
std::vector<Encoding> vector_encodings();
std::vector<Encoding> state_encodings(); // FXSAVE and its neighbours
std::vector<Encoding> x87_encodings();   // all but the transcendental
std::vector<Encoding> transcendental_encodings();

class Comparison
{
public:
    explicit Comparison(uint64_t seed);

    void run(Encoding const& encoding);
    // What disagreed, one paragraph for each encoding; empty if nothing.
    std::string report() const { return report_; }

private:
    std::string difference(Encoding const& encoding, Machine const& before);
    bool agree(Encoding const& encoding, Machine const& before);

    Native native_;
    Guest guest_;
    States states_;
    unsigned rounds_;
    unsigned failed_ = 0;
    unsigned last_fault_ = Machine::no_fault;
    std::string report_;
};

} // namespace ringside::test
