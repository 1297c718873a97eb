// Xvfb chooses its number itself (-displayfd), so that tests can run beside each other. Xvfb(1), xdotool(1).
#include "tests/gui/display.hpp"

#include "tests/support/folders.hpp"
#include "tests/support/process.hpp"

#include <array>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <stdexcept>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace ringside::tests {

namespace {

constexpr auto glance = std::chrono::milliseconds(20);

[[noreturn]] void become(std::vector<std::string> const& words)
{
    std::vector<char*> arguments;
    for (std::string const& word : words)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    execvp(arguments[0], arguments.data());
    _exit(127);
}

int wait_for_end(pid_t process)
{
    int status = 0;
    while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void redirect(std::string const& path, int file)
{
    int const opened = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    dup2(opened, file);
    close(opened);
}

} // namespace

Display::Display(std::string const& size)
{
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0)
        throw std::runtime_error("no pipe can be made");
    server_ = fork();
    if (server_ == 0) {
        close(ends[0]);
        redirect("/dev/null", STDERR_FILENO);
        become({"Xvfb", "-displayfd", std::to_string(ends[1]), "-screen", "0", size + "x24", "-noreset",
                "-nolisten", "tcp"});
    }
    close(ends[1]);
    std::string number;
    char letter = 0;
    while (read(ends[0], &letter, 1) == 1 && letter != '\n')
        number.push_back(letter);
    close(ends[0]);
    if (number.empty())
        throw std::runtime_error("Xvfb did not start");
    name_ = ":" + number;
}

Display::~Display()
{
    end();
}

void Display::end()
{
    if (server_ <= 0)
        return;
    kill(server_, SIGTERM);
    wait_for_end(server_);
    server_ = -1;
}

WindowProcess::WindowProcess(Display const& display, std::vector<std::string> const& words,
                             std::string folder)
    : display_(display.name()), folder_(std::move(folder))
{
    std::vector<std::string> all = {ringside_binary(), "--report", folder_ + "/report"};
    all.insert(all.end(), words.begin(), words.end());
    std::filesystem::remove(folder_ + "/report"); // of a window that was here before
    process_ = fork();
    if (process_ == 0) {
        setenv("DISPLAY", display_.c_str(), 1);
        unsetenv("WAYLAND_DISPLAY");
        unsetenv("SDL_VIDEODRIVER");
        setenv("XDG_CONFIG_HOME", folder_.c_str(), 1);
        redirect(folder_ + "/errors", STDERR_FILENO);
        become(all);
    }
    if (!wait_for("keys 0")) {
        end();
        throw std::runtime_error("the window did not come up: " + errors());
    }
}

WindowProcess::~WindowProcess()
{
    end();
}

void WindowProcess::end()
{
    if (process_ <= 0)
        return;
    kill(process_, SIGTERM);
    wait_for_end(process_);
    process_ = -1;
}

void WindowProcess::press(std::vector<std::string> const& keys)
{
    for (std::string const& key : keys) {
        Command command;
        command.arguments = {"xdotool", "key", key};
        command.environment = {{"DISPLAY", display_}};
        run(command);
        wait_for("keys " + std::to_string(++keys_));
    }
    wait_for("running no");
}

void WindowProcess::press(std::string const& key, int times)
{
    press(std::vector<std::string>(static_cast<std::size_t>(times), key));
}

void WindowProcess::type(std::string const& text)
{
    Command command;
    command.arguments = {"xdotool", "type", "--delay", "20", text};
    command.environment = {{"DISPLAY", display_}};
    run(command);
    wait_for("line " + text);
    keys_ = static_cast<unsigned>(std::stoul(value("keys")));
}

bool WindowProcess::wait_for(std::string const& line, std::chrono::seconds limit) const
{
    auto const end = std::chrono::steady_clock::now() + limit;
    while (std::chrono::steady_clock::now() < end) {
        if (("\n" + report()).find("\n" + line + "\n") != std::string::npos)
            return true;
        std::this_thread::sleep_for(glance);
    }
    return false;
}

std::string WindowProcess::report() const
{
    return read_file(folder_ + "/report");
}

std::string WindowProcess::value(std::string const& name) const
{
    std::string const text = "\n" + report();
    auto const found = text.find("\n" + name + " ");
    if (found == std::string::npos)
        return {};
    auto const begin = found + name.size() + 2;
    return text.substr(begin, text.find('\n', begin) - begin);
}

int WindowProcess::wait()
{
    int const status = wait_for_end(process_);
    process_ = -1;
    return status;
}

std::string WindowProcess::errors() const
{
    return read_file(folder_ + "/errors");
}

} // namespace ringside::tests
