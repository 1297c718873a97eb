// The tree as the rules see it: a list of files with their lines. Rules take such a list, so that a test can
// hand them a small tree that breaks the rule. Next: rules.hpp.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace ringside::house {

struct File
{
    std::string path; // from the root, "cpu/state/flags.hpp"
    std::string text; // "" for pictures
};

using Tree = std::vector<File>;

Tree read_tree(std::filesystem::path const& root); // everything but build/, .git/ and other hidden folders

std::vector<std::string_view> lines_of(std::string_view text);
std::string_view top_folder(std::string_view path); // "cpu"; "" for a file at the root
std::string_view folder_of(std::string_view path);  // "cpu/state"
std::string_view file_name(std::string_view path);  // "flags.hpp"
bool is_source(std::string_view path);              // C, C++ and assembly, headers included
bool is_cpp(std::string_view path);                 // what clang-format formats
bool is_script(std::string_view path);              // shell, awk, CMake
std::string_view trimmed(std::string_view line);

// The line without its comment and with empty string literals: what a rule about code may look at.
std::string code_of(std::string_view line);

// "cpu/memory/access.hpp" of #include "cpu/memory/access.hpp"; with brackets, "<array>". "" for another line.
std::string included_by(std::string_view line);

} // namespace ringside::house
