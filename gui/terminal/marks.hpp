// Letters that stand upon the one before them. Read next: sieve.cpp, which keeps them few.
#pragma once

namespace ringside::gui {

// Whether libvterm adds this letter to the cell before the cursor instead of giving it one of its own.
bool is_mark(char32_t letter);

} // namespace ringside::gui
