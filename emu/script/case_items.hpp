// The items of `given` and `then`: from words to Item. Read next: case_items.cpp for the names,
// case_parser.cpp for the keys around them.
#pragma once

#include "emu/script/case_file.hpp"
#include "emu/script/case_text.hpp"

#include <array>
#include <string_view>

namespace ringside::emu::script {

enum class Section : uint8_t
{
    given,
    then,
};

struct PlacedWord
{
    std::string text;
    Position at{};
    bool quoted = false;
};

// Reads all items of one section, appending them; the first problem stops.
std::optional<Problem> read_items(std::vector<PlacedWord> const& words, Section section,
                                  std::vector<Item>& items);

// Names that parser and reports share. The order is that of the enums of Item.
inline constexpr std::array<std::string_view, 6> segment_names = {"es", "cs", "ss", "ds", "fs", "gs"};
inline constexpr std::array<std::string_view, 6> table_field_names = {"gdtr.base",  "gdtr.limit", "idtr.base",
                                                                      "idtr.limit", "tr",         "ldtr"};
inline constexpr std::array<std::string_view, 6> gate_field_names = {"offset", "selector", "ist",
                                                                     "type",   "dpl",      "present"};
inline constexpr std::array<std::string_view, 10> descriptor_field_names = {
    "base", "limit", "type", "s", "dpl", "present", "avl", "l", "d", "g"};

struct FlagName
{
    std::string_view name;
    uint64_t mask;
};
inline constexpr std::array<FlagName, 13> flag_names = {{{"cf", cpu::flag::cf},
                                                         {"pf", cpu::flag::pf},
                                                         {"af", cpu::flag::af},
                                                         {"zf", cpu::flag::zf},
                                                         {"sf", cpu::flag::sf},
                                                         {"tf", cpu::flag::tf},
                                                         {"if", cpu::flag::interrupt},
                                                         {"df", cpu::flag::df},
                                                         {"of", cpu::flag::of},
                                                         {"iopl", cpu::flag::iopl},
                                                         {"nt", cpu::flag::nt},
                                                         {"rf", cpu::flag::rf},
                                                         {"ac", cpu::flag::ac}}};
inline constexpr FlagName id_flag = {"id", cpu::flag::id};

struct MsrName
{
    std::string_view name;
    uint32_t number;
};
inline constexpr std::array<MsrName, 16> msr_names = {{{"TSC", 0x10},
                                                       {"APIC_BASE", 0x1b},
                                                       {"SYSENTER_CS", 0x174},
                                                       {"SYSENTER_ESP", 0x175},
                                                       {"SYSENTER_EIP", 0x176},
                                                       {"PAT", 0x277},
                                                       {"EFER", 0xc000'0080},
                                                       {"STAR", 0xc000'0081},
                                                       {"LSTAR", 0xc000'0082},
                                                       {"CSTAR", 0xc000'0083},
                                                       {"SFMASK", 0xc000'0084},
                                                       {"FMASK", 0xc000'0084},
                                                       {"FS_BASE", 0xc000'0100},
                                                       {"GS_BASE", 0xc000'0101},
                                                       {"KERNEL_GS_BASE", 0xc000'0102},
                                                       {"TSC_AUX", 0xc000'0103}}};

// Exceptions as the manual abbreviates them. SDM Vol. 3A, "Protected-Mode Exceptions and Interrupts".
struct FaultName
{
    std::string_view name;
    cpu::Vector vector;
};
inline constexpr std::array<FaultName, 17> fault_names = {{{"#DE", cpu::Vector::divide_error},
                                                           {"#DB", cpu::Vector::debug},
                                                           {"#NMI", cpu::Vector::nmi},
                                                           {"#BP", cpu::Vector::breakpoint},
                                                           {"#OF", cpu::Vector::overflow},
                                                           {"#BR", cpu::Vector::bound_range},
                                                           {"#UD", cpu::Vector::invalid_opcode},
                                                           {"#NM", cpu::Vector::device_not_available},
                                                           {"#DF", cpu::Vector::double_fault},
                                                           {"#TS", cpu::Vector::invalid_tss},
                                                           {"#NP", cpu::Vector::segment_not_present},
                                                           {"#SS", cpu::Vector::stack_fault},
                                                           {"#GP", cpu::Vector::general_protection},
                                                           {"#PF", cpu::Vector::page_fault},
                                                           {"#MF", cpu::Vector::x87_error},
                                                           {"#AC", cpu::Vector::alignment_check},
                                                           {"#XM", cpu::Vector::simd_error}}};

// "#PF(0x6)", "#UD", "none"
std::string fault_text(cpu::Fault const& fault);

} // namespace ringside::emu::script
