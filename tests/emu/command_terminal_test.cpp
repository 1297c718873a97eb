// The terminal that a command is started on: whatever ends the command, its mode is what it was. pty(7),
// termios(3).
#include "tests/emu/support.hpp"
#include "tests/support/folders.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <utmp.h>

#include <array>
#include <chrono>
#include <csignal>
#include <thread>

namespace ringside::tests {

namespace {

// A command on a terminal of its own, which stays when the command ends.
class OnTerminal
{
public:
    explicit OnTerminal(std::vector<std::string> words)
    {
        words.insert(words.begin(), ringside_binary().string());
        EXPECT_EQ(openpty(&ours_, &its_, nullptr, nullptr, nullptr), 0);
        before_ = mode();
        process_ = fork();
        if (process_ != 0)
            return;
        login_tty(its_);
        std::vector<char*> arguments;
        for (auto& word : words)
            arguments.push_back(word.data());
        arguments.push_back(nullptr);
        execv(arguments[0], arguments.data());
        _exit(127);
    }
    ~OnTerminal()
    {
        close(its_);
        close(ours_);
    }
    OnTerminal(OnTerminal const&) = delete;
    OnTerminal& operator=(OnTerminal const&) = delete;

    // What it writes, until that stands there; at most ten seconds.
    bool shows(std::string_view words)
    {
        while (text_.find(words) == std::string::npos) {
            pollfd waiting{ours_, POLLIN, 0};
            std::array<char, 4096> bytes;
            if (poll(&waiting, 1, 10'000) <= 0)
                return false;
            auto const count = read(ours_, bytes.data(), bytes.size());
            if (count <= 0)
                return false;
            text_.append(bytes.data(), static_cast<std::size_t>(count));
        }
        return true;
    }
    // The signal that ended it.
    int end_by(int signal)
    {
        kill(process_, signal);
        int status = 0;
        waitpid(process_, &status, 0);
        return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    }
    bool is_as_before() const
    {
        auto const now = mode();
        return now.c_lflag == before_.c_lflag && now.c_iflag == before_.c_iflag &&
               now.c_oflag == before_.c_oflag;
    }
    // Within ten seconds: libedit writes its prompt before it changes the mode.
    bool changes_the_mode() const
    {
        for (int i = 0; i < 1'000; ++i) {
            if (!is_as_before())
                return true;
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        return false;
    }
    std::string const& text() const { return text_; }

private:
    termios mode() const
    {
        termios mode{};
        tcgetattr(its_, &mode);
        return mode;
    }

    int ours_ = -1;
    int its_ = -1;
    pid_t process_ = 0;
    termios before_{};
    std::string text_;
};

} // namespace

TEST(Terminal, IsPutBackWhenASignalEndsTheDebuggerAtItsPrompt)
{
    for (int const signal : {SIGTERM, SIGHUP, SIGQUIT}) {
        OnTerminal step({"step", sample("trap_paths/hello_syscall").string()});
        ASSERT_TRUE(step.shows("(ringside) ")) << step.text();
        EXPECT_TRUE(step.changes_the_mode());

        EXPECT_EQ(step.end_by(signal), signal);

        EXPECT_TRUE(step.is_as_before()) << signal;
    }
}

TEST(Terminal, IsPutBackWhenASignalEndsARun)
{
    for (int const signal : {SIGTERM, SIGHUP, SIGQUIT}) {
        OnTerminal busybox({"run", "/bin/busybox", "sh", "-c", "echo here; while :; do :; done"});
        ASSERT_TRUE(busybox.shows("here")) << busybox.text();
        EXPECT_TRUE(busybox.changes_the_mode());

        EXPECT_EQ(busybox.end_by(signal), signal);

        EXPECT_TRUE(busybox.is_as_before()) << signal;
    }
}

} // namespace ringside::tests
