// From a path to a program in ring 3. Read next: exec.cpp, then elf.hpp and initial_stack.hpp for its two
// halves.
#pragma once

#include "kernel-model/entry/command_line.hpp"

#include <cstddef>
#include <span>

namespace ringside::kernel {

/// Unpacks the initramfs, makes the first task, loads the program that `init=` names and enters it. If that
/// cannot be done the log says why and the kernel panics, as Linux does. A second program, that `also=`
/// names, becomes another task first; the log says so if it cannot be loaded.
[[noreturn]] void run_init(Parameters const& parameters, std::span<std::byte const> initramfs);

} // namespace ringside::kernel
