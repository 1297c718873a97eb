// The guest's files, packed as a cpio archive in the "newc" format that Linux takes as initramfs (cpio(5);
// Linux, Documentation/driver-api/early-userspace/buffer-format.rst). The same list of files gives the same
// bytes: owners, times and inode numbers are ours, not the host's.
#pragma once

#include "emu/boot/program.hpp"
#include "emu/options.hpp"
#include "emu/outcome.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace ringside::emu {

struct GuestFile
{
    std::string path;             // "/bin/hello"
    uint32_t mode = 0100644;      // S_IF... and permission bits
    std::vector<std::byte> bytes; // of a regular file; a symbolic link's target
};

// The list for a run: standard folders, /etc/passwd and /etc/group, the program, and what --file names (a
// folder with everything below it). In the order of their paths; parents come first.
Outcome<std::vector<GuestFile>> guest_files(Program const& program, std::vector<HostFile> const& wanted);

Outcome<std::vector<std::byte>> pack_initramfs(std::vector<GuestFile> const& files);

} // namespace ringside::emu
