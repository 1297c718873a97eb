// The folders of the build come from CMake, as definitions that only this file gets.
// Next: process.hpp, which starts what is found here.
#include "tests/support/folders.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <unistd.h>

namespace ringside::tests {

namespace fs = std::filesystem;

fs::path source_folder()
{
    return RINGSIDE_SOURCE_FOLDER;
}

fs::path build_folder()
{
    return RINGSIDE_BUILD_FOLDER;
}

fs::path ringside_binary()
{
    return build_folder() / "ringside";
}

fs::path sample(std::string_view name)
{
    return build_folder() / "programs" / name;
}

fs::path case_folder()
{
    return source_folder() / "tests/cases";
}

bool is_installed(std::string_view program)
{
    char const* const path = std::getenv("PATH");
    std::string_view rest = path != nullptr ? path : "/usr/bin:/bin";
    while (!rest.empty()) {
        auto const end = rest.find(':');
        fs::path const candidate = fs::path(rest.substr(0, end)) / program;
        if (access(candidate.c_str(), X_OK) == 0) {
            return true;
        }
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    }
    return false;
}

std::string read_file(fs::path const& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

TemporaryFolder::TemporaryFolder()
{
    std::string name = (fs::temp_directory_path() / "ringside-test-XXXXXX").string(); // mkdtemp(3)'s letters
    if (mkdtemp(name.data()) == nullptr) {
        throw std::runtime_error("no temporary folder can be made: " + name);
    }
    path_ = name;
}

TemporaryFolder::~TemporaryFolder()
{
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

fs::path TemporaryFolder::write(std::string_view name, std::string_view contents) const
{
    fs::path const file = path_ / name;
    fs::create_directories(file.parent_path());
    std::ofstream stream(file, std::ios::binary);
    stream.write(contents.data(), static_cast<std::streamsize>(contents.size()));
    return file;
}

} // namespace ringside::tests
