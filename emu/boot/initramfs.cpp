// Collecting and packing the guest's files with libarchive. Read next: pvh.cpp, which puts the archive into
// memory.
#include "emu/boot/initramfs.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <filesystem>
#include <map>
#include <memory>

namespace ringside::emu {

namespace {

namespace fs = std::filesystem;

constexpr uint32_t folder_mode = S_IFDIR | 0755;
constexpr uint32_t program_mode = S_IFREG | 0755;
constexpr uint32_t file_mode = S_IFREG | 0644;

using Files = std::map<std::string, GuestFile>; // in the order of their paths, so parents come first

std::vector<std::byte> bytes_of(std::string_view text)
{
    auto const* first = reinterpret_cast<std::byte const*>(text.data());
    return {first, first + text.size()};
}

void put(Files& files, std::string const& path, uint32_t mode, std::vector<std::byte> bytes = {})
{
    for (auto slash = path.find('/', 1); slash != std::string::npos; slash = path.find('/', slash + 1)) {
        auto const parent = path.substr(0, slash);
        files.try_emplace(parent, GuestFile{parent, folder_mode, {}});
    }
    files.insert_or_assign(path, GuestFile{path, mode, std::move(bytes)});
}

// "/a//b/./c/" -> "/a/b/c"; "" if it is not absolute or has "..".
std::string clean_guest_path(std::string const& path)
{
    if (path.empty() || path.front() != '/')
        return {};
    std::string clean;
    for (auto const& part : fs::path(path)) {
        if (part == "/" || part == "." || part.empty())
            continue;
        if (part == "..")
            return {};
        clean += "/" + part.string();
    }
    return clean.empty() ? "/" : clean;
}

Outcome<void> put_host_file(Files& files, std::string const& host, std::string const& guest)
{
    auto bytes = read_host_file(host);
    if (!bytes.ok())
        return bytes.refusal();
    struct stat status
    {};
    auto const executable = stat(host.c_str(), &status) == 0 && (status.st_mode & 0111) != 0;
    put(files, guest, executable ? program_mode : file_mode, std::move(bytes.value()));
    return {};
}

Outcome<void> put_host_folder(Files& files, std::string const& host, std::string const& guest)
{
    std::error_code error;
    auto entries = fs::recursive_directory_iterator(host, error);
    auto const prefix = guest == "/" ? std::string{} : guest;
    if (guest != "/")
        put(files, guest, folder_mode);
    while (!error && entries != fs::recursive_directory_iterator{}) {
        auto const path = entries->path().string();
        auto const inside = prefix + "/" + fs::path(path).lexically_relative(host).string();
        auto const type = entries->symlink_status(error).type();
        if (type == fs::file_type::symlink)
            put(files, inside, S_IFLNK | 0777, bytes_of(fs::read_symlink(path, error).string()));
        else if (type == fs::file_type::directory)
            put(files, inside, folder_mode);
        else if (auto done = put_host_file(files, path, inside); !done.ok())
            return done;
        entries.increment(error);
    }
    if (error)
        return Refusal{
            fmt::format("{}: {}; check the rights of the folder", printable(host), error.message())};
    return {};
}

Outcome<void> put_wanted(Files& files, HostFile const& wanted)
{
    auto const guest = clean_guest_path(wanted.guest);
    if (guest.empty())
        return Refusal{fmt::format("\"{}\" is no absolute path for the guest; write --file HOST:/PATH",
                                   printable(wanted.guest))};
    std::error_code error;
    if (fs::is_directory(wanted.host, error))
        return put_host_folder(files, wanted.host, guest);
    if (guest == "/")
        return Refusal{fmt::format("{} is a file and cannot be the guest's root; write --file HOST:/NAME",
                                   printable(wanted.host))};
    return put_host_file(files, wanted.host, guest);
}

struct FreeArchive
{
    void operator()(archive* writer) const { archive_write_free(writer); }
};
struct FreeEntry
{
    void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};

la_ssize_t append(archive*, void* target, void const* bytes, std::size_t count)
{
    auto& packed = *static_cast<std::vector<std::byte>*>(target);
    auto const* first = static_cast<std::byte const*>(bytes);
    packed.insert(packed.end(), first, first + count);
    return static_cast<la_ssize_t>(count);
}

bool write_entry(archive* writer, GuestFile const& file, int64_t number)
{
    std::unique_ptr<archive_entry, FreeEntry> const entry(archive_entry_new());
    auto const is_folder = S_ISDIR(file.mode);
    auto const is_link = S_ISLNK(file.mode);
    archive_entry_set_pathname(entry.get(), file.path.c_str() + 1); // Linux's archives have relative names
    archive_entry_set_mode(entry.get(), file.mode);
    archive_entry_set_ino64(entry.get(), number);
    archive_entry_set_nlink(entry.get(), is_folder ? 2 : 1);
    archive_entry_set_mtime(entry.get(), 0, 0);
    archive_entry_set_uid(entry.get(), 0);
    archive_entry_set_gid(entry.get(), 0);
    std::string const target(reinterpret_cast<char const*>(file.bytes.data()),
                             is_link ? file.bytes.size() : 0);
    if (is_link)
        archive_entry_set_symlink(entry.get(), target.c_str());
    archive_entry_set_size(entry.get(), S_ISREG(file.mode) ? static_cast<int64_t>(file.bytes.size()) : 0);
    if (archive_write_header(writer, entry.get()) != ARCHIVE_OK)
        return false;
    if (!S_ISREG(file.mode) || file.bytes.empty())
        return true;
    return archive_write_data(writer, file.bytes.data(), file.bytes.size()) ==
           static_cast<la_ssize_t>(file.bytes.size());
}

} // namespace

Outcome<std::vector<GuestFile>> guest_files(Program const& program, std::vector<HostFile> const& wanted)
{
    Files files;
    for (char const* folder :
         {"/bin", "/dev", "/etc", "/home", "/proc", "/root", "/sys", "/tmp", "/usr", "/var"})
        put(files, folder, folder_mode);
    files["/tmp"].mode = S_IFDIR | 01777;
    put(files, "/etc/passwd", file_mode, bytes_of("root:x:0:0:root:/root:/bin/sh\n"));
    put(files, "/etc/group", file_mode, bytes_of("root:x:0:\n"));
    put(files, program.guest_path(), program_mode, program.bytes);
    for (auto const& file : wanted)
        if (auto done = put_wanted(files, file); !done.ok())
            return done.refusal();
    std::vector<GuestFile> list;
    for (auto& [path, file] : files)
        if (path != "/")
            list.push_back(std::move(file));
    return list;
}

Outcome<std::vector<std::byte>> pack_initramfs(std::vector<GuestFile> const& files)
{
    std::vector<std::byte> packed;
    std::unique_ptr<archive, FreeArchive> const writer(archive_write_new());
    archive_write_set_format_cpio_newc(writer.get());
    archive_write_set_bytes_per_block(writer.get(), 512);
    archive_write_set_bytes_in_last_block(writer.get(), 4);
    auto ok = archive_write_open(writer.get(), &packed, nullptr, append, nullptr) == ARCHIVE_OK;
    int64_t number = 2; // 1 is the root's
    for (auto const& file : files)
        ok = ok && write_entry(writer.get(), file, number++);
    if (!ok || archive_write_close(writer.get()) != ARCHIVE_OK) {
        auto const* reason = archive_error_string(writer.get());
        return Refusal{
            fmt::format("the guest's files cannot be packed: {}", reason != nullptr ? reason : "unknown")};
    }
    return packed;
}

} // namespace ringside::emu
