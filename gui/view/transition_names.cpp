// What transitions and exceptions are called: by the manual's mnemonics where there are any. Next:
// explain.cpp.
#include "gui/view/builder.hpp"

#include "gui/widgets/numbers.hpp"

namespace ringside::gui {

std::string mnemonic_of(cpu::Vector vector)
{
    switch (vector) {
    case cpu::Vector::divide_error:
        return "#DE";
    case cpu::Vector::debug:
        return "#DB";
    case cpu::Vector::nmi:
        return "NMI";
    case cpu::Vector::breakpoint:
        return "#BP";
    case cpu::Vector::overflow:
        return "#OF";
    case cpu::Vector::bound_range:
        return "#BR";
    case cpu::Vector::invalid_opcode:
        return "#UD";
    case cpu::Vector::device_not_available:
        return "#NM";
    case cpu::Vector::double_fault:
        return "#DF";
    case cpu::Vector::invalid_tss:
        return "#TS";
    case cpu::Vector::segment_not_present:
        return "#NP";
    case cpu::Vector::stack_fault:
        return "#SS";
    case cpu::Vector::general_protection:
        return "#GP";
    case cpu::Vector::page_fault:
        return "#PF";
    case cpu::Vector::x87_error:
        return "#MF";
    case cpu::Vector::alignment_check:
        return "#AC";
    case cpu::Vector::machine_check:
        return "#MC";
    case cpu::Vector::simd_error:
        return "#XM";
    case cpu::Vector::stopped:
    case cpu::Vector::none:
        break;
    }
    return "vector " + std::to_string(static_cast<unsigned>(vector));
}

std::string name_of(Catalogue const& tr, emu::TransitionView const& transition)
{
    switch (transition.transition) {
    case cpu::Transition::software_interrupt:
        return transition.vector == 3 ? "INT3" : "INT 0x" + hexadecimal(transition.vector);
    case cpu::Transition::exception:
        return mnemonic_of(static_cast<cpu::Vector>(transition.vector));
    case cpu::Transition::external_interrupt:
        return std::string(tr("interrupt")) + " 0x" + hexadecimal(transition.vector);
    case cpu::Transition::iret:
        return "IRET";
    case cpu::Transition::syscall:
        return "SYSCALL";
    case cpu::Transition::sysret:
        return "SYSRET";
    case cpu::Transition::sysenter:
        return "SYSENTER";
    case cpu::Transition::sysexit:
        return "SYSEXIT";
    case cpu::Transition::swapgs:
        return "SWAPGS";
    case cpu::Transition::far_branch:
        return tr("far branch");
    case cpu::Transition::control_register:
        return "MOV CR" + std::to_string(transition.vector);
    case cpu::Transition::page_walk:
        return tr("page walk");
    case cpu::Transition::none:
    case cpu::Transition::count_:
        break;
    }
    return {};
}

} // namespace ringside::gui
