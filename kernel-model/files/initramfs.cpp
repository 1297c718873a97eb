// Reads a cpio archive entry by entry:
//   "070701", 13 numbers of 8 hexadecimal digits, name, padding to 4 bytes, contents, padding to 4 bytes
// until the entry named "TRAILER!!!". Several archives may follow each other, with zero bytes between.
#include "kernel-model/files/initramfs.hpp"

#include "kernel-model/files/dev.hpp"
#include "kernel-model/files/file_system.hpp"

#include <array>
#include <optional>

namespace ringside::kernel {

Result<size_t> MemoryLink::link_text(std::span<char> to)
{
    auto const count = target_.size() < to.size() ? target_.size() : to.size();
    __builtin_memcpy(to.data(), target_.data(), count);
    return count;
}

namespace {

constexpr size_t header_size = 110;
constexpr std::string_view trailer = "TRAILER!!!";

struct Header
{
    uint32_t number, mode, uid, gid, links, modified, size;
    uint32_t device_major, device_minor, represented_major, represented_minor;
    uint32_t name_size;
};

std::optional<uint32_t> parse_hexadecimal(char const* digits)
{
    uint32_t value = 0;
    for (int i = 0; i < 8; ++i) {
        char const digit = digits[i];
        uint32_t const lower = static_cast<uint32_t>(digit) | 0x20;
        if (digit >= '0' && digit <= '9') {
            value = value << 4 | static_cast<uint32_t>(digit - '0');
        } else if (lower >= 'a' && lower <= 'f') {
            value = value << 4 | (lower - 'a' + 10);
        } else {
            return std::nullopt;
        }
    }
    return value;
}

std::optional<Header> parse_header(char const* at)
{
    std::array<uint32_t, 13> fields = {};
    for (size_t i = 0; i < fields.size(); ++i) {
        auto const field = parse_hexadecimal(at + 6 + i * 8);
        if (!field) {
            return std::nullopt;
        }
        fields[i] = *field;
    }
    return Header{fields[0], fields[1], fields[2], fields[3], fields[4],  fields[5],
                  fields[6], fields[7], fields[8], fields[9], fields[10], fields[11]};
}

// A name without the "./" or "/" that some archivers write in front.
std::string_view clean_name(std::string_view name)
{
    while (name.starts_with('/') || name.starts_with("./")) {
        name.remove_prefix(1);
    }
    return name == "." ? std::string_view() : name;
}

class Unpacker
{
public:
    Unpacker(Directory& root, std::span<std::byte const> archive)
        : root_(root), bytes_(reinterpret_cast<char const*>(archive.data())), size_(archive.size())
    {}

    UnpackReport run()
    {
        UnpackReport report;
        while (report.sentence == nullptr && skip_zeros()) {
            report.offset = at_;
            report.sentence = read_entry();
            ++report.entries;
        }
        return report;
    }

private:
    bool skip_zeros()
    {
        while (at_ < size_ && bytes_[at_] == '\0') {
            ++at_;
        }
        return at_ < size_;
    }

    // One entry; what is wrong with it, or nullptr.
    char const* read_entry()
    {
        if (size_ - at_ < header_size) {
            return "the archive ends within a header";
        }
        std::string_view const magic(bytes_ + at_, 6);
        if (magic != "070701" && magic != "070702") {
            return "this is no cpio entry in newc format";
        }
        auto const header = parse_header(bytes_ + at_);
        if (!header) {
            return "a header field is no hexadecimal number";
        }
        auto const name_at = at_ + header_size;
        auto const contents_at = align(name_at + header->name_size);
        if (header->name_size < 2 || contents_at > size_ || header->size > size_ - contents_at) {
            return "an entry reaches beyond the archive's end";
        }
        if (bytes_[name_at + header->name_size - 1] != '\0') {
            return "a name does not end with a zero byte";
        }
        std::string_view const name(bytes_ + name_at);
        at_ = align(contents_at + header->size);
        if (at_ > size_) {
            at_ = size_; // the last entry need not be padded
        }
        if (name != trailer) {
            place(*header, clean_name(name), {bytes_ + contents_at, header->size});
        }
        return nullptr;
    }

    static constexpr uint64_t align(uint64_t offset) { return (offset + 3) & ~uint64_t{3}; }

    void place(Header const& header, std::string_view path, std::string_view contents)
    {
        Directory* directory = &root_;
        auto name = next_name(path);
        while (!path.empty() && directory != nullptr) {
            directory = subdirectory(*directory, name);
            name = next_name(path);
        }
        if (directory == nullptr || name == "." || name == "..") {
            return;
        }
        auto const existing = name.empty() ? Result<Inode*>(&root_) : directory->child(name);
        if (existing.failed()) {
            directory->add(make_inode(name, header, contents));
        } else if (existing.value()->is_directory() && is_directory(header)) {
            auto const links = existing.value()->attributes().links;
            existing.value()->attributes() = attributes_of(header);
            existing.value()->attributes().links = links;
        }
    }

    static std::string_view next_name(std::string_view& path)
    {
        auto const slash = path.find('/');
        std::string_view const name(path.data(), slash == std::string_view::npos ? path.size() : slash);
        path.remove_prefix(name.size());
        while (path.starts_with('/')) {
            path.remove_prefix(1);
        }
        return name;
    }

    // The directory of that name, made if need be; nullptr if the name is taken by something else.
    Directory* subdirectory(Directory& parent, std::string_view name)
    {
        auto const existing = parent.child(name);
        if (!existing.failed()) {
            return existing.value()->is_directory() ? static_cast<Directory*>(existing.value()) : nullptr;
        }
        Attributes attributes = {.mode = file_mode::directory | 0755, .links = 2};
        attributes.number = next_number_++;
        attributes.device = root_device;
        attributes.modified = root_.attributes().modified;
        auto* const directory = new Directory(name, attributes);
        parent.add(*directory);
        return directory;
    }

    static bool is_directory(Header const& header)
    {
        return (header.mode & file_mode::type_mask) == file_mode::directory;
    }

    Attributes attributes_of(Header const& header)
    {
        Attributes attributes = {
            .mode = header.mode, .links = header.links, .uid = header.uid, .gid = header.gid};
        attributes.number = next_number_++;
        attributes.device = root_device;
        attributes.represented_device = device_number(header.represented_major, header.represented_minor);
        attributes.modified = header.modified;
        return attributes;
    }

    Inode& make_inode(std::string_view name, Header const& header, std::string_view contents)
    {
        auto attributes = attributes_of(header);
        switch (header.mode & file_mode::type_mask) {
        case file_mode::directory:
            attributes.links = 2; // its name and its "."; each subdirectory adds one
            return *new Directory(name, attributes);
        case file_mode::symlink:
            return *new MemoryLink(name, attributes, contents);
        case file_mode::regular:
            return make_file(name, header, attributes, contents);
        default:
            return *new Device(name, attributes);
        }
    }

    // Names of one file follow each other in the archive, with equal inode numbers; the last has the
    // contents.
    Inode& make_file(std::string_view name, Header const& header, Attributes attributes,
                     std::string_view contents)
    {
        auto const bytes = std::as_bytes(std::span(contents.data(), contents.size()));
        if (header.links < 2) {
            return *new MemoryFile(name, attributes, bytes);
        }
        bool const same = linked_ != nullptr && linked_header_.number == header.number &&
                          linked_header_.device_major == header.device_major &&
                          linked_header_.device_minor == header.device_minor;
        if (same) {
            attributes.number = linked_->attributes().number;
        }
        auto* const file = new MemoryFile(name, attributes, bytes, same ? linked_ : nullptr);
        linked_ = file;
        linked_header_ = header;
        if (header.size > 0) {
            file->share_contents();
        }
        return *file;
    }

    Directory& root_;
    char const* bytes_;
    uint64_t size_;
    uint64_t at_ = 0;
    uint64_t next_number_ = 2; // 1 is the root
    // The last name seen of a file with hard links, and its header.
    MemoryFile* linked_ = nullptr;
    Header linked_header_ = {};
};

} // namespace

UnpackReport unpack_initramfs(Directory& root, std::span<std::byte const> archive)
{
    return Unpacker(root, archive).run();
}

} // namespace ringside::kernel
