// termios(3), poll(2), signal-safety(7). The saved mode is the one piece of state that a signal handler must
// reach.
#include "emu/command_line/terminal.hpp"

#include <poll.h>
#include <signal.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

namespace ringside::emu {

namespace {

// A handler for a deadly signal has no other way to the mode that it must put back.
struct SavedMode
{
    termios mode{};
    volatile sig_atomic_t is_changed = 0;
    volatile sig_atomic_t is_raw = 0;
};

SavedMode& saved_mode()
{
    static SavedMode saved;
    return saved;
}

void put_back()
{
    auto& saved = saved_mode();
    if (saved.is_changed == 0)
        return;
    saved.is_changed = 0;
    saved.is_raw = 0;
    tcsetattr(STDIN_FILENO, TCSANOW, &saved.mode);
}

void put_back_and_die(int number)
{
    put_back();
    signal(number, SIG_DFL);
    raise(number);
}

void say_and_end(int)
{
    constexpr std::string_view sentence = "ringside: interrupted\n";
    [[maybe_unused]] auto const written = write(STDERR_FILENO, sentence.data(), sentence.size());
    put_back();
    _exit(128 + SIGINT);
}

} // namespace

KeptTerminal::KeptTerminal(bool wanted)
{
    auto& saved = saved_mode();
    if (!wanted || tcgetattr(STDIN_FILENO, &saved.mode) != 0)
        return;
    for (int const number : {SIGTERM, SIGHUP, SIGQUIT, SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT})
        signal(number, put_back_and_die);
    [[maybe_unused]] static bool const at_exit_too = std::atexit(put_back) == 0;
    saved.is_changed = 1;
}

KeptTerminal::~KeptTerminal()
{
    put_back();
}

RawTerminal::RawTerminal(bool wanted) : kept_(wanted)
{
    auto& saved = saved_mode();
    if (saved.is_changed == 0)
        return;
    termios raw = saved.mode;
    cfmakeraw(&raw); // output too: the guest's own line discipline has put carriage returns where they belong
    saved.is_raw = 1;
    tcsetattr(STDIN_FILENO, TCSANOW, &raw);
}

void end_when_interrupted()
{
    struct sigaction action
    {};
    action.sa_handler = say_and_end;
    sigaction(SIGINT, &action, nullptr);
}

std::string_view line_end()
{
    return saved_mode().is_raw != 0 ? "\r\n" : "\n";
}

HostInput read_input(uint64_t nanoseconds)
{
    pollfd waiting{STDIN_FILENO, POLLIN, 0};
    constexpr uint64_t second = 1'000'000'000;
    timespec const limit{static_cast<time_t>(nanoseconds / second), static_cast<long>(nanoseconds % second)};
    auto const ready = ppoll(&waiting, 1, nanoseconds == ~uint64_t{0} ? nullptr : &limit, nullptr);
    if (ready == 0 || (ready < 0 && errno == EINTR))
        return {};
    std::array<char, 4096> bytes;
    auto const count = read(STDIN_FILENO, bytes.data(), bytes.size());
    if (count > 0)
        return {{bytes.data(), static_cast<std::size_t>(count)}, false};
    if (count < 0 && (errno == EINTR || errno == EAGAIN))
        return {};
    return {{}, true};
}

bool is_terminal(int fd)
{
    return isatty(fd) == 1;
}

} // namespace ringside::emu
