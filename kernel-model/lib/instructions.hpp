// The processor's own words that C++ has none for: one function, one instruction. All of them are documented
// under their mnemonic in SDM Vol. 2. Read next: entry/start.cpp, which uses most of them.
#pragma once

#include <cstdint>

namespace ringside::kernel {

// Ports
inline void out8(uint16_t port, uint8_t value)
{
    asm volatile("outb %0, %1" : : "a"(value), "Nd"(port) : "memory");
}
inline uint8_t in8(uint16_t port)
{
    uint8_t value;
    asm volatile("inb %1, %0" : "=a"(value) : "Nd"(port) : "memory");
    return value;
}
inline void out32(uint16_t port, uint32_t value)
{
    asm volatile("outl %0, %1" : : "a"(value), "Nd"(port) : "memory");
}

// Model-specific registers
inline uint64_t read_msr(uint32_t number)
{
    uint32_t low;
    uint32_t high;
    asm volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(number) : "memory");
    return (uint64_t{high} << 32) | low;
}
inline void write_msr(uint32_t number, uint64_t value)
{
    asm volatile("wrmsr"
                 :
                 : "c"(number), "a"(static_cast<uint32_t>(value)), "d"(static_cast<uint32_t>(value >> 32))
                 : "memory");
}

// Control registers and translation
inline uint64_t read_cr0()
{
    uint64_t value;
    asm volatile("movq %%cr0, %0" : "=r"(value) : : "memory");
    return value;
}
inline void write_cr0(uint64_t value)
{
    asm volatile("movq %0, %%cr0" : : "r"(value) : "memory");
}
inline uint64_t read_cr2()
{
    uint64_t value;
    asm volatile("movq %%cr2, %0" : "=r"(value) : : "memory");
    return value;
}
inline uint64_t read_cr3()
{
    uint64_t value;
    asm volatile("movq %%cr3, %0" : "=r"(value) : : "memory");
    return value;
}
inline void write_cr3(uint64_t value)
{
    asm volatile("movq %0, %%cr3" : : "r"(value) : "memory");
}
inline uint64_t read_cr4()
{
    uint64_t value;
    asm volatile("movq %%cr4, %0" : "=r"(value) : : "memory");
    return value;
}
inline void write_cr4(uint64_t value)
{
    asm volatile("movq %0, %%cr4" : : "r"(value) : "memory");
}
inline void invalidate_page(uint64_t address)
{
    asm volatile("invlpg (%0)" : : "r"(address) : "memory");
}

// Interrupts
inline void enable_interrupts()
{
    asm volatile("sti" : : : "memory");
}
inline void disable_interrupts()
{
    asm volatile("cli" : : : "memory");
}
/// Enables interrupts and waits for one. STI's shadow covers the HLT, so an interrupt cannot slip in between
/// and be slept over (SDM Vol. 2B, "STI").
inline void wait_for_interrupt()
{
    asm volatile("sti\n\thlt" : : : "memory");
}
/// While it lives, no interrupt comes; afterwards IF is what it was.
class WithoutInterrupts
{
public:
    WithoutInterrupts() { asm volatile("pushfq\n\tpopq %0\n\tcli" : "=r"(flags_) : : "memory"); }
    ~WithoutInterrupts()
    {
        constexpr uint64_t interrupt_flag = 0x200;
        if (flags_ & interrupt_flag)
            enable_interrupts();
    }
    WithoutInterrupts(WithoutInterrupts const&) = delete;
    WithoutInterrupts& operator=(WithoutInterrupts const&) = delete;

private:
    uint64_t flags_;
};
/// Stops this processor for good: with IF clear nothing wakes it.
[[noreturn]] inline void halt_for_ever()
{
    for (;;)
        asm volatile("cli\n\thlt" : : : "memory");
}

// Identification and time
struct CpuidLeaf
{
    uint32_t eax;
    uint32_t ebx;
    uint32_t ecx;
    uint32_t edx;
};
inline CpuidLeaf cpuid(uint32_t leaf, uint32_t subleaf = 0)
{
    CpuidLeaf answer{};
    asm volatile("cpuid"
                 : "=a"(answer.eax), "=b"(answer.ebx), "=c"(answer.ecx), "=d"(answer.edx)
                 : "a"(leaf), "c"(subleaf));
    return answer;
}
enum class Vendor
{
    intel,
    amd,
    other
};
/// CPUID leaf 0: twelve letters in EBX, EDX, ECX, of which the first four will do.
inline Vendor processor_vendor()
{
    switch (cpuid(0).ebx) {
    case 0x756E'6547: // "Genu"ineIntel
        return Vendor::intel;
    case 0x6874'7541: // "Auth"enticAMD
    case 0x6F67'7948: // "Hygo"nGenuine
        return Vendor::amd;
    default:
        return Vendor::other;
    }
}
inline uint64_t read_tsc()
{
    uint32_t low;
    uint32_t high;
    asm volatile("rdtsc" : "=a"(low), "=d"(high));
    return (uint64_t{high} << 32) | low;
}

} // namespace ringside::kernel
