// What a PVH loader leaves in memory for the kernel: struct hvm_start_info and what it points to, all by
// physical address. Our emulator's loader writes these structures, QEMU's does too, and the kernel reads
// them. Source: Xen xen/include/public/arch-x86/hvm/start_info.h. Read next: entry/start.cpp.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ringside::kernel {

struct HvmStartInfo
{
    static constexpr uint32_t expected_magic = 0x336e'c578; // "xEn3" with the top bit of 'E' set

    uint32_t magic;
    uint32_t version; // 1: memory_map is there
    uint32_t flags;
    uint32_t module_count;
    uint64_t modules;      // -> HvmModule[module_count]
    uint64_t command_line; // -> zero-terminated text
    uint64_t rsdp;         // -> ACPI tables; not used
    uint64_t memory_map;   // -> MemoryMapEntry[memory_map_count]
    uint32_t memory_map_count;
    uint32_t reserved;
};
static_assert(sizeof(HvmStartInfo) == 56);
static_assert(offsetof(HvmStartInfo, memory_map) == 40);

/// One file that the loader put into memory. The first one is the initramfs.
struct HvmModule
{
    uint64_t address;
    uint64_t size;
    uint64_t command_line;
    uint64_t reserved;
};
static_assert(sizeof(HvmModule) == 32);

/// One piece of the physical address space; the types are those of ACPI's "Address Range Types".
struct MemoryMapEntry
{
    static constexpr uint32_t ram = 1;

    uint64_t address;
    uint64_t size;
    uint32_t type;
    uint32_t reserved;
};
static_assert(sizeof(MemoryMapEntry) == 24);

/// Where isa-debug-exit listens. A 32-bit OUT ends the machine: the guest's exit status, or 128 + signal, or
/// 125 after a panic. QEMU's own exit status is (value << 1) | 1.
inline constexpr uint16_t debug_exit_port = 0xF4;
inline constexpr uint32_t panic_status = 125;

/// The two serial ports: the program's console, and the kernel's log.
inline constexpr uint16_t console_port = 0x3F8;
inline constexpr uint16_t log_port = 0x2F8;

} // namespace ringside::kernel
