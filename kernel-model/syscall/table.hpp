// The two dispatch tables: number -> function that takes the arguments out of the saved registers.
#pragma once

#include "kernel-model/abi/pt_regs.hpp"
#include "kernel-model/abi/system_calls.hpp"

#include <array>

namespace ringside::kernel {

// Answers what goes into RAX: the result, or minus the errno.
using CallFunction = uint64_t (*)(PtRegs const&);
using CallFunctions = std::array<CallFunction, system_call_limit>;

extern "C" CallFunctions const sys_call_table;      // for SYSCALL
extern "C" CallFunctions const ia32_sys_call_table; // for INT 0x80

} // namespace ringside::kernel
