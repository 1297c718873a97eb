// The trap stage. Filled by stage.cpp.
#pragma once

#include "gui/view/diagram_view.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ringside::gui {

struct StageStep
{
    using State = Progress;
    unsigned number = 0; // from 1
    std::string name;    // as docs/formats.md lists it
    std::string value;   // "2b", "0x401017": short
    State state = State::to_come;
    bool failed = false; // a check that led to a fault
};

// Something that the next instruction will read, write or flag.
struct StageEffect
{
    enum class Kind : uint8_t
    {
        reads,
        writes,
        loads, // a register
        flags,
    };
    Kind kind = Kind::reads;
    std::string what;   // "[7fffffffde50]", "RSP", "ZF"
    std::string bytes;  // "8 B"; of memory
    std::string before; // empty where there was nothing to replace
    std::string after;
};

// A change that would let the failed check pass.
struct StageRemedy
{
    std::string text; // "what if it had passed: idt[0x81].dpl 0 → 3", of a further one "tss.rsp0 0 → ffff…"
};

// The centre. During a transition the list of its steps and their picture; otherwise the next instruction.
struct StageView
{
    std::string title;                 // "INT 0x80", "SYSCALL", "next instruction"
    std::vector<StageStep> steps;      // empty outside a transition
    DiagramView diagram;               // what the steps have read, loaded and written so far
    std::string action;                // the current step with full values
    std::string sentence;              // what it means
    std::string manual;                // the manual's title
    std::string fault;                 // "gate DPL 0 < CPL 3 → #GP, error code 0x402"
    bool can_go_back = false;          // beside `fault`: there is a step back to before the check
    std::vector<StageRemedy> remedies; // beside `fault`
    std::vector<StageEffect> effects;  // of the next instruction, while none of its steps is done
    std::string next;                  // beside a finished transition: the next instruction
};

} // namespace ringside::gui
