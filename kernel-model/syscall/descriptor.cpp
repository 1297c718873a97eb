// Descriptors themselves: dup, dup2, dup3, fcntl, and the part of ioctl that every file knows. Sources:
// dup(2), fcntl(2), ioctl(2); kernel source fs/fcntl.c, fs/ioctl.c.
#include "kernel-model/abi/terminal.hpp"
#include "kernel-model/files/file_table.hpp"
#include "kernel-model/syscall/path_argument.hpp"
#include "kernel-model/syscall/system_calls.hpp"
#include "kernel-model/task/task.hpp"

namespace ringside::kernel {

namespace {

enum class FcntlCommand : uint32_t
{
    duplicate = 0,
    get_descriptor_flags = 1,
    set_descriptor_flags = 2,
    get_status_flags = 3,
    set_status_flags = 4,
    duplicate_close_on_exec = 1030,
};

constexpr uint32_t descriptor_close_on_exec = 1; // FD_CLOEXEC

CallResult duplicate(File& file, uint64_t lowest, bool close_on_exec)
{
    if (lowest >= FileTable::limit) {
        return Errno::einval;
    }
    auto const fd = current().files->add(file, close_on_exec, static_cast<uint32_t>(lowest));
    if (!fd.failed()) {
        file.retain();
    }
    return fd;
}

CallResult duplicate_onto(int32_t from, int32_t to, bool close_on_exec)
{
    FileTable& files = *current().files;
    if (to < 0 || static_cast<uint32_t>(to) >= FileTable::limit) {
        return Errno::ebadf;
    }
    File* const file = TRY(files.get(from));
    file->retain();
    files.replace(static_cast<uint32_t>(to), *file, close_on_exec);
    return static_cast<uint64_t>(to);
}

// F_SETFL can change only these (fcntl(2)).
CallResult set_status_flags(File& file, uint64_t wish)
{
    constexpr uint32_t changeable = open_flag::append | open_flag::non_block | open_flag::async |
                                    open_flag::direct | open_flag::no_access_time;
    file.change_flags((file.flags() & ~changeable) | (static_cast<uint32_t>(wish) & changeable));
    return uint64_t{0};
}

CallResult set_flag_from_user(File& file, uint32_t flag, UserPtr<int32_t const> from)
{
    int32_t on = 0;
    TRY(copy_from_user(on, from));
    file.change_flags(on != 0 ? file.flags() | flag : file.flags() & ~flag);
    return uint64_t{0};
}

} // namespace

extern "C" CallResult sys_dup(int32_t fd)
{
    return duplicate(*TRY(any_file(fd)), 0, false);
}

extern "C" CallResult sys_dup2(int32_t from, int32_t to)
{
    if (from == to) {
        TRY(any_file(from)); // nothing to do, but it must be open
        return static_cast<uint64_t>(to);
    }
    return duplicate_onto(from, to, false);
}

extern "C" CallResult sys_dup3(int32_t from, int32_t to, uint32_t flags)
{
    if ((flags & ~open_flag::close_on_exec) != 0 || from == to) {
        return Errno::einval;
    }
    return duplicate_onto(from, to, flags != 0);
}

extern "C" CallResult sys_fcntl(int32_t fd, uint32_t command, uint64_t argument)
{
    File* const file = TRY(any_file(fd));
    FileTable& files = *current().files;
    auto const slot = static_cast<uint32_t>(fd);
    switch (static_cast<FcntlCommand>(command)) {
    case FcntlCommand::duplicate:
        return duplicate(*file, argument, false);
    case FcntlCommand::duplicate_close_on_exec:
        return duplicate(*file, argument, true);
    case FcntlCommand::get_descriptor_flags:
        return uint64_t{files.close_on_exec(slot) ? descriptor_close_on_exec : 0};
    case FcntlCommand::set_descriptor_flags:
        files.set_close_on_exec(slot, (argument & descriptor_close_on_exec) != 0);
        return uint64_t{0};
    case FcntlCommand::get_status_flags:
        return uint64_t{file->flags()};
    case FcntlCommand::set_status_flags:
        return (file->flags() & open_flag::path) != 0 ? CallResult(Errno::ebadf)
                                                      : set_status_flags(*file, argument);
    }
    // Locks, owners, leases and seals.
    // FIXME: not supported; they answer EINVAL, as commands that this kernel does not know.
    return Errno::einval;
}

extern "C" CallResult sys_ioctl(int32_t fd, uint32_t request, uint64_t argument)
{
    File* const file = TRY(open_file(fd));
    FileTable& files = *current().files;
    UserPtr<int32_t> const number(argument);
    switch (static_cast<TerminalRequest>(request)) {
    case TerminalRequest::fioclex:
        files.set_close_on_exec(static_cast<uint32_t>(fd), true);
        return uint64_t{0};
    case TerminalRequest::fionclex:
        files.set_close_on_exec(static_cast<uint32_t>(fd), false);
        return uint64_t{0};
    case TerminalRequest::fionbio:
        return set_flag_from_user(*file, open_flag::non_block, number);
    case TerminalRequest::fionread:
        if (file->inode().is_regular()) {
            TRY(copy_to_user(number, static_cast<int32_t>(file->inode().size() - file->position())));
            return uint64_t{0};
        }
        break;
    default:
        break;
    }
    return file->control(request, argument);
}

} // namespace ringside::kernel
