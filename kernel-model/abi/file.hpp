// The bits of file modes, open flags and the *at calls, as user space sees them. Sources: inode(7), open(2),
// stat(2), lseek(2), access(2), kernel source include/uapi/asm-generic/fcntl.h,
// include/uapi/linux/{stat,fcntl,fs}.h.
#pragma once

#include <cstdint>

namespace ringside::kernel {

// st_mode: type and permission. inode(7).
namespace file_mode {
inline constexpr std::uint32_t type_mask = 0170000;
inline constexpr std::uint32_t fifo = 0010000;
inline constexpr std::uint32_t character_device = 0020000;
inline constexpr std::uint32_t directory = 0040000;
inline constexpr std::uint32_t block_device = 0060000;
inline constexpr std::uint32_t regular = 0100000;
inline constexpr std::uint32_t symlink = 0120000;
inline constexpr std::uint32_t socket = 0140000;
inline constexpr std::uint32_t permission_mask = 07777;
} // namespace file_mode

// open(2). O_LARGEFILE is what a 32-bit program says; in 64-bit programs it is always on.
namespace open_flag {
inline constexpr std::uint32_t access_mask = 3;
inline constexpr std::uint32_t read_only = 0;
inline constexpr std::uint32_t write_only = 1;
inline constexpr std::uint32_t read_write = 2;
inline constexpr std::uint32_t create = 0100;
inline constexpr std::uint32_t exclusive = 0200;
inline constexpr std::uint32_t no_controlling_terminal = 0400;
inline constexpr std::uint32_t truncate = 01000;
inline constexpr std::uint32_t append = 02000;
inline constexpr std::uint32_t non_block = 04000;
inline constexpr std::uint32_t dsync = 010000;
inline constexpr std::uint32_t async = 020000;
inline constexpr std::uint32_t direct = 040000;
inline constexpr std::uint32_t large_file = 0100000;
inline constexpr std::uint32_t directory = 0200000;
inline constexpr std::uint32_t no_follow = 0400000;
inline constexpr std::uint32_t no_access_time = 01000000;
inline constexpr std::uint32_t close_on_exec = 02000000;
inline constexpr std::uint32_t sync = 04010000;
inline constexpr std::uint32_t path = 010000000;
inline constexpr std::uint32_t temporary_file = 020200000;
} // namespace open_flag

// openat(2), fstatat(2), faccessat(2).
namespace at_flag {
inline constexpr std::int32_t working_directory = -100; // AT_FDCWD, in place of a descriptor
inline constexpr std::uint32_t symlink_no_follow = 0x100;
inline constexpr std::uint32_t effective_access = 0x200; // AT_EACCESS; in unlinkat 0x200 is AT_REMOVEDIR
inline constexpr std::uint32_t symlink_follow = 0x400;
inline constexpr std::uint32_t no_automount = 0x800;
inline constexpr std::uint32_t empty_path = 0x1000;
inline constexpr std::uint32_t statx_sync_mask = 0x6000; // AT_STATX_FORCE_SYNC | AT_STATX_DONT_SYNC
} // namespace at_flag

// access(2).
namespace access_bit {
inline constexpr std::uint32_t execute = 1;
inline constexpr std::uint32_t write = 2;
inline constexpr std::uint32_t read = 4;
} // namespace access_bit

// lseek(2).
enum class Whence : std::uint32_t
{
    set = 0,
    current = 1,
    end = 2,
    data = 3, // next byte that is not in a hole
    hole = 4,
};

// A device number as st_rdev and st_dev carry it: kernel source include/linux/kdev_t.h, new_encode_dev.
constexpr std::uint64_t device_number(std::uint32_t major, std::uint32_t minor)
{
    return (minor & 0xff) | (major << 8) | (static_cast<std::uint64_t>(minor & ~0xffU) << 12);
}

inline constexpr std::uint64_t path_limit = 4096; // PATH_MAX, the terminating zero included
inline constexpr std::uint64_t name_limit = 255;  // NAME_MAX

} // namespace ringside::kernel
