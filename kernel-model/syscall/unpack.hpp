// From registers to typed arguments. SYSCALL passes rdi rsi rdx r10 r8 r9, INT 0x80 passes ebx ecx edx esi
// edi ebp; which of them a function wants, and how wide, is read off its type. Sources: syscall(2),
// "Architecture calling conventions"; kernel source arch/x86/include/asm/syscall_wrapper.h.
#pragma once

#include "kernel-model/abi/pt_regs.hpp"
#include "kernel-model/syscall/system_calls.hpp"

#include <type_traits>
#include <utility>

namespace ringside::kernel {

template <class T>
constexpr T argument_64(uint64_t value)
{
    if constexpr (std::is_integral_v<T>) {
        return static_cast<T>(value);
    } else {
        return T(value); // UserPtr
    }
}

// Of an i386 argument only 32 bits count; a signed one that is wider here keeps its sign.
template <class T>
constexpr T argument_32(uint64_t value)
{
    if constexpr (std::is_integral_v<T> && std::is_signed_v<T>) {
        return static_cast<T>(static_cast<int32_t>(value));
    } else {
        return argument_64<T>(static_cast<uint32_t>(value));
    }
}

constexpr uint64_t register_value(CallResult result)
{
    return result.failed() ? static_cast<uint64_t>(-static_cast<int64_t>(result.error())) : result.value();
}

template <auto function>
struct Unpack;

template <class... Arguments, CallResult (*function)(Arguments...)>
struct Unpack<function>
{
    static uint64_t from_64(PtRegs const& regs)
    {
        uint64_t const values[] = {regs.di, regs.si, regs.dx, regs.r10, regs.r8, regs.r9};
        return with_64(values, std::index_sequence_for<Arguments...>{});
    }
    static uint64_t from_32(PtRegs const& regs)
    {
        uint64_t const values[] = {regs.bx, regs.cx, regs.dx, regs.si, regs.di, regs.bp};
        return with_32(values, std::index_sequence_for<Arguments...>{});
    }

private:
    template <size_t... index>
    static uint64_t with_64([[maybe_unused]] uint64_t const* values, std::index_sequence<index...>)
    {
        return register_value(function(argument_64<Arguments>(values[index])...));
    }
    template <size_t... index>
    static uint64_t with_32([[maybe_unused]] uint64_t const* values, std::index_sequence<index...>)
    {
        return register_value(function(argument_32<Arguments>(values[index])...));
    }
};

} // namespace ringside::kernel
