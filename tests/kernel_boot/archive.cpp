// Writes newc members: a header of thirteen eight-digit hexadecimal numbers, the name, the contents, each
// padded to four.
#include "tests/kernel_boot/archive.hpp"

#include "tests/support/folders.hpp"

#include <array>
#include <cstdio>

namespace ringside::tests {

namespace {

void pad(std::string& bytes)
{
    bytes.append((4 - bytes.size() % 4) % 4, '\0');
}

void append_member(std::string& bytes, uint32_t number, uint32_t mode, std::string_view path,
                   std::string_view contents)
{
    constexpr uint32_t date = 1735689600; // 2025-01-01 UTC
    // ino mode uid gid nlink mtime filesize devmajor devminor rdevmajor rdevminor namesize check
    std::array<size_t, 13> const fields = {number,          mode, 0, 0, 1, date, contents.size(), 0, 0, 0, 0,
                                           path.size() + 1, 0};
    bytes += "070701";
    for (size_t field : fields) {
        std::array<char, 9> digits{};
        std::snprintf(digits.data(), digits.size(), "%08zX", field);
        bytes += digits.data();
    }
    bytes += path;
    bytes += '\0';
    pad(bytes);
    bytes += contents;
    pad(bytes);
}

} // namespace

void Archive::add(std::string_view path, uint32_t mode, std::string_view contents)
{
    append_member(bytes_, number_++, mode, path, contents);
}

void Archive::add_host_file(std::string_view path, std::filesystem::path const& host)
{
    add_file(path, read_file(host));
}

std::string Archive::bytes() const
{
    std::string whole = bytes_;
    append_member(whole, 0, 0, "TRAILER!!!", {});
    return whole;
}

} // namespace ringside::tests
