// The entries of /proc. There is one process, and it is both /proc/1 and /proc/self.
#include "kernel-model/files/proc.hpp"

#include "kernel-model/device/clock.hpp"
#include "kernel-model/files/file_system.hpp"
#include "kernel-model/files/file_table.hpp"
#include "kernel-model/files/path.hpp"
#include "kernel-model/memory/frames.hpp"
#include "kernel-model/memory/user_pointer.hpp"
#include "kernel-model/syscall/release.hpp"
#include "kernel-model/task/task.hpp"

#include <array>

namespace ringside::kernel {

namespace {

constexpr uint64_t proc_root_number = 1; // PROC_ROOT_INO

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
    uint64_t last_number_ = proc_root_number;
};

// Directories of /proc have no size: nothing is stored.
class ProcDirectory final : public Directory
{
public:
    using Directory::Directory;

    uint64_t size() const override { return 0; }
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

    static Result<size_t> copy_path(Inode const& inode, std::span<char> to)
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

// A link with a fixed text.
class TextLink final : public Inode
{
public:
    TextLink(std::string_view name, std::string_view target, Births& births)
        : Inode(name, births.attributes(file_mode::symlink | 0777)), target_(target)
    {}

    uint64_t size() const override { return target_.size(); }
    Result<size_t> link_text(std::span<char> to) override
    {
        TextWindow text(0, std::as_writable_bytes(to));
        text.put(target_);
        return text.kept();
    }

private:
    std::string_view target_;
};

// /proc/PID/fd/N: leads to what descriptor N has open. Somebody may still hold the link (O_PATH) when N is
// closed.
class DescriptorLink final : public Inode
{
public:
    DescriptorLink(std::string_view name, uint32_t fd, Births& births)
        : Inode(name, births.attributes(file_mode::symlink | 0700)), fd_(fd)
    {}

    uint64_t size() const override { return 64; }
    Inode* link_target() override
    {
        auto const file = current().files->get(static_cast<int32_t>(fd_));
        return file.failed() ? nullptr : &file.value()->inode();
    }
    Result<size_t> link_text(std::span<char> to) override
    {
        Inode const* const inode = link_target();
        if (inode == nullptr) {
            return Errno::enoent;
        }
        if (inode->type() != file_mode::fifo) {
            return ProcLink::copy_path(*inode, to);
        }
        TextWindow text(0, std::as_writable_bytes(to));
        text.put("pipe:[");
        text.put_decimal(inode->attributes().number);
        text.put(']');
        return text.kept();
    }

private:
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

// The strings as they lie on the program's stack, which it may have changed: setproctitle does.
void write_user_bytes(TextWindow& text, uint64_t start, uint64_t end)
{
    while (start < end) {
        std::array<std::byte, 256> piece;
        auto const wanted = end - start < piece.size() ? end - start : piece.size();
        auto const got =
            wanted - copy_from_user_partial({piece.data(), wanted}, UserPtr<std::byte const>(start));
        text.put({reinterpret_cast<char const*>(piece.data()), got});
        if (got < wanted) {
            return;
        }
        start += got;
    }
}

void write_cmdline(TextWindow& text)
{
    write_user_bytes(text, current().arguments_start, current().arguments_end);
}

void write_environ(TextWindow& text)
{
    write_user_bytes(text, current().environment_start, current().environment_end);
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

void write_kilobytes(TextWindow& text, std::string_view name, uint64_t frames)
{
    text.put(name);
    text.pad_to(16);
    text.put_decimal(frames * (frame_size / 1024));
    text.put(" kB\n");
}

void write_meminfo(TextWindow& text)
{
    write_kilobytes(text, "MemTotal:", total_frames());
    write_kilobytes(text, "MemFree:", available_frames());
    write_kilobytes(text, "MemAvailable:", available_frames());
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

Directory& make_proc(int64_t now)
{
    auto& births = *new Births(now);
    auto& process = *new ProcDirectory("1", births.attributes(file_mode::directory | 0555));
    process.add(*new ProcFile("cmdline", write_cmdline, births));
    process.add(*new ProcFile("comm", write_comm, births));
    process.add(*new ProcLink(
        "cwd", [] { return current().working_directory; }, births));
    process.add(*new ProcFile("environ", write_environ, births));
    process.add(*new ProcLink(
        "exe", [] { return current().executable; }, births));
    process.add(*new DescriptorDirectory(births));
    process.add(*new ProcFile("maps", write_own_maps, births));
    process.add(*new ProcFile("mounts", write_mounts, births));
    process.add(*new ProcLink("root", root_directory, births));

    Attributes top = births.attributes(file_mode::directory | 0555);
    top.number = proc_root_number;
    auto& proc = *new ProcDirectory("proc", top);
    proc.add(process);
    proc.add(*new ProcFile("meminfo", write_meminfo, births));
    proc.add(*new TextLink("mounts", "self/mounts", births));
    proc.add(*new SelfLink(births));
    proc.add(*new ProcFile("uptime", write_uptime, births));
    proc.add(*new ProcFile("version", write_version, births));
    return proc;
}

} // namespace ringside::kernel
