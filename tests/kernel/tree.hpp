// A tree of inodes on the host: a cpio archive written entry by entry, unpacked by the kernel's own code.
#pragma once

#include "kernel-model/files/initramfs.hpp"

#include <string>

namespace ringside::tests {

// What one entry of an archive says about itself besides its name and contents.
struct EntryFields
{
    unsigned mode = 0100644;
    unsigned uid = 0;
    unsigned gid = 0;
    unsigned links = 1;
    unsigned modified = 0;
    unsigned number = 0; // 0: the next free one
    unsigned represented_major = 0;
    unsigned represented_minor = 0;
};

class CpioWriter
{
public:
    CpioWriter& add(std::string const& name, EntryFields const& fields, std::string const& contents = {});
    CpioWriter& file(std::string const& name, std::string const& contents) { return add(name, {}, contents); }
    CpioWriter& folder(std::string const& name, unsigned permissions = 0755)
    {
        return add(name, {.mode = 0040000 | permissions, .links = 2});
    }
    CpioWriter& link(std::string const& name, std::string const& target)
    {
        return add(name, {.mode = 0120777}, target);
    }
    // The bytes, with the trailer.
    std::string finish();

private:
    void pad();

    std::string bytes_;
    unsigned last_number_ = 100;
};

// A root directory and what the archive put into it. The archive's bytes live as long as the tree.
class Tree
{
public:
    explicit Tree(std::string archive);

    kernel::Directory& root() { return *root_; }
    std::string const& archive() const { return archive_; }
    kernel::UnpackReport const& report() const { return report_; }
    // As root, from the root, links followed.
    kernel::Result<kernel::Inode*> find(std::string_view path);
    std::string contents(std::string_view path);

private:
    std::string archive_;
    kernel::Directory* root_;
    kernel::UnpackReport report_;
};

} // namespace ringside::tests
