// The folder that a guest is started in, the same on this machine's Linux and on our kernel, and what the
// guest says natively. Next: qemu_native_test.cpp, machine_native_test.cpp.
#pragma once

#include "tests/kernel_boot/archive.hpp"
#include "tests/support/process.hpp"

#include <string>
#include <vector>

namespace ringside::tests {

// All guests that print answers: each subject for each C library.
std::vector<std::string> native_guests();
// Started on this machine's Linux.
Ended run_natively(std::string const& guest);
// The same folder as /here, and the guest as /GUEST.
Archive archive_for(std::string const& guest);

} // namespace ringside::tests
