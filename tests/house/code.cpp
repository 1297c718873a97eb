// What may not stand in code: conditional code, macros, exceptions in the wrong place, leftovers, machine
// paths. The words that a rule looks for are put together from halves, so that the rule does not find itself.
#include <array>
#include <cctype>
#include <set>

#include "tests/house/rules.hpp"

namespace ringside::house {

namespace {

// Calls use(file, line number, line) for every line of a file that `chosen` takes.
template <typename Chosen, typename Use>
void for_each_line(Tree const& tree, Chosen chosen, Use use)
{
    for (File const& file : tree) {
        if (!chosen(std::string_view(file.path))) {
            continue;
        }
        std::size_t number = 0;
        for (std::string_view const line : lines_of(file.text)) {
            use(file, ++number, line);
        }
    }
}

std::string at(File const& file, std::size_t line)
{
    return file.path + ":" + std::to_string(line) + ": ";
}

// "define" of "# define X"; "" where the line is no directive.
std::string_view directive(std::string_view line)
{
    std::string_view rest = trimmed(line);
    if (!rest.starts_with('#')) {
        return {};
    }
    rest = trimmed(rest.substr(1));
    return rest.substr(0, rest.find_first_of(" \t("));
}

bool is_word_letter(char letter)
{
    return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_';
}

bool has_word(std::string_view line, std::string_view word)
{
    for (auto found = line.find(word); found != std::string_view::npos; found = line.find(word, found + 1)) {
        auto const end = found + word.size();
        bool const begins = found == 0 || !is_word_letter(line[found - 1]);
        if (begins && (end == line.size() || !is_word_letter(line[end]))) {
            return true;
        }
    }
    return false;
}

std::string macro_name(std::string_view line)
{
    auto const found = line.find("define");
    std::string_view const rest = trimmed(line.substr(found + 6));
    std::size_t length = 0;
    while (length < rest.size() && is_word_letter(rest[length])) {
        ++length;
    }
    return std::string(rest.substr(0, length));
}

} // namespace

Findings conditional_code(Tree const& tree)
{
    static std::set<std::string_view> const conditionals = {"if", "ifdef", "ifndef", "elif", "else"};
    Findings findings;
    for_each_line(tree, is_source, [&](File const& file, std::size_t number, std::string_view line) {
        std::string_view const word = directive(line);
        bool const tells_assembler = file.path.starts_with("kernel-model/abi/") &&
                                     (word == "else" || line.find("__ASSEMBLER__") != std::string_view::npos);
        if (conditionals.contains(word) && !tells_assembler) {
            findings.push_back(at(file, number) + "#" + std::string(word) +
                               " (feature choices are constexpr)");
        }
    });
    return findings;
}

// TRY and ASSERT are all. Headers for the assembler have no other constants than macros; samples are ordinary
// C.
Findings macros(Tree const& tree)
{
    Findings findings;
    for_each_line(tree, is_source, [&](File const& file, std::size_t number, std::string_view line) {
        if (directive(line) != "define") {
            return;
        }
        std::string const name = macro_name(line);
        bool const is_assembler_constant = file.path.starts_with("kernel-model/abi/");
        bool const is_sample = file.path.starts_with("programs/");
        if (name != "TRY" && name != "ASSERT" && !is_assembler_constant && !is_sample) {
            findings.push_back(at(file, number) + "macro " + name + " (TRY and ASSERT are the only ones)");
        }
    });
    return findings;
}

Findings headers_without_pragma_once(Tree const& tree)
{
    Findings findings;
    for (File const& file : tree) {
        bool const is_header = file.path.ends_with(".hpp") || file.path.ends_with(".h");
        if (is_header && file.text.find("\n#pragma once\n") == std::string::npos &&
            !file.text.starts_with("#pragma once\n")) {
            findings.push_back(file.path + ": has no #pragma once");
        }
    }
    return findings;
}

Findings exceptions_where_none_belong(Tree const& tree)
{
    Findings findings;
    auto const chosen = [](std::string_view path) {
        return is_cpp(path) && (path.starts_with("cpu/") || path.starts_with("kernel-model/"));
    };
    for_each_line(tree, chosen, [&](File const& file, std::size_t number, std::string_view line) {
        std::string const code = code_of(line);
        for (std::string_view const word : {"throw", "catch", "dynamic_cast", "typeid"}) {
            if (has_word(code, word)) {
                findings.push_back(at(file, number) + std::string(word) + " has no place in " +
                                   std::string(top_folder(file.path)));
            }
        }
    });
    return findings;
}

Findings leftovers(Tree const& tree)
{
    static std::array<std::string, 4> const words = {std::string("TO") + "DO", std::string("XX") + "X",
                                                     std::string("HA") + "CK", std::string("DISABL") + "ED_"};
    Findings findings;
    auto const chosen = [](std::string_view path) { return is_source(path) || is_script(path); };
    for_each_line(tree, chosen, [&](File const& file, std::size_t number, std::string_view line) {
        for (std::string const& word : words) {
            bool const found =
                word.ends_with('_') ? line.find(word) != std::string_view::npos : has_word(line, word);
            if (found) {
                findings.push_back(at(file, number) + word +
                                   ": finish it, or say FIXME with how it fails today");
            }
        }
    });
    return findings;
}

Findings machine_paths(Tree const& tree)
{
    static std::array<std::string, 3> const places = {std::string("/wo") + "rk/", std::string("/fa") + "rm/",
                                                      std::string("/ho") + "me/"};
    Findings findings;
    auto const all = [](std::string_view) { return true; };
    for_each_line(tree, all, [&](File const& file, std::size_t number, std::string_view line) {
        for (std::string const& place : places) {
            auto const found = line.find(place);
            bool const begins =
                found == 0 || (found != std::string_view::npos && !is_word_letter(line[found - 1]) &&
                               std::string_view("./").find(line[found - 1]) == std::string_view::npos);
            if (begins) {
                findings.push_back(at(file, number) + "names a place on one machine: " + place);
            }
        }
    });
    return findings;
}

} // namespace ringside::house
