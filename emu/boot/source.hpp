// A program given as source text: assembled or compiled with the host's tools, and kept as bytes. Read next:
// program.hpp, which checks what came out.
#pragma once

#include "emu/outcome.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ringside::emu {

// Whether the name says so: .s, .S or .c.
bool is_source(std::string_view path);

// The name without that ending: "hello" of "lesson/hello.c" stays in its folder.
std::string name_without_ending(std::string const& path);

// Compiles with debug information into a static program. One that has _start of its own is linked without a
// C library. The refusal of a source with errors holds all that the compiler said, after one sentence.
Outcome<std::vector<std::byte>> build_source(std::string const& path);

} // namespace ringside::emu
