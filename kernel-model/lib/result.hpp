// What a kernel function answers: a value, or the errno that Linux documents for this failure.
//
// One rule carries the whole kernel: an errno is a value that travels up by TRY, and only the system-call
// entry turns it into -errno in RAX (errno(3), syscall(2)). A broken invariant of our own is not an errno:
// ASSERT. Read next: memory/user_pointer.hpp, whose copies are the commonest source of an errno.
#pragma once

#include "kernel-model/abi/errno.hpp"

#include <cstdint>
#include <type_traits>
#include <utility>

namespace ringside::kernel {

/// Prints the sentence, the place and the caller's rip to the log, then stops the machine with status 125.
[[noreturn]] void panic_at(char const* condition, char const* file, int line);

/// A value of at most eight bytes or an Errno. Sixteen bytes, so that it comes back in RAX and RDX
/// (System V ABI, "Returning of Values").
template <class T>
class [[nodiscard]] Result
{
public:
    constexpr Result(T value) : value_(value) {}
    constexpr Result(Errno error) : value_{}, error_(static_cast<int32_t>(error)) {}

    constexpr explicit operator bool() const { return error_ == 0; }
    constexpr bool failed() const { return error_ != 0; }
    constexpr T value() const { return value_; }
    constexpr Errno error() const { return static_cast<Errno>(error_); }

private:
    static_assert(sizeof(T) <= 8 && std::is_trivially_copyable_v<T>, "a Result comes back in two registers");
    T value_;
    int32_t error_ = 0; // zero is success; no errno has this number
};

/// Success, or an Errno: for what is done rather than computed.
template <>
class [[nodiscard]] Result<void>
{
public:
    constexpr Result() = default;
    constexpr Result(Errno error) : error_(static_cast<int32_t>(error)) {}

    constexpr explicit operator bool() const { return error_ == 0; }
    constexpr bool failed() const { return error_ != 0; }
    constexpr void value() const {}
    constexpr Errno error() const { return static_cast<Errno>(error_); }

private:
    int32_t error_ = 0;
};

static_assert(sizeof(Result<uint64_t>) == 16);

} // namespace ringside::kernel

/// The value of `expression`, or return its Errno from the enclosing function at once. Do not nest.
#define TRY(expression)                                                                                      \
    (__extension__({                                                                                         \
        auto const try_result = (expression);                                                                \
        if (try_result.failed()) [[unlikely]]                                                                \
            return try_result.error();                                                                       \
        try_result.value();                                                                                  \
    }))

/// States an invariant of the kernel itself. No guest program may be able to make it false.
#define ASSERT(condition)                                                                                    \
    do {                                                                                                     \
        if (!(condition)) [[unlikely]]                                                                       \
            ::ringside::kernel::panic_at(#condition, __FILE__, __LINE__);                                    \
    } while (false)
