// What the guest wrote, by lines. Carriage returns go; everything else stays as it is, for the canvas to make
// harmless.
#include "gui/view/builder.hpp"

#include <algorithm>

namespace ringside::gui {

namespace {

constexpr std::size_t lines_kept = 100;
constexpr std::size_t line_limit = 400; // bytes: more than any window is wide

} // namespace

ConsoleView console_view(Scene const& scene)
{
    ConsoleView console;
    console.note = scene.tr("What the program writes appears here.");
    std::string const& all = scene.session.console();
    std::size_t const considered = std::min(all.size(), lines_kept * line_limit);
    std::string line;
    for (std::size_t i = all.size() - considered; i < all.size(); ++i) {
        if (all[i] == '\n') {
            console.lines.push_back(line);
            line.clear();
        } else if (all[i] != '\r' && line.size() < line_limit) {
            line.push_back(all[i]);
        }
    }
    if (!line.empty())
        console.lines.push_back(line);
    if (console.lines.size() > lines_kept)
        console.lines.erase(console.lines.begin(),
                            console.lines.end() - static_cast<std::ptrdiff_t>(lines_kept));
    return console;
}

} // namespace ringside::gui
