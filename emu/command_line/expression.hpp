// Expressions of the debugger, a part of gdb's: numbers, $registers, symbols, + - * ( ), and *ADDRESS for the
// eight bytes that lie there. Read next: debugger.hpp.
#pragma once

#include "emu/outcome.hpp"
#include "emu/session.hpp"

#include <cstdint>
#include <string_view>

namespace ringside::emu {

Outcome<uint64_t> evaluate(Session const& session, std::string_view text);

// The register of that name (rax, eax, al, rip, eflags, cr3, cs, gs_base ...), or nothing.
std::optional<uint64_t> register_value(cpu::State const& state, std::string_view name);

} // namespace ringside::emu
