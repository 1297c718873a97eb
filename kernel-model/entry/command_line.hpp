// The kernel's command line, taken apart: parameters for the kernel, then the program's arguments and
// environment. The table of parameters and the quoting rule are in abi/boot_parameters.hpp. Read next:
// command_line.cpp.
#pragma once

#include "kernel-model/device/console.hpp"
#include "kernel-model/lib/text_list.hpp"
#include "kernel-model/vdso/vsyscall.hpp"

#include <cstdint>
#include <string_view>

namespace ringside::kernel {

struct Parameters
{
    std::string_view init = "/init";
    std::string_view also; // a second program
    TextList arguments;    // of init, without argv[0]
    TextList environment;  // NAME=VALUE
    ConsoleKind console = ConsoleKind::terminal;
    uint64_t log_level = 7;
    uint64_t time = 1735689600; // 2025-01-01 00:00:00 UTC
    uint64_t tsc_khz = 0;       // 0: ask CPUID
    uint64_t seed = 1;
    bool nosmep = false;
    bool nosmap = false;
    bool isolate_page_tables = false; // pti=on
    bool randomize_addresses = true;
    VsyscallMode vsyscall = VsyscallMode::xonly;
    bool lab = false;   // syscall/lab.cpp
    bool vdso = true;   // for 64-bit programs
    bool vdso32 = true; // for i386 programs
};

/// Reads the line, whose bytes it rearranges in place (quotes go away) and keeps references to.
void parse_command_line(char* line, Parameters& parameters);

} // namespace ringside::kernel
