// The end after a bug of the kernel itself: everything that helps to find it goes to the log, then the
// machine stops with status 125. Linux Documentation/admin-guide/bug-hunting.rst. Read next: oops.cpp.
#pragma once

#include "kernel-model/abi/pt_regs.hpp"

namespace ringside::kernel {

[[noreturn]] void oops(PtRegs const& regs, char const* what, uint64_t error_code);

} // namespace ringside::kernel
