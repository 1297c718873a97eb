// The structures that travel between programs and the kernel, for 64-bit programs and for i386 ones, byte by
// byte. Sources: section 2 of the manual pages; kernel source arch/x86/include/uapi/asm/stat.h,
// arch/x86/include/asm/ compat.h, include/uapi/linux/{time,stat,utsname,resource,sysinfo,poll}.h.
#pragma once

#include "kernel-model/abi/time.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace ringside::kernel {

// stat(2), x86-64.
struct Stat
{
    std::uint64_t device;
    std::uint64_t number;
    std::uint64_t links;
    std::uint32_t mode;
    std::uint32_t uid;
    std::uint32_t gid;
    std::uint32_t padding;
    std::uint64_t represented_device;
    std::int64_t size;
    std::int64_t block_size;
    std::int64_t blocks;
    std::uint64_t accessed, accessed_nanoseconds;
    std::uint64_t modified, modified_nanoseconds;
    std::uint64_t changed, changed_nanoseconds;
    std::array<std::int64_t, 3> unused;
};
static_assert(sizeof(Stat) == 144);

// stat64, fstat64, lstat64, fstatat64 of i386: packed, the inode number stands twice.
struct [[gnu::packed]] Stat64
{
    std::uint64_t device;
    std::uint32_t padding0;
    std::uint32_t low_number;
    std::uint32_t mode;
    std::uint32_t links;
    std::uint32_t uid;
    std::uint32_t gid;
    std::uint64_t represented_device;
    std::uint32_t padding3;
    std::int64_t size;
    std::uint32_t block_size;
    std::int64_t blocks;
    std::uint32_t accessed, accessed_nanoseconds;
    std::uint32_t modified, modified_nanoseconds;
    std::uint32_t changed, changed_nanoseconds;
    std::uint64_t number;
};
static_assert(sizeof(Stat64) == 96);

// stat, fstat, lstat of i386 (numbers 106 to 108).
struct Stat32
{
    std::uint32_t device;
    std::uint32_t number;
    std::uint16_t mode;
    std::uint16_t links;
    std::uint16_t uid;
    std::uint16_t gid;
    std::uint32_t represented_device;
    std::uint32_t size;
    std::uint32_t block_size;
    std::uint32_t blocks;
    std::uint32_t accessed, accessed_nanoseconds;
    std::uint32_t modified, modified_nanoseconds;
    std::uint32_t changed, changed_nanoseconds;
    std::uint32_t unused4, unused5;
};
static_assert(sizeof(Stat32) == 64);

struct StatxTimestamp
{
    std::int64_t seconds;
    std::uint32_t nanoseconds;
    std::int32_t reserved;
};

// statx(2): the same for both.
struct Statx
{
    std::uint32_t mask;
    std::uint32_t block_size;
    std::uint64_t attributes;
    std::uint32_t links;
    std::uint32_t uid;
    std::uint32_t gid;
    std::uint16_t mode;
    std::uint16_t spare0;
    std::uint64_t number;
    std::uint64_t size;
    std::uint64_t blocks;
    std::uint64_t attributes_mask;
    StatxTimestamp accessed;
    StatxTimestamp born;
    StatxTimestamp changed;
    StatxTimestamp modified;
    std::uint32_t represented_major, represented_minor;
    std::uint32_t device_major, device_minor;
    std::uint64_t mount;
    std::uint32_t direct_memory_alignment, direct_offset_alignment;
    std::array<std::uint64_t, 12> spare3;
};
static_assert(sizeof(Statx) == 256);
inline constexpr std::uint32_t statx_basic_stats = 0x7ff;
inline constexpr std::uint32_t statx_mount_id = 0x1000;
inline constexpr std::uint32_t statx_reserved = 0x8000'0000;

// statfs(2), x86-64.
struct Statfs
{
    std::int64_t type;
    std::int64_t block_size;
    std::uint64_t blocks, free_blocks, available_blocks;
    std::uint64_t files, free_files;
    std::array<std::int32_t, 2> id;
    std::int64_t name_limit;
    std::int64_t fragment_size;
    std::int64_t flags;
    std::array<std::int64_t, 4> spare;
};
static_assert(sizeof(Statfs) == 120);

// uname(2): struct new_utsname, the same for both.
struct Utsname
{
    static constexpr std::size_t length = 65;
    using Field = std::array<char, length>;
    Field system;
    Field node;
    Field release;
    Field version;
    Field machine;
    Field domain;
};
static_assert(sizeof(Utsname) == 390);

// prlimit64(2), and getrlimit(2) of x86-64.
struct ResourceLimit
{
    std::uint64_t soft;
    std::uint64_t hard;
};
inline constexpr std::uint64_t unlimited = ~std::uint64_t{0};

struct ResourceLimit32
{
    std::uint32_t soft;
    std::uint32_t hard;
};

enum class Resource : std::uint32_t
{
    cpu = 0,
    file_size = 1,
    data = 2,
    stack = 3,
    core = 4,
    resident = 5,
    processes = 6,
    files = 7,
    locked_memory = 8,
    address_space = 9,
    locks = 10,
    pending_signals = 11,
    message_queues = 12,
    nice = 13,
    realtime_priority = 14,
    realtime_time = 15,
    count = 16,
};

// sysinfo(2).
struct Sysinfo
{
    std::int64_t uptime;
    std::array<std::uint64_t, 3> loads;
    std::uint64_t total_memory, free_memory, shared_memory, buffer_memory;
    std::uint64_t total_swap, free_swap;
    std::uint16_t processes;
    std::uint16_t padding;
    std::uint64_t total_high, free_high;
    std::uint32_t unit;
};
static_assert(sizeof(Sysinfo) == 112);

struct Sysinfo32
{
    std::int32_t uptime;
    std::array<std::uint32_t, 3> loads;
    std::uint32_t total_memory, free_memory, shared_memory, buffer_memory;
    std::uint32_t total_swap, free_swap;
    std::uint16_t processes;
    std::uint16_t padding;
    std::uint32_t total_high, free_high;
    std::uint32_t unit;
    std::array<char, 8> filler;
};
static_assert(sizeof(Sysinfo32) == 64);

// rt_sigaction(2) of x86-64: the kernel's structure, not libc's.
struct SigactionUser
{
    std::uint64_t handler;
    std::uint64_t flags;
    std::uint64_t restorer;
    std::uint64_t mask;
};

// rt_sigaction of i386: the mask is two words, so that nothing is padded.
struct SigactionUser32
{
    std::uint32_t handler;
    std::uint32_t flags;
    std::uint32_t restorer;
    std::array<std::uint32_t, 2> mask;
};

struct SigaltstackUser
{
    std::uint64_t address;
    std::int32_t flags;
    std::int32_t padding;
    std::uint64_t size;
};

struct SigaltstackUser32
{
    std::uint32_t address;
    std::int32_t flags;
    std::uint32_t size;
};

// poll(2).
struct PollRequest
{
    std::int32_t fd;
    std::int16_t events;
    std::int16_t returned;
};

// set_thread_area(2): struct user_desc. The flags, from bit 0: seg_32bit, contents (2 bits), read_exec_only,
// limit_in_pages, seg_not_present, useable, lm.
struct UserDescriptor
{
    std::uint32_t entry_number;
    std::uint32_t base;
    std::uint32_t limit;
    std::uint32_t flags;
};

// The one argument of i386's old mmap (number 90).
struct MmapArguments32
{
    std::uint32_t address;
    std::uint32_t length;
    std::uint32_t protection;
    std::uint32_t flags;
    std::uint32_t fd;
    std::uint32_t offset;
};

} // namespace ringside::kernel
