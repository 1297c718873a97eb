// The loader's work, and where it puts what it hands over. Read next: kernel-model/entry/, where the kernel
// takes over.
#include "emu/boot/pvh.hpp"

#include "kernel-model/abi/boot_info.hpp"

#include <elf.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>

namespace ringside::emu {

namespace {

using cpu::Physical;

// Low memory, below the legacy hole at 640 KiB.
constexpr uint64_t start_info_at = 0x1000;
constexpr uint64_t modules_at = 0x1100;
constexpr uint64_t memory_map_at = 0x1200;
constexpr uint64_t command_line_at = 0x2000;
constexpr uint64_t low_memory_end = 0x9'fc00;
constexpr uint64_t high_memory = 0x10'0000;

// Note type of the 32-bit physical entry point. Xen, xen/include/public/elfnote.h.
constexpr uint32_t note_physical_entry = 18;

template <typename T>
std::optional<T> read_at(std::span<std::byte const> image, uint64_t offset)
{
    T value;
    if (offset > image.size() || sizeof(T) > image.size() - offset)
        return {};
    std::memcpy(&value, image.data() + offset, sizeof value);
    return value;
}

constexpr uint64_t round_up_4(uint64_t bytes)
{
    return (bytes + 3) & ~uint64_t{3};
}

// elf(5), "Notes (Nhdr)".
std::optional<uint32_t> entry_in_notes(std::span<std::byte const> image, Elf64_Phdr const& segment)
{
    auto offset = segment.p_offset;
    auto const end = segment.p_offset + segment.p_filesz;
    while (offset < end) {
        auto const note = read_at<Elf64_Nhdr>(image, offset);
        if (!note)
            return {};
        auto const name = read_at<uint32_t>(image, offset + sizeof *note);
        auto const value = read_at<uint32_t>(image, offset + sizeof *note + round_up_4(note->n_namesz));
        if (note->n_type == note_physical_entry && note->n_namesz == 4 && name == 0x006e'6558u) // "Xen"
            return value;
        offset += sizeof *note + round_up_4(note->n_namesz) + round_up_4(note->n_descsz);
    }
    return {};
}

struct Loaded
{
    uint32_t entry = 0;
    uint64_t end = 0; // first byte behind the kernel
};

Outcome<void> load_segment(Machine& machine, std::span<std::byte const> image, Elf64_Phdr const& segment,
                           Loaded& loaded)
{
    if (segment.p_offset > image.size() || segment.p_filesz > image.size() - segment.p_offset ||
        segment.p_filesz > segment.p_memsz)
        return Refusal{"the kernel image is damaged: a segment lies beyond its end; build it anew"};
    if (segment.p_paddr < high_memory || !machine.memory.is_ram({segment.p_paddr}, segment.p_memsz))
        return Refusal{
            fmt::format("the kernel's segment at physical {:#x} does not fit into {} MiB of memory; give "
                        "more with --memory",
                        segment.p_paddr, machine.memory.size() >> 20)};
    auto const* bytes = reinterpret_cast<uint8_t const*>(image.data()) + segment.p_offset;
    machine.memory.write({segment.p_paddr}, {bytes, segment.p_filesz});
    loaded.end = std::max(loaded.end, segment.p_paddr + segment.p_memsz);
    return {};
}

Outcome<Loaded> load_image(Machine& machine, std::span<std::byte const> image)
{
    auto const header = read_at<Elf64_Ehdr>(image, 0);
    if (!header || std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 ||
        header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_machine != EM_X86_64)
        return Refusal{"the kernel image is no ELF64 file for x86-64; give one with --kernel"};
    Loaded loaded;
    for (unsigned i = 0; i < header->e_phnum; ++i) {
        auto const segment = read_at<Elf64_Phdr>(image, header->e_phoff + i * sizeof(Elf64_Phdr));
        if (!segment)
            return Refusal{"the kernel image ends within its program headers; build it anew"};
        if (segment->p_type == PT_NOTE)
            loaded.entry = entry_in_notes(image, *segment).value_or(loaded.entry);
        if (segment->p_type == PT_LOAD && segment->p_memsz != 0)
            if (auto done = load_segment(machine, image, *segment, loaded); !done.ok())
                return done.refusal();
    }
    if (loaded.entry == 0)
        return Refusal{"the kernel image has no PVH entry note (XEN_ELFNOTE_PHYS32_ENTRY); link one in"};
    return loaded;
}

template <typename T>
void put(Machine& machine, uint64_t address, T const& value)
{
    std::array<uint8_t, sizeof(T)> bytes;
    std::memcpy(bytes.data(), &value, sizeof value);
    machine.memory.write({address}, bytes);
}

void put_start_info(Machine& machine, std::string const& command_line, uint64_t initramfs_at,
                    uint64_t initramfs_size)
{
    kernel::HvmStartInfo info{};
    info.magic = kernel::HvmStartInfo::expected_magic;
    info.version = 1;
    info.module_count = 1;
    info.modules = modules_at;
    info.command_line = command_line_at;
    info.memory_map = memory_map_at;
    info.memory_map_count = 2;
    put(machine, start_info_at, info);
    put(machine, modules_at, kernel::HvmModule{initramfs_at, initramfs_size, 0, 0});
    auto const ram = kernel::MemoryMapEntry::ram;
    put(machine, memory_map_at, kernel::MemoryMapEntry{0, low_memory_end, ram, 0});
    put(machine, memory_map_at + sizeof(kernel::MemoryMapEntry),
        kernel::MemoryMapEntry{high_memory, machine.memory.size() - high_memory, ram, 0});
    auto const* text = reinterpret_cast<uint8_t const*>(command_line.c_str());
    machine.memory.write({command_line_at}, {text, command_line.size() + 1});
}

// "x86/HVM direct boot ABI": paging off, flat 4 GiB segments, a 32-bit TSS of limit 0x67.
void set_entry_state(cpu::State& state, uint32_t entry)
{
    using cpu::SegmentName;
    namespace attribute = cpu::attribute;
    state = {};
    state.cr0 = cpu::cr0::pe | cpu::cr0::et;
    constexpr uint32_t flat = attribute::accessed | attribute::writable | attribute::non_system |
                              attribute::present | attribute::big | attribute::granularity;
    for (auto& segment : state.segments)
        segment = {0, 0xffff'ffff, flat, 0x10};
    state.segment(SegmentName::cs) = {0, 0xffff'ffff, flat | attribute::code, 0x08};
    state.tr = {0, 0x67, 0xb | attribute::present, 0x18};
    state.ldtr = {};
    state.gpr[cpu::rbx] = start_info_at;
    state.rip = entry;
}

} // namespace

Outcome<void> load_kernel(Machine& machine, std::span<std::byte const> image, std::string const& command_line,
                          std::span<std::byte const> initramfs)
{
    auto loaded = load_image(machine, image);
    if (!loaded.ok())
        return loaded.refusal();
    if (command_line.size() >= low_memory_end - command_line_at)
        return Refusal{
            "arguments and environment are longer than the kernel's command line can be; shorten them"};
    auto const size = machine.memory.size();
    if (initramfs.size() > size || ((size - initramfs.size()) & ~(cpu::page_size - 1)) < loaded.value().end)
        return Refusal{
            fmt::format("the guest's files take {} MiB and do not fit beside the kernel into {} MiB of "
                        "memory; give more with --memory",
                        (initramfs.size() >> 20) + 1, size >> 20)};
    auto const initramfs_at = (size - initramfs.size()) & ~(cpu::page_size - 1);
    machine.memory.write({initramfs_at},
                         {reinterpret_cast<uint8_t const*>(initramfs.data()), initramfs.size()});
    put_start_info(machine, command_line, initramfs_at, initramfs.size());
    set_entry_state(machine.cpu.state, loaded.value().entry);
    machine.cpu.state_replaced();
    return {};
}

} // namespace ringside::emu
