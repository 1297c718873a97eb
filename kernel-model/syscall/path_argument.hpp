// What nearly every call on files begins with: the path fetched from the program, and the inode it leads to.
#pragma once

#include "kernel-model/files/file.hpp"
#include "kernel-model/files/path.hpp"
#include "kernel-model/memory/user_pointer.hpp"

namespace ringside::kernel {

// A path copied from the program once, so that nobody can change it between check and use.
class PathArgument
{
public:
    PathArgument() : text_(new char[path_limit]) {}
    ~PathArgument() { delete[] text_; }
    PathArgument(PathArgument const&) = delete;
    PathArgument& operator=(PathArgument const&) = delete;

    // EFAULT, ENAMETOOLONG.
    Result<void> load(UserPtr<char const> from);
    std::string_view text() const { return {text_, length_}; }

private:
    char* text_;
    size_t length_ = 0;
};

// Whether "" may stand for the descriptor itself: AT_EMPTY_PATH.
enum class EmptyPath : uint8_t
{
    refused,
    allowed,
};

// The open file behind a descriptor: EBADF; also for O_PATH, which is for naming a file only.
Result<File*> open_file(int32_t fd);
// The same, O_PATH included: fstat, fchdir, dup, close, the *at calls.
Result<File*> any_file(int32_t fd);

// Where a path of an *at call begins: the working directory for AT_FDCWD, else the descriptor's inode. EBADF.
Result<Inode*> start_at(int32_t directory);
// The inode of a path of the current task.
Result<Inode*> look_up_at(int32_t directory, std::string_view path, LastLink last = LastLink::follow,
                          EmptyPath empty = EmptyPath::refused);
// The same with the path still in the program's memory.
Result<Inode*> look_up_user(int32_t directory, UserPtr<char const> path, LastLink last = LastLink::follow,
                            EmptyPath empty = EmptyPath::refused);
// check_permission for the current task.
Result<void> may(Inode const& inode, uint32_t wanted);

} // namespace ringside::kernel
