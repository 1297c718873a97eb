// Names of flags for the strace text, in the order in which strace(1) writes them. Values: the installed
// <fcntl.h>, <sys/mman.h> and the manual pages of the calls. Next: strace_structures.cpp.
#include "emu/trace/strace_story.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ringside::emu {

namespace {

using kernel::ArgumentKind;
using kernel::CallTable;

constexpr Name open_bits[] = {
    {0100, "O_CREAT"},       {0200, "O_EXCL"},         {0400, "O_NOCTTY"},       {01000, "O_TRUNC"},
    {02000, "O_APPEND"},     {04000, "O_NONBLOCK"},    {04010000, "O_SYNC"},     {010000, "O_DSYNC"},
    {040000, "O_DIRECT"},    {0100000, "O_LARGEFILE"}, {0400000, "O_NOFOLLOW"},  {01000000, "O_NOATIME"},
    {02000000, "O_CLOEXEC"}, {010000000, "O_PATH"},    {020200000, "O_TMPFILE"}, {0200000, "O_DIRECTORY"}};
constexpr Name protection_bits[] = {{1, "PROT_READ"}, {2, "PROT_WRITE"}, {4, "PROT_EXEC"}};
constexpr Name map_bits[] = {
    {1, "MAP_SHARED"},       {2, "MAP_PRIVATE"},        {0x10, "MAP_FIXED"},
    {0x20, "MAP_ANONYMOUS"}, {0x100, "MAP_GROWSDOWN"},  {0x800, "MAP_DENYWRITE"},
    {0x2000, "MAP_LOCKED"},  {0x4000, "MAP_NORESERVE"}, {0x8000, "MAP_POPULATE"},
    {0x20000, "MAP_STACK"},  {0x40000, "MAP_HUGETLB"},  {0x100000, "MAP_FIXED_NOREPLACE"}};
constexpr Name at_bits[] = {{0x100, "AT_SYMLINK_NOFOLLOW"},
                            {0x200, "AT_EACCESS"},
                            {0x400, "AT_SYMLINK_FOLLOW"},
                            {0x800, "AT_NO_AUTOMOUNT"},
                            {0x1000, "AT_EMPTY_PATH"}};
constexpr Name access_bits[] = {{4, "R_OK"}, {2, "W_OK"}, {1, "X_OK"}};
constexpr Name random_bits[] = {{1, "GRND_NONBLOCK"}, {2, "GRND_RANDOM"}, {4, "GRND_INSECURE"}};
constexpr Name seek_values[] = {{0, "SEEK_SET"}, {1, "SEEK_CUR"}, {2, "SEEK_END"}};
constexpr Name fcntl_values[] = {{0, "F_DUPFD"}, {1, "F_GETFD"},  {2, "F_SETFD"},
                                 {3, "F_GETFL"}, {4, "F_SETFL"},  {5, "F_GETLK"},
                                 {6, "F_SETLK"}, {7, "F_SETLKW"}, {1030, "F_DUPFD_CLOEXEC"}};
constexpr Name ioctl_values[] = {{0x5401, "TCGETS"},     {0x5402, "TCSETS"},     {0x5403, "TCSETSW"},
                                 {0x5404, "TCSETSF"},    {0x540f, "TIOCGPGRP"},  {0x5410, "TIOCSPGRP"},
                                 {0x5413, "TIOCGWINSZ"}, {0x5414, "TIOCSWINSZ"}, {0x541b, "FIONREAD"}};
constexpr Name arch_prctl_values[] = {{0x1001, "ARCH_SET_GS"},
                                      {0x1002, "ARCH_SET_FS"},
                                      {0x1003, "ARCH_GET_FS"},
                                      {0x1004, "ARCH_GET_GS"},
                                      {0x3001, "0x3001 /* ARCH_??? */"}};
constexpr Name clock_values[] = {{0, "CLOCK_REALTIME"},           {1, "CLOCK_MONOTONIC"},
                                 {2, "CLOCK_PROCESS_CPUTIME_ID"}, {3, "CLOCK_THREAD_CPUTIME_ID"},
                                 {4, "CLOCK_MONOTONIC_RAW"},      {5, "CLOCK_REALTIME_COARSE"},
                                 {6, "CLOCK_MONOTONIC_COARSE"},   {7, "CLOCK_BOOTTIME"}};
constexpr Name signal_values[] = {
    {1, "SIGHUP"},   {2, "SIGINT"},     {3, "SIGQUIT"},  {4, "SIGILL"},     {5, "SIGTRAP"},  {6, "SIGABRT"},
    {7, "SIGBUS"},   {8, "SIGFPE"},     {9, "SIGKILL"},  {10, "SIGUSR1"},   {11, "SIGSEGV"}, {12, "SIGUSR2"},
    {13, "SIGPIPE"}, {14, "SIGALRM"},   {15, "SIGTERM"}, {16, "SIGSTKFLT"}, {17, "SIGCHLD"}, {18, "SIGCONT"},
    {19, "SIGSTOP"}, {20, "SIGTSTP"},   {21, "SIGTTIN"}, {22, "SIGTTOU"},   {23, "SIGURG"},  {24, "SIGXCPU"},
    {25, "SIGXFSZ"}, {26, "SIGVTALRM"}, {27, "SIGPROF"}, {28, "SIGWINCH"},  {29, "SIGIO"},   {30, "SIGPWR"},
    {31, "SIGSYS"}};
constexpr Name sigmask_values[] = {{0, "SIG_BLOCK"}, {1, "SIG_UNBLOCK"}, {2, "SIG_SETMASK"}};
constexpr Name resource_values[] = {
    {0, "RLIMIT_CPU"}, {1, "RLIMIT_FSIZE"}, {2, "RLIMIT_DATA"},   {3, "RLIMIT_STACK"},   {4, "RLIMIT_CORE"},
    {5, "RLIMIT_RSS"}, {6, "RLIMIT_NPROC"}, {7, "RLIMIT_NOFILE"}, {8, "RLIMIT_MEMLOCK"}, {9, "RLIMIT_AS"}};

std::string value_text(std::span<Name const> names, uint64_t value)
{
    for (auto const& [known, name] : names)
        if (known == value)
            return std::string(name);
    return value < 4096 ? fmt::format("{}", value) : fmt::format("{:#x}", value);
}

std::string open_text(uint64_t value)
{
    constexpr std::string_view access[] = {"O_RDONLY", "O_WRONLY", "O_RDWR", "O_ACCMODE"};
    auto const rest = value & ~uint64_t{3};
    auto text = std::string(access[value & 3]);
    if (rest != 0)
        text += "|" + bits_text(open_bits, rest, "");
    return text;
}

} // namespace

std::string bits_text(std::span<Name const> names, uint64_t value, std::string_view none)
{
    if (value == 0)
        return std::string(none);
    std::string text;
    for (auto const& [bits, name] : names) {
        if ((value & bits) != bits)
            continue;
        text += (text.empty() ? "" : "|") + std::string(name);
        value &= ~bits;
    }
    if (value != 0)
        text += fmt::format("{}{:#x}", text.empty() ? "" : "|", value);
    return text;
}

std::string flags_of_kind(std::span<Name const> names, uint64_t value, std::string_view prefix)
{
    auto const knows_some = value == 0 || std::any_of(names.begin(), names.end(), [value](Name const& name) {
                                return (value & name.value) == name.value;
                            });
    return knows_some ? bits_text(names, value) : fmt::format("{:#x} /* {}??? */", value, prefix);
}

std::string flags_text(ArgumentKind kind, uint64_t value)
{
    switch (kind) {
    case ArgumentKind::open_flags:
        return open_text(value);
    case ArgumentKind::access_mode:
        return bits_text(access_bits, value, "F_OK");
    case ArgumentKind::at_flags:
        return bits_text(at_bits, value, "0");
    case ArgumentKind::seek_from:
        return value_text(seek_values, value);
    case ArgumentKind::protection:
        return bits_text(protection_bits, value, "PROT_NONE");
    case ArgumentKind::map_flags:
        return bits_text(map_bits, value, "0");
    case ArgumentKind::random_flags:
        return bits_text(random_bits, value, "0");
    case ArgumentKind::fcntl_command:
        return value_text(fcntl_values, value);
    case ArgumentKind::ioctl_request:
        return value_text(ioctl_values, value);
    case ArgumentKind::arch_prctl_code:
        return value_text(arch_prctl_values, value);
    case ArgumentKind::clock:
        return value_text(clock_values, value);
    case ArgumentKind::signal:
        return value_text(signal_values, value);
    case ArgumentKind::sigmask_how:
        return value_text(sigmask_values, value);
    case ArgumentKind::resource:
        return value_text(resource_values, value);
    default:
        return fmt::format("{:#x}", value);
    }
}

std::string quoted_bytes(std::span<uint8_t const> bytes, bool cut)
{
    std::string text = "\"";
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        auto const byte = bytes[i];
        auto const digit_follows = i + 1 < bytes.size() && bytes[i + 1] >= '0' && bytes[i + 1] <= '9';
        switch (byte) {
        case '\n':
            text += "\\n";
            break;
        case '\t':
            text += "\\t";
            break;
        case '\r':
            text += "\\r";
            break;
        case '\v':
            text += "\\v";
            break;
        case '\f':
            text += "\\f";
            break;
        case '"':
            text += "\\\"";
            break;
        case '\\':
            text += "\\\\";
            break;
        default:
            if (byte >= 0x20 && byte < 0x7f)
                text += static_cast<char>(byte);
            else
                text += fmt::format(fmt::runtime(digit_follows ? "\\{:03o}" : "\\{:o}"), byte);
        }
    }
    return text + (cut ? "\"..." : "\"");
}

} // namespace ringside::emu
