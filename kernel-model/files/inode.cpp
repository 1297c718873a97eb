// What all inodes have in common, and directories. The kinds of files are in initramfs.cpp, dev.cpp and
// proc.cpp.
#include "kernel-model/files/inode.hpp"

#include "kernel-model/files/file.hpp"

namespace ringside::kernel {

Result<size_t> Inode::read(uint64_t offset, std::span<std::byte> to)
{
    auto const bytes = contents();
    if (offset >= bytes.size()) {
        return size_t{0};
    }
    auto const rest = bytes.subspan(offset);
    auto const count = rest.size() < to.size() ? rest.size() : to.size();
    __builtin_memcpy(to.data(), rest.data(), count);
    return count;
}

Result<Inode*> Inode::child(std::string_view /*name*/)
{
    return Errno::enotdir;
}

bool Inode::entry(size_t /*position*/, DirectoryEntry& /*entry*/)
{
    return false;
}

Result<size_t> Inode::link_text(std::span<char> /*to*/)
{
    return Errno::einval;
}

Result<File*> Inode::open(uint32_t flags)
{
    return new File(*this, flags);
}

char const* Inode::path() const
{
    if (path_ == nullptr) {
        size_t length = 0;
        for (Inode const* at = this; at->parent_ != nullptr; at = at->parent_) {
            length += 1 + at->name_.size();
        }
        auto* const text = new char[(length == 0 ? 1 : length) + 1];
        text[length == 0 ? 1 : length] = '\0';
        text[0] = '/';
        size_t end = length;
        for (Inode const* at = this; at->parent_ != nullptr; at = at->parent_) {
            end -= at->name_.size();
            __builtin_memcpy(text + end, at->name_.data(), at->name_.size());
            text[--end] = '/';
        }
        path_ = text;
    }
    return path_;
}

void Directory::add(Inode& child)
{
    child.parent_ = this;
    if (last_child_ == nullptr) {
        first_child_ = &child;
    } else {
        last_child_->next_sibling_ = &child;
    }
    last_child_ = &child;
    ++count_;
    if (child.is_directory()) {
        ++attributes().links; // its ".." names this directory
    }
}

void Directory::mount(Inode& top)
{
    Inode* before = nullptr;
    for (Inode* at = first_child_; at != nullptr; before = at, at = at->next_sibling_) {
        if (at->name_ == top.name_) {
            top.parent_ = this;
            top.next_sibling_ = at->next_sibling_;
            (before == nullptr ? first_child_ : before->next_sibling_) = &top;
            last_child_ = last_child_ == at ? &top : last_child_;
            return;
        }
    }
    add(top);
}

Result<size_t> Directory::read(uint64_t /*offset*/, std::span<std::byte> /*to*/)
{
    return Errno::eisdir;
}

Result<Inode*> Directory::child(std::string_view name)
{
    for (Inode* at = first_child_; at != nullptr; at = at->next_sibling_) {
        if (at->name_ == name) {
            return at;
        }
    }
    return Errno::enoent;
}

bool Directory::entry(size_t position, DirectoryEntry& entry)
{
    if (position < 2) {
        Inode const& inode = position == 0 ? *this : parent();
        entry = {inode.attributes().number, position == 0 ? "." : "..", inode.attributes().mode,
                 position + 1};
        return true;
    }
    if (cursor_ == nullptr || position < cursor_position_) {
        cursor_ = first_child_;
        cursor_position_ = 2;
    }
    while (cursor_ != nullptr && cursor_position_ < position) {
        cursor_ = cursor_->next_sibling_;
        ++cursor_position_;
    }
    if (cursor_ == nullptr) {
        return false;
    }
    entry = {cursor_->attributes().number, cursor_->name_, cursor_->attributes().mode, position + 1};
    return true;
}

} // namespace ringside::kernel
