// Runs a program on our kernel in QEMU. QEMU's manual, "Invocation": -kernel with a PVH note, -initrd,
// -icount, isa-debug-exit. Next: qemu_test.cpp.
#pragma once

#include <string>
#include <vector>

#include "emu/boot/program.hpp"
#include "emu/options.hpp"

namespace ringside::tests {

struct QemuRun
{
    std::string output; // what the program printed, COM1
    std::string log;    // the kernel's log, COM2
    int status = -1;    // as the kernel's log tells: exit status, or 128 + signal; -1 if it tells nothing
    std::string errors; // what QEMU itself said
    bool timed_out = false;
};

// The machine is made as `ringside run` makes it: the same initramfs, the same command line.
QemuRun run_in_qemu(emu::Program const& program, emu::Options const& options);

} // namespace ringside::tests
