// Kernel parameters for every boot of a run of tests: the variable RINGSIDE_TEST_PARAMETERS. CMakeLists.txt
// starts the same binaries once more with pti=on, which must change nothing that a program can see.
#pragma once

#include <cstdlib>
#include <string>

namespace ringside::tests {

inline std::string with_parameters_for_all(std::string const& command_line)
{
    char const* const parameters = std::getenv("RINGSIDE_TEST_PARAMETERS");
    return parameters ? std::string(parameters) + " " + command_line : command_line;
}

} // namespace ringside::tests
