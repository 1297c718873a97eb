// Who may touch a port: IOPL, then the I/O permission bitmap of the TSS. SDM Vol. 1, "I/O Protection
// Mechanism".
#pragma once

#include "cpu/result.hpp"

#include <cstdint>

namespace ringside::cpu {

class Cpu;

// #GP(0) unless the current privilege may access `bytes` bytes of ports from `port` on.
Result<void> check_io_permission(Cpu& cpu, uint16_t port, unsigned bytes);

} // namespace ringside::cpu
