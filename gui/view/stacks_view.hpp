// Both stacks, and the slot in full below them. Filled by stacks.cpp.
#pragma once

#include "gui/view/actor.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ringside::gui {

// An arrow between the picture of the present micro-step and a slot.
enum class SlotArrow : uint8_t
{
    none,
    into,   // it was pushed
    out_of, // it was popped
};

struct SlotRow
{
    uint64_t address = 0;
    std::string offset;  // from the stack's top, "-0x28"
    std::string meaning; // "SS", "ret main+1f", "pt_regs.ax"; empty when unknown
    std::string value;   // hex
    bool edge = false;   // not a slot: the place above the highest one, where RSP of an empty stack points
    bool mapped = true;
    bool dead = false;    // below RSP
    bool written = false; // by the step or instruction that was done last
    bool awaited = false; // this transition will write it
    bool marker = false;  // RSP points here
    bool selected = false;
    SlotArrow arrow = SlotArrow::none;
    Actor writer = Actor::nobody;
    // The instruction that did it, or during which the hardware did, "entry_SYSCALL_64+0x8", and when.
    std::string written_by;
    uint64_t written_at = 0; // virtual time
};

struct StackView
{
    std::string title; // "user stack", "kernel stack"
    Actor owner = Actor::user;
    std::string top_name; // what offsets count from: "RSP at start", "TSS.RSP0"
    uint64_t top = 0;
    uint64_t pointer = 0;      // what the marker marks
    std::vector<SlotRow> rows; // from high to low addresses
    bool active = false;       // RSP points into this stack
    bool foreign = false;      // ring 0 runs on the user's stack
    bool scrolled = false;     // by hand: it does not follow RSP
    bool ghost = false;        // the marker is where the user left it; RSP is elsewhere
    std::string tag;           // "ring 0 is running on the user's stack"
    std::string note;          // shown instead of rows: why there is nothing to see
};

// The row under both stacks: the selected slot in full, else the one that was written last, else the one RSP
// points to.
struct SlotView
{
    std::string text;
    std::optional<uint64_t> moment; // virtual time at which it was written: one can go there
    bool alarmed = false;           // ring 0 runs on the user's stack
};

} // namespace ringside::gui
