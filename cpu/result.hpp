// Faults as values. Everything in the processor that can fault returns a Result; TRY passes a fault up.
// A Result of a small value is 16 bytes and comes back in two registers: the value and the faulting address
// share a slot. Read next: state/state.hpp.
#pragma once

#include <bit>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <type_traits>

namespace ringside::cpu {

// Exception vectors. SDM Vol. 3A, "Exception and Interrupt Vectors".
enum class Vector : uint8_t
{
    divide_error = 0,
    debug = 1,
    nmi = 2,
    breakpoint = 3,
    overflow = 4,
    bound_range = 5,
    invalid_opcode = 6,
    device_not_available = 7,
    double_fault = 8,
    invalid_tss = 10,
    segment_not_present = 11,
    stack_fault = 12,
    general_protection = 13,
    page_fault = 14,
    x87_error = 16,
    alignment_check = 17,
    machine_check = 18,
    simd_error = 19,
    // Not architectural: a reader asked the machine to stand still at this micro-step (see
    // transitions/observer.hpp).
    stopped = 0xfe,
    none = 0xff,
};

// What went wrong in one instruction or delivery. `address` is the linear address of a page fault.
struct Fault
{
    Vector vector = Vector::none;
    uint32_t error_code = 0;
    uint64_t address = 0;

    constexpr bool happened() const { return vector != Vector::none; }
    constexpr bool is_stop() const { return vector == Vector::stopped; }
    bool operator==(Fault const&) const = default;
};

// Whether an exception pushes an error code. SDM Vol. 3A, "Exceptions and Interrupts" table.
constexpr bool has_error_code(Vector vector)
{
    auto const number = static_cast<unsigned>(vector);
    return number < 32 && ((0x6022'7d00u >> number) & 1u) != 0; // 8 10-14 17 21 29 30
}

constexpr Fault invalid_opcode()
{
    return {Vector::invalid_opcode};
}
constexpr Fault divide_error()
{
    return {Vector::divide_error};
}
constexpr Fault device_not_available()
{
    return {Vector::device_not_available};
}
constexpr Fault general_protection(uint32_t error_code)
{
    return {Vector::general_protection, error_code};
}
constexpr Fault stack_fault(uint32_t error_code)
{
    return {Vector::stack_fault, error_code};
}
constexpr Fault segment_not_present(uint32_t error_code)
{
    return {Vector::segment_not_present, error_code};
}
constexpr Fault invalid_tss(uint32_t error_code)
{
    return {Vector::invalid_tss, error_code};
}
constexpr Fault page_fault(uint32_t error_code, uint64_t address)
{
    return {Vector::page_fault, error_code, address};
}

// A value or a fault.
template <typename T>
class [[nodiscard]] Result
{
    static_assert(std::is_trivially_copyable_v<T>);

public:
    constexpr Result(T value) : value_(value) {}
    constexpr Result(Fault fault)
        : address_(fault.address), error_code_(fault.error_code), vector_(fault.vector)
    {}

    constexpr bool ok() const { return vector_ == Vector::none; }
    constexpr T value() const { return value_; }
    constexpr Fault fault() const { return {vector_, error_code_, address_}; }

private:
    union {
        T value_;          // if ok()
        uint64_t address_; // otherwise
    };
    uint32_t error_code_ = 0;
    Vector vector_ = Vector::none;
};

template <>
class [[nodiscard]] Result<void>
{
public:
    constexpr Result() = default;
    constexpr Result(Fault fault)
        : address_(fault.address), error_code_(fault.error_code), vector_(fault.vector)
    {}

    constexpr bool ok() const { return vector_ == Vector::none; }
    constexpr void value() const {}
    constexpr Fault fault() const { return {vector_, error_code_, address_}; }

private:
    uint64_t address_ = 0;
    uint32_t error_code_ = 0;
    Vector vector_ = Vector::none;
};

[[noreturn]] void broken_invariant(char const* condition, char const* file, int line);

} // namespace ringside::cpu

// Evaluates to the value of a Result, or returns its fault from the enclosing function.
#define TRY(expression)                                                                                      \
    (__extension__({                                                                                         \
        auto const result_of_try = (expression);                                                             \
        if (!result_of_try.ok()) [[unlikely]]                                                                \
            return result_of_try.fault();                                                                    \
        result_of_try.value();                                                                               \
    }))

// A broken invariant of our own: says where and stops. Guest input must never reach it.
#define ASSERT(condition)                                                                                    \
    ((condition) ? static_cast<void>(0) : ringside::cpu::broken_invariant(#condition, __FILE__, __LINE__))
