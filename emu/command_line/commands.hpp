// The commands of `ringside`. Each takes the words after its name and returns the exit status (docs/formats).
// The window's commands are implemented in gui/, the scripted tests' in emu/script/; main.cpp only chooses.
#pragma once

#include <string>
#include <vector>

namespace ringside::emu {

using Arguments = std::vector<std::string>;

int run_command(Arguments const& arguments);
int step_command(Arguments const& arguments);
int compare_command(Arguments const& arguments);
int test_command(Arguments const& arguments); // emu/script/

} // namespace ringside::emu

namespace ringside::gui {

int window_command(emu::Arguments const& arguments); // PROG and its arguments, or nothing
int shot_command(emu::Arguments const& arguments);

} // namespace ringside::gui
