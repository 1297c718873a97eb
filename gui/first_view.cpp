// The place and the view from the words. Next: driver/compare.cpp.
#include "gui/first_view.hpp"

#include <utility>

namespace ringside::gui {

emu::Outcome<void> show_first(Driver& driver, CommandWords const& words, Choices choices,
                              std::optional<ComparedPair> const& pair)
{
    Mode const mode = std::exchange(choices.mode, Mode::single);
    driver.choose(choices);
    if (pair) {
        driver.compare(pair->paths, pair->request, pair->phase, pair->steps);
        return {};
    }
    if (!words.at.empty()) {
        auto const place = emu::parse_place(words.at);
        auto const reached = place.ok() ? driver.go_to(place.value()) : place.refusal();
        if (!reached.ok())
            return reached;
    }
    if (!words.with.empty())
        driver.compare_with(words.with);
    else if (mode != Mode::single)
        driver.perform(mode == Mode::compare ? Command::view_compare : Command::view_tables);
    return {};
}

} // namespace ringside::gui
