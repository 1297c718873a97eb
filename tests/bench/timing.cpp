// Times a command by the monotonic clock. posix_spawn(3) keeps the cost of starting it small and the same for
// all.
#include "tests/bench/timing.hpp"

#include <chrono>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ringside::bench {

std::optional<double> time_of(std::vector<std::string> const& command)
{
    std::vector<char*> arguments;
    for (std::string const& argument : command) {
        arguments.push_back(const_cast<char*>(argument.c_str()));
    }
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);

    auto const begin = std::chrono::steady_clock::now();
    pid_t child = 0;
    int status = 0;
    bool const started = posix_spawnp(&child, arguments[0], &files, nullptr, arguments.data(), environ) == 0;
    bool const ended = started && waitpid(child, &status, 0) == child;
    std::chrono::duration<double> const passed = std::chrono::steady_clock::now() - begin;

    posix_spawn_file_actions_destroy(&files);
    if (!ended || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        return std::nullopt;
    }
    return passed.count();
}

} // namespace ringside::bench
