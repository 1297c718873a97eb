// How long a command takes. Next: bench.cpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace ringside::bench {

struct Taken
{
    double seconds = 0;   // from before it starts to its end, by the clock on the wall
    double processor = 0; // that the processor spent on it, user and system, so that others do not count
};

// Its output is thrown away; nothing if it did not end with status 0.
std::optional<Taken> time_of(std::vector<std::string> const& command);

double processor_seconds_of_this_process();

} // namespace ringside::bench
