// One poll loop feeds stdin and empties stdout and stderr, so that no full pipe can stop the program.
// See fork(2), poll(2), waitpid(2).
#include "tests/support/process.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ringside::tests {

namespace {

using Clock = std::chrono::steady_clock;

struct Pipe
{
    int read_end = -1;
    int write_end = -1;
};

Pipe make_pipe()
{
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) {
        throw std::runtime_error("no pipe can be made");
    }
    return {ends[0], ends[1]};
}

void close_end(int& end)
{
    if (end >= 0) {
        close(end);
        end = -1;
    }
}

[[noreturn]] void become(Command const& command, Pipe const& in, Pipe const& out, Pipe const& err)
{
    dup2(in.read_end, STDIN_FILENO);
    dup2(out.write_end, STDOUT_FILENO);
    dup2(err.write_end, STDERR_FILENO);
    setpgid(0, 0); // so that a time-out also ends what it starts
    for (auto const& [name, value] : command.environment) {
        value.empty() ? unsetenv(name.c_str()) : setenv(name.c_str(), value.c_str(), 1);
    }
    std::vector<char*> arguments;
    for (std::string const& argument : command.arguments) {
        arguments.push_back(const_cast<char*>(argument.c_str()));
    }
    arguments.push_back(nullptr);
    if (command.folder.empty() || chdir(command.folder.c_str()) == 0) {
        execvp(arguments[0], arguments.data());
    }
    _exit(127);
}

void feed(int& end, std::string_view& rest)
{
    ssize_t const written = write(end, rest.data(), rest.size());
    if (written > 0) {
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
    if (rest.empty() || (written < 0 && errno != EAGAIN)) {
        close_end(end);
    }
}

void drain(int& end, std::string& text)
{
    std::array<char, 65536> buffer{};
    ssize_t const count = read(end, buffer.data(), buffer.size());
    if (count > 0) {
        text.append(buffer.data(), static_cast<std::size_t>(count));
    } else if (count == 0 || errno != EINTR) {
        close_end(end);
    }
}

// Moves bytes until both output pipes are closed or the time is up; false: it is up.
bool exchange(int& in, int& out, int& err, std::string_view rest, Ended& ended, Clock::time_point end)
{
    fcntl(in, F_SETFL, O_NONBLOCK);
    if (rest.empty()) {
        close_end(in);
    }
    while (out >= 0 || err >= 0) {
        std::array<pollfd, 3> files{{{in, POLLOUT, 0}, {out, POLLIN, 0}, {err, POLLIN, 0}}};
        auto const left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
        if (left <= 0) {
            return false;
        }
        if (poll(files.data(), files.size(), static_cast<int>(left)) <= 0) {
            continue;
        }
        if (files[0].revents != 0) {
            feed(in, rest);
        }
        if (files[1].revents != 0) {
            drain(out, ended.output);
        }
        if (files[2].revents != 0) {
            drain(err, ended.errors);
        }
    }
    return true;
}

int status_of(pid_t child)
{
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

} // namespace

Ended run(Command const& command)
{
    std::signal(SIGPIPE, SIG_IGN); // a program that does not read its stdin must not end the test
    Pipe in = make_pipe();
    Pipe out = make_pipe();
    Pipe err = make_pipe();
    pid_t const child = fork();
    if (child < 0) {
        throw std::runtime_error("no process can be made");
    }
    if (child == 0) {
        std::signal(SIGPIPE, SIG_DFL);
        become(command, in, out, err);
    }
    close_end(in.read_end);
    close_end(out.write_end);
    close_end(err.write_end);
    Ended ended;
    bool const in_time = exchange(in.write_end, out.read_end, err.read_end, command.input, ended,
                                  Clock::now() + command.limit);
    if (!in_time) {
        ended.timed_out = true;
        kill(-child, SIGKILL);
        kill(child, SIGKILL);
    }
    close_end(in.write_end);
    close_end(out.read_end);
    close_end(err.read_end);
    ended.status = status_of(child);
    return ended;
}

Ended run(std::vector<std::string> arguments, std::string input)
{
    Command command;
    command.arguments = std::move(arguments);
    command.input = std::move(input);
    return run(command);
}

} // namespace ringside::tests
