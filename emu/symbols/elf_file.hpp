// An ELF file in memory, as libelf and libdw see it. Only files that use these libraries include this. Next:
// symbols.cpp, structures.cpp, call_frames.cpp.
#pragma once

#include <elfutils/libdw.h>
#include <gelf.h>

#include <cstddef>
#include <memory>
#include <span>

namespace ringside::emu {

struct EndElf
{
    void operator()(Elf* elf) const { elf_end(elf); }
};
struct EndDwarf
{
    void operator()(Dwarf* dwarf) const { dwarf_end(dwarf); }
};
using ElfFile = std::unique_ptr<Elf, EndElf>;
using DebugInformation = std::unique_ptr<Dwarf, EndDwarf>;

// The bytes must outlive it. Null where they are no ELF file.
ElfFile open_elf(std::span<std::byte const> bytes);
// The file must outlive it. Null where it has none.
DebugInformation debug_information_of(Elf* file);

} // namespace ringside::emu
