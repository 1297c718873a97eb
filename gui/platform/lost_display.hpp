// What is said when the display goes away while the window is open. Read next: lost_display.cpp.
#pragma once

namespace ringside::gui {

// From now on a lost X display ends the program with a sentence and status 1, in place of Xlib's own message.
void explain_lost_display();

} // namespace ringside::gui
