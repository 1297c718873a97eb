// Which calls a shared page can carry. A call that says something about the thread that makes it has no
// meaning here, since the thread that makes it is the kernel's; one that waits would hold up all behind it.
// Sources: the man pages of the calls; FlexSC, section 3 ("syscall threads").
#include "kernel-model/files/file_table.hpp"
#include "kernel-model/lib/log.hpp"
#include "kernel-model/ring/ring.hpp"
#include "kernel-model/syscall/system_calls.hpp"
#include "kernel-model/syscall/table.hpp"
#include "kernel-model/task/task.hpp"

#include <string_view>

namespace ringside::kernel {

namespace {

constexpr std::string_view served[] = {
    "read",          "write",        "pread64", "pwrite64", "lseek",      "open",   "openat",
    "stat",          "lstat",        "fstat",   "statx",    "newfstatat", "access", "readlink",
    "getcwd",        "getdents64",   "getpid",  "getppid",  "getpgrp",    "getuid", "geteuid",
    "getgid",        "getegid",      "time",    "uname",    "sysinfo",    "getcpu", "gettimeofday",
    "clock_gettime", "clock_getres", "readv",   "writev",   "getrandom"};

// The caller itself is what these change or ask about.
constexpr std::string_view about_the_caller[] = {
    "exit",          "exit_group",      "fork",   "vfork",        "clone",  "clone3",
    "execve",        "execveat",        "gettid", "rseq",         "prctl",  "set_tid_address",
    "arch_prctl",    "set_robust_list", "ptrace", "setsid",       "setuid", "rt_sigreturn",
    "sigaltstack",   "rt_sigprocmask",  "setgid", "umask",        "chdir",  "rt_sigaction",
    "rt_sigpending", "sched_yield",     "fchdir", "ring_register"};

constexpr std::string_view waiting[] = {"nanosleep",     "clock_nanosleep", "poll",    "ppoll",
                                        "select",        "pselect6",        "pause",   "wait4",
                                        "waitid",        "futex",           "flock",   "epoll_wait",
                                        "rt_sigsuspend", "accept",          "connect", "recvfrom"};

using Verdicts = std::array<RingRefusal, system_call_limit>;

template <size_t count>
consteval void give(Verdicts& verdicts, std::string_view const (&names)[count], RingRefusal verdict)
{
    for (std::string_view name : names) {
        SystemCall const* const call = find_system_call(name);
        ASSERT(call != nullptr && call->number64 >= 0); // not a constant: no such name
        verdicts[static_cast<size_t>(call->number64)] = verdict;
    }
}

consteval Verdicts all_verdicts()
{
    Verdicts verdicts = {};
    verdicts.fill(RingRefusal::not_served);
    give(verdicts, served, RingRefusal::none);
    give(verdicts, about_the_caller, RingRefusal::acts_on_caller);
    give(verdicts, waiting, RingRefusal::may_wait);
    return verdicts;
}

constexpr Verdicts verdicts = all_verdicts();

RingRefusal judge(uint32_t number)
{
    if (number >= system_call_limit)
        return RingRefusal::no_such_call;
    RingRefusal const verdict = verdicts[number];
    bool const missing = sys_call_table[number] == nullptr;
    bool const nothing_else_to_say = verdict == RingRefusal::none || verdict == RingRefusal::not_served;
    return missing && nothing_else_to_say ? RingRefusal::no_such_call : verdict;
}

/// read(2) of a console without input would wait: here it answers EAGAIN, as with O_NONBLOCK.
bool would_wait(RingEntry const& request)
{
    static constexpr auto read = static_cast<uint32_t>(find_system_call("read")->number64);
    static constexpr auto readv = static_cast<uint32_t>(find_system_call("readv")->number64);
    if (request.number != read && request.number != readv)
        return false;
    auto const file = current().files->get(static_cast<int32_t>(request.arguments[0]));
    return !file.failed() && file.value()->readable() && (file.value()->events() & poll_event::in) == 0;
}

constexpr int64_t error(Errno number)
{
    return -static_cast<int64_t>(number);
}

/// What do_syscall_64 is to SYSCALL: the number chooses a function of the table, which unpacks the arguments
/// and CALLs sys_*. The registers are those that SYSCALL would have saved.
extern "C" [[gnu::noinline]] uint64_t do_ring_request(RingEntry const* request)
{
    PtRegs registers{};
    registers.orig_ax = request->number;
    registers.di = request->arguments[0];
    registers.si = request->arguments[1];
    registers.dx = request->arguments[2];
    registers.r10 = request->arguments[3];
    registers.r8 = request->arguments[4];
    registers.r9 = request->arguments[5];
    return sys_call_table[request->number](registers);
}

} // namespace

RingAnswer make_request(RingEntry const& request)
{
    RingRefusal const refusal = judge(request.number);
    if (refusal == RingRefusal::no_such_call)
        return {refusal, error(Errno::enosys)};
    if (refusal != RingRefusal::none)
        return {refusal, error(Errno::eopnotsupp)};
    if (would_wait(request))
        return {RingRefusal::none, error(Errno::eagain)};
    return {RingRefusal::none, static_cast<int64_t>(do_ring_request(&request))};
}

} // namespace ringside::kernel
