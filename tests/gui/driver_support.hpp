// A driver on a bundled sample, and what a test reads from its view. Next: driver_test.cpp.
#pragma once

#include "gui/driver.hpp"
#include "tests/gui/story_keys.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ringside::tests {

std::unique_ptr<gui::Driver> driver_on(std::string_view sample, gui::Beginning beginning,
                                       gui::Catalogue tr = {});
// On a program in a file, at its first instruction.
std::unique_ptr<gui::Driver> driver_on_file(std::string const& path, std::vector<std::string> arguments = {});
void press(gui::Driver& driver, gui::KeyPress key, int times = 1);

// Presses until the view is as wanted, at most 5,000 times.
void press_until(gui::Driver& driver, gui::KeyPress key, std::function<bool(gui::View const&)> const& wanted);

// "15 push_ss" of the current micro-step; "" outside a transition.
std::string step_of(gui::View const& view);
std::string lamp_of(gui::View const& view);
// "-8 SS 2b": the slots of a stack that the last action wrote.
std::vector<std::string> written(gui::StackView const& stack);
std::vector<std::string> awaited(gui::StackView const& stack);
// The offset at which the marker stands, "" where no row carries it.
std::string marker_of(gui::StackView const& stack);
gui::RegisterRow register_of(gui::View const& view, std::string_view name);
// The names of all micro-steps listed.
std::vector<std::string> steps_of(gui::View const& view);

} // namespace ringside::tests
