// Which table and which registers a system-call instruction means, and where it comes back. Next:
// strace_text.cpp.
#include "emu/trace/calls.hpp"

#include <cstring>

namespace ringside::emu {

namespace {

using kernel::CallTable;

constexpr CallConvention by_syscall{CallTable::x86_64,
                                    {{{cpu::rdi}, {cpu::rsi}, {cpu::rdx}, {cpu::r10}, {cpu::r8}, {cpu::r9}}}};
constexpr CallConvention by_int80{CallTable::i386,
                                  {{{cpu::rbx}, {cpu::rcx}, {cpu::rdx}, {cpu::rsi}, {cpu::rdi}, {cpu::rbp}}}};
// SYSENTER loses ESP, so EBP brings it, and the sixth argument lies where it points.
constexpr CallConvention by_sysenter{
    CallTable::i386, {{{cpu::rbx}, {cpu::rcx}, {cpu::rdx}, {cpu::rsi}, {cpu::rdi}, {cpu::rbp, true}}}};
// SYSCALL overwrites ECX, so EBP brings the second argument; the sixth lies where ESP points.
constexpr CallConvention by_syscall_32{
    CallTable::i386, {{{cpu::rbx}, {cpu::rbp}, {cpu::rdx}, {cpu::rsi}, {cpu::rdi}, {cpu::rsp, true}}}};

// Zero where the word cannot be read: then the kernel takes none either, it answers EFAULT.
uint64_t argument_at(ArgumentPlace const& place, cpu::State const& state, bool whole,
                     MemoryReader const& memory)
{
    auto const value = whole ? state.gpr[place.gpr] : static_cast<uint32_t>(state.gpr[place.gpr]);
    if (!place.in_memory)
        return value;
    std::array<uint8_t, sizeof(uint32_t)> bytes{};
    uint32_t word = 0;
    if (memory(value, bytes) == bytes.size())
        std::memcpy(&word, bytes.data(), sizeof word);
    return word;
}

} // namespace

CallConvention const& convention_of(CallWay way)
{
    switch (way) {
    case CallWay::int80:
        return by_int80;
    case CallWay::sysenter:
        return by_sysenter;
    case CallWay::syscall_32:
        return by_syscall_32;
    case CallWay::syscall:
        break;
    }
    return by_syscall;
}

std::optional<CallWay> call_way(cpu::Transition transition, unsigned vector, bool from_64_bit_code)
{
    switch (transition) {
    case cpu::Transition::syscall:
        return from_64_bit_code ? CallWay::syscall : CallWay::syscall_32;
    case cpu::Transition::sysenter:
        return CallWay::sysenter;
    case cpu::Transition::software_interrupt:
        return vector == 0x80 ? std::optional(CallWay::int80) : std::nullopt;
    default:
        return {};
    }
}

// Whatever prefixes stand before it, the last byte tells the three apart: 0F 05, 0F 34, CD 80.
std::optional<CallWay> call_way(cpu::Instruction const& instruction, bool in_64_bit_code)
{
    if (!instruction.is_system_call)
        return {};
    switch (instruction.bytes[instruction.length - 1u]) {
    case 0x05:
        return call_way(cpu::Transition::syscall, 0, in_64_bit_code);
    case 0x34:
        return CallWay::sysenter;
    default:
        return CallWay::int80;
    }
}

OpenCall call_about_to_begin(cpu::State const& state, cpu::Instruction const& instruction,
                             MemoryReader const& memory)
{
    OpenCall call;
    call.way = call_way(instruction, state.code_64()).value_or(CallWay::syscall);
    auto const& convention = convention_of(call.way);
    call.table = convention.table;
    call.number = static_cast<uint32_t>(state.gpr[cpu::rax]);
    call.entered = state.time;
    call.rip = state.rip;
    call.behind = state.rip + instruction.length;
    for (std::size_t i = 0; i < call.arguments.size(); ++i)
        call.arguments[i] =
            argument_at(convention.arguments[i], state, call.table == CallTable::x86_64, memory);
    return call;
}

// SYSENTER keeps no return address and 32-bit SYSCALL's is not used: both come back at one place of the vDSO,
// wherever they were executed. It lies behind an INT 0x80, by which the kernel would repeat a call. Linux
// arch/x86/entry/vdso/vdso32/system_call.S.
bool has_come_back(OpenCall const& call, cpu::State const& state, MemoryReader const& memory)
{
    if (call.way == CallWay::syscall || call.way == CallWay::int80)
        return state.rip == call.behind;
    constexpr std::array<uint8_t, 2> int_80 = {0xcd, 0x80};
    std::array<uint8_t, 2> before{};
    return !state.code_64() && memory(state.rip - before.size(), before) == before.size() && before == int_80;
}

} // namespace ringside::emu
