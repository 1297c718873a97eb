// Which way includes point: design.md's picture of the house, read off our own #include lines.
// What a foreign header pulls in is judged in dependencies.cpp.
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "tests/house/rules.hpp"

namespace ringside::house {

namespace {

std::string at(File const& file, std::size_t line)
{
    return file.path + ":" + std::to_string(line) + ": ";
}

// Calls use(file, line number, included name) for every #include of a source file.
template <typename Use>
void for_each_include(Tree const& tree, Use use)
{
    for (File const& file : tree) {
        if (!is_source(file.path)) {
            continue;
        }
        std::size_t number = 0;
        for (std::string_view const line : lines_of(file.text)) {
            ++number;
            if (std::string const name = included_by(line); !name.empty()) {
                use(file, number, name);
            }
        }
    }
}

// What each top folder may include of the others. The guest's abi is the one thing that both worlds see.
std::map<std::string, std::vector<std::string>, std::less<>> const visible = {
    {"cpu", {"cpu/"}},
    {"emu", {"emu/", "cpu/", "kernel-model/abi/", "programs/bundled.hpp"}},
    {"gui", {"gui/", "emu/", "cpu/", "kernel-model/abi/", "programs/bundled.hpp"}},
    {"kernel-model", {"kernel-model/"}},
    {"programs", {"programs/", "kernel-model/abi/"}},
    {"tests", {"tests/", "gui/", "emu/", "cpu/", "kernel-model/", "programs/"}},
};

bool starts_with_any(std::string_view name, std::vector<std::string> const& beginnings)
{
    return std::any_of(beginnings.begin(), beginnings.end(),
                       [name](std::string const& beginning) { return name.starts_with(beginning); });
}

// The part of the standard library that needs no hosted library, and the compiler's own headers. <cstring>
// only declares memcpy and its like, which every freestanding program has to define anyway (GCC manual,
// "Standards"): lib/string.cpp.
constexpr std::array<std::string_view, 27> kernel_headers = {
    "<algorithm>",   "<array>",    "<atomic>",      "<bit>",     "<climits>",  "<compare>",
    "<concepts>",    "<cstdarg>",  "<cstddef>",     "<cstdint>", "<cstring>",  "<initializer_list>",
    "<iterator>",    "<limits>",   "<new>",         "<numeric>", "<optional>", "<span>",
    "<string_view>", "<tuple>",    "<type_traits>", "<utility>", "<variant>",  "<version>",
    "<stddef.h>",    "<stdint.h>", "<stdarg.h>"};

} // namespace

Findings includes_against_the_direction(Tree const& tree)
{
    Findings findings;
    for_each_include(tree, [&](File const& file, std::size_t line, std::string const& name) {
        auto const allowed = visible.find(top_folder(file.path));
        if (allowed == visible.end() || name.starts_with('<')) {
            return;
        }
        bool const is_ours = visible.contains(top_folder(name));
        bool const is_beside = !name.starts_with("..") && top_folder(name).empty(); // a sample's own header
        if (is_ours ? !starts_with_any(name, allowed->second) : !is_beside) {
            findings.push_back(at(file, line) + std::string(top_folder(file.path)) + " may not include " +
                               name);
        }
    });
    return findings;
}

Findings headers_the_kernel_may_not_include(Tree const& tree)
{
    Findings findings;
    for_each_include(tree, [&](File const& file, std::size_t line, std::string const& name) {
        bool const is_known =
            std::find(kernel_headers.begin(), kernel_headers.end(), name) != kernel_headers.end();
        if (top_folder(file.path) == "kernel-model" && name.starts_with('<') && !is_known) {
            findings.push_back(at(file, line) + "the kernel is freestanding and may not include " + name);
        }
    });
    return findings;
}

Findings zydis_beyond_three_files(Tree const& tree)
{
    std::set<std::string> users;
    for_each_include(tree, [&](File const& file, std::size_t, std::string const& name) {
        if (name.starts_with("<Zydis/") || name.starts_with("<Zycore/")) {
            users.insert(file.path);
        }
    });
    Findings findings;
    if (users.size() > 3) {
        for (std::string const& user : users) {
            findings.push_back(user + ": Zydis belongs to decoder, disassembly text and assembler, and " +
                               std::to_string(users.size()) + " files include it");
        }
    }
    return findings;
}

Findings window_libraries_outside_gui(Tree const& tree)
{
    Findings findings;
    for_each_include(tree, [&](File const& file, std::size_t line, std::string const& name) {
        bool const is_window =
            name.find("SDL") != std::string::npos || name.find("imgui") != std::string::npos;
        bool const may = top_folder(file.path) == "gui" || file.path.starts_with("tests/gui");
        if (name.starts_with('<') && is_window && !may) {
            findings.push_back(at(file, line) + "only gui/ may include " + name);
        }
    });
    return findings;
}

Findings headers_that_one_compiler_lacks(Tree const& tree)
{
    static std::set<std::string> const lacking = {"<expected>", "<format>", "<print>", "<ranges>"};
    Findings findings;
    for_each_include(tree, [&](File const& file, std::size_t line, std::string const& name) {
        if (lacking.contains(name)) {
            findings.push_back(at(file, line) + "g++ 12 or clang 14 lacks " + name);
        }
    });
    return findings;
}

Findings panels_that_include_panels(Tree const& tree)
{
    Findings findings;
    for_each_include(tree, [&](File const& file, std::size_t line, std::string const& name) {
        std::string_view const own = file_name(file.path);
        bool const is_own =
            file_name(name).substr(0, file_name(name).rfind('.')) == own.substr(0, own.rfind('.'));
        bool const is_panel = file.path.starts_with("gui/panels/") && name.starts_with("gui/panels/");
        if (is_panel && !is_own && file_name(name) != "panel.hpp") {
            findings.push_back(at(file, line) + "no panel includes another, here " + name);
        }
    });
    return findings;
}

} // namespace ringside::house
