// Where a test finds the tree it tests and what was built from it; no other file knows these places.
// Next: process.hpp, which starts what is found here.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace ringside::tests {

std::filesystem::path source_folder();                    // the root of the repository
std::filesystem::path build_folder();                     // build/release, build/asan, ...
std::filesystem::path ringside_binary();                  // the program itself
std::filesystem::path sample(std::string_view name);      // "trap_paths/hello_syscall" under build/*/programs
std::filesystem::path case_folder();                      // tests/cases
bool is_installed(std::string_view program);              // is there such a program in PATH?
std::string read_file(std::filesystem::path const& path); // "" where there is none

// A folder of its own for a test, removed at the end.
class TemporaryFolder
{
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(TemporaryFolder const&) = delete;
    TemporaryFolder& operator=(TemporaryFolder const&) = delete;

    std::filesystem::path const& path() const { return path_; }
    std::filesystem::path write(std::string_view name, std::string_view contents) const;

private:
    std::filesystem::path path_;
};

} // namespace ringside::tests
