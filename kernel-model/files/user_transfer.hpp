// The buffers of a program as sinks and sources: one piece for read and write, several for readv and writev.
// The pieces have been checked by access_ok; a bad page inside shows as a short count. Sources: readv(2),
// kernel source lib/iov_iter.c.
#pragma once

#include "kernel-model/files/transfer.hpp"
#include "kernel-model/memory/user_pointer.hpp"

namespace ringside::kernel {

// One piece of a program's memory.
struct UserPiece
{
    uint64_t address = 0;
    uint64_t size = 0;
};

// A run through pieces, from the first byte to the last.
class UserCursor
{
public:
    explicit UserCursor(std::span<UserPiece const> pieces);

    uint64_t rest() const { return rest_; }
    // Calls `move(address, count, done)` for each stretch of the next `count` bytes; `move` answers how many
    // it could not do. Stops at the first that fails and answers how many bytes were done.
    template <class Move>
    size_t advance(size_t count, Move move)
    {
        size_t done = 0;
        while (done < count && rest_ > 0) {
            UserPiece const& piece = pieces_[index_];
            auto const left_in_piece = piece.size - offset_;
            auto const stretch = left_in_piece < count - done ? left_in_piece : count - done;
            auto const moved = stretch - (stretch > 0 ? move(piece.address + offset_, stretch, done) : 0);
            done += moved;
            offset_ += moved;
            rest_ -= moved;
            if (moved < stretch) {
                break;
            }
            if (offset_ == piece.size) {
                ++index_;
                offset_ = 0;
            }
        }
        return done;
    }

private:
    std::span<UserPiece const> pieces_;
    size_t index_ = 0;
    uint64_t offset_ = 0; // in pieces_[index_]
    uint64_t rest_ = 0;
};

class UserSink final : public ByteSink
{
public:
    explicit UserSink(std::span<UserPiece const> pieces) : cursor_(pieces) {}

    size_t put(std::span<std::byte const> bytes) override;
    size_t put_zeros(size_t count) override;
    size_t room() const override { return cursor_.rest(); }

private:
    UserCursor cursor_;
};

class UserSource final : public ByteSource
{
public:
    explicit UserSource(std::span<UserPiece const> pieces) : cursor_(pieces) {}

    size_t take(std::span<std::byte> bytes) override;
    size_t skip(size_t count) override;
    size_t rest() const override { return cursor_.rest(); }

private:
    UserCursor cursor_;
};

// The pieces of readv and writev, copied from the program's array before anything is moved, so that a
// transfer that overwrites the array changes nothing. EINVAL for more than 1024 pieces or a negative length,
// EFAULT. The sum is cut at MAX_RW_COUNT. `wide`: 16-byte entries of 64-bit programs, else 8-byte ones.
enum class VectorShape : uint8_t
{
    wide,
    narrow, // i386: struct compat_iovec
};

class UserVector
{
public:
    static constexpr uint64_t max_pieces = 1024;       // UIO_MAXIOV
    static constexpr uint64_t max_bytes = 0x7fff'f000; // MAX_RW_COUNT: INT_MAX rounded down to a page

    UserVector() = default;
    ~UserVector();
    UserVector(UserVector const&) = delete;
    UserVector& operator=(UserVector const&) = delete;

    Result<void> load(UserPtr<std::byte const> array, uint64_t count, VectorShape shape);
    std::span<UserPiece const> pieces() const { return {pieces_, count_}; }

private:
    Result<void> check_pieces();

    UserPiece* pieces_ = nullptr;
    size_t count_ = 0;
};

} // namespace ringside::kernel
