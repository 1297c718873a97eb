// The last lines that there is room for. Next: builder.cpp.
#include "gui/view/builder.hpp"

#include "gui/view/call_words.hpp"

#include <utility>

namespace ringside::gui {

StraceView strace_view(Scene const& scene)
{
    StraceView strace;
    strace.note = scene.tr("What the program asks of the kernel appears here.");
    strace.ended = scene.session.exit_state().ended;
    auto const& calls = scene.session.calls();
    // The last row marks where the next call will come, unless one is open or none will.
    bool const open = !calls.empty() && calls.back().returned == 0 && !strace.ended;
    std::size_t const room = scene.room.console_rows - (open || strace.ended ? 0 : 1);
    std::size_t const begin = calls.size() > room ? calls.size() - room : 0;
    for (std::size_t i = begin; i < calls.size(); ++i) {
        auto words = call_words(calls[i].text);
        StraceLine line;
        line.text = std::move(words.call);
        line.result = std::move(words.result);
        line.trap = calls[i].trap;
        line.entered = calls[i].entered;
        line.open = open && i + 1 == calls.size();
        strace.lines.push_back(std::move(line));
    }
    strace.lines_above = begin;
    return strace;
}

} // namespace ringside::gui
