// What the window shows, as plain data: filled from the session by view/, read by the panels and by tests.
// Nothing in it is computed from anything but what the machine did. No display is needed to make one. Read
// next: view/builder.hpp, which fills it; panels/, which draw it.
#pragma once

#include "gui/text/catalogue.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ringside::gui {

// Who acts.
enum class Actor : uint8_t
{
    nobody,
    user,     // ring 3
    kernel,   // ring 0
    hardware, // the processor itself, in the midst of a transition
};

struct TitleView
{
    std::string file;                // the program's name
    std::vector<std::string> levels; // "main", "write", "SYSCALL"
    Actor lamp = Actor::nobody;
    unsigned ring = 3;
};

struct ControlView
{
    std::string place;  // "trap:1.15", "insn:1234"
    std::string status; // one sentence: stopped where, running, ended how
    bool running = false;
    bool ended = false;
    bool failed = false; // what was asked could not be done; `status` says why
};

struct CodeRow
{
    enum class Kind : uint8_t
    {
        instruction,
        label,  // a symbol begins here
        source, // a line of the source text
    };
    Kind kind = Kind::instruction;
    uint64_t address = 0;
    std::string bytes; // hex
    std::string text;
    bool current = false; // executed next, or executing now
    Actor owner = Actor::user;
};

struct CodeView
{
    std::string where; // "entry_SYSCALL_64+12"
    std::vector<CodeRow> rows;
};

struct StageStep
{
    enum class State : uint8_t
    {
        done,
        current,
        to_come,
    };
    unsigned number = 0; // from 1
    std::string name;    // as docs/formats.md lists it
    std::string value;   // "2b", "0x401017": short
    State state = State::to_come;
    bool failed = false; // a check that led to a fault
};

// The centre. During a transition the list of its steps; otherwise the next instruction.
struct StageView
{
    std::string title;            // "INT 0x80", "SYSCALL", "next instruction"
    std::vector<StageStep> steps; // empty outside a transition
    std::string action;           // the current step with full values
    std::string sentence;         // what it means
    std::string manual;           // the manual's title
    std::string fault;            // "gate DPL 0 < CPL 3: #GP, error code 0x402"
    std::string next;             // beside a finished transition: the next instruction
};

struct SlotRow
{
    uint64_t address = 0;
    std::string offset;  // from the stack's top, "-028"
    std::string meaning; // "SS", "ret main+1f", "pt_regs.ax"; empty when unknown
    std::string value;   // hex
    bool edge = false;   // not a slot: the place above the highest one, where RSP of an empty stack points
    bool mapped = true;
    bool dead = false;    // below RSP
    bool written = false; // by the step or instruction that was done last
    bool awaited = false; // this transition will write it
    bool marker = false;  // RSP points here
    Actor writer = Actor::nobody;
    std::string
        written_by; // the instruction that did it, or during which the hardware did: "entry_SYSCALL_64+0x8"
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
    bool ghost = false;        // the marker is where the user left it; RSP is elsewhere
    std::string tag;           // "ring 0 is running on the user's stack"
    std::string note;          // shown instead of rows: why there is nothing to see
};

// The row under both stacks: the slot that was written last, else the one RSP points to, in full.
struct SlotView
{
    std::string text;
    bool alarmed = false; // ring 0 runs on the user's stack
};

struct RegisterRow
{
    std::string name;
    std::string value;
    std::string old;  // empty: unchanged since the last stop
    std::string role; // "write", "fd", "← RIP"
    bool changed = false;
};

struct RegisterGroup
{
    std::string title;
    std::vector<RegisterRow> rows;
};

struct FlagView
{
    std::string letters; // "ZF"
    std::string value;   // "0", "1"; IOPL has two bits
    bool set = false;
    bool changed = false;
};

struct RegistersView
{
    std::vector<RegisterGroup> groups;
    std::vector<FlagView> flags;
};

struct ConsoleView
{
    std::vector<std::string> lines; // what the guest wrote, control characters and all
    std::string note;               // shown while there are no lines
};

struct View
{
    Catalogue tr;
    TitleView title;
    ControlView control;
    CodeView code;
    StageView stage;
    StackView user_stack;
    StackView kernel_stack;
    SlotView slot;
    RegistersView registers;
    ConsoleView console;
};

} // namespace ringside::gui
