// Following the program's system calls: begun when the instruction is about to execute, ended when ring 3 is
// back behind it. Read next: strace_text.hpp, which words them.
#pragma once

#include "cpu/decode/instruction.hpp"
#include "cpu/state/state.hpp"
#include "cpu/transitions/step.hpp"
#include "kernel-model/abi/system_calls.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

namespace ringside::emu {

// Reads the program's memory; returns how many bytes could be read.
using MemoryReader = std::function<std::size_t(uint64_t linear, std::span<uint8_t> bytes)>;

// By which instruction ring 3 asks the kernel.
enum class CallWay : uint8_t
{
    syscall, // of 64-bit code
    int80,   // of 32-bit code or of 64-bit code
    sysenter,
    syscall_32, // SYSCALL of 32-bit code, on AMD's processors
};

// Where the kernel takes an argument from.
struct ArgumentPlace
{
    cpu::Gpr gpr = cpu::rax;
    bool in_memory = false; // not the register itself: the word of four bytes that it points to
};

// What a system-call instruction of ring 3 means to Linux: which table the number in EAX counts in, and where
// the six arguments are while the instruction has not executed yet.
struct CallConvention
{
    kernel::CallTable table = kernel::CallTable::x86_64;
    std::array<ArgumentPlace, 6> arguments{};
};

// The one place that decides it. syscall(2), "Architecture calling conventions"; Linux
// arch/x86/entry/entry_64_compat.S for the two fast ways of 32-bit code.
CallConvention const& convention_of(CallWay way);
// Nothing: a transition that asks for no system call. `from_64_bit_code`: where it began.
std::optional<CallWay> call_way(cpu::Transition transition, unsigned vector, bool from_64_bit_code);
// The same for an instruction that is about to execute.
std::optional<CallWay> call_way(cpu::Instruction const& instruction, bool in_64_bit_code);

struct OpenCall
{
    CallWay way = CallWay::syscall;
    kernel::CallTable table = kernel::CallTable::x86_64;
    uint32_t number = 0;
    std::array<uint64_t, 6> arguments{};
    uint64_t entered = 0; // virtual time
    uint64_t rip = 0;     // of the instruction
    uint64_t behind = 0;  // of the next one
    uint64_t trap = 0;    // N of trap:N
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

// The call that the state, standing on that system-call instruction, is about to make.
OpenCall call_about_to_begin(cpu::State const& state, cpu::Instruction const& instruction,
                             MemoryReader const& memory);
// Whether the state, in ring 3 again, is where the call comes back.
bool has_come_back(OpenCall const& call, cpu::State const& state, MemoryReader const& memory);

} // namespace ringside::emu
