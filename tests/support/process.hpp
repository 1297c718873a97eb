// Starts a program and waits for its end: what it printed on either stream and how it ended.
// Next: folders.hpp for the programs to start.
#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace ringside::tests {

struct Command
{
    std::vector<std::string> arguments;                           // the program first, found by PATH
    std::string input;                                            // its stdin
    std::vector<std::pair<std::string, std::string>> environment; // added to ours; "" removes
    std::string folder;                                           // "": where the test runs
    std::chrono::seconds limit = std::chrono::seconds(60);        // then it is killed
};

struct Ended
{
    int status = -1;        // exit status, or 128 + the signal that ended it
    bool timed_out = false; // we ended it
    std::string output;     // its stdout
    std::string errors;     // its stderr
};

Ended run(Command const& command);
Ended run(std::vector<std::string> arguments, std::string input = {});

} // namespace ringside::tests
