// The switch that ends the machine: isa-debug-exit, one I/O port (QEMU hw/misc/debugexit.c).
#pragma once

#include <cstdint>

namespace ringside::kernel {

/// Sends what is left in the serial ports, then ends the machine with this status. Without the device: halts
/// for ever.
[[noreturn]] void debug_exit(uint32_t status);

} // namespace ringside::kernel
