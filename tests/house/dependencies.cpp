// Foreign headers, read from the compiler's dependency files: what an object really saw, through every header
// of ours. Input is the text of `ninja -t deps`; an object's path names its target and source.
#include <array>
#include <map>
#include <set>

#include "tests/house/rules.hpp"

namespace ringside::house {

namespace {

struct Library
{
    std::string_view sign; // part of a header's path
    std::string_view name;
    std::array<std::string_view, 5> users; // objects below these folders may see it
};

// The libraries that not everybody may see. Zydis is told apart from the rest because cpu/ may see it.
constexpr std::array<Library, 15> libraries = {{
    {"/SDL2/", "SDL", {"gui/", "tests/gui/"}},
    {"/imgui/", "Dear ImGui", {"gui/", "tests/gui/"}},
    {"/stb/", "stb", {"gui/", "tests/gui/"}},
    {"/freetype2/", "FreeType", {"gui/", "tests/gui/"}},
    {"/Zydis/", "Zydis", {"cpu/", "emu/", "tests/"}},
    {"/Zycore/", "Zycore", {"cpu/", "emu/", "tests/"}},
    {"/fmt/", "fmt", {"emu/", "gui/", "tests/"}},
    {"/CLI/", "CLI11", {"emu/", "gui/", "tests/"}},
    {"/nlohmann/", "nlohmann-json", {"emu/", "gui/", "tests/"}},
    {"/elfutils/", "libdw", {"emu/", "tests/"}},
    {"/libelf.h", "libelf", {"emu/", "tests/"}},
    {"/archive.h", "libarchive", {"emu/", "tests/"}},
    {"/editline/", "libedit", {"emu/", "tests/"}},
    {"/gtest/", "GoogleTest", {"tests/"}},
    {"/benchmark/", "Google Benchmark", {"tests/"}},
}};

// Headers of the hosted standard library and of libc that a freestanding kernel must not even see through
// another.
std::set<std::string_view> const hosted = {"string",  "vector",   "map",        "unordered_map", "iostream",
                                           "ostream", "memory",   "thread",     "mutex",         "functional",
                                           "stdio.h", "unistd.h", "signal.h",   "pthread.h",     "fcntl.h",
                                           "locale",  "fstream",  "filesystem", "sstream"};

// The folder of the tree that an object was made for: "emu/boot/" of
// "emu/CMakeFiles/ringside_emu.dir/boot/pvh.cpp.o".
std::string owner_of(std::string_view object)
{
    std::string_view const folder = object.substr(0, object.find("CMakeFiles/"));
    return std::string(folder);
}

bool may_see(Library const& library, std::string_view owner)
{
    for (std::string_view const user : library.users) {
        if (!user.empty() && owner.starts_with(user)) {
            return true;
        }
    }
    return false;
}

void judge(std::string_view object, std::string_view header, std::string_view root, Findings& findings)
{
    std::string const owner = owner_of(object);
    for (Library const& library : libraries) {
        bool const is_foreign = header.starts_with("/usr/");
        if (is_foreign && header.find(library.sign) != std::string_view::npos && !may_see(library, owner)) {
            findings.push_back(std::string(object) + ": may not see " + std::string(library.name) + " (" +
                               std::string(header) + ")");
        }
    }
    if (!owner.starts_with("kernel-model/")) {
        return;
    }
    bool const is_ours = header.starts_with(root) && header.substr(root.size(), 1) == "/";
    std::string_view const inside = is_ours ? header.substr(root.size() + 1) : std::string_view();
    bool const is_guest = inside.starts_with("kernel-model/") || inside.starts_with("build/");
    if (is_ours && !is_guest) {
        findings.push_back(std::string(object) + ": the kernel may not see " + std::string(inside));
    }
    bool const is_library_header = header.starts_with("/usr/include/") &&
                                   hosted.contains(file_name(header)) &&
                                   header.find("/bits/") == std::string_view::npos;
    if (is_library_header) {
        findings.push_back(std::string(object) + ": the kernel is freestanding and may not see " +
                           std::string(header));
    }
}

} // namespace

// A paragraph for each object: "OBJECT: #deps 3, deps mtime 17 (VALID)", then an indented line for each
// header.
Findings foreign_headers(std::string_view listing, std::string_view root)
{
    Findings findings;
    std::string_view object;
    for (std::string_view const line : lines_of(listing)) {
        if (line.empty()) {
            object = {};
        } else if (!line.starts_with(' ')) {
            object =
                line.find("(VALID)") != std::string_view::npos ? line.substr(0, line.find(": #deps")) : "";
        } else if (!object.empty()) {
            judge(object, trimmed(line), root, findings);
        }
    }
    return findings;
}

} // namespace ringside::house
