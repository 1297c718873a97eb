// The program's own traps have numbers; those of the kernel and of faults have none. Next: builder.cpp.
#include "gui/view/place.hpp"

#include "emu/trace/calls.hpp"

namespace ringside::gui {

namespace {

// SYSCALL, SYSENTER and INT 0x80; other interrupts by software are no system calls.
bool is_trap(emu::TransitionView const& transition)
{
    bool const in_user_half = transition.rip >> 63 == 0;
    return in_user_half && emu::call_way(transition.transition, transition.vector, true).has_value();
}

} // namespace

emu::Place place_of(emu::Session const& session, emu::TransitionView const* transition)
{
    emu::Position const position = session.position();
    bool const in_trap = position.micro_step > 0 && transition != nullptr && is_trap(*transition);
    if (in_trap || session.at_system_call())
        return {emu::Place::Kind::trap, position.trap, position.micro_step};
    return {emu::Place::Kind::instruction, position.instruction, 0};
}

} // namespace ringside::gui
