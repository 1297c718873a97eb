// Cells of tables, each made of what the machine holds now and what it held at the last stop. Read next:
// tables_groups.cpp, which puts them into groups; gdt.cpp and idt.cpp, into sheets.
#pragma once

#include "emu/session/tables.hpp"
#include "gui/view/builder.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ringside::gui {

// Hexadecimal with leading zeros.
std::string padded(uint64_t value, unsigned digits);
// A name of the kernel or the program for an address; empty if it has none.
std::string symbol_text(emu::Session const& session, uint64_t address);
// For the first stack pointer of an empty stack: "end of task_stack".
std::string end_text(Catalogue const& tr, emu::Session const& session, uint64_t address);
// The word at an address by the present page tables, as it was at the last stop.
std::optional<uint64_t> previous_word(emu::Session const& session, uint64_t linear);

// The field that a cell's `field` names. What was typed for it is another matter: in the tables all numbers
// are hexadecimal, in a field's name as in C.
emu::Outcome<emu::Field> field_of(std::string_view field);

// A number that has changed if `before` differs.
TableCell number_cell(std::string name, std::string label, uint64_t value, uint64_t before,
                      std::string field = {});
TableCell text_cell(std::string text, std::string name = {});
TableCell title_cell(std::string text, std::string name);

// ---- IDT. SDM Vol. 3A, "64-Bit IDT Gate Descriptors".
struct GateCells
{
    TableCell offset;
    TableCell selector;
    TableCell type;
    TableCell dpl;
    TableCell present;
    TableCell ist;
    TableCell handler;
};
std::string gate_name(unsigned vector);
GateCells gate_cells(Catalogue const& tr, emu::Session const& session, emu::GateView const& gate,
                     unsigned vector);

// ---- GDT. SDM Vol. 3A, "Segment Descriptors".
struct DescriptorCells
{
    TableCell raw;
    TableCell base;
    TableCell limit;
    TableCell type;
    TableCell dpl;
    TableCell present;
    TableCell long_code;
    TableCell big;
    TableCell granular;
};
std::string descriptor_name(uint16_t selector);
DescriptorCells descriptor_cells(Catalogue const& tr, emu::Session const& session,
                                 emu::TableEntry const& entry);
std::string type_text(Catalogue const& tr, cpu::Descriptor descriptor);
// Who names a descriptor now: "CS", "TR", "SYSCALL CS".
std::string uses_of(emu::Session const& session, uint16_t selector);

// ---- MSRs
std::string msr_cell_name(uint32_t number);
TableCell msr_cell(emu::Session const& session, emu::MsrValue const& msr);
// What the value means, one line or more: selectors, a symbol, bits by name.
std::vector<std::string> msr_meaning(Catalogue const& tr, emu::Session const& session,
                                     emu::MsrValue const& msr);

// ---- page tables
std::string rights_text(emu::Allowed const& allowed); // "r-x"
std::string bytes_text(uint64_t bytes);               // "4 KiB", "2 MiB"
std::string walk_end_text(Catalogue const& tr, emu::Walk const& walk);
// Bits of an entry in words of the manual, "P R/W U/S A D".
std::string entry_bits(emu::PageEntry const& entry, bool is_leaf);

} // namespace ringside::gui
