// Looking round in one machine's code, breakpoints and the cursor: nothing here moves the machine. The single
// view has one, and each side of the compare view. Read next: code_browser.cpp.
#pragma once

#include "emu/session.hpp"
#include "gui/actions.hpp"
#include "gui/choices.hpp"
#include "gui/view.hpp"

#include <cstdint>

namespace ringside::gui {

class CodeBrowser
{
public:
    // `shown`: what the panel has shown last; `rows`: that it has.
    CodeBrowser(emu::Session& session, CodeView const& shown, CodeChoice& choice, unsigned rows)
        : session_(session), shown_(shown), choice_(choice), rows_(rows)
    {}

    // Whether it was a request of this kind.
    bool perform(Request const& request);
    // Where a command that names no address acts.
    uint64_t cursor() const;

private:
    void move_cursor(int by);
    void scroll(int by);
    void toggle_breakpoint(uint64_t address);

    emu::Session& session_;
    CodeView const& shown_;
    CodeChoice& choice_;
    unsigned rows_;
};

} // namespace ringside::gui
