// `ringside shot`: a frame of the window as a PNG, drawn without a display. Next: platform/picture.hpp,
// driver.hpp.
#include "emu/command_line/commands.hpp"
#include "gui/command_words.hpp"
#include "gui/driver.hpp"
#include "gui/platform/picture.hpp"

#include <algorithm>
#include <cstdio>

namespace ringside::gui {

namespace {

constexpr int bad_usage = 2;
constexpr int not_written = 1;

std::string help()
{
    std::string text = "Usage: ringside shot --at PLACE --panel NAME -o FILE.png PROG [ARGS]\n\n"
                       "Draws the window at a place in the run, without a display.\n\n"
                       "  --at PLACE    start, trap:N, trap:N.M or insn:N (default: start)\n"
                       "  --panel NAME  one of:";
    for (std::string_view const name : panel_names())
        text += " " + std::string(name);
    return text + "\n  --size WxH    of the window in pixels (default: 1280x800)\n"
                  "  -o FILE       where the picture goes\n"
                  "  --help        this text\n\n"
                  "Options of the machine are those of \"ringside run\".\n";
}

int refuse(std::string const& sentence, int status)
{
    std::fprintf(stderr, "ringside: %s\n", sentence.c_str());
    return status;
}

std::string unknown_panel(std::string const& name)
{
    std::string sentence = "there is no panel " + name + ": --panel takes";
    for (std::string_view const known : panel_names())
        sentence += " " + std::string(known);
    return sentence;
}

emu::Outcome<Pixels> picture_of(CommandWords const& words, Driver& driver)
{
    auto picture = Picture::make(words.size.width, words.size.height);
    if (!picture.ok())
        return picture.refusal();
    int const columns = picture.value()->columns();
    int const rows = picture.value()->rows();
    driver.resize(columns, rows);
    Pixels whole = picture.value()->drawn(driver.frame(), dark_theme());
    auto const area = panel_area(layout_for(columns, rows), words.panel);
    return area ? picture.value()->part(whole, *area) : std::move(whole);
}

} // namespace

int shot_command(emu::Arguments const& arguments)
{
    auto const parsed = parse_words(arguments, true);
    if (!parsed.ok())
        return refuse(parsed.sentence(), bad_usage);
    CommandWords const& words = parsed.value();
    if (words.help)
        return std::fputs(help().c_str(), stdout) < 0 || std::fflush(stdout) != 0 ? not_written : 0;
    if (words.output.empty())
        return refuse("shot needs -o FILE.png: where the picture goes (see \"ringside shot --help\")",
                      bad_usage);
    auto const names = panel_names();
    if (std::find(names.begin(), names.end(), words.panel) == names.end())
        return refuse(unknown_panel(words.panel), bad_usage);
    auto const place = emu::parse_place(words.at);
    if (!place.ok())
        return refuse(place.sentence(), bad_usage);

    auto session = open_session(words);
    if (!session.ok())
        return refuse(session.sentence(), bad_usage);
    Driver driver(std::move(session.value()), Beginning::first_instruction,
                  catalogue_for(language_of(words)));
    if (auto const reached = driver.go_to(place.value()); !reached.ok())
        return refuse(reached.sentence(), bad_usage);
    auto const pixels = picture_of(words, driver);
    if (!pixels.ok())
        return refuse(pixels.sentence(), bad_usage);
    auto const written = write_png(pixels.value(), words.output);
    return written.ok() ? 0 : refuse(written.sentence(), not_written);
}

} // namespace ringside::gui
