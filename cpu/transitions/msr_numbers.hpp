// Numbers of the model-specific registers that this processor has. SDM Vol. 4, "Model-Specific Registers";
// for those from C0000080h APM Vol. 2, "MSR Cross-Reference".
#pragma once

#include <cstdint>

namespace ringside::cpu::msr {

enum Number : uint32_t
{
    tsc = 0x10,
    platform_id = 0x17,
    apic_base = 0x1b,
    feature_control = 0x3a,
    bios_sign_id = 0x8b, // microcode revision
    mtrr_capabilities = 0xfe,
    sysenter_cs = 0x174,
    sysenter_esp = 0x175,
    sysenter_eip = 0x176,
    machine_check_capabilities = 0x179,
    machine_check_status = 0x17a,
    misc_enable = 0x1a0,
    debug_control = 0x1d9,
    pat = 0x277,
    mtrr_default_type = 0x2ff,
    efer = 0xc000'0080,
    star = 0xc000'0081,
    lstar = 0xc000'0082,
    cstar = 0xc000'0083,
    sfmask = 0xc000'0084,
    fs_base = 0xc000'0100,
    gs_base = 0xc000'0101,
    kernel_gs_base = 0xc000'0102,
    tsc_aux = 0xc000'0103,
    amd_system_configuration = 0xc001'0010,
    amd_hardware_configuration = 0xc001'0015,
    amd_decode_configuration = 0xc001'1029,
};

} // namespace ringside::cpu::msr
