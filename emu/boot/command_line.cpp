// Wording the kernel's command line. The environment is a fixed list, so that nothing of the host leaks into
// the guest's addresses. Read next: pvh.cpp.
#include "emu/boot/command_line.hpp"

#include "kernel-model/abi/boot_parameters.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ringside::emu {

namespace {

// Blanks and quotes need quotes round them; inside, \" and \\ stand for " and \.
std::string quoted(std::string_view text)
{
    if (!text.empty() && text.find_first_of(" \t\n\r\v\f\"\\") == std::string_view::npos)
        return std::string(text);
    std::string result = "\"";
    for (char const letter : text) {
        if (letter == '"' || letter == '\\')
            result += '\\';
        result += letter;
    }
    return result + '"';
}

bool is_parameter(std::string_view name)
{
    return std::any_of(kernel::boot_parameters.begin(), kernel::boot_parameters.end(),
                       [&](kernel::BootParameter const& parameter) { return parameter.name == name; });
}

Outcome<std::vector<std::string>> environment(std::vector<std::string> const& wanted)
{
    std::vector<std::string> list{"PATH=/bin:/sbin:/usr/bin:/usr/sbin", "HOME=/root", "TERM=linux", "LANG=C"};
    for (auto const& item : wanted) {
        auto const equals = item.find('=');
        auto const name = item.substr(0, equals);
        if (equals == std::string::npos || equals == 0)
            return Refusal{fmt::format("\"{}\" is no variable; write --env NAME=VALUE", printable(item))};
        if (is_parameter(name) || name.find_first_of(" \t\"\\.") != std::string::npos)
            return Refusal{fmt::format(
                "the kernel would take the variable {} for its own; choose another name", printable(name))};
        auto const same = std::find_if(list.begin(), list.end(), [&](std::string const& known) {
            return known.compare(0, equals + 1, item, 0, equals + 1) == 0;
        });
        if (same != list.end())
            *same = item;
        else
            list.push_back(item);
    }
    return list;
}

std::string assignment(std::string const& item)
{
    auto const equals = item.find('=');
    auto const value = item.substr(equals + 1);
    return item.substr(0, equals + 1) + (value.empty() ? "" : quoted(value));
}

} // namespace

Outcome<std::string> kernel_command_line(Program const& program, Options const& options)
{
    auto variables = environment(options.environment);
    if (!variables.ok())
        return variables.refusal();
    auto line = fmt::format("init={} console={} seed={}", quoted(program.guest_path()),
                            options.console == Console::terminal ? "tty" : "pipe", options.seed);
    for (auto const& variable : variables.value())
        line += " " + assignment(variable);
    if (!options.append.empty())
        line += " " + options.append;
    if (!options.arguments.empty())
        line += " --";
    for (auto const& argument : options.arguments)
        line += " " + quoted(argument);
    if (line.find('\0') != std::string::npos)
        return Refusal{"an argument holds a zero byte; leave it out"};
    return line;
}

} // namespace ringside::emu
