// The tree that programs see: the initramfs as root, /dev and /proc on top of it. Read next: initramfs.hpp,
// dev.hpp, proc.hpp.
#pragma once

#include "kernel-model/files/inode.hpp"

namespace ringside::kernel {

class FileTable;

// st_dev of the three file systems: anonymous devices, major number 0 (kernel source fs/super.c,
// get_anon_bdev).
inline constexpr uint64_t root_device = device_number(0, 2);
inline constexpr uint64_t dev_device = device_number(0, 6);
inline constexpr uint64_t proc_device = device_number(0, 21);
inline constexpr uint64_t pipe_device = device_number(0, 13);

// Builds the tree at boot: the archive's entries, then /dev and /proc over what the archive has there. A
// damaged archive is logged and used as far as it can be read.
void mount_initramfs(std::span<std::byte const> archive);

// Descriptors 0, 1 and 2 of init: /dev/console opened for reading and writing if the console is a terminal,
// else the two ends of pipes that lead out of the machine.
FileTable* make_initial_file_table();

} // namespace ringside::kernel
