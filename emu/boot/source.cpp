// Running the host's compiler: posix_spawn(3), pipe(2); gcc(1), "Options Controlling the Kind of Output". The
// program lies in a folder of its own for as long as that takes. Next: program.cpp.
#include "emu/boot/source.hpp"

#include "emu/boot/program.hpp"
#include "emu/symbols/symbols.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace ringside::emu {

namespace {

constexpr std::size_t most_output = 256 * 1024; // of a compiler: more is read and dropped

class BuildFolder
{
public:
    BuildFolder()
    {
        auto name =
            (std::filesystem::temp_directory_path() / "ringside-XXXXXX").string(); // mkdtemp(3)'s letters
        if (mkdtemp(name.data()) != nullptr)
            path_ = name;
    }
    ~BuildFolder()
    {
        std::error_code ignored;
        if (!path_.empty())
            std::filesystem::remove_all(path_, ignored);
    }
    BuildFolder(BuildFolder const&) = delete;
    BuildFolder& operator=(BuildFolder const&) = delete;

    bool made() const { return !path_.empty(); }
    std::string file(std::string_view name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};

struct Ended
{
    bool started = false;
    bool succeeded = false;
    std::string said;
};

std::string read_all(int fd)
{
    std::string all;
    std::array<char, 4096> piece;
    while (true) {
        auto const count = read(fd, piece.data(), piece.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return all;
        all.append(piece.data(), std::min(static_cast<std::size_t>(count), most_output - all.size()));
    }
}

Ended run_tool(std::vector<std::string> words)
{
    Ended ended;
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return ended;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
    std::vector<char*> arguments;
    for (auto& word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    pid_t process = 0;
    ended.started = posix_spawnp(&process, arguments[0], &actions, nullptr, arguments.data(), environ) == 0;
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    if (ended.started) {
        ended.said = read_all(ends[0]);
        int status = 0;
        while (waitpid(process, &status, 0) < 0 && errno == EINTR)
            continue;
        ended.succeeded = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }
    close(ends[0]);
    return ended;
}

// Line by line, since control characters of other kinds are made harmless.
std::string harmless(std::string_view text)
{
    std::string shown;
    while (!text.empty()) {
        auto const end = std::min(text.find('\n'), text.size());
        shown += "\n" + printable(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return shown;
}

Refusal refusal_of(std::string const& path, Ended const& ended)
{
    if (!ended.started)
        return Refusal{
            fmt::format("{}: this is source text, and there is no gcc here to build it; install it (Debian: "
                        "apt-get install gcc libc6-dev), or give a built program",
                        printable(path))};
    return Refusal{
        fmt::format("{}: gcc could not build it; what it says:{}", printable(path), harmless(ended.said))};
}

} // namespace

bool is_source(std::string_view path)
{
    return path.ends_with(".s") || path.ends_with(".S") || path.ends_with(".c");
}

std::string name_without_ending(std::string const& path)
{
    return is_source(path) ? path.substr(0, path.size() - 2) : path;
}

Outcome<std::vector<std::byte>> build_source(std::string const& path)
{
    if (auto const text = read_host_file(path); !text.ok())
        return text.refusal();
    BuildFolder const folder;
    if (!folder.made())
        return Refusal{fmt::format("{}: no temporary folder could be made to build it in ({}); set TMPDIR",
                                   printable(path), std::strerror(errno))};
    // By its whole path, so that its lines are found again from wherever we are.
    auto const whole = std::filesystem::absolute(path).string();
    auto const object = folder.file("object.o");
    auto const program = folder.file("program");
    auto compiled = run_tool({"gcc", "-g", "-fdiagnostics-color=never", "-c", whole, "-o", object});
    if (!compiled.succeeded)
        return refusal_of(path, compiled);
    auto const made = read_host_file(object);
    if (!made.ok())
        return made.refusal();
    auto const* const start = Symbols(made.value(), 0).named("_start");
    std::vector<std::string> words = {"gcc", "-g", "-static", "-Wl,--build-id=none", object, "-o", program};
    if (start != nullptr)
        words.insert(words.begin() + 1, "-nostdlib");
    auto const linked = run_tool(words);
    return linked.succeeded ? read_host_file(program)
                            : Outcome<std::vector<std::byte>>(refusal_of(path, linked));
}

} // namespace ringside::emu
