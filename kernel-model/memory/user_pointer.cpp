// access_ok, then one of the copies of user_copy.S. Read next: user_copy.S.
#include "kernel-model/memory/user_pointer.hpp"

#include "kernel-model/task/task.hpp"

#include <cstring>

// user_copy.S
extern "C" size_t copy_user_generic(void* to, void const* from, size_t count);
extern "C" size_t clear_user_generic(void* to, size_t count);
extern "C" size_t copy_user_string(char* to, char const* from, size_t size);
extern "C" int compare_exchange_user_16(uint16_t* at, uint16_t expected, uint16_t desired);

namespace ringside::kernel {

bool access_ok(uint64_t address, uint64_t size)
{
    uint64_t const limit = current().memory->layout().limit;
    return size <= limit && address <= limit - size;
}

size_t copy_from_user_partial(std::span<std::byte> to, UserPtr<std::byte const> from)
{
    if (!access_ok(from.address(), to.size()))
        return to.size();
    return copy_user_generic(to.data(), reinterpret_cast<void const*>(from.address()), to.size());
}

size_t copy_to_user_partial(UserPtr<std::byte> to, std::span<std::byte const> from)
{
    if (!access_ok(to.address(), from.size()))
        return from.size();
    return copy_user_generic(reinterpret_cast<void*>(to.address()), from.data(), from.size());
}

size_t clear_user_partial(UserPtr<std::byte> to, size_t size)
{
    if (!access_ok(to.address(), size))
        return size;
    return clear_user_generic(reinterpret_cast<void*>(to.address()), size);
}

Result<void> copy_from_user(std::span<std::byte> to, UserPtr<std::byte const> from)
{
    size_t const missing = copy_from_user_partial(to, from);
    if (missing == 0)
        return {};
    // What was not read must not be whatever the kernel's stack held before.
    std::memset(to.data() + (to.size() - missing), 0, missing);
    return Errno::efault;
}

Result<void> copy_to_user(UserPtr<std::byte> to, std::span<std::byte const> from)
{
    if (copy_to_user_partial(to, from) != 0)
        return Errno::efault;
    return {};
}

Result<size_t> copy_string_from_user(std::span<char> to, UserPtr<char const> from)
{
    uint64_t const limit = current().memory->layout().limit;
    if (from.address() >= limit)
        return Errno::efault;
    // A string may end right below the limit: only so many bytes may be looked at.
    size_t const readable = std::min<size_t>(to.size(), limit - from.address());
    size_t const length =
        copy_user_string(to.data(), reinterpret_cast<char const*>(from.address()), readable);
    if (length == SIZE_MAX)
        return Errno::efault;
    if (length == readable)
        return readable == to.size() ? Errno::enametoolong : Errno::efault;
    return length;
}

Result<bool> compare_exchange_user(UserPtr<uint16_t> at, uint16_t expected, uint16_t desired)
{
    if (!access_ok(at.address(), sizeof(uint16_t)))
        return Errno::efault;
    int const outcome =
        compare_exchange_user_16(reinterpret_cast<uint16_t*>(at.address()), expected, desired);
    return outcome < 0 ? Result<bool>(Errno::efault) : Result<bool>(outcome == 1);
}

} // namespace ringside::kernel
