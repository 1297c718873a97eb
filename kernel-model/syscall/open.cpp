// Opening and closing. Sources: open(2), close(2); kernel source fs/namei.c (path_openat), fs/open.c.
#include "kernel-model/files/file_table.hpp"
#include "kernel-model/syscall/path_argument.hpp"
#include "kernel-model/syscall/system_calls.hpp"
#include "kernel-model/task/task.hpp"

namespace ringside::kernel {

namespace {

bool has(uint32_t flags, uint32_t wanted)
{
    return (flags & wanted) == wanted;
}

// What the access mode of `flags` asks of the file, as access_bit. The mode 3 asks for both and gives
// neither.
uint32_t wanted_access(uint32_t flags)
{
    switch (flags & open_flag::access_mask) {
    case open_flag::read_only:
        return access_bit::read;
    case open_flag::write_only:
        return access_bit::write;
    default:
        return access_bit::read | access_bit::write;
    }
}

// O_CREAT of a name that does not exist: its directory must, and then the file system is read-only.
Result<Inode*> refuse_creation(int32_t directory, std::string_view path, Errno reason)
{
    if (reason != Errno::enoent || path.empty()) {
        return reason;
    }
    if (path.ends_with('/')) {
        return Errno::eisdir;
    }
    auto const slash = path.rfind('/');
    auto const parent = slash == std::string_view::npos ? std::string_view(".")
                        : slash == 0                    ? std::string_view("/")
                                                        : std::string_view(path.data(), slash);
    Inode* const inode = TRY(look_up_at(directory, parent));
    return inode->is_directory() ? Errno::erofs : Errno::enotdir;
}

Result<Inode*> find_for_open(int32_t directory, std::string_view path, uint32_t flags)
{
    bool const exclusive = has(flags, open_flag::create | open_flag::exclusive);
    bool const keep_link = has(flags, open_flag::no_follow) || exclusive;
    auto const found = look_up_at(directory, path, keep_link ? LastLink::keep : LastLink::follow);
    if (found.failed()) {
        return has(flags, open_flag::create) ? refuse_creation(directory, path, found.error()) : found;
    }
    return exclusive ? Result<Inode*>(Errno::eexist) : found;
}

// Everything that may speak against opening this inode with these flags.
Result<void> check_open(Inode const& inode, uint32_t flags)
{
    bool const writes = (wanted_access(flags) & access_bit::write) != 0;
    if (inode.is_symlink()) { // only if it was not to be followed
        return has(flags, open_flag::path) ? Result<void>() : Result<void>(Errno::eloop);
    }
    if (has(flags, open_flag::directory) && !inode.is_directory()) {
        return Errno::enotdir;
    }
    if (has(flags, open_flag::path)) {
        return {};
    }
    if (inode.is_directory() && (writes || has(flags, open_flag::create))) {
        return has(flags, open_flag::temporary_file) ? Errno::erofs : Errno::eisdir;
    }
    auto const truncates = has(flags, open_flag::truncate) && inode.is_regular() ? access_bit::write : 0;
    return may(inode, wanted_access(flags) | truncates);
}

} // namespace

extern "C" CallResult sys_openat(int32_t directory, UserPtr<char const> path, uint32_t flags,
                                 uint32_t /*mode*/)
{
    constexpr uint32_t path_flags =
        open_flag::path | open_flag::directory | open_flag::no_follow | open_flag::close_on_exec;
    constexpr uint32_t not_kept = open_flag::create | open_flag::exclusive |
                                  open_flag::no_controlling_terminal | open_flag::truncate |
                                  open_flag::close_on_exec;
    if (has(flags, open_flag::path)) {
        flags &= path_flags;
    }
    // Linux 6.4 on: which of the two was meant used to depend on what was there.
    if (has(flags, open_flag::create | open_flag::directory)) {
        return Errno::einval;
    }
    PathArgument argument;
    TRY(argument.load(path));
    Inode* const inode = TRY(find_for_open(directory, argument.text(), flags));
    TRY(check_open(*inode, flags));
    auto const kept = (flags & ~not_kept) | (has(flags, open_flag::path) ? 0 : open_flag::large_file);
    File* const file = has(flags, open_flag::path) ? new File(*inode, kept) : TRY(inode->open(kept));
    auto const fd = current().files->add(*file, has(flags, open_flag::close_on_exec));
    if (fd.failed()) {
        file->release();
    }
    return fd;
}

extern "C" CallResult sys_open(UserPtr<char const> path, uint32_t flags, uint32_t mode)
{
    return sys_openat(at_flag::working_directory, path, flags, mode);
}

extern "C" CallResult sys_creat(UserPtr<char const> path, uint32_t mode)
{
    return sys_open(path, open_flag::create | open_flag::write_only | open_flag::truncate, mode);
}

extern "C" CallResult sys_close(int32_t fd)
{
    TRY(current().files->close(fd));
    return uint64_t{0};
}

} // namespace ringside::kernel
