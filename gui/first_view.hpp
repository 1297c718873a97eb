// What the command line asks to be seen first: by the window and by pictures. Read next: command_words.hpp.
#pragma once

#include "gui/command_words.hpp"
#include "gui/driver.hpp"

#include <optional>

namespace ringside::gui {

// Goes to the place, then to the view: the compare view begins where the machine stands. It may still be
// starting its machines when this returns.
emu::Outcome<void> show_first(Driver& driver, CommandWords const& words, Choices choices,
                              std::optional<ComparedPair> const& pair);

} // namespace ringside::gui
