// Where the bytes of a read go and the bytes of a write come from. A file does not know whether that is a
// program's buffer, the pieces of readv, or kernel memory (sendfile): it puts and takes, and is told how much
// worked. A bad page in a program's buffer shows up as fewer bytes moved than asked for; the file then
// answers what Linux answers: the count so far, or EFAULT if that is nothing. Read next: user_transfer.hpp
// for programs' memory.
#pragma once

#include <cstddef>
#include <span>

namespace ringside::kernel {

class ByteSink
{
public:
    // Stores the bytes behind those stored before. Answers how many; fewer than given means a bad address.
    virtual size_t put(std::span<std::byte const> bytes) = 0;
    // Stores `count` zero bytes: /dev/zero, holes.
    virtual size_t put_zeros(size_t count) = 0;
    // How many more bytes the caller wants.
    virtual size_t room() const = 0;

protected:
    ~ByteSink() = default; // lives on its maker's stack
};

class ByteSource
{
public:
    // Fetches the next bytes. Answers how many; fewer than asked for means a bad address (rest() says if the
    // end).
    virtual size_t take(std::span<std::byte> bytes) = 0;
    // Passes over bytes without looking at them: /dev/null.
    virtual size_t skip(size_t count) = 0;
    // How many bytes are left to write.
    virtual size_t rest() const = 0;

protected:
    ~ByteSource() = default;
};

} // namespace ringside::kernel
