// A case of ring 3 on the host's processor: its pages where the case says, its registers, and how it ended.
// Read next: native_case.cpp for what cannot be done natively, and why.
#pragma once

#include "emu/script/case_runner.hpp"
#include "tests/silicon/native_context.hpp"

#include <string>

namespace ringside::silicon {

namespace script = emu::script;

cpu::Vendor host_vendor();

// Why the case cannot run here; "" = it can.
std::string reason_against(script::Case const& test, script::Program const& program);

// Runs it in a child process. The sentence says why it could not be done.
std::variant<script::Ending, std::string> execute_natively(script::Case const& test,
                                                           script::Program const& program);

// The x87 and SSE state as FXSAVE lays it out. SDM Vol. 1, "FXSAVE Area".
void state_to_fxsave(cpu::State const& state, std::array<uint8_t, 512>& image);
void fxsave_to_state(std::array<uint8_t, 512> const& image, cpu::State& state);

} // namespace ringside::silicon
