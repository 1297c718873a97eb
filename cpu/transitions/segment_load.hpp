// Loading DS, ES, FS, GS and SS from a selector.
#pragma once

#include "cpu/cpu.hpp"

namespace ringside::cpu {

// Checks and loads; on a fault nothing has changed. SDM Vol. 2B, "MOV—Move"; Vol. 2B, "POP".
Result<void> load_segment(Cpu& cpu, SegmentName name, Selector selector);

} // namespace ringside::cpu
