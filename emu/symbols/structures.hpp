// Where the members of a program's structures lie, read from its DWARF as a debugger reads them. So a view
// can follow the kernel's own lists in guest memory without knowing its headers. DWARF 5, "Structure, Union,
// Class and Interface Type Entries". Read next: ../session/kernel_structures.hpp, which uses it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace ringside::emu {

class Structures
{
public:
    // The bytes must outlive this object. Without usable DWARF nothing is found.
    explicit Structures(std::span<std::byte const> elf);
    ~Structures();
    Structures(Structures const&) = delete;
    Structures& operator=(Structures const&) = delete;

    // Of a member: offset("ringside::kernel::Region", "protection.read"). The path may lead through members
    // that are structures themselves, and a member may be a base class's.
    std::optional<uint64_t> offset(std::string_view type, std::string_view path) const;
    std::optional<uint64_t> size(std::string_view type) const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

} // namespace ringside::emu
