// The walk from a path to an inode. Sources: path_resolution(7); kernel source fs/namei.c, link_path_walk.
#include "kernel-model/files/path.hpp"

namespace ringside::kernel {

namespace {

constexpr int max_links_followed = 40; // kernel source include/linux/namei.h, MAXSYMLINKS

// The text that is still to be walked when it is no longer the caller's: a link's target and what came behind
// the link. Not a recursion, because 40 links within links would overrun the kernel's stack.
class Expansion
{
public:
    Expansion() = default;
    ~Expansion() { delete[] text_; }
    Expansion(Expansion const&) = delete;
    Expansion& operator=(Expansion const&) = delete;

    // Puts the text of `link` in front of `rest`.
    Result<void> replace(Inode& link, std::string_view rest)
    {
        auto* const text = new char[path_limit + rest.size()];
        auto const length = link.link_text({text, path_limit});
        if (length.failed() || length.value() == 0) {
            delete[] text;
            return length.failed() ? length.error() : Errno::enoent;
        }
        __builtin_memcpy(text + length.value(), rest.data(), rest.size());
        delete[] text_; // `rest` may have pointed into it
        text_ = text;
        size_ = length.value() + rest.size();
        return {};
    }
    std::string_view text() const { return {text_, size_}; }

private:
    char* text_ = nullptr;
    size_t size_ = 0;
};

// One name within a directory; "." and ".." are the walk's own.
Result<Inode*> step(PathContext const& context, Inode& directory, std::string_view name)
{
    if (!directory.is_directory()) {
        return Errno::enotdir;
    }
    TRY(check_permission(directory, access_bit::execute, context.uid, context.gid));
    if (name.size() > name_limit) {
        return Errno::enametoolong;
    }
    if (name == ".") {
        return &directory;
    }
    if (name == "..") {
        return &directory == &context.root ? &directory : &directory.parent();
    }
    return directory.child(name);
}

// Takes the first name and the slashes before it off `path`; empty if there is none.
std::string_view take_name(std::string_view& path)
{
    while (path.starts_with('/')) {
        path.remove_prefix(1);
    }
    auto const slash = path.find('/');
    std::string_view const name(path.data(), slash == std::string_view::npos ? path.size() : slash);
    path.remove_prefix(name.size());
    return name;
}

Result<Inode*> walk(PathContext const& context, std::string_view path, LastLink last)
{
    Expansion expansion;
    int followed = 0;
    Inode* at = path.starts_with('/') ? &context.root : &context.start;
    for (auto name = take_name(path); !name.empty(); name = take_name(path)) {
        Inode* const next = TRY(step(context, *at, name));
        // A slash behind the last name asks for a directory, so a link there is followed in any case.
        if (!next->is_symlink() || (path.empty() && last == LastLink::keep)) {
            at = next;
        } else if (++followed > max_links_followed) {
            return Errno::eloop;
        } else if (Inode* const target = next->link_target()) {
            at = target;
        } else {
            TRY(expansion.replace(*next, path));
            path = expansion.text();
            at = path.starts_with('/') ? &context.root : at;
            continue;
        }
        if (!path.empty() && !at->is_directory()) {
            return Errno::enotdir;
        }
    }
    return at;
}

} // namespace

Result<Inode*> look_up(PathContext const& context, std::string_view path, LastLink last)
{
    if (path.empty()) {
        return Errno::enoent;
    }
    if (path.size() >= path_limit) {
        return Errno::enametoolong;
    }
    return walk(context, path, last);
}

Result<void> check_permission(Inode const& inode, uint32_t wanted, uint32_t uid, uint32_t gid)
{
    Attributes const& attributes = inode.attributes();
    bool const device = inode.type() == file_mode::character_device || inode.type() == file_mode::fifo;
    if ((wanted & access_bit::write) != 0 && !device) {
        return Errno::erofs;
    }
    if (uid == 0) {
        // root may do everything, except run a file that nobody may run (CAP_DAC_OVERRIDE, capabilities(7)).
        bool const refused =
            (wanted & access_bit::execute) != 0 && !inode.is_directory() && (attributes.mode & 0111) == 0;
        return refused ? Result<void>(Errno::eacces) : Result<void>();
    }
    uint32_t const shift = uid == attributes.uid ? 6 : gid == attributes.gid ? 3 : 0;
    uint32_t const granted = (attributes.mode >> shift) & 7;
    return (wanted & ~granted) != 0 ? Result<void>(Errno::eacces) : Result<void>();
}

} // namespace ringside::kernel
