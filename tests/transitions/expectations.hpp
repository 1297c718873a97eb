// How the transition tests compare: faults and records print as a reader would write them.
#pragma once

#include "tests/support/bare_machine.hpp"

#include <cstdio>
#include <ostream>

#include <gtest/gtest.h>

namespace ringside::cpu {

inline std::ostream& operator<<(std::ostream& out, Fault const& fault)
{
    char text[80];
    std::snprintf(text, sizeof text, "vector %u error 0x%x address 0x%llx",
                  static_cast<unsigned>(fault.vector), fault.error_code,
                  static_cast<unsigned long long>(fault.address));
    return out << text;
}

} // namespace ringside::cpu

namespace ringside::test {

using namespace ringside::cpu;

inline constexpr Fault no_fault{};

// The registers that a transition may change, for "nothing has changed".
struct Visible
{
    explicit Visible(State const& state)
        : gpr(state.gpr), rip(state.rip), rflags(state.rflags), segments(state.segments), cpl(state.cpl)
    {}
    bool operator==(Visible const&) const = default;

    std::array<uint64_t, 16> gpr;
    uint64_t rip;
    uint64_t rflags;
    std::array<Segment, 6> segments;
    uint8_t cpl;
};

} // namespace ringside::test
