// One instruction on the host's own processor, with all vector, x87 and general registers, flags and a page
// of memory given and taken. The same addresses are used in guest.hpp, so that pointers compare too.
#pragma once

#include "cpu/state/state.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace ringside::test {

// What FXSAVE64 stores.
struct alignas(16) FxImage
{
    uint16_t control = 0x37f;
    uint16_t status = 0;
    uint8_t full = 0;
    uint8_t reserved = 0;
    uint16_t opcode = 0;
    uint64_t instruction = 0;
    uint64_t data = 0;
    uint32_t mxcsr = 0x1f80;
    uint32_t mxcsr_mask = 0;
    struct Register
    {
        uint64_t significand = 0;
        uint16_t sign_exponent = 0;
        std::array<uint16_t, 3> reserved{};
        bool operator==(Register const&) const = default;
    };
    std::array<Register, 8> st{};
    std::array<cpu::Vec128, 16> xmm{};
    std::array<uint8_t, 96> rest{};
};
static_assert(sizeof(FxImage) == 512);

// What FNSTENV stores in its 32-bit form.
struct Environment
{
    uint32_t control = 0;
    uint32_t status = 0;
    uint32_t tags = 0;
    uint32_t instruction = 0;
    uint32_t selector_and_opcode = 0;
    uint32_t data = 0;
    uint32_t data_selector = 0;
};

inline constexpr uint64_t code_address = 0x2000'0000; // a page, the instruction in its middle
inline constexpr uint64_t instruction_address = 0x2000'0800;
inline constexpr uint64_t data_address = 0x2000'1000; // a page
inline constexpr unsigned data_bytes = 4096;          // all of it is given and compared

// Before or after an instruction. RSP and R15 are not the test's.
struct Machine
{
    FxImage fx{};
    Environment environment{}; // after only
    std::array<uint64_t, 16> gpr{};
    uint64_t flags = 0x202;
    unsigned fault = no_fault; // vector
    std::array<uint8_t, data_bytes> memory{};

    static constexpr unsigned no_fault = 0xff;
};

class Native
{
public:
    Native();
    ~Native();
    Native(Native const&) = delete;
    Native& operator=(Native const&) = delete;

    void set_instruction(std::span<uint8_t const> bytes);
    Machine run(Machine const& before);
};

} // namespace ringside::test
