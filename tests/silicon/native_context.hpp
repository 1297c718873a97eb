// Executes code of ring 3 on the host's own processor, from given registers to the first signal. Read next:
// native_case.hpp, which does this with a case.
#pragma once

#include <array>
#include <cstdint>

namespace ringside::silicon {

// The registers that a program of ring 3 has. `fxsave` is the image of FXSAVE: x87, MXCSR, XMM.
struct NativeRegisters
{
    std::array<uint64_t, 16> gpr{}; // by number in the encoding
    uint64_t rip = 0;
    uint64_t rflags = 0x202;
    uint16_t cs = 0x33;
    uint16_t ss = 0x2b;
    uint16_t ds = 0;
    uint16_t es = 0;
    uint16_t fs = 0;
    uint16_t gs = 0;
    uint64_t fs_base = 0;
    uint64_t gs_base = 0;
    alignas(16) std::array<uint8_t, 512> fxsave{};
};

struct NativeEnding
{
    NativeRegisters registers{};
    int signal = 0;          // SIGALRM: it took too long
    unsigned vector = 0;     // of the exception
    uint32_t error_code = 0; // as Linux shows it
    uint64_t address = 0;    // CR2
};

// Once in a process: handlers and their stack.
void prepare_to_run_natively();
// Executes from `start` until a signal comes. What lies at RIP and what it touches is the caller's business.
NativeEnding run_natively(NativeRegisters const& start);

} // namespace ringside::silicon
