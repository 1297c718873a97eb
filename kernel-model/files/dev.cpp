// The devices without hardware: null, zero, full, random. Sources: null(4), full(4), random(4), kernel source
// drivers/char/mem.c. The console is in console_file.cpp.
#include "kernel-model/files/dev.hpp"

#include "kernel-model/files/console_file.hpp"
#include "kernel-model/files/file.hpp"
#include "kernel-model/files/file_system.hpp"
#include "kernel-model/lib/random.hpp"

#include <array>

namespace ringside::kernel {

namespace {

// What the memory devices share: writing swallows, positions stay at 0 (null_lseek).
class MemoryDeviceFile : public File
{
public:
    using File::File;

    Result<uint64_t> write(ByteSource& source) override { return uint64_t{source.skip(source.rest())}; }
    Result<uint64_t> write_at(uint64_t /*offset*/, ByteSource& source) override { return write(source); }
    Result<uint64_t> read(ByteSink& sink) override { return read_at(0, sink); }
    Result<uint64_t> seek(int64_t /*offset*/, Whence /*whence*/) override { return uint64_t{0}; }
};

class NullFile final : public MemoryDeviceFile
{
public:
    using MemoryDeviceFile::MemoryDeviceFile;

    Result<uint64_t> read_at(uint64_t /*offset*/, ByteSink& /*sink*/) override { return uint64_t{0}; }
};

class ZeroFile : public MemoryDeviceFile
{
public:
    using MemoryDeviceFile::MemoryDeviceFile;

    Result<uint64_t> read_at(uint64_t /*offset*/, ByteSink& sink) override
    {
        auto const wanted = sink.room();
        auto const done = sink.put_zeros(wanted);
        return done == 0 && wanted > 0 ? Result<uint64_t>(Errno::efault) : Result<uint64_t>(done);
    }
};

class FullFile final : public ZeroFile
{
public:
    using ZeroFile::ZeroFile;

    Result<uint64_t> write(ByteSource& /*source*/) override { return Errno::enospc; }
    Result<uint64_t> write_at(uint64_t /*offset*/, ByteSource& /*source*/) override { return Errno::enospc; }
};

// Bytes of the deterministic generator (parameter seed=). Writing would stir the pool; here it changes
// nothing.
class RandomFile final : public MemoryDeviceFile
{
public:
    using MemoryDeviceFile::MemoryDeviceFile;

    Result<uint64_t> read_at(uint64_t /*offset*/, ByteSink& sink) override { return put_random(sink); }
};

} // namespace

Result<uint64_t> put_random(ByteSink& sink)
{
    std::array<std::byte, 256> piece;
    uint64_t done = 0;
    while (sink.room() > 0) {
        auto const count = sink.room() < piece.size() ? sink.room() : piece.size();
        fill_random({piece.data(), count});
        auto const put = sink.put({piece.data(), count});
        done += put;
        if (put < count) {
            return done > 0 ? Result<uint64_t>(done) : Result<uint64_t>(Errno::efault);
        }
    }
    return done;
}

Result<size_t> Device::read(uint64_t /*offset*/, std::span<std::byte> /*to*/)
{
    return Errno::einval;
}

Result<File*> Device::open(uint32_t flags)
{
    if (type() != file_mode::character_device) {
        return Errno::enxio;
    }
    switch (attributes().represented_device) {
    case device::null:
        return new NullFile(*this, flags);
    case device::zero:
        return new ZeroFile(*this, flags);
    case device::full:
        return new FullFile(*this, flags);
    case device::random:
    case device::urandom:
        return new RandomFile(*this, flags);
    case device::terminal:
        if (console().kind() != ConsoleKind::terminal) {
            return Errno::enxio; // no controlling terminal
        }
        [[fallthrough]];
    case device::console:
    case device::serial:
        return new ConsoleFile(*this, flags);
    default:
        return Errno::enxio;
    }
}

void populate_dev(Directory& dev, int64_t now)
{
    struct Node
    {
        std::string_view name;
        uint64_t number;
        uint32_t permissions;
    };
    static constexpr Node nodes[] = {
        {"console", device::console, 0600}, {"full", device::full, 0666},    {"null", device::null, 0666},
        {"random", device::random, 0666},   {"tty", device::terminal, 0666}, {"ttyS0", device::serial, 0600},
        {"urandom", device::urandom, 0666}, {"zero", device::zero, 0666},
    };
    uint64_t number = 2;
    for (Node const& node : nodes) {
        Attributes attributes = {.mode = file_mode::character_device | node.permissions};
        attributes.number = number++;
        attributes.device = dev_device;
        attributes.represented_device = node.number;
        attributes.modified = now;
        if (dev.child(node.name).failed()) {
            dev.add(*new Device(node.name, attributes));
        }
    }
}

} // namespace ringside::kernel
