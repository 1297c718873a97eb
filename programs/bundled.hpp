// The sample programs that are part of the host binary: small ELF files with their symbols and line tables.
// The window opens one of them when no program is named, and `ringside compare` takes its requests from them.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace ringside {

struct BundledProgram
{
    std::string_view name; // "hello_syscall"
    std::string_view room; // folder under programs/: "trap_paths"
    std::span<std::byte const> file;
};

std::vector<BundledProgram> bundled_programs();

// By name; the file is empty if there is none.
BundledProgram find_bundled(std::string_view name);

// The program that makes `request` (getpid, time, write) by `path` (call, vdso, vsyscall, syscall, int80,
// int80-32 ...); the file is empty if there is none. It makes the request once, unmeasured, then once between
// the symbols path_begin and path_end. The paths pf, ud and timer carry no request: one program each,
// whatever the request.
BundledProgram find_request_program(std::string_view path, std::string_view request);

} // namespace ringside
