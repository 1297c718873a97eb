// The rules of the tree. Each takes the files and returns what breaks it, a sentence a finding.
// Where a rule needs to be changed, change its self-test in *_test.cpp too.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/house/tree.hpp"

namespace ringside::house {

using Findings = std::vector<std::string>; // "cpu/a.cpp:7: includes emu/b.hpp"

// layers.cpp
Findings includes_against_the_direction(Tree const& tree); // gui -> emu -> cpu, guest world apart
Findings headers_the_kernel_may_not_include(Tree const& tree);
Findings zydis_beyond_three_files(Tree const& tree);
Findings window_libraries_outside_gui(Tree const& tree);
Findings headers_that_one_compiler_lacks(Tree const& tree);
Findings panels_that_include_panels(Tree const& tree);

// dependencies.cpp: `listing` is what `ninja -t deps` prints
Findings foreign_headers(std::string_view listing, std::string_view root);

// shape.cpp
Findings files_too_long(Tree const& tree);
Findings files_without_an_opening_comment(Tree const& tree);
Findings folders_without_readme(Tree const& tree);
Findings banned_names(Tree const& tree);
Findings binary_files(Tree const& tree); // beside pictures, whose text is not read
Findings untidy_ends(Tree const& tree);  // tabs in C++, blanks at the end of a line, no last newline

// code.cpp
Findings conditional_code(Tree const& tree);
Findings macros(Tree const& tree);
Findings headers_without_pragma_once(Tree const& tree);
Findings exceptions_where_none_belong(Tree const& tree);
Findings leftovers(Tree const& tree);     // notes to oneself
Findings machine_paths(Tree const& tree); // paths of one person's machine

} // namespace ringside::house
