// Boots the kernel image in QEMU: one program, its output and its end.
#pragma once

#include "tests/kernel_boot/archive.hpp"

#include <string>
#include <vector>

namespace ringside::tests {

struct Booted
{
    bool ended = false;  // the machine switched itself off in time
    int status = -1;     // as the kernel's log says: exit status, 128 + signal, 125 after a panic
    std::string console; // COM1
    std::string log;     // COM2
    std::string monitor; // what QEMU's monitor answered
};

struct Boot
{
    std::string init = "/bin/busybox";
    std::string arguments{};                 // after --, quoted as the kernel's command line wants it
    std::string parameters = "console=pipe"; // other words of the command line
    std::string command_line{};              // all of it, instead of the three above
    std::string cpu = "max,vendor=GenuineIntel";
    int megabytes = 256;
    std::vector<std::string> options{}; // more for QEMU
    // With `answer`: it is typed as soon as the console shows `prompt`.
    std::string prompt{};
    std::string answer{};
    // Asked of QEMU's monitor before the answer is typed.
    std::string monitor_question{};
};

/// Where the image is that this build made.
std::filesystem::path kernel_image();
/// A guest program of this folder.
std::filesystem::path guest(std::string_view name);
bool qemu_is_installed();

Booted boot(Boot const& how, Archive const& archive);
Booted boot(Boot const& how, std::string_view initramfs);

} // namespace ringside::tests
