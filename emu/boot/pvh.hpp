// Loading a kernel the way a PVH loader does: segments by physical address, hvm_start_info with memory map,
// command line and the initramfs as first module, and the processor in 32-bit protected mode with flat
// segments, EBX pointing to hvm_start_info. Xen, docs/misc/pvh.pandoc, "x86/HVM direct boot ABI".
#pragma once

#include "emu/machine.hpp"
#include "emu/outcome.hpp"

#include <span>
#include <string>

namespace ringside::emu {

Outcome<void> load_kernel(Machine& machine, std::span<std::byte const> image, std::string const& command_line,
                          std::span<std::byte const> initramfs);

} // namespace ringside::emu
