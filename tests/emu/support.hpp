// What the tests of emu/ share: opening samples and guests, and reading what a session shows.
#pragma once

#include "emu/session.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ringside::tests {

// A program of tests/emu/guests.
std::filesystem::path guest(std::string_view name);
// A session on a sample, "trap_paths/hello_syscall"; ends the test process with a sentence if it cannot be
// opened.
std::unique_ptr<emu::Session> open_sample(std::string_view name, emu::Options const& options = {});
std::unique_ptr<emu::Session> open_file(std::filesystem::path const& path, emu::Options const& options = {});

// The names of the micro-steps of the transition at hand.
std::vector<std::string> step_names(emu::Session& session);
// Runs to the end.
void run_to_end(emu::Session& session);
std::vector<std::string> lines_of(std::string const& text);
// Whether a process may be traced is the host's choice: containers often forbid it. Asks the real strace.
bool may_trace();

} // namespace ringside::tests
