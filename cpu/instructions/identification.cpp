// CPUID, RDTSC and RDTSCP: what the processor says it is, and virtual time.
// SDM Vol. 2A, "CPUID"; the feature bits say exactly what is implemented: x86-64-v1.
#include "cpu/cpu.hpp"
#include "cpu/instructions/form.hpp"

namespace ringside::cpu {

namespace {

struct Leaf
{
    uint32_t eax = 0;
    uint32_t ebx = 0;
    uint32_t ecx = 0;
    uint32_t edx = 0;
};

// Leaf 1 EDX: FPU DE PSE TSC MSR PAE CX8 APIC SEP PGE CMOV PAT CLFSH MMX FXSR SSE SSE2.
constexpr uint32_t features_edx = 1u << 0 | 1u << 2 | 1u << 3 | 1u << 4 | 1u << 5 | 1u << 6 | 1u << 8 |
                                  1u << 9 | 1u << 11 | 1u << 13 | 1u << 15 | 1u << 16 | 1u << 19 | 1u << 23 |
                                  1u << 24 | 1u << 25 | 1u << 26;
// Leaf 80000001h EDX: SYSCALL NX RDTSCP LM, and on AMD the repeated bits of leaf 1.
constexpr uint32_t extended_edx = 1u << 11 | 1u << 20 | 1u << 27 | 1u << 29;
constexpr uint32_t amd_repeated_edx = features_edx & 0x0183'f3ff;
constexpr uint32_t smep = 1u << 7;
constexpr uint32_t smap = 1u << 20;

constexpr uint32_t highest_intel = 0x15; // the leaf that gives the TSC frequency
constexpr uint32_t highest_amd = 0x15;
constexpr uint32_t highest_extended = 0x8000'0008;

Leaf vendor_leaf(Vendor vendor, uint32_t highest)
{
    if (vendor == Vendor::intel)
        return {highest, 0x756e'6547, 0x6c65'746e, 0x4965'6e69}; // GenuineIntel
    return {highest, 0x6874'7541, 0x444d'4163, 0x6974'6e65};     // AuthenticAMD
}

// The brand string "Ringside x86-64" in three leaves of 16 characters.
Leaf brand_leaf(uint32_t leaf)
{
    static constexpr char brand[49] = "Ringside x86-64 emulated processor             ";
    Leaf part;
    std::memcpy(&part, brand + (leaf - 0x8000'0002) * sizeof part, sizeof part);
    return part;
}

Leaf extended_leaf(uint32_t leaf, Cpu const& cpu)
{
    auto const vendor = cpu.model().vendor;
    switch (leaf) {
    case 0x8000'0000:
        return vendor == Vendor::amd ? vendor_leaf(vendor, highest_extended) : Leaf{highest_extended};
    case 0x8000'0001: {
        // Intel reports SYSCALL in 64-bit mode only.
        auto const intel_outside = vendor == Vendor::intel && !cpu.state.code_64();
        auto const edx = intel_outside ? extended_edx & ~(1u << 11) : extended_edx;
        return {0, 0, 1 /* LAHF in 64-bit mode */, vendor == Vendor::amd ? edx | amd_repeated_edx : edx};
    }
    case 0x8000'0002:
    case 0x8000'0003:
    case 0x8000'0004:
        return brand_leaf(leaf);
    case 0x8000'0007:
        return {0, 0, 0, 1u << 8}; // invariant TSC
    case 0x8000'0008:
        return {physical_address_bits | 48u << 8}; // physical and linear address widths
    default:
        return {};
    }
}

Leaf basic_leaf(uint32_t leaf, uint32_t subleaf, Cpu const& cpu)
{
    switch (leaf) {
    case 0:
        return vendor_leaf(cpu.model().vendor, highest_intel);
    case 1:
        // Family 6 model 0 stepping 1 for Intel, family 15 for AMD; CLFLUSH line 64 bytes, APIC id 0.
        return {cpu.model().vendor == Vendor::intel ? 0x601u : 0xf01u, 0x0001'0800, 0, features_edx};
    case 7:
        return subleaf == 0 ? Leaf{0, smep | smap, 0, 0} : Leaf{};
    case 0x15:
        // TSC frequency = crystal * ebx / eax. The crystal also drives the local APIC's timer (SDM Vol. 3A,
        // "APIC Timer"), which ticks with the TSC here.
        return {1, 1, static_cast<uint32_t>(cpu.model().tsc_hz), 0};
    default:
        return {};
    }
}

// CPUID. Leaves beyond the highest answer as the highest basic one does on Intel, with zeros on AMD.
Result<void> cpuid(Cpu& cpu, Instruction const&)
{
    auto const leaf = cpu.gpr<uint32_t>(rax);
    auto const subleaf = cpu.gpr<uint32_t>(rcx);
    auto const beyond = leaf > highest_amd && (leaf < 0x8000'0000 || leaf > highest_extended);
    Leaf answer;
    if (beyond)
        answer = cpu.model().vendor == Vendor::intel ? basic_leaf(highest_intel, subleaf, cpu) : Leaf{};
    else
        answer = leaf >= 0x8000'0000 ? extended_leaf(leaf, cpu) : basic_leaf(leaf, subleaf, cpu);
    cpu.set_gpr<uint32_t>(rax, answer.eax);
    cpu.set_gpr<uint32_t>(rbx, answer.ebx);
    cpu.set_gpr<uint32_t>(rcx, answer.ecx);
    cpu.set_gpr<uint32_t>(rdx, answer.edx);
    return {};
}

// RDTSC: #GP(0) outside ring 0 if CR4.TSD is set. SDM Vol. 2B, "RDTSC".
Result<void> read_tsc(Cpu& cpu, Instruction const&)
{
    if ((cpu.state.cr4 & cr4::tsd) != 0 && !cpu.may_act_as(0))
        return general_protection(0);
    auto const tsc = cpu.tsc();
    cpu.set_gpr<uint32_t>(rax, static_cast<uint32_t>(tsc));
    cpu.set_gpr<uint32_t>(rdx, static_cast<uint32_t>(tsc >> 32));
    return {};
}

// RDTSCP: also TSC_AUX in ECX. SDM Vol. 2B, "RDTSCP".
Result<void> read_tsc_and_aux(Cpu& cpu, Instruction const& instruction)
{
    TRY(read_tsc(cpu, instruction));
    cpu.set_gpr<uint32_t>(rcx, static_cast<uint32_t>(cpu.state.tsc_aux));
    return {};
}

} // namespace

std::span<Form const> identification_forms()
{
    static constexpr Form forms[] = {
        any("cpuid", cpuid),
        any("rdtsc", read_tsc),
        any("rdtscp", read_tsc_and_aux),
    };
    return forms;
}

} // namespace ringside::cpu
