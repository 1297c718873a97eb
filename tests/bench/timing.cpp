// Times a command by the monotonic clock and by wait4(2). posix_spawn(3) keeps the cost of starting it small
// and the same for all.
#include "tests/bench/timing.hpp"

#include <chrono>

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ringside::bench {

namespace {

double seconds_of(rusage const& usage)
{
    auto const seconds = static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec);
    return seconds + static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

} // namespace

std::optional<Taken> time_of(std::vector<std::string> const& command)
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
    rusage usage{};
    bool const ended = started && wait4(child, &status, 0, &usage) == child;
    std::chrono::duration<double> const passed = std::chrono::steady_clock::now() - begin;

    posix_spawn_file_actions_destroy(&files);
    if (!ended || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        return std::nullopt;
    }
    return Taken{passed.count(), seconds_of(usage)};
}

double processor_seconds_of_this_process()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return seconds_of(usage);
}

} // namespace ringside::bench
