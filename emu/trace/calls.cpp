// Which table and which registers a system-call instruction means. Next: strace_text.cpp.
#include "emu/trace/calls.hpp"

namespace ringside::emu {

OpenCall call_about_to_begin(cpu::State const& state, bool is_syscall_instruction)
{
    constexpr uint64_t length = 2; // SYSCALL, SYSENTER and INT n are two bytes each
    auto const& gpr = state.gpr;
    OpenCall call;
    call.number = static_cast<uint32_t>(gpr[cpu::rax]);
    call.entered = state.time;
    call.return_rip = state.rip + length;
    if (is_syscall_instruction && state.code_64()) {
        call.arguments = {gpr[cpu::rdi], gpr[cpu::rsi], gpr[cpu::rdx],
                          gpr[cpu::r10], gpr[cpu::r8],  gpr[cpu::r9]};
        return call;
    }
    call.table = kernel::CallTable::i386;
    call.arguments = {gpr[cpu::rbx], gpr[cpu::rcx], gpr[cpu::rdx],
                      gpr[cpu::rsi], gpr[cpu::rdi], gpr[cpu::rbp]};
    for (auto& argument : call.arguments)
        argument = static_cast<uint32_t>(argument);
    return call;
}

} // namespace ringside::emu
