// A program in our machine, inside this process: how many instructions ran, kernel and program, and how long
// it took. Next: bench.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ringside::bench {

struct GuestRun
{
    double seconds = 0;             // of processor time, from power-on to the program's end
    std::uint64_t instructions = 0; // virtual time less the time spent in HLT
};

// Nothing if the machine could not be made or the program did not end with status 0.
std::optional<GuestRun> run_guest(std::string const& program, std::vector<std::string> const& arguments);

} // namespace ringside::bench
