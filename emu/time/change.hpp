// What-if: a field of the machine that is changed by hand. A change names the field as case files do
// (idt[0x80].dpl, gdt[2].present, tss.rsp0, msr[LSTAR], rax); it is made by a physical store or by what WRMSR
// does, at one moment of the run, and the journal keeps it. Read next: change.cpp (where each field lies),
// change_text.cpp (its words), ../session/change.cpp (how a run is changed).
#pragma once

#include "emu/outcome.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace ringside::emu {

class Machine;

struct Field
{
    enum class Area : uint8_t
    {
        gate,       // `place`: vector; offset selector ist type dpl present
        descriptor, // `place`: selector; base limit type s dpl present avl l d g raw
        tss,        // rsp0-rsp2, ist1-ist7
        msr,        // `place`: number; "" is the whole, "sce" and "nxe" are bits of EFER
        page_entry, // `place`: the linear address walked to, and `level`; present write user ... nx frame
                    // address
        register_,  // rax ... r15, rip, rflags or one flag, cr2, cr3, cr4.smap, idtr.base, idtr.limit ...
        memory,     // `place`: linear address; `bytes` of them
    };
    Area area = Area::register_;
    uint64_t place = 0;
    std::string name{};
    unsigned level = 0; // of a page entry: 0 PML4E, 1 PDPTE, 2 PDE, 3 PTE
    unsigned bytes = 8; // of memory: 1 to 8
    bool operator==(Field const&) const = default;
};

struct Change
{
    Field field{};
    uint64_t value = 0;
    bool operator==(Change const&) const = default;
};

// A change that was made, and when.
struct ChangeMade
{
    uint64_t time = 0;
    Change change{};
    uint64_t before = 0;
    std::string sentence; // "gate 0x80: DPL 0 → 3"
};

// A change that would let a failed check pass.
struct Remedy
{
    std::string sentence; // "what if gate 0x80: DPL 0 → 3"
    Change change{};
    uint64_t before = 0;
};

// ---- change.cpp
// What the field holds, or why there is no such field here (beyond the table's limit, not mapped ...).
Outcome<uint64_t> field_value(Machine& machine, Field const& field);
// Whether the field can hold the value: its width, and what WRMSR or the register refuses.
Outcome<void> check_value(Machine& machine, Change const& change);
// Stores it. Does nothing where the checks above would refuse.
void set_field(Machine& machine, Field const& field, uint64_t value);

// ---- change_text.cpp
std::string to_text(Field const& field); // "idt[0x80].dpl"
std::string change_sentence(Change const& change, uint64_t before);
// Numbers of a field's name in words may be expressions of whoever reads them.
using NumberReader = std::function<Outcome<uint64_t>(std::string_view)>;
// Both manners: "idt[0x80].dpl" of case files and "gate 0x80 dpl" of the debugger.
Outcome<Field> parse_field(std::string_view words, NumberReader const& number);

} // namespace ringside::emu
