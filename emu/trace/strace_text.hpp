// A system call in the text format of strace(1): name, arguments by their meaning, result. Everything is read
// from the guest's registers and memory. Read next: strace_values.cpp for the names of flags.
#pragma once

#include "emu/trace/calls.hpp"

#include <span>
#include <string>

namespace ringside::emu {

// At entry: "write(1, \"hi\\n\", 3" without the bracket, up to the first argument that the kernel fills.
std::string entry_text(OpenCall const& call, MemoryReader const& memory);
// At return: the whole line, "write(1, \"hi\\n\", 3)                   = 3". `value` is RAX.
std::string return_text(OpenCall const& call, std::string const& entry, uint64_t value,
                        MemoryReader const& memory);
// A call that never returns: "exit_group(0)                           = ?".
std::string unfinished_text(std::string const& entry);

// ---- strace_values.cpp: arguments whose meaning is a table
std::string flags_text(kernel::ArgumentKind kind, uint64_t value); // "O_RDONLY|O_CLOEXEC", "SEEK_SET" ...
// The structure at an address, "{tv_sec=1, tv_nsec=0}", or "" if its layout is not known here.
std::string structure_text(std::string_view structure, kernel::CallTable table, uint64_t address,
                           MemoryReader const& memory);
// "\"hi\\n\"" with "..." behind it where it was cut. strace(1): 32 bytes are shown.
std::string quoted_bytes(std::span<uint8_t const> bytes, bool cut);

} // namespace ringside::emu
