// Reading and writing: read, write, pread64, pwrite64, readv, writev. The count that comes back may be less
// than asked for; a bad address gives EFAULT only if nothing was moved before it. Sources: read(2), write(2),
// pread(2), readv(2); kernel source fs/read_write.c, whose order of checks this follows.
#include "kernel-model/files/user_transfer.hpp"
#include "kernel-model/syscall/path_argument.hpp"
#include "kernel-model/syscall/system_calls.hpp"

namespace ringside::kernel {

namespace {

enum class Direction : uint8_t
{
    read,
    write,
};

Result<File*> file_for(int32_t fd, Direction direction)
{
    File* const file = TRY(open_file(fd));
    bool const allowed = direction == Direction::read ? file->readable() : file->writable();
    return allowed ? Result<File*>(file) : Result<File*>(Errno::ebadf);
}

// One buffer: checked by arithmetic, and cut at MAX_RW_COUNT.
Result<void> check_buffer(UserPiece& piece)
{
    if (!access_ok(piece.address, piece.size)) {
        return Errno::efault;
    }
    piece.size = piece.size < UserVector::max_bytes ? piece.size : UserVector::max_bytes;
    return {};
}

CallResult read_pieces(File& file, std::span<UserPiece const> pieces)
{
    UserSink sink(pieces);
    return file.read(sink);
}

CallResult write_pieces(File& file, std::span<UserPiece const> pieces)
{
    UserSource source(pieces);
    return file.write(source);
}

CallResult transfer_vector(int32_t fd, UserPtr<std::byte const> array, uint64_t count, VectorShape shape,
                           Direction direction)
{
    File* const file = TRY(file_for(fd, direction));
    UserVector vector;
    TRY(vector.load(array, count, shape));
    return direction == Direction::read ? read_pieces(*file, vector.pieces())
                                        : write_pieces(*file, vector.pieces());
}

int64_t join(uint32_t low, uint32_t high)
{
    return static_cast<int64_t>(uint64_t{high} << 32 | low);
}

} // namespace

extern "C" CallResult sys_read(int32_t fd, UserPtr<std::byte> buffer, uint64_t count)
{
    File* const file = TRY(file_for(fd, Direction::read));
    UserPiece piece = {buffer.address(), count};
    TRY(check_buffer(piece));
    return read_pieces(*file, {&piece, 1});
}

extern "C" CallResult sys_write(int32_t fd, UserPtr<std::byte const> buffer, uint64_t count)
{
    File* const file = TRY(file_for(fd, Direction::write));
    UserPiece piece = {buffer.address(), count};
    TRY(check_buffer(piece));
    return write_pieces(*file, {&piece, 1});
}

extern "C" CallResult sys_pread64(int32_t fd, UserPtr<std::byte> buffer, uint64_t count, int64_t offset)
{
    if (offset < 0) {
        return Errno::einval;
    }
    File* const file = TRY(file_for(fd, Direction::read));
    UserPiece piece = {buffer.address(), count};
    TRY(check_buffer(piece));
    UserSink sink({&piece, 1});
    return file->read_at(static_cast<uint64_t>(offset), sink);
}

extern "C" CallResult sys_pwrite64(int32_t fd, UserPtr<std::byte const> buffer, uint64_t count,
                                   int64_t offset)
{
    if (offset < 0) {
        return Errno::einval;
    }
    File* const file = TRY(file_for(fd, Direction::write));
    UserPiece piece = {buffer.address(), count};
    TRY(check_buffer(piece));
    UserSource source({&piece, 1});
    return file->write_at(static_cast<uint64_t>(offset), source);
}

// i386 passes the position as two words.
extern "C" CallResult sys_ia32_pread64(int32_t fd, UserPtr<std::byte> buffer, uint64_t count, uint32_t low,
                                       uint32_t high)
{
    return sys_pread64(fd, buffer, count, join(low, high));
}

extern "C" CallResult sys_ia32_pwrite64(int32_t fd, UserPtr<std::byte const> buffer, uint64_t count,
                                        uint32_t low, uint32_t high)
{
    return sys_pwrite64(fd, buffer, count, join(low, high));
}

extern "C" CallResult sys_readv(int32_t fd, UserPtr<std::byte const> vector, uint64_t count)
{
    return transfer_vector(fd, vector, count, VectorShape::wide, Direction::read);
}

extern "C" CallResult sys_writev(int32_t fd, UserPtr<std::byte const> vector, uint64_t count)
{
    return transfer_vector(fd, vector, count, VectorShape::wide, Direction::write);
}

extern "C" CallResult sys_ia32_readv(int32_t fd, UserPtr<std::byte const> vector, uint64_t count)
{
    return transfer_vector(fd, vector, count, VectorShape::narrow, Direction::read);
}

extern "C" CallResult sys_ia32_writev(int32_t fd, UserPtr<std::byte const> vector, uint64_t count)
{
    return transfer_vector(fd, vector, count, VectorShape::narrow, Direction::write);
}

} // namespace ringside::kernel
