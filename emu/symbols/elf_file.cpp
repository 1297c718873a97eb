// Opening is all that their readers share.
#include "emu/symbols/elf_file.hpp"

namespace ringside::emu {

ElfFile open_elf(std::span<std::byte const> bytes)
{
    if (elf_version(EV_CURRENT) == EV_NONE)
        return nullptr;
    // libelf only reads the bytes: ELF_C_READ semantics, although its signature has no const.
    auto* const start = const_cast<char*>(reinterpret_cast<char const*>(bytes.data()));
    return ElfFile(elf_memory(start, bytes.size()));
}

DebugInformation debug_information_of(Elf* file)
{
    return DebugInformation(file == nullptr ? nullptr : dwarf_begin_elf(file, DWARF_C_READ, nullptr));
}

} // namespace ringside::emu
