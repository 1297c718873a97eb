// The kernel's command line for a run: which program, its arguments and environment, our parameters and
// --append. Linux, Documentation/admin-guide/kernel-parameters.rst; quoting as
// kernel-model/abi/boot_parameters.hpp says.
#pragma once

#include "emu/boot/program.hpp"
#include "emu/options.hpp"
#include "emu/outcome.hpp"

#include <string>

namespace ringside::emu {

Outcome<std::string> kernel_command_line(Program const& program, Options const& options);

} // namespace ringside::emu
