// Calls that strace(1) words in a way of their own; each form was taken from strace 6.1 on Linux. Next:
// strace_structures.cpp.
#include "emu/trace/strace_story.hpp"
#include "kernel-model/abi/terminal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace ringside::emu {

namespace {

using kernel::ArgumentKind;

enum FcntlCommand : uint64_t
{
    f_dupfd = 0,
    f_getfd = 1,
    f_setfd = 2,
    f_getfl = 3,
    f_setfl = 4,
    f_dupfd_cloexec = 1030,
};

constexpr int64_t eintr = -4;

bool is_fcntl(std::string_view name)
{
    return name == "fcntl" || name == "fcntl64";
}

// The flags of calls that open no path have names of their own, or at least no access mode among them.
struct OwnFlags
{
    std::string_view call;
    std::string_view prefix;
    std::span<Name const> names;
};

constexpr uint64_t nonblock = 04000;
constexpr uint64_t cloexec = 02000000;
constexpr Name event_flags[] = {{1, "EFD_SEMAPHORE"}, {cloexec, "EFD_CLOEXEC"}, {nonblock, "EFD_NONBLOCK"}};
constexpr Name socket_flags[] = {{cloexec, "SOCK_CLOEXEC"}, {nonblock, "SOCK_NONBLOCK"}};
constexpr Name signal_flags[] = {{cloexec, "SFD_CLOEXEC"}, {nonblock, "SFD_NONBLOCK"}};
constexpr Name timer_flags[] = {{1, "TFD_TIMER_ABSTIME"},
                                {2, "TFD_TIMER_CANCEL_ON_SET"},
                                {cloexec, "TFD_CLOEXEC"},
                                {nonblock, "TFD_NONBLOCK"}};
constexpr Name inotify_flags[] = {{nonblock, "IN_NONBLOCK"}, {cloexec, "IN_CLOEXEC"}};
constexpr Name epoll_flags[] = {{cloexec, "EPOLL_CLOEXEC"}};
constexpr Name file_flags[] = {{nonblock, "O_NONBLOCK"}, {040000, "O_DIRECT"}, {cloexec, "O_CLOEXEC"}};
constexpr OwnFlags own_flags[] = {{"eventfd2", "EFD_", event_flags},
                                  {"accept4", "SOCK_", socket_flags},
                                  {"signalfd4", "SFD_", signal_flags},
                                  {"timerfd_create", "TFD_", timer_flags},
                                  {"inotify_init1", "IN_", inotify_flags},
                                  {"epoll_create1", "EPOLL_", epoll_flags},
                                  {"pipe2", "O_", file_flags},
                                  {"dup3", "O_", file_flags}};

std::optional<std::string> own_flags_text(Story const& story, uint64_t value)
{
    for (auto const& own : own_flags)
        if (own.call == story.name())
            return flags_of_kind(own.names, value, own.prefix);
    return {};
}

std::optional<std::string> fcntl_argument(Story const& story)
{
    auto const value = story.argument(2);
    switch (story.argument(1)) {
    case f_setfd:
        return value == 1 ? "FD_CLOEXEC" : fmt::format("{:#x}", value);
    case f_setfl:
        return flags_text(ArgumentKind::open_flags, value);
    case f_dupfd:
    case f_dupfd_cloexec:
        return fmt::format("{}", static_cast<int32_t>(value));
    default:
        return {};
    }
}

std::string number_text(Story const& story, uint64_t address)
{
    auto const number = read_as<int32_t>(address, story.memory);
    return number ? fmt::format("[{}]", *number) : pointer_text(address);
}

std::optional<std::string> ioctl_argument(Story const& story)
{
    using kernel::TerminalRequest;
    auto const address = story.argument(2);
    auto const request = static_cast<TerminalRequest>(story.argument(1));
    bool const is_input = request == TerminalRequest::tcsets || request == TerminalRequest::tcsetsw ||
                          request == TerminalRequest::tcsetsf || request == TerminalRequest::tiocswinsz ||
                          request == TerminalRequest::tiocspgrp;
    if (address == 0 || (story.failed() && !is_input))
        return pointer_text(address);
    std::string text;
    switch (request) {
    case TerminalRequest::tcgets:
    case TerminalRequest::tcsets:
    case TerminalRequest::tcsetsw:
    case TerminalRequest::tcsetsf:
        text = terminal_text(address, story.memory);
        break;
    case TerminalRequest::tiocgwinsz:
    case TerminalRequest::tiocswinsz:
        text = structure_text("winsize", story.call.table, address, story.memory);
        break;
    case TerminalRequest::fionread:
    case TerminalRequest::tiocgpgrp:
    case TerminalRequest::tiocspgrp:
    case TerminalRequest::tiocgsid:
    case TerminalRequest::tiocoutq:
        return number_text(story, address);
    case TerminalRequest::tcflsh: {
        constexpr std::string_view queues[] = {"TCIFLUSH", "TCOFLUSH", "TCIOFLUSH"};
        return address < 3 ? std::string(queues[address]) : fmt::format("{:#x}", address);
    }
    default:
        break;
    }
    return text.empty() ? pointer_text(address) : text;
}

// struct linux_dirent64: two words of eight bytes, then the record's length.
std::string entries_text(Story const& story)
{
    constexpr uint64_t length_at = 16;
    uint64_t entries = 0;
    auto const end = static_cast<uint64_t>(story.result);
    for (uint64_t at = 0; at + length_at < end; ++entries) {
        auto const length = read_as<uint16_t>(story.argument(1) + at + length_at, story.memory);
        if (!length || *length == 0)
            break;
        at += *length;
    }
    return fmt::format("{} /* {} entries */", pointer_text(story.argument(1)), entries);
}

std::string random_text(Story const& story)
{
    constexpr std::size_t shown = 32;
    std::vector<uint8_t> bytes(std::min<uint64_t>(static_cast<uint64_t>(story.result), shown));
    if (story.memory(story.argument(0), bytes) < bytes.size())
        return pointer_text(story.argument(0));
    std::string text = "\"";
    for (auto const byte : bytes)
        text += fmt::format("\\x{:02x}", byte);
    return text + (static_cast<uint64_t>(story.result) > shown ? "\"..." : "\"");
}

std::string groups_text(Story const& story)
{
    std::string text = "[";
    for (int64_t i = 0; i < story.result; ++i) {
        auto const group = read_as<uint32_t>(story.argument(1) + static_cast<uint64_t>(i) * 4, story.memory);
        if (!group)
            return pointer_text(story.argument(1));
        text += fmt::format("{}{}", i == 0 ? "" : ", ", *group);
    }
    return text + "]";
}

constexpr uint64_t pr_set_name = 15;
constexpr uint64_t pr_get_name = 16;

bool names_task(OpenCall const& call)
{
    return call.call()->name == "prctl" &&
           (call.arguments[0] == pr_set_name || call.arguments[0] == pr_get_name);
}

std::optional<std::string> prctl_argument(Story const& story, unsigned index)
{
    if (!names_task(story.call))
        return {};
    if (index == 0)
        return story.argument(0) == pr_set_name ? "PR_SET_NAME" : "PR_GET_NAME";
    return path_text(story, story.argument(1));
}

template <std::size_t Count>
std::optional<std::string> named(std::string_view const (&names)[Count], uint64_t value)
{
    return value < Count ? std::optional(std::string(names[value])) : std::nullopt;
}

} // namespace

std::optional<std::string> own_argument(Story const& story, unsigned index)
{
    constexpr std::string_view timers[] = {"ITIMER_REAL", "ITIMER_VIRTUAL", "ITIMER_PROF"};
    auto const name = story.name();
    auto const succeeded = story.returned && !story.failed();
    if (is_fcntl(name) && index == 2)
        return fcntl_argument(story);
    if (name == "ioctl" && index == 2)
        return ioctl_argument(story);
    if (name == "prctl")
        return prctl_argument(story, index);
    if (name == "poll" && index == 0)
        return poll_text(story, false);
    if (name == "getcwd" && index == 0 && succeeded)
        return path_text(story, story.argument(0));
    if (name == "getrandom" && index == 0 && succeeded)
        return random_text(story);
    if (name == "getdents64" && index == 1 && succeeded)
        return entries_text(story);
    if (name == "getgroups" && index == 1 && succeeded && story.argument(0) != 0)
        return groups_text(story);
    if (name == "clock_nanosleep" && index == 3 && story.returned && story.result != eintr)
        return pointer_text(story.argument(3));
    if (name == "nanosleep" && index == 1 && story.returned && story.result != eintr)
        return pointer_text(story.argument(1));
    if ((name == "setitimer" || name == "getitimer") && index == 0)
        return named(timers, story.argument(0));
    if (name == "getrusage" && index == 0 && story.argument(0) == 0)
        return "RUSAGE_SELF";
    if (name == "mmap2" && index == 5 && story.argument(5) != 0) // counts pages; strace shows bytes
        return fmt::format("{:#x}", story.argument(5) * 4096);
    if (name == "execve" && index == 2)
        return environment_text(story, story.argument(index));
    if (story.call.call()->arguments[index].kind == ArgumentKind::open_flags)
        return own_flags_text(story, story.argument(index));
    return {};
}

bool is_own_output(OpenCall const& call, unsigned index)
{
    auto const name = call.call()->name;
    return (name == "ioctl" && index == 2) || (name == "getgroups" && index == 1) ||
           (name == "prctl" && index == 1 && call.arguments[0] == pr_get_name);
}

unsigned argument_count(OpenCall const& call)
{
    constexpr uint64_t creates = 0100 | 020000000; // O_CREAT, O_TMPFILE's own bit
    auto const& description = *call.call();
    auto const count = unsigned{description.argument_count};
    if (description.name == "open" && (call.arguments[1] & creates) == 0)
        return count - 1;
    if (description.name == "openat" && (call.arguments[2] & creates) == 0)
        return count - 1;
    if (is_fcntl(description.name) && (call.arguments[1] == f_getfd || call.arguments[1] == f_getfl))
        return count - 1;
    return names_task(call) ? 2 : count;
}

std::string result_note(Story const& story)
{
    if (story.name() != "poll" || story.failed())
        return {};
    return story.result == 0 ? " (Timeout)" : " (" + poll_text(story, true) + ")";
}

std::optional<std::string> own_result(Story const& story)
{
    if (!is_fcntl(story.name()) || story.failed())
        return {};
    auto const value = static_cast<uint64_t>(story.result);
    if (story.argument(1) == f_getfl)
        return fmt::format("{:#x} (flags {})", value, flags_text(ArgumentKind::open_flags, value));
    if (story.argument(1) == f_getfd && value != 0)
        return fmt::format("{:#x} (flags FD_CLOEXEC)", value);
    return {};
}

} // namespace ringside::emu
