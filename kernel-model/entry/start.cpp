// The kernel's first C++: from a bare 64-bit processor to a program in ring 3, in the order in which each
// step needs the one before it.
//
// boot.S calls start_kernel with the physical address of hvm_start_info. Read next: memory/kernel_map.hpp
// (what is where), descriptor_tables.cpp (what the processor reads), task/exec.cpp (how the program gets
// there), syscall.S (how it calls back).
#include "kernel-model/abi/boot_info.hpp"
#include "kernel-model/device/clock.hpp"
#include "kernel-model/device/console.hpp"
#include "kernel-model/device/interrupt_controllers.hpp"
#include "kernel-model/device/uart.hpp"
#include "kernel-model/entry/command_line.hpp"
#include "kernel-model/entry/cpu_setup.hpp"
#include "kernel-model/entry/descriptor_tables.hpp"
#include "kernel-model/lib/log.hpp"
#include "kernel-model/lib/random.hpp"
#include "kernel-model/memory/frames.hpp"
#include "kernel-model/memory/kernel_map.hpp"
#include "kernel-model/syscall/lab.hpp"
#include "kernel-model/task/exec.hpp"
#include "kernel-model/vdso/vsyscall.hpp"

#include <array>
#include <cstring>
#include <span>

// kernel.ld
extern "C" std::byte kernel_start[];
extern "C" std::byte kernel_end[];
using Constructor = void (*)();
extern "C" Constructor const init_array_start[];
extern "C" Constructor const init_array_end[];

namespace ringside::kernel {

namespace {

/// What the boot tables map: nothing above may be looked at before build_kernel_map.
constexpr uint64_t boot_mapped = uint64_t{1} << 30;

template <class T>
std::span<T const> at_physical(uint64_t address, uint64_t count)
{
    return {static_cast<T const*>(direct_map(address)), count};
}

HvmStartInfo const& check_start_info(uint64_t physical)
{
    auto const& info = *static_cast<HvmStartInfo const*>(direct_map(physical));
    if (info.magic != HvmStartInfo::expected_magic)
        panic("no PVH start info at ", Hex{physical}, ": magic is ", Hex{info.magic});
    if (info.version < 1 || info.memory_map_count == 0)
        panic("the loader gave no memory map (start info version ", info.version, ")");
    if (info.memory_map + info.memory_map_count * sizeof(MemoryMapEntry) > boot_mapped)
        panic("the loader put its memory map above 1 GiB");
    return info;
}

HvmModule first_module(HvmStartInfo const& info)
{
    if (info.module_count == 0)
        return {};
    return at_physical<HvmModule>(info.modules, 1).front();
}

/// Everything that the loader put somewhere must be kept out of the frames that are given away.
void hand_over_memory(HvmStartInfo const& info, HvmModule const& initramfs)
{
    auto const text_length = std::strlen(static_cast<char const*>(direct_map(info.command_line)));
    auto const image_start = reinterpret_cast<uint64_t>(kernel_start) - kernel_offset;
    auto const image_end = reinterpret_cast<uint64_t>(kernel_end) - kernel_offset;
    std::array<PhysicalRange, 6> const reserved = {{
        {image_start, image_end},
        {initramfs.address, initramfs.address + initramfs.size},
        {info.command_line, info.command_line + text_length + 1},
        {info.modules, info.modules + info.module_count * sizeof(HvmModule)},
        {info.memory_map, info.memory_map + info.memory_map_count * sizeof(MemoryMapEntry)},
        {direct_map_to_physical(&info), direct_map_to_physical(&info) + sizeof(info)},
    }};
    give_memory(at_physical<MemoryMapEntry>(info.memory_map, info.memory_map_count), reserved);
}

/// Global objects with constructors; there are few, and the linker script lists them (System V ABI,
/// "Initialization").
void run_constructors()
{
    for (Constructor constructor : std::span(init_array_start, init_array_end))
        constructor();
}

} // namespace

extern "C" [[noreturn]] void start_kernel(uint64_t start_info)
{
    start_uarts();
    HvmStartInfo const& info = check_start_info(start_info);
    HvmModule const initramfs = first_module(info);
    hand_over_memory(info, initramfs);
    build_kernel_map();
    load_descriptor_tables();
    run_constructors();

    Parameters parameters;
    auto* const line = static_cast<char*>(direct_map(info.command_line));
    log(Level::notice, "Ringside kernel, command line: ", static_cast<char const*>(line));
    parse_command_line(line, parameters);
    set_log_level(static_cast<unsigned>(parameters.log_level));
    seed_random(parameters.seed);
    set_up_cpu(parameters);
    if (parameters.lab)
        switch_lab_on();
    log(Level::info, "memory: ", total_frames() * (frame_size / 1024), " KiB free, initramfs ",
        initramfs.size, " bytes");

    start_clock(parameters.tsc_khz, parameters.time);
    start_vsyscall(parameters.vsyscall);
    console().set_kind(parameters.console);
    mask_legacy_interrupts();
    set_up_local_timer();
    run_init(parameters, at_physical<std::byte>(initramfs.address, initramfs.size));
}

} // namespace ringside::kernel
