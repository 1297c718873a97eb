// Writes archives in newc format, cpio(5), and stands in for the parts of the kernel that only a machine has.
#include "tests/kernel/tree.hpp"

#include "kernel-model/files/dev.hpp"
#include "kernel-model/files/path.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace ringside::kernel {

void panic_at(char const* condition, char const* file, int line)
{
    std::fprintf(stderr, "%s:%d: %s\n", file, line, condition);
    std::abort();
}

// No test here opens a device.
Result<size_t> Device::read(uint64_t /*offset*/, std::span<std::byte> /*to*/)
{
    return Errno::einval;
}

Result<File*> Device::open(uint32_t /*flags*/)
{
    return Errno::enxio;
}

} // namespace ringside::kernel

namespace ringside::tests {

namespace {

// Inodes live as long as the kernel, so nothing frees them; a leak checker must still find them in use.
std::vector<kernel::Inode*>& all_roots()
{
    static auto& roots =
        *new std::vector<kernel::Inode*>; // never destroyed, so still there at the leak check
    return roots;
}

kernel::Attributes root_attributes()
{
    kernel::Attributes attributes;
    attributes.mode = kernel::file_mode::directory | 0755;
    attributes.links = 2;
    attributes.number = 1;
    return attributes;
}

} // namespace

CpioWriter& CpioWriter::add(std::string const& name, EntryFields const& fields, std::string const& contents)
{
    std::array<unsigned, 13> const numbers = {fields.number != 0 ? fields.number : ++last_number_,
                                              fields.mode,
                                              fields.uid,
                                              fields.gid,
                                              fields.links,
                                              fields.modified,
                                              static_cast<unsigned>(contents.size()),
                                              0,
                                              0,
                                              fields.represented_major,
                                              fields.represented_minor,
                                              static_cast<unsigned>(name.size() + 1),
                                              0};
    bytes_ += "070701";
    for (unsigned const number : numbers) {
        std::array<char, 9> digits = {};
        std::snprintf(digits.data(), digits.size(), "%08X", number);
        bytes_ += digits.data();
    }
    bytes_ += name + '\0';
    pad();
    bytes_ += contents;
    pad();
    return *this;
}

void CpioWriter::pad()
{
    bytes_.append((4 - bytes_.size() % 4) % 4, '\0');
}

std::string CpioWriter::finish()
{
    add("TRAILER!!!", {.mode = 0});
    return bytes_;
}

Tree::Tree(std::string archive)
    : archive_(std::move(archive)), root_(new kernel::Directory("", root_attributes())),
      report_(kernel::unpack_initramfs(*root_, std::as_bytes(std::span(archive_))))
{
    all_roots().push_back(root_);
}

kernel::Result<kernel::Inode*> Tree::find(std::string_view path)
{
    return kernel::look_up(kernel::PathContext{*root_, *root_}, path);
}

std::string Tree::contents(std::string_view path)
{
    auto const bytes = find(path).value()->contents();
    return {reinterpret_cast<char const*>(bytes.data()), bytes.size()};
}

} // namespace ringside::tests
