// The only way from the kernel to a program's memory.
//
// A UserPtr<T> is an address that a program named: it cannot be dereferenced, only handed to copy_from_user
// and copy_to_user. These test with arithmetic that the range lies in the user half (access_ok), then copy
// with RFLAGS.AC set while SMAP is on (SDM Vol. 3A, "Determination of Access Rights"). A page that is merely
// absent is paged in by the page-fault handler and the copy goes on; a bad page makes the handler jump to the
// copy's fix-up (exception_table.hpp), and the caller sees how many bytes were not copied. Sources: Linux
// arch/x86/lib/copy_user_64.S, include/linux/uaccess.h. Read next: user_copy.S.
#pragma once

#include "kernel-model/lib/result.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

namespace ringside::kernel {

/// An address given by a program. `T const` says that the kernel only reads there.
template <class T>
class UserPtr
{
public:
    constexpr UserPtr() = default;
    constexpr explicit UserPtr(uint64_t address) : address_(address) {}
    /// A pointer that may be written may also be read.
    template <class U>
    requires(std::is_same_v<U const, T> && !std::is_const_v<U>) constexpr UserPtr(UserPtr<U> other)
        : address_(other.address())
    {}

    constexpr uint64_t address() const { return address_; }
    constexpr bool is_null() const { return address_ == 0; }
    constexpr bool operator==(UserPtr const&) const = default;

    /// The same address seen as another type: for structures whose shape depends on the caller.
    template <class U>
    constexpr UserPtr<U> as() const
    {
        return UserPtr<U>(address_);
    }
    /// `bytes` further on. The sum may wrap: access_ok sees to that.
    constexpr UserPtr offset(uint64_t bytes) const { return UserPtr(address_ + bytes); }
    /// Element `index` of an array.
    constexpr UserPtr operator+(uint64_t index) const requires(!std::is_void_v<T>)
    {
        return offset(index * sizeof(T));
    }

private:
    uint64_t address_ = 0;
};

/// Whether [address, address+size) lies in the half that the current task's programs may name: pure
/// arithmetic, it says nothing about what is mapped there. Linux's LIMIT is 0x7FFFFFFFF000 (0xFFFFE000 for
/// i386 programs), and the test is size <= LIMIT and address <= LIMIT - size (Linux
/// arch/x86/include/asm/uaccess.h).
bool access_ok(uint64_t address, uint64_t size);

/// Copies as much as can be read; answers the number of bytes NOT copied (0 is full success).
size_t copy_from_user_partial(std::span<std::byte> to, UserPtr<std::byte const> from);
/// Copies as much as can be written; answers the number of bytes NOT copied.
size_t copy_to_user_partial(UserPtr<std::byte> to, std::span<std::byte const> from);
/// Writes zeros; answers the number of bytes NOT written.
size_t clear_user_partial(UserPtr<std::byte> to, size_t size);

/// All bytes or EFAULT. After EFAULT `to` holds what was read before the bad page, then zeros.
Result<void> copy_from_user(std::span<std::byte> to, UserPtr<std::byte const> from);
/// All bytes or EFAULT. After EFAULT the bytes before the bad page have been written.
Result<void> copy_to_user(UserPtr<std::byte> to, std::span<std::byte const> from);

/// One object from user memory.
template <class T>
requires std::is_trivially_copyable_v<T> Result<void> copy_from_user(T& to, UserPtr<T const> from)
{
    return copy_from_user(std::as_writable_bytes(std::span(&to, 1)), from.template as<std::byte const>());
}
template <class T>
requires std::is_trivially_copyable_v<T> Result<void> copy_from_user(T& to, UserPtr<T> from)
{
    return copy_from_user(to, UserPtr<T const>(from));
}

/// One object to user memory.
template <class T>
requires(std::is_trivially_copyable_v<T> &&
         !std::is_const_v<T>) Result<void> copy_to_user(UserPtr<T> to, std::type_identity_t<T> const& from)
{
    return copy_to_user(to.template as<std::byte>(), std::as_bytes(std::span(&from, 1)));
}

/// A zero-terminated string, e.g. a path name. Answers its length without the zero (which is stored too);
/// EFAULT if memory ends first, ENAMETOOLONG if `to` does (Linux fs/namei.c, getname_flags).
Result<size_t> copy_string_from_user(std::span<char> to, UserPtr<char const> from);

/// Stores `desired` if `expected` is there, in one step that no other processor can come between. False if
/// something else is there, EFAULT if nothing is.
Result<bool> compare_exchange_user(UserPtr<uint16_t> at, uint16_t expected, uint16_t desired);

} // namespace ringside::kernel
