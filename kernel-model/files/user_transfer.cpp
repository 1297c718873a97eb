// Moves bytes between files and a program's memory.
#include "kernel-model/files/user_transfer.hpp"

namespace ringside::kernel {

UserCursor::UserCursor(std::span<UserPiece const> pieces) : pieces_(pieces)
{
    for (UserPiece const& piece : pieces) {
        rest_ += piece.size;
    }
}

size_t UserSink::put(std::span<std::byte const> bytes)
{
    return cursor_.advance(bytes.size(), [bytes](uint64_t address, size_t count, size_t done) {
        return copy_to_user_partial(UserPtr<std::byte>(address), bytes.subspan(done, count));
    });
}

size_t UserSink::put_zeros(size_t count)
{
    return cursor_.advance(count, [](uint64_t address, size_t stretch, size_t /*done*/) {
        return clear_user_partial(UserPtr<std::byte>(address), stretch);
    });
}

size_t UserSource::take(std::span<std::byte> bytes)
{
    return cursor_.advance(bytes.size(), [bytes](uint64_t address, size_t count, size_t done) {
        return copy_from_user_partial(bytes.subspan(done, count), UserPtr<std::byte const>(address));
    });
}

size_t UserSource::skip(size_t count)
{
    return cursor_.advance(count, [](uint64_t, size_t, size_t) { return size_t{0}; });
}

UserVector::~UserVector()
{
    delete[] pieces_;
}

Result<void> UserVector::load(UserPtr<std::byte const> array, uint64_t count, VectorShape shape)
{
    if (count > max_pieces) {
        return Errno::einval;
    }
    pieces_ = new UserPiece[count + 1];
    count_ = count;
    if (shape == VectorShape::wide) {
        TRY(copy_from_user({reinterpret_cast<std::byte*>(pieces_), count * sizeof(UserPiece)}, array));
        return check_pieces();
    }
    for (size_t i = 0; i < count; ++i) {
        struct
        {
            uint32_t address;
            int32_t size;
        } narrow = {};
        TRY(copy_from_user(std::as_writable_bytes(std::span(&narrow, 1)), array.offset(i * sizeof narrow)));
        // Sign-extended, so that a negative length is refused like a wide one.
        pieces_[i] = {narrow.address, static_cast<uint64_t>(static_cast<int64_t>(narrow.size))};
    }
    return check_pieces();
}

Result<void> UserVector::check_pieces()
{
    uint64_t total = 0;
    for (size_t i = 0; i < count_; ++i) {
        UserPiece& piece = pieces_[i];
        if (static_cast<int64_t>(piece.size) < 0) {
            return Errno::einval;
        }
        if (!access_ok(piece.address, piece.size)) {
            return Errno::efault;
        }
        piece.size = piece.size < max_bytes - total ? piece.size : max_bytes - total;
        total += piece.size;
    }
    return {};
}

} // namespace ringside::kernel
