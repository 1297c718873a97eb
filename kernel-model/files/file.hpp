// An open file: what open(2) makes and file descriptors share after dup(2). It is an inode with a position
// and the flags of open; Linux's struct file. Devices and directories change what reading and writing mean.
// Read next: file_table.hpp, then console_file.hpp and dev.cpp for the files that are no memory.
#pragma once

#include "kernel-model/files/inode.hpp"
#include "kernel-model/files/transfer.hpp"

namespace ringside::kernel {

// poll(2) events.
namespace poll_event {
inline constexpr uint16_t in = 0x001;
inline constexpr uint16_t out = 0x004;
inline constexpr uint16_t error = 0x008;
inline constexpr uint16_t hang_up = 0x010;
inline constexpr uint16_t invalid = 0x020;
inline constexpr uint16_t normal_read = 0x040;
inline constexpr uint16_t normal_write = 0x100;
} // namespace poll_event

class File
{
public:
    File(Inode& inode, uint32_t flags) : inode_(inode), flags_(flags) {}
    virtual ~File() = default;
    File(File const&) = delete;
    File& operator=(File const&) = delete;

    Inode& inode() { return inode_; }
    uint32_t flags() const { return flags_; }
    void change_flags(uint32_t flags) { flags_ = flags; }
    bool readable() const;
    bool writable() const;

    // Reading and writing at the position, which moves on by what was done. Callers have checked readable()
    // and writable(). Counts or errno as read(2) and write(2) have them.
    virtual Result<uint64_t> read(ByteSink& sink);
    virtual Result<uint64_t> write(ByteSource& source);
    // pread64(2), pwrite64(2): ESPIPE where there are no positions.
    virtual Result<uint64_t> read_at(uint64_t offset, ByteSink& sink);
    virtual Result<uint64_t> write_at(uint64_t offset, ByteSource& source);
    virtual Result<uint64_t> seek(int64_t offset, Whence whence);
    // ioctl(2) beyond those that every file knows: ENOTTY.
    virtual Result<uint64_t> control(uint32_t request, uint64_t argument);
    // Which of poll(2)'s events hold now.
    virtual uint16_t events();

    // A position among a directory's entries, for getdents64(2).
    uint64_t position() const { return position_; }
    void set_position(uint64_t position) { position_ = position; }

    void retain() { ++references_; }
    // Deletes the file when its last descriptor is closed.
    void release();

private:
    Inode& inode_;
    uint32_t flags_;
    uint32_t references_ = 1;
    uint64_t position_ = 0;
};

// Puts what `inode` holds from `offset` on into the sink; count, or EFAULT if the first byte already fails.
Result<uint64_t> read_inode(Inode& inode, uint64_t offset, ByteSink& sink);

} // namespace ringside::kernel
