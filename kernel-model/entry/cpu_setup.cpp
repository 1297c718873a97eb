// Writes the MSRs and control registers that decide how programs get in and what ring 0 may touch.
#include "kernel-model/entry/cpu_setup.hpp"

#include "kernel-model/entry/descriptor_tables.hpp"
#include "kernel-model/entry/per_cpu.hpp"
#include "kernel-model/lib/instructions.hpp"
#include "kernel-model/lib/log.hpp"
#include "kernel-model/memory/frames.hpp"
#include "kernel-model/memory/isolation.hpp"
#include "kernel-model/vdso/fast_call.hpp"

#include <array>
#include <cstring>
#include <span>

// syscall.S
extern "C" void entry_SYSCALL_64();
extern "C" void entry_SYSCALL_compat();
extern "C" void entry_SYSENTER_compat();
// kernel.ld: addresses of all CLAC and STAC instructions
extern "C" uint64_t const smap_sites_start[];
extern "C" uint64_t const smap_sites_end[];

namespace ringside::kernel {

namespace {

namespace msr {
constexpr uint32_t sysenter_cs = 0x174;
constexpr uint32_t sysenter_esp = 0x175;
constexpr uint32_t sysenter_eip = 0x176;
constexpr uint32_t star = 0xC000'0081;
constexpr uint32_t lstar = 0xC000'0082;
constexpr uint32_t cstar = 0xC000'0083;
constexpr uint32_t sfmask = 0xC000'0084;
constexpr uint32_t fs_base = 0xC000'0100;
constexpr uint32_t gs_base = 0xC000'0101;
constexpr uint32_t kernel_gs_base = 0xC000'0102;
} // namespace msr

// SDM Vol. 3A, "Control Registers".
constexpr uint64_t cr4_osfxsr = 1 << 9;      // FXSAVE and SSE are allowed
constexpr uint64_t cr4_osxmmexcpt = 1 << 10; // unmasked SSE exceptions raise #XM
constexpr uint64_t cr4_smep = 1 << 20;
constexpr uint64_t cr4_smap = 1 << 21;

// CPUID leaf 7, EBX.
constexpr uint32_t feature_smep = 1 << 7;
constexpr uint32_t feature_smap = 1 << 20;

/// What SYSCALL clears in RFLAGS: everything that a program could plant. CF PF AF ZF SF TF IF DF OF IOPL NT
/// RF AC ID (Linux arch/x86/kernel/cpu/common.c, syscall_init).
constexpr uint64_t linux_sfmask = 0x25'7FD5;

void set_up_system_calls()
{
    // STAR 63:48 is SYSRET's base (user32 code; +8 data, +16 code), 47:32 SYSCALL's (kernel code; +8 data).
    constexpr uint64_t sysret_base = selector::user32_code & ~3;
    write_msr(msr::star, ((sysret_base | 3) << 48) | (uint64_t{selector::kernel_code} << 32));
    write_msr(msr::lstar, reinterpret_cast<uint64_t>(entry_SYSCALL_64));
    // Intel's SYSCALL is #UD in compatibility mode, so nothing would ever go to CSTAR there.
    if (processor_vendor() != Vendor::intel)
        write_msr(msr::cstar, reinterpret_cast<uint64_t>(entry_SYSCALL_compat));
    write_msr(msr::sfmask, linux_sfmask);
    write_msr(msr::sysenter_cs, selector::kernel_code);
    write_msr(msr::sysenter_esp, reinterpret_cast<uint64_t>(entry_stack_top()));
    write_msr(msr::sysenter_eip, reinterpret_cast<uint64_t>(entry_SYSENTER_compat));
}

/// Overwrites every CLAC and STAC with a three-byte NOP, through the direct map, where the code is writable
/// (Linux does the same by its "alternatives"): both are #UD on a processor without SMAP.
void remove_smap_instructions()
{
    constexpr std::array<uint8_t, 3> nop = {0x0F, 0x1F, 0x00};
    for (uint64_t site : std::span(smap_sites_start, smap_sites_end))
        std::memcpy(direct_map(site - kernel_offset), nop.data(), nop.size());
}

} // namespace

void set_up_cpu(Parameters const& parameters)
{
    write_msr(msr::fs_base, 0);
    write_msr(msr::gs_base, reinterpret_cast<uint64_t>(&per_cpu));
    write_msr(msr::kernel_gs_base, 0);
    set_up_system_calls();
    choose_fast_call();

    uint32_t const features = cpuid(0).eax >= 7 ? cpuid(7).ebx : 0;
    bool const smep = (features & feature_smep) && !parameters.nosmep;
    bool const smap = (features & feature_smap) && !parameters.nosmap;
    if (!smap)
        remove_smap_instructions();
    write_cr4(read_cr4() | cr4_osfxsr | cr4_osxmmexcpt | (smep ? cr4_smep : 0) | (smap ? cr4_smap : 0));
    log(Level::info, "cpu: SMEP ", smep ? "on" : "off", ", SMAP ", smap ? "on" : "off");
    if (parameters.isolate_page_tables) {
        isolate_page_tables();
        log(Level::info, "Kernel/User page tables isolation: enabled");
    }
}

} // namespace ringside::kernel
