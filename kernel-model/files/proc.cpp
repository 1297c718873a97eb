// The entries of /proc. There is one process, and it is both /proc/1 and /proc/self.
#include "kernel-model/files/proc.hpp"

#include "kernel-model/device/clock.hpp"
#include "kernel-model/files/file_system.hpp"
#include "kernel-model/files/file_table.hpp"
#include "kernel-model/files/path.hpp"
#include "kernel-model/syscall/release.hpp"
#include "kernel-model/task/task.hpp"

namespace ringside::kernel {

namespace {

// Inode numbers and times for what is made here.
class Births
{
public:
    explicit Births(int64_t now) : now_(now) {}

    Attributes attributes(uint32_t mode)
    {
        Attributes attributes = {.mode = mode};
        attributes.links = (mode & file_mode::type_mask) == file_mode::directory ? 2 : 1;
        attributes.number = ++last_number_;
        attributes.device = proc_device;
        attributes.modified = now_;
        return attributes;
    }

private:
    int64_t now_;
    uint64_t last_number_ = 1; // that of /proc itself
};

// A file whose text a function makes.
class ProcFile final : public Inode
{
public:
    using Maker = void (*)(TextWindow&);

    ProcFile(std::string_view name, Maker maker, Births& births)
        : Inode(name, births.attributes(file_mode::regular | 0444)), maker_(maker)
    {}

    Result<size_t> read(uint64_t offset, std::span<std::byte> to) override
    {
        TextWindow text(offset, to);
        maker_(text);
        return text.kept();
    }

private:
    Maker maker_;
};

// A link that leads to an inode directly; its text is that inode's path.
class ProcLink final : public Inode
{
public:
    using Target = Inode* (*)();

    ProcLink(std::string_view name, Target target, Births& births)
        : Inode(name, births.attributes(file_mode::symlink | 0777)), target_(target)
    {}

    uint64_t size() const override { return 0; }
    Inode* link_target() override { return target_(); }
    Result<size_t> link_text(std::span<char> to) override { return copy_path(*target_(), to); }

    static Result<size_t> copy_path(Inode& inode, std::span<char> to)
    {
        std::string_view const path(inode.path());
        auto const count = path.size() < to.size() ? path.size() : to.size();
        __builtin_memcpy(to.data(), path.data(), count);
        return count;
    }

private:
    Target target_;
};

class SelfLink final : public Inode
{
public:
    explicit SelfLink(Births& births) : Inode("self", births.attributes(file_mode::symlink | 0777)) {}

    uint64_t size() const override { return 0; }
    Result<size_t> link_text(std::span<char> to) override
    {
        TextWindow text(0, std::as_writable_bytes(to));
        text.put_decimal(static_cast<uint64_t>(current().pid));
        return text.kept();
    }
};

// /proc/PID/fd/N: leads to what descriptor N has open.
class DescriptorLink final : public Inode
{
public:
    DescriptorLink(std::string_view name, uint32_t fd, Births& births)
        : Inode(name, births.attributes(file_mode::symlink | 0700)), fd_(fd)
    {}

    uint64_t size() const override { return 64; }
    Inode* link_target() override { return &file().inode(); }
    Result<size_t> link_text(std::span<char> to) override
    {
        Inode& inode = file().inode();
        if (inode.type() != file_mode::fifo) {
            return ProcLink::copy_path(inode, to);
        }
        TextWindow text(0, std::as_writable_bytes(to));
        text.put("pipe:[");
        text.put_decimal(inode.attributes().number);
        text.put(']');
        return text.kept();
    }

private:
    File& file() { return *current().files->get(static_cast<int32_t>(fd_)).value(); }

    uint32_t fd_;
};

// /proc/PID/fd: its entries come and go with the descriptors.
class DescriptorDirectory final : public Inode
{
public:
    explicit DescriptorDirectory(Births& births)
        : Inode("fd", births.attributes(file_mode::directory | 0500)), births_(births)
    {}

    uint64_t size() const override { return 0; }
    Result<size_t> read(uint64_t /*offset*/, std::span<std::byte> /*to*/) override { return Errno::eisdir; }

    Result<Inode*> child(std::string_view name) override
    {
        uint32_t fd = 0;
        for (char const digit : name) {
            if (digit < '0' || digit > '9' || fd >= FileTable::limit) {
                return Errno::enoent;
            }
            fd = fd * 10 + static_cast<uint32_t>(digit - '0');
        }
        if (name.empty() || (name.size() > 1 && name[0] == '0') || !current().files->is_open(fd)) {
            return Errno::enoent;
        }
        return &link(fd);
    }

    // Position 2 + N stands for descriptor N or the next one open behind it.
    bool entry(size_t position, DirectoryEntry& entry) override
    {
        if (position < 2) {
            Inode const& inode = position == 0 ? *this : parent();
            entry = {inode.attributes().number, position == 0 ? "." : "..", inode.attributes().mode,
                     position + 1};
            return true;
        }
        for (auto fd = static_cast<uint32_t>(position - 2); fd < FileTable::limit; ++fd) {
            if (current().files->is_open(fd)) {
                entry = {link(fd).attributes().number, link(fd).name(), link(fd).attributes().mode, fd + 3};
                return true;
            }
        }
        return false;
    }

private:
    DescriptorLink& link(uint32_t fd)
    {
        if (links_[fd] == nullptr) {
            auto* const digits = new std::byte[4];
            TextWindow text(0, {digits, 4});
            text.put_decimal(fd);
            std::string_view const name(reinterpret_cast<char const*>(digits), text.kept());
            links_[fd] = new DescriptorLink(name, fd, births_);
        }
        return *links_[fd];
    }

    Births& births_;
    DescriptorLink* links_[FileTable::limit] = {};
};

void write_comm(TextWindow& text)
{
    text.put(current().comm.data());
    text.put('\n');
}

void write_own_maps(TextWindow& text)
{
    write_maps(text, current());
}

void write_mounts(TextWindow& text)
{
    text.put("rootfs / rootfs ro 0 0\ndevtmpfs /dev devtmpfs ro 0 0\nproc /proc proc ro 0 0\n");
}

void write_version(TextWindow& text)
{
    text.put("Linux version ");
    text.put(kernel_release);
    text.put(" (ringside) ");
    text.put(kernel_version);
    text.put('\n');
}

// Seconds since boot, then seconds idle: this kernel idles only while a program waits, and does not count it.
void write_uptime(TextWindow& text)
{
    auto const hundredths = monotonic_nanoseconds() / (nanoseconds_per_second / 100);
    text.put_decimal(hundredths / 100);
    text.put('.');
    text.put_decimal(hundredths % 100, 2);
    text.put(" 0.00\n");
}

} // namespace

void populate_proc(Directory& proc, int64_t now)
{
    auto& births = *new Births(now);
    auto& process = *new Directory("1", births.attributes(file_mode::directory | 0555));
    process.add(*new ProcFile("comm", write_comm, births));
    process.add(*new ProcLink(
        "cwd", [] { return current().working_directory; }, births));
    process.add(*new ProcLink(
        "exe", [] { return current().executable; }, births));
    process.add(*new DescriptorDirectory(births));
    process.add(*new ProcFile("maps", write_own_maps, births));
    process.add(*new ProcFile("mounts", write_mounts, births));
    process.add(*new ProcLink("root", root_directory, births));

    proc.add(process);
    proc.add(*new SelfLink(births));
    proc.add(*new ProcFile("uptime", write_uptime, births));
    proc.add(*new ProcFile("version", write_version, births));
}

} // namespace ringside::kernel
