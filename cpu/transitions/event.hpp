// Events that interrupt the flow of instructions, and their delivery through the IDT.
// SDM Vol. 3A, "Interrupt and Exception Handling". Implemented by interrupt.cpp and exception.cpp.
#pragma once

#include "cpu/result.hpp"

namespace ringside::cpu {

class Cpu;

struct Event
{
    enum class Source : uint8_t
    {
        int_n,     // INT n
        int3,      // INT3, INTO: software, but their gates' DPL is checked like INT n's
        int1,      // INT1: no DPL check, EXT set
        exception, // raised by an instruction or a delivery
        external,  // the interrupt controller's
        nmi,
    };

    Source source = Source::exception;
    uint8_t vector = 0;
    bool has_error_code = false;
    uint32_t error_code = 0;
    uint64_t address = 0;        // of a page fault: goes to CR2
    bool general_detect = false; // the one #DB that an instruction itself raises: MOV DR with DR7.GD

    static Event from(Fault const& fault)
    {
        return {Source::exception,
                static_cast<uint8_t>(fault.vector),
                cpu::has_error_code(fault.vector),
                fault.error_code,
                fault.address,
                fault.vector == Vector::debug};
    }
    // DPL of the gate is checked against CPL.
    bool software() const { return source == Source::int_n || source == Source::int3; }
};

// Delivers through the IDT: reads the gate, switches stacks, pushes, jumps. `return_rip` is what is pushed as
// RIP. On a fault registers are as before; nothing escalates here. A stop by the reader leaves the partial
// state.
Result<void> deliver(Cpu& cpu, Event const& event, uint64_t return_rip);

enum class Delivery : uint8_t
{
    done,
    shutdown,
    stopped, // Fault::is_stop()
};

// Delivers an exception or interrupt and whatever faults its delivery causes: serially, as a double fault, or
// as a shutdown. SDM Vol. 3A, "Conditions for Generating a Double Fault". Fills Cpu::fault_chain.
Delivery raise(Cpu& cpu, Event const& event, uint64_t return_rip);

} // namespace ringside::cpu
