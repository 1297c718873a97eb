// Paths and descriptors as arguments. Sources: path_resolution(7), openat(2); kernel source fs/namei.c.
#include "kernel-model/syscall/path_argument.hpp"

#include "kernel-model/files/file_table.hpp"
#include "kernel-model/task/task.hpp"

namespace ringside::kernel {

Result<void> PathArgument::load(UserPtr<char const> from)
{
    length_ = TRY(copy_string_from_user({text_, path_limit}, from));
    return {};
}

Result<File*> any_file(int32_t fd)
{
    return current().files->get(fd);
}

Result<File*> open_file(int32_t fd)
{
    File* const file = TRY(any_file(fd));
    return (file->flags() & open_flag::path) != 0 ? Result<File*>(Errno::ebadf) : Result<File*>(file);
}

Result<Inode*> start_at(int32_t directory)
{
    if (directory == at_flag::working_directory) {
        return current().working_directory;
    }
    return &TRY(any_file(directory))->inode();
}

Result<Inode*> look_up_at(int32_t directory, std::string_view path, LastLink last, EmptyPath empty)
{
    Task const& task = current();
    if (path.empty() && empty == EmptyPath::allowed) {
        return start_at(directory);
    }
    // An absolute path does not care whether the descriptor is good: openat(2).
    Inode* const start = path.starts_with('/') ? root_directory() : TRY(start_at(directory));
    return look_up(PathContext{*root_directory(), *start, task.uid, task.gid}, path, last);
}

Result<Inode*> look_up_user(int32_t directory, UserPtr<char const> path, LastLink last, EmptyPath empty)
{
    PathArgument argument;
    TRY(argument.load(path));
    return look_up_at(directory, argument.text(), last, empty);
}

Result<void> may(Inode const& inode, uint32_t wanted)
{
    return check_permission(inode, wanted, current().uid, current().gid);
}

} // namespace ringside::kernel
