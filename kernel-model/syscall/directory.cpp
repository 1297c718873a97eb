// Directories and names: getdents, getcwd, chdir, readlink, access. Sources: getdents(2), getcwd(2),
// chdir(2), readlink(2), access(2); kernel source fs/readdir.c, fs/open.c.
#include "kernel-model/syscall/path_argument.hpp"
#include "kernel-model/syscall/system_calls.hpp"
#include "kernel-model/task/task.hpp"

#include <array>

namespace ringside::kernel {

namespace {

// One record in the program's buffer: a head, the name, a zero byte, padding. The shapes differ in the head,
// and in where d_type is: behind d_reclen in getdents64, in the record's last byte in getdents.
struct Head64
{
    static constexpr bool type_in_head = true;
    static constexpr size_t name_offset = 19;
    static constexpr size_t alignment = 8;
    uint64_t number;
    uint64_t next;
    uint16_t size;
    uint8_t type;
};

struct HeadOld64
{
    static constexpr bool type_in_head = false;
    static constexpr size_t name_offset = 18;
    static constexpr size_t alignment = 8;
    uint64_t number;
    uint64_t next;
    uint16_t size;
};

struct HeadOld32
{
    static constexpr bool type_in_head = false;
    static constexpr size_t name_offset = 10;
    static constexpr size_t alignment = 4;
    uint32_t number;
    uint32_t next;
    uint16_t size;
};

// Writes one record; its size, or 0 if it does not fit any more.
template <class Head>
CallResult put_entry(DirectoryEntry const& entry, UserPtr<std::byte> to, uint64_t room)
{
    constexpr size_t ends = Head::type_in_head ? 1 : 2; // the zero byte, and d_type
    std::array<std::byte, Head::name_offset + name_limit + 16> record = {};
    auto const size =
        (Head::name_offset + entry.name.size() + ends + Head::alignment - 1) & ~(Head::alignment - 1);
    if (size > room) {
        return uint64_t{0};
    }
    Head head = {};
    head.number = static_cast<decltype(head.number)>(entry.number);
    head.next = static_cast<decltype(head.next)>(entry.next);
    head.size = static_cast<uint16_t>(size);
    auto const type = static_cast<uint8_t>((entry.mode & file_mode::type_mask) >> 12); // DT_* are S_IF* >> 12
    if constexpr (Head::type_in_head) {
        head.type = type;
    } else {
        record[size - 1] = static_cast<std::byte>(type);
    }
    __builtin_memcpy(record.data(), &head, Head::name_offset);
    __builtin_memcpy(record.data() + Head::name_offset, entry.name.data(), entry.name.size());
    TRY(copy_to_user(to, std::span<std::byte const>(record.data(), size)));
    return uint64_t{size};
}

template <class Head>
CallResult list(int32_t fd, UserPtr<std::byte> buffer, uint32_t size)
{
    File* const file = TRY(open_file(fd));
    if (!file->inode().is_directory()) {
        return Errno::enotdir;
    }
    uint64_t done = 0;
    DirectoryEntry entry;
    while (file->inode().entry(file->position(), entry)) {
        auto const put = put_entry<Head>(entry, buffer.offset(done), size - done);
        if (put.failed() || put.value() == 0) {
            auto const reason = put.failed() ? put.error() : Errno::einval; // EINVAL: the buffer is too small
            return done > 0 ? CallResult(done) : CallResult(reason);
        }
        done += put.value();
        file->set_position(entry.next);
    }
    return done;
}

CallResult enter(Inode& inode)
{
    if (!inode.is_directory()) {
        return Errno::enotdir;
    }
    TRY(may(inode, access_bit::execute));
    current().working_directory = &inode;
    return uint64_t{0};
}

} // namespace

extern "C" CallResult sys_getdents64(int32_t fd, UserPtr<std::byte> buffer, uint32_t size)
{
    return list<Head64>(fd, buffer, size);
}

extern "C" CallResult sys_getdents(int32_t fd, UserPtr<std::byte> buffer, uint32_t size)
{
    return list<HeadOld64>(fd, buffer, size);
}

extern "C" CallResult sys_ia32_getdents(int32_t fd, UserPtr<std::byte> buffer, uint32_t size)
{
    return list<HeadOld32>(fd, buffer, size);
}

extern "C" CallResult sys_getcwd(UserPtr<std::byte> buffer, uint64_t size)
{
    std::string_view const path = path_of(*current().working_directory);
    auto const length = path.size() + 1; // the kernel counts the zero byte too
    if (length > size) {
        return Errno::erange;
    }
    TRY(copy_to_user(buffer, std::as_bytes(std::span(path.data(), length))));
    return uint64_t{length};
}

extern "C" CallResult sys_chdir(UserPtr<char const> path)
{
    return enter(*TRY(look_up_user(at_flag::working_directory, path)));
}

extern "C" CallResult sys_fchdir(int32_t fd)
{
    return enter(TRY(any_file(fd))->inode());
}

extern "C" CallResult sys_readlinkat(int32_t directory, UserPtr<char const> path, UserPtr<std::byte> buffer,
                                     int32_t size)
{
    if (size <= 0) {
        return Errno::einval;
    }
    PathArgument argument;
    TRY(argument.load(path));
    // "" names the descriptor itself, which must have been opened with O_PATH | O_NOFOLLOW on a link.
    auto const empty = directory == at_flag::working_directory ? EmptyPath::refused : EmptyPath::allowed;
    Inode* const inode = TRY(look_up_at(directory, argument.text(), LastLink::keep, empty));
    if (!inode->is_symlink()) {
        return argument.text().empty() ? Errno::enoent : Errno::einval;
    }
    auto const wanted = static_cast<uint64_t>(size) < path_limit ? static_cast<uint64_t>(size) : path_limit;
    auto* const text = new char[wanted];
    auto const length = inode->link_text({text, wanted});
    auto const copied = length.failed()
                            ? Result<void>(length.error())
                            : copy_to_user(buffer, std::as_bytes(std::span(text, length.value())));
    delete[] text;
    TRY(copied);
    return uint64_t{length.value()}; // no zero byte behind it
}

extern "C" CallResult sys_readlink(UserPtr<char const> path, UserPtr<std::byte> buffer, int32_t size)
{
    return sys_readlinkat(at_flag::working_directory, path, buffer, size);
}

extern "C" CallResult sys_faccessat2(int32_t directory, UserPtr<char const> path, uint32_t mode,
                                     uint32_t flags)
{
    constexpr uint32_t known = at_flag::effective_access | at_flag::symlink_no_follow | at_flag::empty_path;
    if ((mode & ~7U) != 0 || (flags & ~known) != 0) {
        return Errno::einval;
    }
    auto const last = (flags & at_flag::symlink_no_follow) != 0 ? LastLink::keep : LastLink::follow;
    auto const empty = (flags & at_flag::empty_path) != 0 ? EmptyPath::allowed : EmptyPath::refused;
    Inode const* const inode = TRY(look_up_user(directory, path, last, empty));
    TRY(may(*inode, mode));
    return uint64_t{0};
}

extern "C" CallResult sys_faccessat(int32_t directory, UserPtr<char const> path, uint32_t mode)
{
    return sys_faccessat2(directory, path, mode, 0);
}

extern "C" CallResult sys_access(UserPtr<char const> path, uint32_t mode)
{
    return sys_faccessat2(at_flag::working_directory, path, mode, 0);
}

} // namespace ringside::kernel
