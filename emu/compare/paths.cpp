// Names of paths and requests. Next: ../command_line/compare.cpp.
#include "emu/compare/paths.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

namespace ringside::emu {

namespace {

constexpr std::string_view paths[] = {"call",  "vdso",     "vsyscall", "syscall", "syscall32", "sysenter",
                                      "int80", "int80-32", "pf",       "ud",      "timer",     "ring"};
constexpr std::string_view requests[] = {"getpid", "time", "write"};

std::vector<std::string_view> paths_with(std::string_view request)
{
    std::vector<std::string_view> list;
    for (auto const path : paths)
        if (find_request_program(path, request).name.starts_with(request))
            list.push_back(path);
    return list;
}

// vdso(7): both only lend what a page that all processes share can tell.
std::string_view why_not(std::string_view path)
{
    return path == "vdso" || path == "vsyscall" ? ", whose page has no such function" : "";
}

} // namespace

std::span<std::string_view const> known_paths()
{
    return paths;
}

std::span<std::string_view const> known_requests()
{
    return requests;
}

bool carries_request(std::string_view path)
{
    return path != "pf" && path != "ud" && path != "timer";
}

std::optional<cpu::Vendor> only_vendor(std::string_view path)
{
    if (path == "sysenter")
        return cpu::Vendor::intel;
    if (path == "syscall32")
        return cpu::Vendor::amd;
    return {};
}

Outcome<BundledProgram> request_program(std::string const& path, std::string const& request)
{
    auto const sample = find_request_program(path, request);
    if (sample.file.empty())
        return Refusal{fmt::format("{} cannot be asked for by {}{}; there is {}", request, path,
                                   why_not(path), fmt::join(paths_with(request), ", "))};
    return sample;
}

} // namespace ringside::emu
