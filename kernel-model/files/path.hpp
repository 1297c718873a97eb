// From a path to an inode, component by component: path_resolution(7). Symbolic links are followed at most 40
// times (ELOOP), a component has at most 255 bytes (ENAMETOOLONG), searching a directory needs its x bit
// (EACCES).
#pragma once

#include "kernel-model/files/inode.hpp"

namespace ringside::kernel {

// Whether a symbolic link at the end of the path is followed: stat(2) does, lstat(2) does not.
enum class LastLink : uint8_t
{
    follow,
    keep,
};

// Who asks, and from where: the parts of a task that decide what a path means.
struct PathContext
{
    Inode& root;
    Inode& start; // for paths that do not begin with '/'
    uint32_t uid = 0;
    uint32_t gid = 0;
};

Result<Inode*> look_up(PathContext const& context, std::string_view path, LastLink last = LastLink::follow);

// For the kernel itself: an absolute path, walked as root, links followed.
Result<Inode*> look_up(std::string_view path);

// The top of the tree: file_system.cpp.
Inode* root_directory();

// The absolute path of an inode; zero-terminated, lives as long as the kernel.
inline std::string_view path_of(Inode const& inode)
{
    return inode.path();
}

// Whether user and group have the wanted rights (access_bit), by owner, group and others, root excepted:
// EACCES. Writing to a regular file or directory of a read-only file system is EROFS. Kernel source
// fs/namei.c.
Result<void> check_permission(Inode const& inode, uint32_t wanted, uint32_t uid, uint32_t gid);

} // namespace ringside::kernel
