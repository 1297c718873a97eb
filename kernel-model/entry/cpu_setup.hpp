// Control registers and MSRs as the kernel wants them: where SYSCALL goes, what ring 0 may touch.
// Read next: cpu_setup.cpp, then syscall.S, where LSTAR points.
#pragma once

#include "kernel-model/entry/command_line.hpp"

namespace ringside::kernel {

/// CR4, the system-call MSRs, GS base; SMEP and SMAP unless the processor lacks them or a parameter says no.
void set_up_cpu(Parameters const& parameters);

} // namespace ringside::kernel
