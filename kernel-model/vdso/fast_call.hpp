// The i386 vDSO's __kernel_vsyscall: which instruction it executes, and where SYSENTER and SYSCALL come back.
//
// Neither saves a usable return address, so both come back at one fixed place, the landing pad. Linux
// arch/x86/entry/vdso/vdso32/system_call.S. Read next: i386/kernel_vsyscall.S, then entry/compat.S.
#pragma once

#include <cstdint>

namespace ringside::kernel {

/// At boot: writes SYSENTER (Intel) or SYSCALL (AMD) into the image, before the INT 0x80 that it holds
/// anyway.
void choose_fast_call();

/// Where the current task goes on after a fast call.
uint64_t vdso_landing_pad();

} // namespace ringside::kernel
