// The processor's state as plain data: everything that a snapshot keeps and a comparison compares.
// SDM Vol. 1, "Basic Program Execution Registers"; SDM Vol. 3A, "System Architecture Overview".
// Read next: ../cpu.hpp, which executes on it.
#pragma once

#include "cpu/state/flags.hpp"
#include "cpu/state/segment.hpp"

#include <array>
#include <cstdint>

namespace ringside::cpu {

// General registers by their number in the encoding.
enum Gpr : uint8_t
{
    rax,
    rcx,
    rdx,
    rbx,
    rsp,
    rbp,
    rsi,
    rdi,
    r8,
    r9,
    r10,
    r11,
    r12,
    r13,
    r14,
    r15
};

// A vector register. Lanes are reached with std::bit_cast.
struct alignas(16) Vec128
{
    uint64_t low = 0;
    uint64_t high = 0;
    bool operator==(Vec128 const&) const = default;
};

// An 80-bit value as the x87 stores it. SDM Vol. 1, "Floating-Point Data Types".
struct F80
{
    uint64_t significand = 0;
    uint16_t sign_exponent = 0;
    bool operator==(F80 const&) const = default;
};

// x87 and MMX. `registers` are the physical R0-R7: ST(i) is registers[(top + i) & 7], and MMi is the
// significand of registers[i]. `empty` has a bit for each physical register. SDM Vol. 1, "x87 FPU Execution
// Environment".
struct X87
{
    std::array<F80, 8> registers{};
    uint16_t control = 0x37f; // FCW
    uint16_t status = 0;      // FSW, TOP included (bits 13:11)
    uint8_t empty = 0xff;
    uint16_t opcode = 0; // FOP, 11 bits
    uint64_t instruction_pointer = 0;
    uint64_t data_pointer = 0;
    uint16_t instruction_selector = 0;
    uint16_t data_selector = 0;

    constexpr unsigned top() const { return (status >> 11) & 7u; }
    bool operator==(X87 const&) const = default;
};

// GDTR and IDTR.
struct TableRegister
{
    uint64_t base = 0;
    uint16_t limit = 0;
    bool operator==(TableRegister const&) const = default;
};

namespace cr0 {
enum Bit : uint64_t
{
    pe = 1u << 0,
    mp = 1u << 1,
    em = 1u << 2,
    ts = 1u << 3,
    et = 1u << 4,
    ne = 1u << 5,
    wp = 1u << 16,
    am = 1u << 18,
    nw = 1u << 29,
    cd = 1u << 30,
    pg = 1u << 31,
};
}

namespace cr4 {
enum Bit : uint64_t
{
    vme = 1u << 0,
    pvi = 1u << 1,
    tsd = 1u << 2,
    de = 1u << 3,
    pse = 1u << 4,
    pae = 1u << 5,
    mce = 1u << 6,
    pge = 1u << 7,
    pce = 1u << 8,
    osfxsr = 1u << 9,
    osxmmexcpt = 1u << 10,
    umip = 1u << 11,
    fsgsbase = 1u << 16,
    pcide = 1u << 17,
    osxsave = 1u << 18,
    smep = 1u << 20,
    smap = 1u << 21,
};
}

namespace efer {
enum Bit : uint64_t
{
    sce = 1u << 0,
    lme = 1u << 8,
    lma = 1u << 10,
    nxe = 1u << 11,
};
}

namespace dr7 {
enum Bit : uint64_t
{
    enables = 0xff, // L0 G0 ... L3 G3
    general_detect = 1u << 13,
};
}

// After STI (if IF was 0) and MOV SS one boundary takes no interrupt. SDM Vol. 3A, "Masking Maskable Hardware
// Interrupts" and "Masking Exceptions and Interrupts When Switching Stacks".
enum class Shadow : uint8_t
{
    none,
    sti,
    mov_ss,
};

struct State
{
    std::array<uint64_t, 16> gpr{};
    uint64_t rip = 0;
    uint64_t rflags = flag::fixed;
    std::array<Segment, 6> segments{}; // by SegmentName
    Segment ldtr{};
    Segment tr{};
    TableRegister gdtr{};
    TableRegister idtr{};
    uint8_t cpl = 0;

    uint64_t cr0 = 0x10; // ET is fixed
    uint64_t cr2 = 0;
    uint64_t cr3 = 0;
    uint64_t cr4 = 0;
    uint64_t cr8 = 0;
    std::array<uint64_t, 4> breakpoint_address{}; // DR0-DR3
    uint64_t dr6 = 0xffff0ff0;
    uint64_t dr7 = 0x400;
    uint8_t breakpoint_hits = 0; // bits of DR6 for the #DB that follows the instruction

    // MSRs. SDM Vol. 4, "Model-Specific Registers".
    uint64_t efer = 0;
    uint64_t star = 0;
    uint64_t lstar = 0;
    uint64_t cstar = 0;
    uint64_t sfmask = 0;
    uint64_t sysenter_cs = 0;
    uint64_t sysenter_esp = 0;
    uint64_t sysenter_eip = 0;
    uint64_t kernel_gs_base = 0; // the one SWAPGS exchanges; FS and GS bases live in their segments
    uint64_t tsc_aux = 0;
    uint64_t tsc_offset = 0; // TSC = time + tsc_offset, modulo 2^64
    uint64_t pat = 0x0007'0406'0007'0406;
    uint64_t apic_base = 0xfee0'0900; // enabled, bootstrap processor
    uint64_t misc_enable = 1;

    std::array<Vec128, 16> xmm{};
    uint32_t mxcsr = 0x1f80;
    X87 x87{};

    Shadow shadow = Shadow::none;
    bool halted = false;
    bool nmi_blocked = false;

    // Virtual time: one for every retired instruction, REP iteration and event delivery.
    uint64_t time = 0;
    // Instructions retired, a finished REP counting as one.
    uint64_t retired = 0;

    bool operator==(State const&) const = default;

    Segment& segment(SegmentName name) { return segments[static_cast<unsigned>(name)]; }
    Segment const& segment(SegmentName name) const { return segments[static_cast<unsigned>(name)]; }
    bool long_mode() const { return (efer & efer::lma) != 0; }
    bool code_64() const { return long_mode() && segment(SegmentName::cs).long_code(); }
    bool paging() const { return (cr0 & cr0::pg) != 0; }
    bool protected_mode() const { return (cr0 & cr0::pe) != 0; }
    bool has(uint64_t flags) const { return (rflags & flags) != 0; }
};

} // namespace ringside::cpu
