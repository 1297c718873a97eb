// Writes the instruction of this machine's vendor into __kernel_vsyscall. Linux chooses in the same way
// (arch/x86/kernel/cpu/intel.c and amd.c, X86_FEATURE_SYSENTER32 and X86_FEATURE_SYSCALL32).
#include "kernel-model/vdso/fast_call.hpp"

#include "kernel-model/lib/instructions.hpp"
#include "kernel-model/lib/log.hpp"
#include "kernel-model/memory/frames.hpp"
#include "kernel-model/vdso/map.hpp"

#include <array>
#include <cstring>

namespace ringside::kernel {

namespace {

using Sequence = std::array<uint8_t, 4>;

constexpr Sequence move_esp_and_sysenter = {0x89, 0xE5, 0x0F, 0x34}; // movl %esp, %ebp; sysenter
constexpr Sequence move_ecx_and_syscall = {0x89, 0xCD, 0x0F, 0x05};  // movl %ecx, %ebp; syscall

/// Offset of int80_landing_pad in the image.
uint32_t landing_pad = 0;

/// Through the direct map, where the image is writable; programs see the same frames.
void write_sequence(Sequence const& sequence)
{
    std::byte const* const site = vdso_image(true).data() + vdso32_symbol("fast_call_site");
    std::memcpy(direct_map(reinterpret_cast<uint64_t>(site) - kernel_offset), sequence.data(),
                sequence.size());
}

} // namespace

void choose_fast_call()
{
    constexpr uint32_t feature_sysenter = 1 << 11; // CPUID leaf 1, EDX: SEP
    landing_pad = vdso32_symbol("int80_landing_pad");
    ASSERT(landing_pad != 0);
    Vendor const vendor = processor_vendor();
    if (vendor == Vendor::intel && (cpuid(1).edx & feature_sysenter))
        write_sequence(move_esp_and_sysenter);
    else if (vendor == Vendor::amd)
        write_sequence(move_ecx_and_syscall);
}

uint64_t vdso_landing_pad()
{
    return current().vdso + landing_pad;
}

} // namespace ringside::kernel
