// What a file is: the stat family, in the three shapes that x86 programs know, and statx. Sources: stat(2),
// statx(2), statfs(2); kernel source fs/stat.c, fs/statfs.c, arch/x86/kernel/sys_ia32.c.
#include "kernel-model/files/file_system.hpp"
#include "kernel-model/syscall/path_argument.hpp"
#include "kernel-model/syscall/system_calls.hpp"

namespace ringside::kernel {

namespace {

constexpr uint32_t block_size = 4096;

// All values that any shape shows, before they are squeezed into one.
struct Values
{
    Attributes attributes;
    uint64_t size = 0;
    uint64_t blocks = 0;

    explicit Values(Inode const& inode)
        : attributes(inode.attributes()), size(inode.size()), blocks(inode.blocks())
    {}
    uint32_t low_time() const { return static_cast<uint32_t>(attributes.modified); }
};

Stat shape(Values const& from, Stat /*shape*/)
{
    Stat stat = {};
    stat.device = from.attributes.device;
    stat.number = from.attributes.number;
    stat.links = from.attributes.links;
    stat.mode = from.attributes.mode;
    stat.uid = from.attributes.uid;
    stat.gid = from.attributes.gid;
    stat.represented_device = from.attributes.represented_device;
    stat.size = static_cast<int64_t>(from.size);
    stat.block_size = block_size;
    stat.blocks = static_cast<int64_t>(from.blocks);
    stat.accessed = stat.modified = stat.changed = static_cast<uint64_t>(from.attributes.modified);
    return stat;
}

Stat64 shape(Values const& from, Stat64 /*shape*/)
{
    Stat64 stat = {};
    stat.device = from.attributes.device;
    stat.low_number = static_cast<uint32_t>(from.attributes.number);
    stat.mode = from.attributes.mode;
    stat.links = from.attributes.links;
    stat.uid = from.attributes.uid;
    stat.gid = from.attributes.gid;
    stat.represented_device = from.attributes.represented_device;
    stat.size = static_cast<int64_t>(from.size);
    stat.block_size = block_size;
    stat.blocks = static_cast<int64_t>(from.blocks);
    stat.accessed = from.low_time();
    stat.modified = from.low_time();
    stat.changed = from.low_time();
    stat.number = from.attributes.number;
    return stat;
}

Stat32 shape(Values const& from, Stat32 /*shape*/)
{
    Stat32 stat = {};
    stat.device = static_cast<uint32_t>(from.attributes.device);
    stat.number = static_cast<uint32_t>(from.attributes.number);
    stat.mode = static_cast<uint16_t>(from.attributes.mode);
    stat.links = static_cast<uint16_t>(from.attributes.links);
    stat.uid = static_cast<uint16_t>(from.attributes.uid);
    stat.gid = static_cast<uint16_t>(from.attributes.gid);
    stat.represented_device = static_cast<uint32_t>(from.attributes.represented_device);
    stat.size = static_cast<uint32_t>(from.size);
    stat.block_size = block_size;
    stat.blocks = static_cast<uint32_t>(from.blocks);
    stat.accessed = stat.modified = stat.changed = from.low_time();
    return stat;
}

template <class Shape>
CallResult give(Inode const& inode, UserPtr<Shape> to)
{
    Values const values(inode);
    if (sizeof(Shape) == sizeof(Stat32) && values.size > INT32_MAX) {
        return Errno::eoverflow; // does not fit into the old structure
    }
    TRY(copy_to_user(to, shape(values, Shape{})));
    return uint64_t{0};
}

template <class Shape>
CallResult give_path(UserPtr<char const> path, LastLink last, UserPtr<Shape> to)
{
    return give(*TRY(look_up_user(at_flag::working_directory, path, last)), to);
}

template <class Shape>
CallResult give_fd(int32_t fd, UserPtr<Shape> to)
{
    return give(TRY(any_file(fd))->inode(), to);
}

Result<Inode*> find_at(int32_t directory, UserPtr<char const> path, uint32_t flags, uint32_t also_allowed)
{
    constexpr uint32_t known = at_flag::symlink_no_follow | at_flag::no_automount | at_flag::empty_path;
    if ((flags & ~(known | also_allowed)) != 0) {
        return Errno::einval;
    }
    auto const last = (flags & at_flag::symlink_no_follow) != 0 ? LastLink::keep : LastLink::follow;
    auto const empty = (flags & at_flag::empty_path) != 0 ? EmptyPath::allowed : EmptyPath::refused;
    return look_up_user(directory, path, last, empty);
}

StatxTimestamp timestamp(int64_t seconds)
{
    return {seconds, 0, 0};
}

uint32_t major(uint64_t device)
{
    return static_cast<uint32_t>(device >> 8) & 0xfff;
}

uint32_t minor(uint64_t device)
{
    return static_cast<uint32_t>((device & 0xff) | ((device >> 12) & ~uint64_t{0xff}));
}

// What statfs(2) tells of the three file systems; f_type from <linux/magic.h>.
Statfs describe_file_system(Inode const& inode)
{
    constexpr int64_t tmpfs_magic = 0x01021994;
    constexpr int64_t proc_magic = 0x9fa0;
    constexpr int64_t pipe_magic = 0x50495045;
    constexpr int64_t read_only = 1;    // ST_RDONLY
    constexpr int64_t flags_valid = 32; // ST_VALID
    Statfs answer = {};
    auto const device = inode.attributes().device;
    answer.type = device == proc_device ? proc_magic : device == pipe_device ? pipe_magic : tmpfs_magic;
    answer.block_size = block_size;
    answer.fragment_size = block_size;
    answer.name_limit = name_limit;
    answer.flags = read_only | flags_valid;
    return answer;
}

} // namespace

extern "C" CallResult sys_stat(UserPtr<char const> path, UserPtr<Stat> to)
{
    return give_path(path, LastLink::follow, to);
}

extern "C" CallResult sys_lstat(UserPtr<char const> path, UserPtr<Stat> to)
{
    return give_path(path, LastLink::keep, to);
}

extern "C" CallResult sys_fstat(int32_t fd, UserPtr<Stat> to)
{
    return give_fd(fd, to);
}

extern "C" CallResult sys_newfstatat(int32_t directory, UserPtr<char const> path, UserPtr<Stat> to,
                                     uint32_t flags)
{
    return give(*TRY(find_at(directory, path, flags, 0)), to);
}

extern "C" CallResult sys_ia32_stat(UserPtr<char const> path, UserPtr<Stat32> to)
{
    return give_path(path, LastLink::follow, to);
}

extern "C" CallResult sys_ia32_lstat(UserPtr<char const> path, UserPtr<Stat32> to)
{
    return give_path(path, LastLink::keep, to);
}

extern "C" CallResult sys_ia32_fstat(int32_t fd, UserPtr<Stat32> to)
{
    return give_fd(fd, to);
}

extern "C" CallResult sys_ia32_stat64(UserPtr<char const> path, UserPtr<Stat64> to)
{
    return give_path(path, LastLink::follow, to);
}

extern "C" CallResult sys_ia32_lstat64(UserPtr<char const> path, UserPtr<Stat64> to)
{
    return give_path(path, LastLink::keep, to);
}

extern "C" CallResult sys_ia32_fstat64(int32_t fd, UserPtr<Stat64> to)
{
    return give_fd(fd, to);
}

extern "C" CallResult sys_ia32_fstatat64(int32_t directory, UserPtr<char const> path, UserPtr<Stat64> to,
                                         uint32_t flags)
{
    return give(*TRY(find_at(directory, path, flags, 0)), to);
}

extern "C" CallResult sys_statx(int32_t directory, UserPtr<char const> path, uint32_t flags, uint32_t mask,
                                UserPtr<Statx> to)
{
    constexpr uint64_t mount_root = 0x2000; // STATX_ATTR_MOUNT_ROOT
    if ((mask & statx_reserved) != 0 || (flags & at_flag::statx_sync_mask) == at_flag::statx_sync_mask) {
        return Errno::einval;
    }
    Inode const* const inode = TRY(find_at(directory, path, flags, at_flag::statx_sync_mask));
    Values const from(*inode);
    Statx answer = {};
    answer.mask = statx_basic_stats;
    answer.block_size = block_size;
    answer.attributes = inode->is_directory() && from.attributes.number == 1 ? mount_root : 0;
    answer.attributes_mask = mount_root;
    answer.links = from.attributes.links;
    answer.uid = from.attributes.uid;
    answer.gid = from.attributes.gid;
    answer.mode = static_cast<uint16_t>(from.attributes.mode);
    answer.number = from.attributes.number;
    answer.size = from.size;
    answer.blocks = from.blocks;
    answer.accessed = answer.changed = answer.modified = timestamp(from.attributes.modified);
    answer.represented_major = major(from.attributes.represented_device);
    answer.represented_minor = minor(from.attributes.represented_device);
    answer.device_major = major(from.attributes.device);
    answer.device_minor = minor(from.attributes.device);
    TRY(copy_to_user(to, answer));
    return uint64_t{0};
}

extern "C" CallResult sys_statfs(UserPtr<char const> path, UserPtr<Statfs> to)
{
    Inode const* const inode = TRY(look_up_user(at_flag::working_directory, path));
    TRY(copy_to_user(to, describe_file_system(*inode)));
    return uint64_t{0};
}

extern "C" CallResult sys_fstatfs(int32_t fd, UserPtr<Statfs> to)
{
    File* const file = TRY(any_file(fd));
    TRY(copy_to_user(to, describe_file_system(file->inode())));
    return uint64_t{0};
}

} // namespace ringside::kernel
