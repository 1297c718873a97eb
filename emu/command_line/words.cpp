// Reading the command line with CLI11; every refusal is one sentence and exit status 2.
#include "emu/command_line/words.hpp"

#include "emu/boot/program.hpp"
#include "emu/command_line/output_stream.hpp"
#include "emu/command_line/terminal.hpp"
#include "emu/output_file.hpp"
#include "emu/place.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

namespace ringside::emu {

// A sentence is one line; after a colon at its end, what another program said follows in lines of its own.
void say(std::string_view sentence)
{
    auto const colon = sentence.find(":\n");
    bool const is_whole = colon == std::string_view::npos;
    auto text = fmt::format("ringside: {}{}", printable(sentence.substr(0, is_whole ? colon : colon + 1)),
                            line_end());
    auto rest = is_whole ? std::string_view() : sentence.substr(colon + 2);
    while (!rest.empty()) {
        auto const line = rest.substr(0, rest.find('\n'));
        text += fmt::format("{}{}", printable(line), line_end());
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    }
    (void)write_all(STDERR_FILENO, text);
}

Words::Words(std::string const& command, std::string const& description)
    : app(description, "ringside " + command)
{
    app.prefix_command();
    app.set_help_flag("-h,--help", "Print this text");
    app.get_formatter()->column_width(30);
}

void Words::add_machine_options()
{
    has_machine_options_ = true;
    app.add_option("--memory", memory_, "Memory of the machine in MiB (256)")->type_name("MIB");
    app.add_option("--env", options.environment, "A variable for the program; may be repeated")
        ->type_name("NAME=VALUE")
        ->allow_extra_args(false);
    app.add_option("--file", files_, "A host file or folder for the guest; may be repeated")
        ->type_name("HOST:GUEST")
        ->allow_extra_args(false);
    app.add_option("--root", root_, "A host folder that becomes the guest's root")->type_name("DIR");
    app.add_option("--append", options.append, "More kernel parameters")->type_name("WORDS");
    app.add_option("--kernel", options.kernel, "Another kernel image")->type_name("FILE");
    app.add_option("--vendor", vendor_, "Whose processor: intel or amd (intel)")->type_name("NAME");
    app.add_flag("--no-rings", no_rings_, "Checks of privilege always pass; all mechanics stay");
    app.add_option("--seed", seed_, "Where everything random begins (1)")->type_name("N");
    app.add_option("--syntax", syntax_, "Of disassembly: intel or att (intel)")->type_name("NAME");
}

std::optional<int> Words::parse(Arguments const& arguments)
{
    try {
        // CLI11 takes the words last first.
        app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
    } catch (CLI::CallForHelp const&) {
        return print(app.help());
    } catch (CLI::ParseError const& error) {
        say(fmt::format("{}; see {} --help", error.what(), app.get_name()));
        return bad_usage;
    }
    auto taken = take_program(app.remaining());
    if (taken.ok() && has_machine_options_)
        taken = understand();
    if (taken.ok())
        return {};
    say(taken.sentence());
    return bad_usage;
}

Outcome<void> Words::take_program(std::vector<std::string> rest)
{
    if (!rest.empty() && rest.front() == "--")
        rest.erase(rest.begin());
    else if (!rest.empty() && rest.front().size() > 1 && rest.front().front() == '-')
        return Refusal{fmt::format("there is no option {}; see {} --help", rest.front(), app.get_name())};
    if (rest.empty())
        return {};
    program = rest.front();
    options.arguments.assign(rest.begin() + 1, rest.end());
    return {};
}

Outcome<void> Words::understand()
{
    uint64_t mebibytes = 0;
    if (!parse_number(memory_, mebibytes) || mebibytes > 1u << 20)
        return Refusal{fmt::format("\"{}\" is no number of MiB; write --memory 256", memory_)};
    options.memory = mebibytes << 20;
    if (!parse_number(seed_, options.seed))
        return Refusal{fmt::format("\"{}\" is no number; write --seed 1", seed_)};
    if (vendor_ != "intel" && vendor_ != "amd")
        return Refusal{
            fmt::format("there is no vendor \"{}\"; write --vendor intel or --vendor amd", vendor_)};
    options.model.vendor = vendor_ == "amd" ? cpu::Vendor::amd : cpu::Vendor::intel;
    options.model.rings = no_rings_ ? cpu::Rings::off : cpu::Rings::on;
    if (syntax_ != "intel" && syntax_ != "att")
        return Refusal{
            fmt::format("there is no syntax \"{}\"; write --syntax intel or --syntax att", syntax_)};
    options.syntax = syntax_ == "att" ? Syntax::att : Syntax::intel;
    if (!root_.empty())
        options.files.push_back({root_, "/"});
    for (auto const& file : files_) {
        auto const colon = file.rfind(':');
        if (colon == std::string::npos || colon == 0 || colon + 1 == file.size())
            return Refusal{fmt::format("\"{}\" is no pair of files; write --file HOST:GUEST", file)};
        options.files.push_back({file.substr(0, colon), file.substr(colon + 1)});
    }
    return {};
}

} // namespace ringside::emu
