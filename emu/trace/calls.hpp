// Following the program's system calls: begun when the instruction is about to execute, ended when ring 3 is
// back behind it. Read next: strace_text.hpp, which words them.
#pragma once

#include "cpu/state/state.hpp"
#include "kernel-model/abi/system_calls.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace ringside::emu {

struct OpenCall
{
    kernel::CallTable table = kernel::CallTable::x86_64;
    uint32_t number = 0;
    std::array<uint64_t, 6> arguments{};
    uint64_t entered = 0; // virtual time
    uint64_t return_rip = 0;
    uint64_t trap = 0; // N of trap:N
    bool operator==(OpenCall const&) const = default;

    kernel::SystemCall const* call() const { return kernel::find_system_call(table, number); }
};

// What of this belongs to a position, and is kept with a state.
struct CallRecord
{
    uint64_t traps = 0;    // system-call instructions begun so far
    std::size_t lines = 0; // texts so far, that of an open call included
    std::optional<OpenCall> open{};
    std::string open_text{}; // its words so far
};

// The call that the state, standing on a system-call instruction, is about to make. `is_interrupt`: it is INT
// 0x80. Linux takes number and arguments from RAX, RDI RSI RDX R10 R8 R9, or from EAX, EBX ECX EDX ESI EDI
// EBP (syscall(2), "Architecture calling conventions").
OpenCall call_about_to_begin(cpu::State const& state, bool is_syscall_instruction);

} // namespace ringside::emu
