// What a person has chosen among the tables: which section, where it is scrolled to, which field is selected
// or being edited, which addresses are looked at. Part of Choices. Read next: view/tables_view.hpp.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace ringside::gui {

// A section of the tables view. Two of them share a page.
enum class Section : uint8_t
{
    gdt,
    tss,
    idt,
    msrs,
    control,
    page_tables,
    address_space,
    memory,
    open_files,
    count_,
};
inline constexpr auto section_count = static_cast<std::size_t>(Section::count_);

struct TablesChoice
{
    Section section = Section::gdt;
    std::array<int, section_count> first{}; // the row that each section is scrolled to
    std::string selected;                   // name of a cell: "tables.idt.80.dpl"
    bool follows = true;                    // the selected cell is kept in sight
    bool editing = false;
    std::string text;              // what has been typed for it so far
    std::optional<uint64_t> walk;  // the address walked to; none: what the next step uses, else RIP
    std::optional<uint64_t> bytes; // the first address of the memory section; none: around RSP
    bool all_gates = false;        // runs of equal gates are shown one by one
    std::string pinned;            // of the single view's panel: the group that stays in sight
    bool operator==(TablesChoice const&) const = default;
};

} // namespace ringside::gui
