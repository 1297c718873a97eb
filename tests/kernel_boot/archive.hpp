// An initramfs for a test: a cpio archive in newc format (cpio(5)). Packed here and not by emu/boot, so that
// a mistake in our own packer cannot hide behind the same mistake in the kernel's reader.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace ringside::tests {

class Archive
{
public:
    void add_folder(std::string_view path) { add(path, 0040755, {}); }
    void add_file(std::string_view path, std::string_view contents, uint32_t mode = 0100755)
    {
        add(path, mode, contents);
    }
    void add_link(std::string_view path, std::string_view target) { add(path, 0120777, target); }
    /// A file of the host under another name; an absent file becomes an empty one.
    void add_host_file(std::string_view path, std::filesystem::path const& host);

    /// The archive with its trailer.
    std::string bytes() const;

private:
    void add(std::string_view path, uint32_t mode, std::string_view contents);

    std::string bytes_;
    uint32_t number_ = 1;
};

} // namespace ringside::tests
