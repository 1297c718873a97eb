// Open files whose bytes lie in an inode: regular files, directories, the texts of /proc.
// Sources: read(2), lseek(2), kernel source fs/read_write.c.
#include "kernel-model/files/file.hpp"

#include <array>

namespace ringside::kernel {

bool File::readable() const
{
    auto const mode = flags_ & open_flag::access_mask;
    return (flags_ & open_flag::path) == 0 && (mode == open_flag::read_only || mode == open_flag::read_write);
}

bool File::writable() const
{
    auto const mode = flags_ & open_flag::access_mask;
    return (flags_ & open_flag::path) == 0 &&
           (mode == open_flag::write_only || mode == open_flag::read_write);
}

Result<uint64_t> File::read(ByteSink& sink)
{
    auto const count = TRY(read_at(position_, sink));
    position_ += count;
    return count;
}

Result<uint64_t> File::read_at(uint64_t offset, ByteSink& sink)
{
    if (inode_.is_directory()) {
        return Errno::eisdir;
    }
    return read_inode(inode_, offset, sink);
}

Result<uint64_t> File::write(ByteSource& source)
{
    return write_at(position_, source);
}

Result<uint64_t> File::write_at(uint64_t /*offset*/, ByteSource& /*source*/)
{
    return Errno::erofs; // open(2) has refused to open it for writing already
}

Result<uint64_t> File::seek(int64_t offset, Whence whence)
{
    auto const size = static_cast<int64_t>(inode_.size());
    int64_t base = 0;
    switch (whence) {
    case Whence::set:
        break;
    case Whence::current:
        base = static_cast<int64_t>(position_);
        break;
    case Whence::end:
        base = inode_.is_directory() ? INT64_MAX : size;
        break;
    case Whence::data:
    case Whence::hole:
        // A file without holes: data everywhere, one hole at its end (lseek(2), "Seeking file data and
        // holes").
        if (offset < 0 || offset >= size) {
            return Errno::enxio;
        }
        base = whence == Whence::hole ? size - offset : 0;
        break;
    default:
        return Errno::einval;
    }
    int64_t target = 0;
    if (__builtin_add_overflow(base, offset, &target)) {
        return Errno::eoverflow;
    }
    if (target < 0) {
        return Errno::einval;
    }
    position_ = static_cast<uint64_t>(target);
    return position_;
}

Result<uint64_t> File::control(uint32_t /*request*/, uint64_t /*argument*/)
{
    return Errno::enotty;
}

uint16_t File::events()
{
    // Regular files never block: poll(2).
    return poll_event::in | poll_event::out | poll_event::normal_read | poll_event::normal_write;
}

void File::release()
{
    if (--references_ == 0) {
        delete this;
    }
}

namespace {

// For files that are made up while they are read.
Result<uint64_t> read_generated(Inode& inode, uint64_t offset, ByteSink& sink)
{
    std::array<std::byte, 1024> piece;
    uint64_t done = 0;
    while (sink.room() > 0) {
        auto const want = sink.room() < piece.size() ? sink.room() : piece.size();
        auto const got = inode.read(offset + done, {piece.data(), want});
        if (got.failed()) {
            return done > 0 ? Result<uint64_t>(done) : Result<uint64_t>(got.error());
        }
        if (got.value() == 0) {
            return done;
        }
        auto const put = sink.put({piece.data(), got.value()});
        done += put;
        if (put < got.value()) {
            return done > 0 ? Result<uint64_t>(done) : Result<uint64_t>(Errno::efault);
        }
    }
    return done;
}

} // namespace

Result<uint64_t> read_inode(Inode& inode, uint64_t offset, ByteSink& sink)
{
    auto const bytes = inode.contents();
    if (bytes.empty()) {
        return read_generated(inode, offset, sink);
    }
    if (offset >= bytes.size() || sink.room() == 0) {
        return uint64_t{0};
    }
    auto const rest = bytes.size() - offset;
    auto const want = rest < sink.room() ? rest : sink.room();
    auto const put = sink.put(bytes.subspan(offset, want));
    return put > 0 ? Result<uint64_t>(put) : Result<uint64_t>(Errno::efault);
}

} // namespace ringside::kernel
