// How a trace begins and ends in strace(1)'s words: the execve(2) that brought the program, the signal that
// killed it, its status. Neither is a system call of the program. Read next: strace_text.hpp.
#pragma once

#include <string>
#include <vector>

namespace ringside::emu {

class Session;

// "execve("/bin/hello", ["/bin/hello"], 0x7fffda33c8b8 /* 4 vars */) = 0": from the stack that the kernel
// made for the program. Only while the session stands at its start.
std::string execve_line(Session const& session);

// "--- SIGSEGV {...} ---" where a fault sent it, and "+++ killed by SIGSEGV +++" or "+++ exited with 0 +++".
// What the signal tells stands in the kernel's log. None before the end, or if the machine stopped instead of
// the program.
std::vector<std::string> end_lines(Session const& session);

} // namespace ringside::emu
