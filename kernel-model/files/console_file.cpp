// The console as an open file. Sources: ioctl_tty(2), termios(3), pipe(7); kernel source
// drivers/tty/tty_io.c, fs/pipe.c.
#include "kernel-model/files/console_file.hpp"

#include "kernel-model/abi/terminal.hpp"
#include "kernel-model/task/task.hpp"

#include <array>

namespace ringside::kernel {

namespace {

// A write is taken in pieces of this size, and each piece must be readable as a whole, or none of it is
// written: do_tty_write's buffer on a terminal, one page on a pipe.
constexpr size_t terminal_piece = 2048;
constexpr size_t pipe_piece = 4096;

bool is_terminal()
{
    return console().kind() == ConsoleKind::terminal;
}

} // namespace

Result<uint64_t> ConsoleFile::read(ByteSink& sink)
{
    if (sink.room() == 0) {
        return uint64_t{0};
    }
    if ((flags() & open_flag::non_block) != 0 && !console().readable()) {
        return Errno::eagain;
    }
    std::array<char, 1024> piece;
    auto const wanted = sink.room() < piece.size() ? sink.room() : piece.size();
    auto const got = console().read({piece.data(), wanted});
    auto const put = sink.put(std::as_bytes(std::span(piece.data(), got)));
    return put == 0 && got > 0 ? Result<uint64_t>(Errno::efault) : Result<uint64_t>(put);
}

Result<uint64_t> ConsoleFile::write(ByteSource& source)
{
    std::array<char, pipe_piece> piece;
    auto const limit = is_terminal() ? terminal_piece : pipe_piece;
    uint64_t done = 0;
    while (source.rest() > 0) {
        auto const size = source.rest() < limit ? source.rest() : limit;
        if (source.take(std::as_writable_bytes(std::span(piece.data(), size))) < size) {
            return done > 0 ? Result<uint64_t>(done) : Result<uint64_t>(Errno::efault);
        }
        console().write({piece.data(), size});
        done += size;
    }
    return done;
}

uint16_t ConsoleFile::events()
{
    uint16_t const out = writable() ? poll_event::out | poll_event::normal_write : 0;
    uint16_t const in = readable() && console().readable() ? poll_event::in | poll_event::normal_read : 0;
    return static_cast<uint16_t>(out | in);
}

Result<uint64_t> ConsoleFile::control(uint32_t request, uint64_t argument)
{
    if (static_cast<TerminalRequest>(request) == TerminalRequest::fionread) {
        auto const count = static_cast<int32_t>(console().available());
        TRY(copy_to_user(UserPtr<int32_t>(argument), count));
        return uint64_t{0};
    }
    return is_terminal() ? control_terminal(request, argument) : Result<uint64_t>(Errno::enotty);
}

Result<uint64_t> ConsoleFile::control_terminal(uint32_t request, uint64_t argument)
{
    UserPtr<int32_t> const number(argument);
    switch (static_cast<TerminalRequest>(request)) {
    case TerminalRequest::tcgets:
        TRY(copy_to_user(UserPtr<Termios>(argument), console().settings()));
        break;
    case TerminalRequest::tcsets:
    case TerminalRequest::tcsetsw:
    case TerminalRequest::tcsetsf:
        return change_settings(request, UserPtr<Termios>(argument));
    case TerminalRequest::tiocgwinsz:
        TRY(copy_to_user(UserPtr<WindowSize>(argument), console().window()));
        break;
    case TerminalRequest::tiocswinsz:
        TRY(copy_from_user(console().window(), UserPtr<WindowSize>(argument)));
        break;
    case TerminalRequest::tiocgpgrp:
    case TerminalRequest::tiocgsid:
        TRY(copy_to_user(number, current().pid));
        break;
    case TerminalRequest::tiocspgrp: {
        int32_t group = 0;
        TRY(copy_from_user(group, number));
        if (group != current().pid) {
            return group < 0 ? Errno::einval : Errno::esrch; // there is one process group
        }
        break;
    }
    case TerminalRequest::tiocoutq:
        TRY(copy_to_user(number, 0));
        break; // written bytes are out at once
    case TerminalRequest::tcflsh:
        if (argument > 2) {
            return Errno::einval;
        }
        if (argument != 1) { // TCOFLUSH: there is no output that waits
            console().discard_input();
        }
        break;
    case TerminalRequest::tcsbrk:
    case TerminalRequest::tiocsctty:
        break;
    default:
        return Errno::enotty;
    }
    return uint64_t{0};
}

Result<uint64_t> ConsoleFile::change_settings(uint32_t request, UserPtr<Termios> from)
{
    Termios settings = {};
    TRY(copy_from_user(settings, from));
    if (static_cast<TerminalRequest>(request) == TerminalRequest::tcsetsf) {
        console().discard_input();
    }
    console().change_settings(settings);
    return uint64_t{0};
}

} // namespace ringside::kernel
