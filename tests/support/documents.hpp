// What tests read from a document of the tree: a section, its tables, its words in code. Next:
// transcripts.hpp, for what a document says that a command prints.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ringside::tests {

// The text below "## TITLE", up to the next title; "" where there is none.
std::string section_of(std::string_view document, std::string_view title);
// The cells of every row of its tables, without the lines of dashes.
std::vector<std::vector<std::string>> table_rows(std::string_view text);
// The words between backquotes: `a b` and `c` are three. A piece of code may reach over the end of a line.
std::vector<std::string> words_in_code(std::string_view text);

} // namespace ringside::tests
