// The keys that stories press, by what they do.
#pragma once

#include "gui/keys.hpp"

namespace ringside::tests::keys {

using gui::Key;
using gui::KeyPress;
using gui::letter;

inline constexpr KeyPress micro_step{Key::f12};
inline constexpr KeyPress instruction{Key::f11};
inline constexpr KeyPress over{Key::f10};
inline constexpr KeyPress system_call{Key::f8};
inline constexpr KeyPress ring_change{Key::f8, false, true};
inline constexpr KeyPress back{Key::comma};
inline constexpr KeyPress back_instruction{letter('s'), false, true};
inline constexpr KeyPress enter{Key::enter};
inline constexpr KeyPress escape{Key::escape};
inline constexpr KeyPress up{Key::up};
inline constexpr KeyPress down{Key::down};
inline constexpr KeyPress restart{Key::f5, true};

} // namespace ringside::tests::keys
