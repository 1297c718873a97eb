// Calls that would change a file system. All of them are read-only here, so once the arguments are right the
// answer is EROFS; what is wrong with the arguments is said first, as on a Linux file system that is mounted
// read-only. Sources: mkdir(2), unlink(2), rename(2), link(2), symlink(2), chmod(2), truncate(2),
// utimensat(2).
#include "kernel-model/syscall/path_argument.hpp"
#include "kernel-model/syscall/system_calls.hpp"
#include "kernel-model/task/task.hpp"

namespace ringside::kernel {

namespace {

std::string_view parent_of(std::string_view path)
{
    while (path.size() > 1 && path.ends_with('/')) {
        path.remove_suffix(1);
    }
    auto const slash = path.rfind('/');
    if (slash == std::string_view::npos) {
        return ".";
    }
    return slash == 0 ? std::string_view("/") : std::string_view(path.data(), slash);
}

// A name that is to be made: it must be free (EEXIST) and its directory must exist.
CallResult refuse_new_name(int32_t directory, UserPtr<char const> path)
{
    PathArgument argument;
    TRY(argument.load(path));
    auto const found = look_up_at(directory, argument.text(), LastLink::keep);
    if (!found.failed()) {
        return Errno::eexist;
    }
    if (found.error() != Errno::enoent || argument.text().empty()) {
        return found.error();
    }
    Inode const* const parent = TRY(look_up_at(directory, parent_of(argument.text())));
    return parent->is_directory() ? Errno::erofs : Errno::enotdir;
}

// A file that is to be changed: it must exist.
CallResult refuse_change(int32_t directory, UserPtr<char const> path, LastLink last)
{
    TRY(look_up_user(directory, path, last));
    return Errno::erofs;
}

} // namespace

extern "C" CallResult sys_mkdirat(int32_t directory, UserPtr<char const> path, uint32_t /*mode*/)
{
    return refuse_new_name(directory, path);
}

extern "C" CallResult sys_mkdir(UserPtr<char const> path, uint32_t mode)
{
    return sys_mkdirat(at_flag::working_directory, path, mode);
}

extern "C" CallResult sys_rmdir(UserPtr<char const> path)
{
    Inode const* const inode = TRY(look_up_user(at_flag::working_directory, path, LastLink::keep));
    return inode->is_directory() ? Errno::erofs : Errno::enotdir;
}

extern "C" CallResult sys_unlinkat(int32_t directory, UserPtr<char const> path, uint32_t flags)
{
    constexpr uint32_t remove_directory = 0x200; // AT_REMOVEDIR
    if ((flags & ~remove_directory) != 0) {
        return Errno::einval;
    }
    return refuse_change(directory, path, LastLink::keep);
}

extern "C" CallResult sys_unlink(UserPtr<char const> path)
{
    return sys_unlinkat(at_flag::working_directory, path, 0);
}

extern "C" CallResult sys_rename(UserPtr<char const> from, UserPtr<char const> /*to*/)
{
    return refuse_change(at_flag::working_directory, from, LastLink::keep);
}

extern "C" CallResult sys_link(UserPtr<char const> from, UserPtr<char const> to)
{
    TRY(look_up_user(at_flag::working_directory, from, LastLink::keep));
    return refuse_new_name(at_flag::working_directory, to);
}

extern "C" CallResult sys_symlink(UserPtr<char const> target, UserPtr<char const> path)
{
    PathArgument text;
    TRY(text.load(target));
    return text.text().empty() ? CallResult(Errno::enoent)
                               : refuse_new_name(at_flag::working_directory, path);
}

extern "C" CallResult sys_chmod(UserPtr<char const> path, uint32_t /*mode*/)
{
    return refuse_change(at_flag::working_directory, path, LastLink::follow);
}

extern "C" CallResult sys_fchmod(int32_t fd, uint32_t /*mode*/)
{
    TRY(open_file(fd));
    return Errno::erofs;
}

extern "C" CallResult sys_chown(UserPtr<char const> path, uint32_t /*uid*/, uint32_t /*gid*/)
{
    return refuse_change(at_flag::working_directory, path, LastLink::follow);
}

extern "C" CallResult sys_truncate(UserPtr<char const> path, int64_t length)
{
    if (length < 0) {
        return Errno::einval;
    }
    Inode const* const inode = TRY(look_up_user(at_flag::working_directory, path));
    if (inode->is_directory()) {
        return Errno::eisdir;
    }
    return inode->is_regular() ? Errno::erofs : Errno::einval;
}

extern "C" CallResult sys_ftruncate(int32_t fd, int64_t length)
{
    File const* const file = TRY(open_file(fd));
    return length < 0 || !file->writable() ? Errno::einval : Errno::erofs;
}

extern "C" CallResult sys_utimensat(int32_t directory, UserPtr<char const> path,
                                    UserPtr<Timespec const> /*times*/, uint32_t flags)
{
    constexpr uint32_t known = at_flag::symlink_no_follow | at_flag::empty_path;
    if ((flags & ~known) != 0) {
        return Errno::einval;
    }
    if (path.is_null()) { // the file that the descriptor has open: futimens(3)
        TRY(open_file(directory));
        return Errno::erofs;
    }
    auto const last = (flags & at_flag::symlink_no_follow) != 0 ? LastLink::keep : LastLink::follow;
    return refuse_change(directory, path, last);
}

// There is nothing that waits to be written. Only files of a file system can be synchronised.
extern "C" CallResult sys_fsync(int32_t fd)
{
    File* const file = TRY(open_file(fd));
    auto const type = file->inode().type();
    return type == file_mode::character_device || type == file_mode::fifo ? CallResult(Errno::einval)
                                                                          : CallResult(uint64_t{0});
}

extern "C" CallResult sys_sync()
{
    return uint64_t{0};
}

extern "C" CallResult sys_umask(uint32_t mask)
{
    auto const old = current().umask;
    current().umask = mask & 0777;
    return uint64_t{old};
}

} // namespace ringside::kernel
