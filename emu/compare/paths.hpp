// The paths and requests that `ringside compare` and the window know by name, and the bundled program of
// each. Read next: paths.cpp, docs/paths.md.
#pragma once

#include "cpu/model.hpp"
#include "emu/outcome.hpp"
#include "programs/bundled.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ringside::emu {

// In the order of docs/formats.
std::span<std::string_view const> known_paths();
std::span<std::string_view const> known_requests();

// A page fault, an undefined instruction and a timer interrupt ask for nothing: their samples are the same
// whichever request is named.
bool carries_request(std::string_view path);

// A path that is the processor's by one vendor only: SYSENTER does not work in AMD's long mode, SYSCALL from
// 32-bit code not on Intel's (SDM Vol. 2B, "SYSCALL"; APM Vol. 2, "SYSCALL and SYSRET").
std::optional<cpu::Vendor> only_vendor(std::string_view path);

// The bundled program that makes a request by a path; or the sentence that says which paths it can be made
// by.
Outcome<BundledProgram> request_program(std::string const& path, std::string const& request);

} // namespace ringside::emu
