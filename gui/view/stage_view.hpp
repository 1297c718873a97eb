// The trap stage. Filled by stage.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ringside::gui {

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

} // namespace ringside::gui
