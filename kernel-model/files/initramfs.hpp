// The root file system: a cpio archive in "newc" format that the boot loader put into memory. Nothing is
// copied: names, link targets and contents stay where they lie in the archive, and inodes point at them.
// Format: cpio(5), kernel source Documentation/driver-api/early-userspace/buffer-format.rst.
#pragma once

#include "kernel-model/files/inode.hpp"

namespace ringside::kernel {

// A regular file whose bytes lie in memory.
class MemoryFile : public Inode
{
public:
    // `earlier_name`: the same file under the hard link before this one.
    MemoryFile(std::string_view name, Attributes const& attributes, std::span<std::byte const> contents,
               MemoryFile* earlier_name = nullptr)
        : Inode(name, attributes), contents_(contents), earlier_name_(earlier_name)
    {}

    std::span<std::byte const> contents() const override { return contents_; }
    // Whole pages, as a tmpfs counts them.
    uint64_t blocks() const override { return (contents_.size() + 4095) / 4096 * 8; }
    // Hard links: only the last name in the archive carries the bytes, so it gives them to the others.
    void share_contents()
    {
        for (MemoryFile* name = earlier_name_; name != nullptr; name = name->earlier_name_) {
            name->contents_ = contents_;
        }
    }

private:
    std::span<std::byte const> contents_;
    MemoryFile* earlier_name_;
};

// A symbolic link whose target lies in memory.
class MemoryLink : public Inode
{
public:
    MemoryLink(std::string_view name, Attributes const& attributes, std::string_view target)
        : Inode(name, attributes), target_(target)
    {}

    uint64_t size() const override { return target_.size(); }
    Result<size_t> link_text(std::span<char> to) override;

private:
    std::string_view target_;
};

// What became of an archive. `sentence` is null on success, else says what is wrong at byte `offset`; the
// entries before it are in the tree.
struct UnpackReport
{
    char const* sentence = nullptr;
    uint64_t offset = 0;
    uint64_t entries = 0;
};

// Puts every entry of the archive into the tree under `root`. Directories that the archive does not name but
// that its paths pass through are made with mode 0755. A later entry of the same name is ignored unless it is
// a directory, which then gives its attributes.
UnpackReport unpack_initramfs(Directory& root, std::span<std::byte const> archive);

} // namespace ringside::kernel
