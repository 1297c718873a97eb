// Devices: inodes whose number (major, minor) says what opening them leads to. null(4), zero(4), full(4),
// random(4), tty(4), console(4); numbers: kernel source Documentation/admin-guide/devices.txt.
#pragma once

#include "kernel-model/files/inode.hpp"
#include "kernel-model/files/transfer.hpp"

namespace ringside::kernel {

namespace device {
inline constexpr uint64_t null = device_number(1, 3);
inline constexpr uint64_t zero = device_number(1, 5);
inline constexpr uint64_t full = device_number(1, 7);
inline constexpr uint64_t random = device_number(1, 8);
inline constexpr uint64_t urandom = device_number(1, 9);
inline constexpr uint64_t serial = device_number(4, 64);  // ttyS0
inline constexpr uint64_t terminal = device_number(5, 0); // tty
inline constexpr uint64_t console = device_number(5, 1);
} // namespace device

// A character device, or anything else of an archive that only a driver could open (ENXIO).
class Device : public Inode
{
public:
    using Inode::Inode;

    Result<size_t> read(uint64_t offset, std::span<std::byte> to) override;
    Result<File*> open(uint32_t flags) override;
};

// Fills the sink from the deterministic generator: /dev/urandom and getrandom(2). Count, or EFAULT if that is
// 0.
Result<uint64_t> put_random(ByteSink& sink);

// Puts the devices that this kernel has into the directory.
void populate_dev(Directory& dev, int64_t now);

} // namespace ringside::kernel
