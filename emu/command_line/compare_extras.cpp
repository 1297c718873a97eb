// The options of `ringside compare` that add something to its table, and the making of it.
#include "emu/command_line/compare_extras.hpp"

#include "emu/command_line/words.hpp"
#include "emu/compare/page.hpp"

namespace ringside::emu {

void CompareExtras::add_options(CLI::App& app)
{
    app.add_option("--html", page_file_, "Also writes the comparison as one self-contained page")
        ->type_name("FILE");
}

bool CompareExtras::finish(std::string const& request, std::vector<Measured> const& paths)
{
    if (!wants_page())
        return true;
    auto const written = write_page(page_file_, comparison_page(request, paths));
    if (!written.ok())
        say(written.sentence());
    return written.ok();
}

} // namespace ringside::emu
