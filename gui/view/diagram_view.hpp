// The picture of a transition: a box for each table, register or stack that the processor has read or loaded
// so far, arrows from where a value was read to where it went, and links between the picture and slots of the
// kernel's stack. Filled by diagram.cpp, drawn by widgets/diagram.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ringside::gui {

// Of a micro-step, and of what it shows.
enum class Progress : uint8_t
{
    done,
    current,
    to_come, // known from the rehearsal; its place in the picture is kept free
};

struct DiagramField
{
    std::string name;  // as the manual has it: "offset", "DPL"; empty if the box is the field: an MSR
    std::string value; // hexadecimal without prefix; `is_word` if it is not a number
    Progress progress = Progress::to_come;
    bool in_title = false; // beside the box's title
    bool alone = false;    // has a row of its own
    bool is_word = false;
    bool stays = false;   // shown because it does not change
    bool checked = false; // a check that it passed
    bool failed = false;  // a check that it failed
};

struct DiagramBox
{
    enum class Side : uint8_t
    {
        tables,    // where values come from: tables, MSRs, the registers before
        processor, // where they go: registers, and what is pushed or popped
    };
    std::string name;  // stable: "idtr", "gate", "code", "tss", "cpu", "frame"
    std::string title; // "IDT[0x80]"
    Side side = Side::tables;
    std::vector<DiagramField> fields;

    DiagramField const* find(std::string_view field) const;
    // Current if any field is, to come if all are.
    Progress progress() const;
    bool failed() const;
};

// A field of a box, or the box itself where the field has no name.
struct DiagramEnd
{
    std::string box;
    std::string field;
    bool operator==(DiagramEnd const&) const = default;
};

struct DiagramArrow
{
    DiagramEnd from;
    DiagramEnd to;
    Progress progress = Progress::to_come;
};

// Between a field and a slot of a stack: a push goes into the slot, a pop comes out of it.
struct SlotLink
{
    DiagramEnd end;
    uint64_t address = 0;
    bool into = true;
    Progress progress = Progress::to_come;
};

struct DiagramView
{
    std::vector<DiagramBox> boxes;
    std::vector<DiagramArrow> arrows;
    std::vector<SlotLink> links;
    std::string note; // what this transition does not do: a sentence

    DiagramBox const* find(std::string_view box) const;
};

} // namespace ringside::gui
