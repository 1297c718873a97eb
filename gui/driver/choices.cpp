// What a person chooses to see. None of it needs the machine, so it works while the machine runs.
#include "gui/driver.hpp"

#include <algorithm>

namespace ringside::gui {

namespace {

ThemeName next(ThemeName theme)
{
    return theme == ThemeName::greyscale ? ThemeName::dark
                                         : static_cast<ThemeName>(static_cast<uint8_t>(theme) + 1);
}

} // namespace

// A click names the unit; the key goes on to the next one.
void Driver::choose_unit(Request const& request)
{
    constexpr uint64_t units = 5;
    uint64_t const now = static_cast<uint64_t>(choices_.unit);
    bool const named = request.text == "this";
    choices_.unit = static_cast<StepUnit>((named ? request.value : now + 1) % units);
}

// What was typed into belonged to the view before.
void Driver::change_view(Mode mode)
{
    if (mode == choices_.mode)
        return;
    end_edit();
    choices_.focus = Focus::commands;
    if (mode == Mode::compare || choices_.mode == Mode::compare)
        choices_.code.return_to_rip(); // of other machines
    choices_.mode = mode;
    make_room();
}

bool Driver::perform_choice(Request const& request)
{
    switch (request.command) {
    case Command::larger:
    case Command::smaller:
    case Command::full_screen:
    case Command::save_picture:
    case Command::save_panel:
    case Command::quit:
        for_window_.push_back(request);
        return true;
    case Command::register_page:
        choices_.registers =
            choices_.registers == RegisterPage::general ? RegisterPage::vector : RegisterPage::general;
        break;
    case Command::view_single:
        change_view(Mode::single);
        break;
    case Command::view_tables:
        change_view(Mode::tables);
        break;
    case Command::projector:
        choices_.projector = !choices_.projector;
        break;
    case Command::presenter:
        choices_.presenter = !choices_.presenter;
        break;
    case Command::choose_unit:
        choose_unit(request);
        break;
    case Command::next_theme:
        choices_.theme = next(choices_.theme);
        break;
    case Command::timeline_zoom: {
        constexpr int closest = 12;
        auto const rows = static_cast<int64_t>(request.value);
        choices_.timeline_zoom = std::clamp(choices_.timeline_zoom + (rows < 0 ? 1 : -1), -1, closest);
        break;
    }
    default:
        return false;
    }
    refresh();
    return true;
}

} // namespace ringside::gui
