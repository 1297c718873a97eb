// Builds the tree of files at boot. Sources: kernel source init/initramfs.c, drivers/base/devtmpfs.c.
#include "kernel-model/files/file_system.hpp"

#include "kernel-model/device/clock.hpp"
#include "kernel-model/files/console_file.hpp"
#include "kernel-model/files/dev.hpp"
#include "kernel-model/files/file_table.hpp"
#include "kernel-model/files/initramfs.hpp"
#include "kernel-model/files/path.hpp"
#include "kernel-model/files/proc.hpp"
#include "kernel-model/lib/log.hpp"

namespace ringside::kernel {

namespace {

Attributes directory_attributes(uint32_t permissions, uint64_t device, int64_t now)
{
    Attributes attributes = {.mode = file_mode::directory | permissions, .links = 2};
    attributes.number = 1;
    attributes.device = device;
    attributes.modified = now;
    return attributes;
}

// One end of a pipe that leads out of the machine: fstat(2) says FIFO, and the path is no path.
class PipeEnd final : public Inode
{
public:
    explicit PipeEnd(uint64_t number, int64_t now) : Inode("", attributes_of(number, now)) {}

    // Again by way of /proc/self/fd: the same pipe.
    Result<File*> open(uint32_t flags) override { return new ConsoleFile(*this, flags); }

private:
    static Attributes attributes_of(uint64_t number, int64_t now)
    {
        Attributes attributes = {.mode = file_mode::fifo | 0600};
        attributes.number = number;
        attributes.device = pipe_device;
        attributes.modified = now;
        return attributes;
    }
};

constinit Directory* root_of_all = nullptr;

} // namespace

Inode* root_directory()
{
    return root_of_all;
}

Result<Inode*> look_up(std::string_view path)
{
    return look_up(PathContext{*root_of_all, *root_of_all}, path);
}

void mount_initramfs(std::span<std::byte const> archive)
{
    auto const now = static_cast<int64_t>(realtime_nanoseconds() / nanoseconds_per_second);
    auto& root = *new Directory("", directory_attributes(0755, root_device, now));
    auto const report = unpack_initramfs(root, archive);
    if (report.sentence != nullptr) {
        log(Level::error, "initramfs: at byte ", report.offset, ": ", report.sentence);
    }
    log(Level::info, "initramfs: ", report.entries, " entries in ", archive.size(), " bytes");
    auto& dev = *new Directory("dev", directory_attributes(0755, dev_device, now));
    populate_dev(dev, now);
    root.mount(dev);
    root.mount(make_proc(now));
    root_of_all = &root;
}

FileTable* make_initial_file_table()
{
    auto const now = static_cast<int64_t>(realtime_nanoseconds() / nanoseconds_per_second);
    File* input = nullptr;
    File* output = nullptr;
    if (console().kind() == ConsoleKind::pipe) {
        input = new ConsoleFile(*new PipeEnd(1, now), open_flag::read_only);
        output = new ConsoleFile(*new PipeEnd(2, now), open_flag::write_only);
    } else {
        input = new ConsoleFile(*look_up("/dev/console").value(), open_flag::read_write);
        output = input;
        output->retain();
    }
    output->retain();
    auto* const files = new FileTable;
    files->replace(0, *input, false);
    files->replace(1, *output, false);
    files->replace(2, *output, false);
    return files;
}

} // namespace ringside::kernel
