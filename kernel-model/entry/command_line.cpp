// Cuts the command line into items and gives each its meaning.
#include "kernel-model/entry/command_line.hpp"

#include "kernel-model/abi/boot_parameters.hpp"
#include "kernel-model/lib/log.hpp"

#include <optional>

namespace ringside::kernel {

namespace {

bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Cuts items off the line. Quotes are removed where they stand, so an item never grows.
class Items
{
public:
    explicit Items(char* line) : at_(line) {}

    std::optional<std::string_view> next()
    {
        while (is_blank(*at_))
            ++at_;
        if (*at_ == 0)
            return std::nullopt;
        char const* const start = at_;
        char* end = at_;
        bool quoted = false;
        for (; *at_ != 0 && (quoted || !is_blank(*at_)); ++at_) {
            if (*at_ == '"') {
                quoted = !quoted;
                continue;
            }
            if (quoted && *at_ == '\\' && (at_[1] == '"' || at_[1] == '\\'))
                ++at_;
            *end++ = *at_;
        }
        return std::string_view(start, static_cast<size_t>(end - start));
    }

private:
    char* at_;
};

/// Decimal, or hexadecimal after 0x; nothing if it is neither or does not fit.
std::optional<uint64_t> number_in(std::string_view text)
{
    bool const hexadecimal = text.starts_with("0x") || text.starts_with("0X");
    if (hexadecimal)
        text.remove_prefix(2);
    uint64_t const base = hexadecimal ? 16 : 10;
    if (text.empty())
        return std::nullopt;
    uint64_t number = 0;
    for (char c : text) {
        uint64_t digit = 16;
        if (c >= '0' && c <= '9')
            digit = static_cast<uint64_t>(c - '0');
        else if (c >= 'a' && c <= 'f')
            digit = static_cast<uint64_t>(c - 'a' + 10);
        else if (c >= 'A' && c <= 'F')
            digit = static_cast<uint64_t>(c - 'A' + 10);
        if (digit >= base || number > (UINT64_MAX - digit) / base)
            return std::nullopt;
        number = number * base + digit;
    }
    return number;
}

void set_number(std::string_view name, std::string_view value, uint64_t& target)
{
    if (auto const number = number_in(value))
        target = *number;
    else
        log(Level::warning, "command line: ", name, "=", value, " is no number; ignored");
}

void set_vsyscall(std::string_view value, Parameters& parameters)
{
    if (value == "emulate")
        parameters.vsyscall = VsyscallMode::emulate;
    else if (value == "xonly")
        parameters.vsyscall = VsyscallMode::xonly;
    else if (value == "none")
        parameters.vsyscall = VsyscallMode::none;
    else
        log(Level::warning, "command line: vsyscall=", value,
            " is neither emulate nor xonly nor none; ignored");
}

void set_switch(std::string_view name, std::string_view value, bool& target)
{
    if (value == "0" || value == "1")
        target = value == "1";
    else
        log(Level::warning, "command line: ", name, "=", value, " is neither 0 nor 1; ignored");
}

void set_console(std::string_view value, Parameters& parameters)
{
    if (value == "pipe")
        parameters.console = ConsoleKind::pipe;
    else if (value == "tty")
        parameters.console = ConsoleKind::terminal;
    else
        log(Level::warning, "command line: console=", value, " is neither tty nor pipe; ignored");
}

void set_lab(std::string_view value, Parameters& parameters)
{
    if (value == "on" || value == "off")
        parameters.lab = value == "on";
    else
        log(Level::warning, "command line: lab=", value, " is neither on nor off; ignored");
}

void set_isolation(std::string_view value, Parameters& parameters)
{
    if (value == "on" || value == "off" || value == "auto")
        parameters.isolate_page_tables = value == "on"; // this processor needs none: auto is off
    else
        log(Level::warning, "command line: pti=", value, " is neither on, off nor auto; ignored");
}

void set_parameter(std::string_view name, std::string_view value, Parameters& parameters)
{
    if (name == "init")
        parameters.init = value;
    else if (name == "also")
        parameters.also = value;
    else if (name == "console")
        set_console(value, parameters);
    else if (name == "loglevel")
        set_number(name, value, parameters.log_level);
    else if (name == "time")
        set_number(name, value, parameters.time);
    else if (name == "tsc_khz")
        set_number(name, value, parameters.tsc_khz);
    else if (name == "seed")
        set_number(name, value, parameters.seed);
    else if (name == "vdso")
        set_switch(name, value, parameters.vdso);
    else if (name == "vdso32")
        set_switch(name, value, parameters.vdso32);
    else if (name == "lab")
        set_lab(value, parameters);
    else if (name == "nosmep")
        parameters.nosmep = true;
    else if (name == "nosmap")
        parameters.nosmap = true;
    else if (name == "nokaslr" || name == "norandmaps")
        parameters.randomize_addresses = false;
    else if (name == "pti")
        set_isolation(value, parameters);
    else if (name == "nopti")
        parameters.isolate_page_tables = false;
    else if (name == "vsyscall")
        set_vsyscall(value, parameters);
}

bool is_known(std::string_view name, bool has_value)
{
    for (BootParameter const& parameter : boot_parameters)
        if (parameter.name == name)
            return (parameter.form == ParameterForm::value) == has_value;
    return false;
}

} // namespace

void parse_command_line(char* line, Parameters& parameters)
{
    Items items(line);
    bool after_dashes = false;
    while (auto const item = items.next()) {
        if (after_dashes) {
            parameters.arguments.add(*item);
            continue;
        }
        if (*item == "--") {
            after_dashes = true;
            continue;
        }
        size_t const equals = item->find('=');
        std::string_view const name = item->substr(0, equals);
        bool const has_value = equals != std::string_view::npos;
        if (is_known(name, has_value))
            set_parameter(name, has_value ? item->substr(equals + 1) : std::string_view(), parameters);
        else if (has_value)
            parameters.environment.add(*item);
        else
            parameters.arguments.add(*item); // as Linux does: init may know the word
    }
}

} // namespace ringside::kernel
