// Positions in files, and copying from file to file inside the kernel. Sources: lseek(2), sendfile(2); kernel
// source fs/read_write.c.
#include "kernel-model/files/user_transfer.hpp"
#include "kernel-model/syscall/path_argument.hpp"
#include "kernel-model/syscall/system_calls.hpp"

#include <array>

namespace ringside::kernel {

extern "C" CallResult sys_lseek(int32_t fd, int64_t offset, uint32_t whence)
{
    File* const file = TRY(open_file(fd));
    if (whence > static_cast<uint32_t>(Whence::hole)) {
        return Errno::einval;
    }
    return file->seek(offset, static_cast<Whence>(whence));
}

extern "C" CallResult sys_ia32_llseek(int32_t fd, uint32_t high, uint32_t low, UserPtr<int64_t> result,
                                      uint32_t whence)
{
    auto const offset = static_cast<int64_t>(uint64_t{high} << 32 | low);
    auto const position = static_cast<int64_t>(TRY(sys_lseek(fd, offset, whence)));
    TRY(copy_to_user(result, position));
    return uint64_t{0};
}

namespace {

// Kernel memory that a file reads into.
class MemorySink final : public ByteSink
{
public:
    explicit MemorySink(std::span<std::byte> to) : to_(to) {}

    size_t put(std::span<std::byte const> bytes) override
    {
        auto const count = bytes.size() < room() ? bytes.size() : room();
        __builtin_memcpy(to_.data() + used_, bytes.data(), count);
        used_ += count;
        return count;
    }
    size_t put_zeros(size_t count) override
    {
        count = count < room() ? count : room();
        __builtin_memset(to_.data() + used_, 0, count);
        used_ += count;
        return count;
    }
    size_t room() const override { return to_.size() - used_; }

private:
    std::span<std::byte> to_;
    size_t used_ = 0;
};

// Kernel memory that a file writes from.
class MemorySource final : public ByteSource
{
public:
    explicit MemorySource(std::span<std::byte const> from) : from_(from) {}

    size_t take(std::span<std::byte> bytes) override
    {
        auto const count = bytes.size() < rest() ? bytes.size() : rest();
        __builtin_memcpy(bytes.data(), from_.data() + used_, count);
        used_ += count;
        return count;
    }
    size_t skip(size_t count) override
    {
        count = count < rest() ? count : rest();
        used_ += count;
        return count;
    }
    size_t rest() const override { return from_.size() - used_; }

private:
    std::span<std::byte const> from_;
    size_t used_ = 0;
};

// The input must have positions (lseek works on it): EINVAL otherwise, as splice says it.
Result<void> check_input(File& in)
{
    auto const type = in.inode().type();
    if (in.inode().is_directory() || type == file_mode::fifo) {
        return Errno::einval;
    }
    return in.seek(0, Whence::current).failed() ? Result<void>(Errno::einval) : Result<void>();
}

// Moves `count` bytes from `in` at `position` to `out`; what was moved, or the first error if that is
// nothing.
CallResult copy_between(File& in, uint64_t position, File& out, uint64_t count)
{
    std::array<std::byte, 2048> piece;
    uint64_t done = 0;
    while (done < count) {
        auto const wanted = count - done < piece.size() ? count - done : piece.size();
        MemorySink sink({piece.data(), wanted});
        auto const got = in.read_at(position + done, sink);
        if (got.failed() || got.value() == 0) {
            return got.failed() && done == 0 ? got : CallResult(done);
        }
        MemorySource source({piece.data(), got.value()});
        auto const put = out.write(source);
        if (put.failed()) {
            return done == 0 ? put : CallResult(done);
        }
        done += put.value();
        if (put.value() < got.value()) {
            break;
        }
    }
    return done;
}

// Both files of a sendfile, if they are fit for it.
Result<void> sendfile_files(int32_t out_fd, int32_t in_fd, File*& in, File*& out)
{
    in = TRY(open_file(in_fd));
    if (!in->readable()) {
        return Errno::ebadf;
    }
    out = TRY(open_file(out_fd));
    if (!out->writable()) {
        return Errno::ebadf;
    }
    return check_input(*in);
}

template <class Offset>
CallResult sendfile(int32_t out_fd, int32_t in_fd, UserPtr<Offset> offset, uint64_t count)
{
    Offset start = 0;
    if (!offset.is_null()) {
        TRY(copy_from_user(start, offset));
    }
    File* in = nullptr;
    File* out = nullptr;
    TRY(sendfile_files(out_fd, in_fd, in, out));
    if (start < 0 || static_cast<int64_t>(count) < 0) {
        return Errno::einval;
    }
    auto const position = offset.is_null() ? in->position() : static_cast<uint64_t>(start);
    auto const moved = TRY(copy_between(*in, position, *out, count));
    if (offset.is_null()) {
        in->set_position(position + moved);
    } else {
        TRY(copy_to_user(offset, static_cast<Offset>(position + moved)));
    }
    return moved;
}

} // namespace

extern "C" CallResult sys_sendfile(int32_t out, int32_t in, UserPtr<int64_t> offset, uint64_t count)
{
    return sendfile(out, in, offset, count);
}

extern "C" CallResult sys_ia32_sendfile(int32_t out, int32_t in, UserPtr<int32_t> offset, uint64_t count)
{
    return sendfile(out, in, offset, count);
}

} // namespace ringside::kernel
