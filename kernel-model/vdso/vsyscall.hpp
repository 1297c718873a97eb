// The legacy page "vsyscall" at 0xffffffffff600000: three functions at fixed addresses, the vDSO's
// forerunner. Old programs still call them. A fixed address of code is a gift to attackers, so no code runs
// there any more: every call faults, and the kernel does what the function would have done. Linux
// arch/x86/entry/vsyscall/vsyscall_64.c. Read next: vsyscall.cpp.
#pragma once

#include "kernel-model/abi/pt_regs.hpp"

#include <cstdint>

namespace ringside::kernel {

inline constexpr uint64_t vsyscall_address = 0xFFFF'FFFF'FF60'0000;

/// The parameter vsyscall=.
enum class VsyscallMode
{
    emulate, // calls are emulated; the page can be read, as it could when it held the code
    xonly,   // calls are emulated; reading faults
    none,    // the page is not there
};

/// Puts the page into the kernel's half, for vsyscall=emulate. Before the first program.
void start_vsyscall(VsyscallMode mode);
VsyscallMode vsyscall_mode();

constexpr bool is_vsyscall_address(uint64_t address)
{
    constexpr uint64_t page = 4096;
    return address - vsyscall_address < page;
}

} // namespace ringside::kernel

/// A page fault of a 64-bit program in that page: true if it was a call and has been done.
extern "C" bool emulate_vsyscall(ringside::kernel::PtRegs* regs, uint64_t address, uint64_t error_code);
