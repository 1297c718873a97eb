// One thing that a path can name: a regular file, a directory, a symbolic link, a device. It knows its
// attributes, its place in the tree, and how to be read; being open (offset, flags) is a File's business, see
// file.hpp. Inodes are made at boot and live as long as the kernel; nothing is renamed or removed, because
// all file systems here are read-only. Sources: inode(7), kernel source include/linux/fs.h.
#pragma once

#include "kernel-model/abi/file.hpp"
#include "kernel-model/lib/result.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace ringside::kernel {

class File;
class Inode;

// What stat(2) tells besides size and blocks.
struct Attributes
{
    uint32_t mode = 0; // type and permissions, abi/file.hpp file_mode
    uint32_t links = 1;
    uint32_t uid = 0;
    uint32_t gid = 0;
    uint64_t number = 0;             // st_ino
    uint64_t device = 0;             // st_dev: the file system
    uint64_t represented_device = 0; // st_rdev: what a device node stands for
    int64_t modified = 0;            // seconds since 1970; also access and change time
};

// One line of getdents64(2).
struct DirectoryEntry
{
    uint64_t number = 0;
    std::string_view name;
    uint32_t mode = 0;
    uint64_t next = 0; // position of the entry behind this one: d_off
};

class Inode
{
public:
    Inode(std::string_view name, Attributes const& attributes) : name_(name), attributes_(attributes) {}
    Inode(Inode const&) = delete;
    Inode& operator=(Inode const&) = delete;

    Attributes const& attributes() const { return attributes_; }
    Attributes& attributes() { return attributes_; }
    uint32_t type() const { return attributes_.mode & file_mode::type_mask; }
    bool is_regular() const { return type() == file_mode::regular; }
    bool is_directory() const { return type() == file_mode::directory; }
    bool is_symlink() const { return type() == file_mode::symlink; }

    virtual uint64_t size() const { return contents().size(); }
    // st_blocks: units of 512 bytes that the file takes up.
    virtual uint64_t blocks() const { return 0; }

    // All bytes of a file that lies in memory, where they lie: what the loader and mmap read. Empty for files
    // that are made up when they are read.
    virtual std::span<std::byte const> contents() const { return {}; }
    // Copies bytes from `offset` on; answers how many, 0 at the end. EISDIR, EINVAL.
    virtual Result<size_t> read(uint64_t offset, std::span<std::byte> to);

    // Directories: ENOTDIR for others, ENOENT. "." and ".." are the path look-up's business.
    virtual Result<Inode*> child(std::string_view name);
    // The entry at `position` (0 and 1 are "." and ".."), or the next one behind it; false at the end.
    virtual bool entry(size_t position, DirectoryEntry& entry);

    // Symbolic links: the text that readlink(2) returns. EINVAL for others.
    virtual Result<size_t> link_text(std::span<char> to);
    // Links that lead to an inode whatever their text says (/proc/self/exe), or nullptr: follow the text.
    virtual Inode* link_target() { return nullptr; }

    // What open(2) makes: the access and type checks are done. Devices make Files of their own.
    virtual Result<File*> open(uint32_t flags);

    Inode& parent() { return parent_ != nullptr ? *parent_ : *this; }
    std::string_view name() const { return name_; }
    // The absolute path with a terminating zero; made on first use, lives as long as the kernel.
    char const* path() const;

protected:
    ~Inode() = default;

private:
    friend class Directory;

    std::string_view name_;
    Attributes attributes_;
    Inode* parent_ = nullptr;
    Inode* next_sibling_ = nullptr;
    mutable char const* path_ = nullptr;
};

// A directory whose entries stay what they are: those of the initramfs, /dev, /proc.
class Directory : public Inode
{
public:
    using Inode::Inode;

    void add(Inode& child);
    // Like add, but covers an entry of the same name.
    void mount(Inode& top);
    // tmpfs counts 20 bytes an entry: kernel source mm/shmem.c, BOGO_DIRENT_SIZE.
    uint64_t size() const override { return count_ * 20; }
    Result<size_t> read(uint64_t offset, std::span<std::byte> to) override;
    Result<Inode*> child(std::string_view name) override;
    bool entry(size_t position, DirectoryEntry& entry) override;

private:
    Inode* first_child_ = nullptr;
    Inode* last_child_ = nullptr;
    size_t count_ = 0;
    // getdents asks for one position after the other: where the last one was.
    size_t cursor_position_ = 0;
    Inode* cursor_ = nullptr;
};

} // namespace ringside::kernel
