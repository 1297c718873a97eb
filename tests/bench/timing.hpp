// How long a command takes. Next: bench.cpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace ringside::bench {

// Seconds from before the fork to the end of the command, its output thrown away; nothing if it did not end
// with status 0.
std::optional<double> time_of(std::vector<std::string> const& command);

} // namespace ringside::bench
