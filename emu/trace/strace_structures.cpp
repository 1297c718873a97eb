// Structures in memory as strace(1) shows them. Their layouts stand in kernel-model/abi/structures.hpp;
// values of flags: the installed <signal.h>, <poll.h> and <asm/termbits.h>. Next: strace_values.cpp.
#include "emu/trace/strace_story.hpp"
#include "kernel-model/abi/structures.hpp"

#include <fmt/format.h>

#include <bit>

namespace ringside::emu {

namespace {

using kernel::CallTable;

std::string mode_text(uint32_t mode)
{
    struct Kind
    {
        uint32_t value;
        std::string_view name;
    };
    constexpr Kind kinds[] = {{0140000, "S_IFSOCK"}, {0120000, "S_IFLNK"}, {0100000, "S_IFREG"},
                              {0060000, "S_IFBLK"},  {0040000, "S_IFDIR"}, {0020000, "S_IFCHR"},
                              {0010000, "S_IFIFO"}};
    constexpr Kind bits[] = {{04000, "|S_ISUID"}, {02000, "|S_ISGID"}, {01000, "|S_ISVTX"}};
    auto text = fmt::format("{:#o}", mode & 0170000);
    for (auto const& kind : kinds)
        if (kind.value == (mode & 0170000))
            text = kind.name;
    for (auto const& bit : bits)
        if ((mode & bit.value) != 0)
            text += bit.name;
    return text + fmt::format("|{:#03o}", mode & 0777);
}

template <typename T>
std::string status_text(uint64_t address, MemoryReader const& memory)
{
    auto const status = read_as<T>(address, memory);
    if (!status)
        return {};
    auto const mode = uint32_t{status->mode};
    auto const kind = mode & 0170000;
    if (kind == 0020000 || kind == 0060000) {
        auto const device = uint64_t{status->represented_device};
        return fmt::format("{{st_mode={}, st_rdev=makedev({:#x}, {:#x}), ...}}", mode_text(mode),
                           device >> 8 & 0xfff, device & 0xff);
    }
    return fmt::format("{{st_mode={}, st_size={}, ...}}", mode_text(mode),
                       static_cast<int64_t>(status->size));
}

template <typename T>
struct TimePair
{
    T seconds;
    T rest;
};

template <typename T>
std::string time_text(TimePair<T> const& pair, std::string_view fraction)
{
    return fmt::format("{{tv_sec={}, tv_{}={}}}", pair.seconds, fraction, pair.rest);
}

template <typename T>
std::string time_text(uint64_t address, MemoryReader const& memory, std::string_view fraction)
{
    auto const pair = read_as<TimePair<T>>(address, memory);
    return pair ? time_text(*pair, fraction) : std::string{};
}

// Two of them: the period and what is left (setitimer(2)).
template <typename T>
std::string timer_text(uint64_t address, MemoryReader const& memory)
{
    auto const pairs = read_as<std::array<TimePair<T>, 2>>(address, memory);
    return pairs ? fmt::format("{{it_interval={}, it_value={}}}", time_text((*pairs)[0], "usec"),
                               time_text((*pairs)[1], "usec"))
                 : std::string{};
}

std::string limit_text(uint64_t limit)
{
    if (limit == ~uint64_t{0})
        return "RLIM64_INFINITY";
    return limit > 1024 && limit % 1024 == 0 ? fmt::format("{}*1024", limit / 1024)
                                             : fmt::format("{}", limit);
}

std::string field_text(kernel::Utsname::Field const& field)
{
    auto const length = strnlen(field.data(), field.size());
    return quoted_bytes({reinterpret_cast<uint8_t const*>(field.data()), length}, false);
}

std::string without_prefix(std::string const& signal)
{
    constexpr std::string_view prefix = "SIG";
    return signal.starts_with(prefix) ? signal.substr(prefix.size()) : signal;
}

// Names without SIG; the real-time ones count from RTMIN.
std::string signals_text(uint64_t mask)
{
    constexpr unsigned first_realtime = 32;
    bool const most = std::popcount(mask) >= 64 * 2 / 3;
    auto const shown = most ? ~mask : mask;
    std::string text;
    for (unsigned number = 1; number <= 64; ++number) {
        if ((shown >> (number - 1) & 1) == 0)
            continue;
        text += text.empty() ? "" : " ";
        if (number < first_realtime)
            text += without_prefix(flags_text(kernel::ArgumentKind::signal, number));
        else
            text += number == first_realtime ? "RTMIN" : fmt::format("RT_{}", number - first_realtime);
    }
    return (most ? "~[" : "[") + text + "]";
}

std::string action_text(uint64_t handler, uint64_t flags, uint64_t restorer, uint64_t mask)
{
    constexpr Name bits[] = {{0x0400'0000, "SA_RESTORER"},  {0x0800'0000, "SA_ONSTACK"},
                             {0x1000'0000, "SA_RESTART"},   {0x4000'0000, "SA_NODEFER"},
                             {0x8000'0000, "SA_RESETHAND"}, {4, "SA_SIGINFO"},
                             {1, "SA_NOCLDSTOP"},           {2, "SA_NOCLDWAIT"}};
    constexpr uint64_t has_restorer = 0x0400'0000;
    constexpr uint64_t has_information = 4;
    auto const who = handler == 0 ? "SIG_DFL" : handler == 1 ? "SIG_IGN" : fmt::format("{:#x}", handler);
    auto text = fmt::format("{{{}={}, sa_mask={}, sa_flags={}",
                            (flags & has_information) != 0 ? "sa_sigaction" : "sa_handler", who,
                            signals_text(mask), bits_text(bits, flags));
    if ((flags & has_restorer) != 0)
        text += fmt::format(", sa_restorer={:#x}", restorer);
    return text + "}";
}

std::string action_text(CallTable table, uint64_t address, MemoryReader const& memory)
{
    if (table == CallTable::x86_64) {
        auto const action = read_as<kernel::SigactionUser>(address, memory);
        return action ? action_text(action->handler, action->flags, action->restorer, action->mask)
                      : std::string{};
    }
    auto const action = read_as<kernel::SigactionUser32>(address, memory);
    return action ? action_text(action->handler, action->flags, action->restorer,
                                uint64_t{action->mask[1]} << 32 | action->mask[0])
                  : std::string{};
}

template <typename T>
std::string stack_text(uint64_t address, MemoryReader const& memory)
{
    constexpr std::array<std::string_view, 3> flags = {"0", "SS_ONSTACK", "SS_DISABLE"};
    auto const stack = read_as<T>(address, memory);
    if (!stack)
        return {};
    auto const number = static_cast<uint32_t>(stack->flags);
    return fmt::format("{{ss_sp={}, ss_flags={}, ss_size={}}}", pointer_text(stack->address),
                       number < flags.size() ? std::string(flags[number]) : fmt::format("{:#x}", number),
                       stack->size);
}

template <typename T>
std::string system_text(uint64_t address, MemoryReader const& memory)
{
    auto const info = read_as<T>(address, memory);
    if (!info)
        return {};
    T const& i = *info;
    return fmt::format(
        "{{uptime={}, loads=[{}, {}, {}], totalram={}, freeram={}, sharedram={}, bufferram={}, "
        "totalswap={}, freeswap={}, procs={}, totalhigh={}, freehigh={}, mem_unit={}}}",
        i.uptime, i.loads[0], i.loads[1], i.loads[2], i.total_memory, i.free_memory, i.shared_memory,
        i.buffer_memory, i.total_swap, i.free_swap, i.processes, i.total_high, i.free_high, i.unit);
}

// utimensat(2): only the two special times, which need no calendar.
std::string file_times_text(uint64_t address, MemoryReader const& memory)
{
    constexpr int64_t now = 0x3fff'ffff;
    constexpr int64_t omit = 0x3fff'fffe;
    auto const times = read_as<std::array<TimePair<int64_t>, 2>>(address, memory);
    if (!times)
        return {};
    std::string text;
    for (auto const& time : *times) {
        if (time.rest != now && time.rest != omit)
            return {};
        text += (text.empty() ? "[" : ", ") + std::string(time.rest == now ? "UTIME_NOW" : "UTIME_OMIT");
    }
    return text + "]";
}

} // namespace

std::string poll_text(Story const& story, bool returned)
{
    constexpr Name bits[] = {{1, "POLLIN"},         {2, "POLLPRI"},       {4, "POLLOUT"},
                             {0x40, "POLLRDNORM"},  {0x80, "POLLRDBAND"}, {0x100, "POLLWRNORM"},
                             {0x200, "POLLWRBAND"}, {8, "POLLERR"},       {0x10, "POLLHUP"},
                             {0x20, "POLLNVAL"}};
    std::string text;
    std::size_t shown_so_far = 0;
    for (uint64_t i = 0; i < story.argument(1); ++i) {
        auto const request =
            read_as<kernel::PollRequest>(story.argument(0) + i * sizeof(kernel::PollRequest), story.memory);
        if (!request)
            return pointer_text(story.argument(0));
        if (returned && request->returned == 0)
            continue;
        text += text.empty() ? "" : ", ";
        if (++shown_so_far > most_shown)
            return "[" + text + "...]";
        if (request->fd < 0) { // poll(2) passes over these
            text += fmt::format("{{fd={}}}", request->fd);
            continue;
        }
        auto const shown = static_cast<uint16_t>(returned ? request->returned : request->events);
        text += fmt::format("{{fd={}, {}={}}}", request->fd, returned ? "revents" : "events",
                            bits_text(bits, shown));
    }
    return "[" + text + "]";
}

// struct termios of the kernel: strace shows the four words of flags and leaves out the rest.
std::string terminal_text(uint64_t address, MemoryReader const& memory)
{
    constexpr Name input[] = {{1, "IGNBRK"},     {2, "BRKINT"},       {4, "IGNPAR"},    {010, "PARMRK"},
                              {020, "INPCK"},    {040, "ISTRIP"},     {0100, "INLCR"},  {0200, "IGNCR"},
                              {0400, "ICRNL"},   {01000, "IUCLC"},    {02000, "IXON"},  {04000, "IXANY"},
                              {010000, "IXOFF"}, {020000, "IMAXBEL"}, {040000, "IUTF8"}};
    constexpr Name output[] = {{1, "OPOST"},   {2, "OLCUC"},    {4, "ONLCR"},    {010, "OCRNL"},
                               {020, "ONOCR"}, {040, "ONLRET"}, {0100, "OFILL"}, {0200, "OFDEL"}};
    constexpr Name control[] = {{0100, "CSTOPB"},  {0200, "CREAD"},  {0400, "PARENB"},
                                {01000, "PARODD"}, {02000, "HUPCL"}, {04000, "CLOCAL"}};
    constexpr Name local[] = {
        {1, "ISIG"},       {2, "ICANON"},       {4, "XCASE"},       {010, "ECHO"},
        {020, "ECHOE"},    {040, "ECHOK"},      {0100, "ECHONL"},   {0200, "NOFLSH"},
        {0400, "TOSTOP"},  {0100000, "IEXTEN"}, {01000, "ECHOCTL"}, {02000, "ECHOPRT"},
        {04000, "ECHOKE"}, {010000, "FLUSHO"},  {040000, "PENDIN"}, {0200000, "EXTPROC"}};
    constexpr uint32_t delays = 0177400; // of newline, return, tab, backspace, form feed
    constexpr uint32_t speed = 0010017;
    constexpr uint32_t letter_size = 060;
    auto const flags = read_as<std::array<uint32_t, 4>>(address, memory);
    if (!flags)
        return {};
    auto const [in, out, line, mode] = *flags;
    constexpr std::string_view sizes[] = {"CS5", "CS6", "CS7", "CS8"};
    auto const rest = line & ~(speed | letter_size);
    auto const post = out & ~delays;
    return fmt::format("{{c_iflag={}, c_oflag={}{}, c_cflag={}|{}{}, c_lflag={}, ...}}", bits_text(input, in),
                       (out & delays) == 0 ? "NL0|CR0|TAB0|BS0|VT0|FF0" : fmt::format("{:#x}", out & delays),
                       post == 0 ? "" : "|" + bits_text(output, post),
                       (line & speed) == 017 ? "B38400" : fmt::format("{:#x}", line & speed),
                       sizes[(line & letter_size) >> 4], rest == 0 ? "" : "|" + bits_text(control, rest),
                       bits_text(local, mode));
}

std::string structure_text(std::string_view structure, CallTable table, uint64_t address,
                           MemoryReader const& memory)
{
    auto const is_64 = table == CallTable::x86_64;
    if (structure == "stat" && is_64)
        return status_text<kernel::Stat>(address, memory);
    if (structure == "stat64" && !is_64)
        return status_text<kernel::Stat64>(address, memory);
    if (structure == "timespec64" || (structure == "timespec" && is_64))
        return time_text<int64_t>(address, memory, "nsec");
    if (structure == "timespec")
        return time_text<int32_t>(address, memory, "nsec");
    if (structure == "timespec[2]" && is_64)
        return file_times_text(address, memory);
    if (structure == "timeval")
        return is_64 ? time_text<int64_t>(address, memory, "usec")
                     : time_text<int32_t>(address, memory, "usec");
    if (structure == "itimerval")
        return is_64 ? timer_text<int64_t>(address, memory) : timer_text<int32_t>(address, memory);
    if (structure == "rlimit64" || (structure == "rlimit" && is_64)) {
        auto const limit = read_as<kernel::ResourceLimit>(address, memory);
        return limit ? fmt::format("{{rlim_cur={}, rlim_max={}}}", limit_text(limit->soft),
                                   limit_text(limit->hard))
                     : std::string{};
    }
    if (structure == "utsname") {
        auto const name = read_as<kernel::Utsname>(address, memory);
        return name ? fmt::format("{{sysname={}, nodename={}, ...}}", field_text(name->system),
                                  field_text(name->node))
                    : std::string{};
    }
    if (structure == "winsize") {
        auto const size = read_as<std::array<uint16_t, 4>>(address, memory);
        return size ? fmt::format("{{ws_row={}, ws_col={}, ws_xpixel={}, ws_ypixel={}}}", (*size)[0],
                                  (*size)[1], (*size)[2], (*size)[3])
                    : std::string{};
    }
    if (structure == "sigaction")
        return action_text(table, address, memory);
    if (structure == "sigset") {
        auto const mask = read_as<uint64_t>(address, memory);
        return mask ? signals_text(*mask) : std::string{};
    }
    if (structure == "stack")
        return is_64 ? stack_text<kernel::SigaltstackUser>(address, memory)
                     : stack_text<kernel::SigaltstackUser32>(address, memory);
    if (structure == "sysinfo")
        return is_64 ? system_text<kernel::Sysinfo>(address, memory)
                     : system_text<kernel::Sysinfo32>(address, memory);
    if (structure == "int[2]") {
        auto const pair = read_as<std::array<int32_t, 2>>(address, memory);
        return pair ? fmt::format("[{}, {}]", (*pair)[0], (*pair)[1]) : std::string{};
    }
    return {};
}

} // namespace ringside::emu
