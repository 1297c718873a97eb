// The program itself: signals, times, limits, names, and how it ends.
#include "say.hpp"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/utsname.h>
#include <time.h>

namespace {

void actions()
{
    struct sigaction action = {};
    action.sa_handler = SIG_IGN;
    sigemptyset(&action.sa_mask);
    sigaddset(&action.sa_mask, SIGKILL);
    sigaddset(&action.sa_mask, SIGUSR2);
    struct sigaction old = {};
    say("ignore SIGUSR1", sigaction(SIGUSR1, &action, &old));
    show("it was the default", old.sa_handler == SIG_DFL);
    say("read it", sigaction(SIGUSR1, nullptr, &old));
    show("it is ignored", old.sa_handler == SIG_IGN);
    show("its mask has SIGUSR2", static_cast<unsigned long>(sigismember(&old.sa_mask, SIGUSR2)));
    show("its mask has SIGKILL", static_cast<unsigned long>(sigismember(&old.sa_mask, SIGKILL)));
    say("for SIGKILL", sigaction(SIGKILL, &action, nullptr));
    say("read SIGKILL", sigaction(SIGKILL, nullptr, &old));
    say("for signal 65", sigaction(65, &action, nullptr));
    say("for signal 0", sigaction(0, &action, nullptr));
    say("with a wrong size", syscall(SYS_rt_sigaction, SIGUSR1, nullptr, nullptr, 16));
    say("send the ignored one", raise(SIGUSR1));
    say("send one that is ignored by default", raise(SIGCHLD));
    say("send nothing to oneself", kill(getpid(), 0));
    say("send a bad one", kill(getpid(), 65));
    say("send below 0", kill(getpid(), -1));
    say("send to a thread that is none", syscall(SYS_tgkill, getpid(), 99999999, 0));
    say("send to thread 0", syscall(SYS_tgkill, getpid(), 0, 0));
}

void masks()
{
    sigset_t set;
    sigset_t old;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    sigaddset(&set, SIGKILL);
    say("block", sigprocmask(SIG_BLOCK, &set, &old));
    show("was blocked", static_cast<unsigned long>(sigismember(&old, SIGUSR2)));
    sigprocmask(SIG_BLOCK, nullptr, &old);
    show("is blocked", static_cast<unsigned long>(sigismember(&old, SIGUSR2)));
    show("SIGKILL is blocked", static_cast<unsigned long>(sigismember(&old, SIGKILL)));
    say("send it", raise(SIGUSR2));
    sigpending(&set);
    show("is pending", static_cast<unsigned long>(sigismember(&set, SIGUSR2)));
    signal(SIGUSR2, SIG_IGN);
    sigpending(&set);
    show("is pending when ignored", static_cast<unsigned long>(sigismember(&set, SIGUSR2)));
    say("unblock", sigprocmask(SIG_SETMASK, &old, nullptr));
    say("a bad how", sigprocmask(7, &old, nullptr));
    say("a bad how without a set", sigprocmask(7, nullptr, &old));
    say("a wrong size", syscall(SYS_rt_sigprocmask, SIG_BLOCK, nullptr, nullptr, 4));
}

void stacks()
{
    stack_t old = {};
    static char space[65536];
    stack_t const good = {space, 0, sizeof space};
    stack_t const small = {space, 0, 100};
    stack_t const wrong = {space, 77, sizeof space};
    stack_t const none = {nullptr, SS_DISABLE, 0};
    say("sigaltstack", sigaltstack(&good, &old));
    show("flags", static_cast<unsigned long>(old.ss_flags));
    say("too small", sigaltstack(&small, nullptr));
    say("bad flags", sigaltstack(&wrong, nullptr));
    say("read", sigaltstack(nullptr, &old));
    show("size", old.ss_size);
    show("flags", static_cast<unsigned long>(old.ss_flags));
    say("disable", sigaltstack(&none, &old));
    say("read", sigaltstack(nullptr, &old));
    show("flags", static_cast<unsigned long>(old.ss_flags));
}

void times()
{
    timespec time = {};
    int const clocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_MONOTONIC_RAW, CLOCK_BOOTTIME};
    for (int const clock : clocks) {
        say("clock_gettime", clock_gettime(clock, &time));
        show("nanoseconds fit", time.tv_nsec >= 0 && time.tv_nsec < 1000000000);
        say("clock_getres", clock_getres(clock, &time));
        show("resolution", static_cast<unsigned long>(time.tv_nsec));
    }
    say("a bad clock", clock_gettime(77, &time));
    say("resolution of a bad clock", clock_getres(77, &time));
    say("resolution to nowhere", clock_getres(CLOCK_MONOTONIC, nullptr));
    timeval now = {};
    struct timezone zone = {77, 77};
    say("gettimeofday", syscall(SYS_gettimeofday, &now, &zone));
    show("zone", static_cast<unsigned long>(zone.tz_minuteswest));
    show("time is the same", ::time(nullptr) - now.tv_sec < 2);
    timespec wait = {0, 1000000};
    say("nanosleep", nanosleep(&wait, nullptr));
    wait = {0, 1000000000};
    say("nanosleep of too many nanoseconds", nanosleep(&wait, nullptr));
    wait = {-1, 0};
    say("nanosleep backwards", nanosleep(&wait, nullptr));
    say("nanosleep from nowhere", syscall(SYS_nanosleep, nullptr, nullptr));
    clock_gettime(CLOCK_MONOTONIC, &wait);
    say("sleep until now", clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &wait, nullptr));
    say("sleep by a bad clock", clock_nanosleep(77, 0, &wait, nullptr));
}

void limits_and_names()
{
    rlimit limit = {};
    say("getrlimit", getrlimit(RLIMIT_STACK, &limit));
    say("a bad limit", syscall(SYS_getrlimit, 77, &limit));
    limit = {2, 1};
    say("soft above hard", setrlimit(RLIMIT_CORE, &limit));
    char name[17] = {};
    say("PR_SET_NAME", prctl(PR_SET_NAME, "a name that is too long"));
    say("PR_GET_NAME", prctl(PR_GET_NAME, name));
    show_text("name", name);
    say("a bad option", prctl(99999, 0, 0, 0, 0));
    utsname system = {};
    say("uname", uname(&system));
    show_text("system", system.sysname);
    show_text("machine", system.machine);
    say("uname to nowhere", syscall(SYS_uname, nullptr));
    show("umask", umask(027));
    show("umask", umask(022));
    say("getrandom", getrandom(name, 16, 0));
    say("getrandom with bad flags", getrandom(name, 16, 0x80));
    say("getrandom with contrary flags", getrandom(name, 16, GRND_RANDOM | 4));
    show("one's own group", getpgid(0) == getpgrp());
    say("group of nobody", getpgid(99999999));
    say("session of nobody", getsid(99999999));
    show("tid is pid", syscall(SYS_gettid) == getpid());
    say("sched_yield", sched_yield());
    say("a bad affinity", syscall(SYS_sched_getaffinity, 0, 3, name));
    say("an unknown call", syscall(9999));
    say("call -1", syscall(-1));
}

} // namespace

int main(int count, char** arguments)
{
    if (!enter(count, arguments)) {
        return 2;
    }
    actions();
    masks();
    stacks();
    times();
    limits_and_names();
    printf("the end\n");
    fflush(stdout);
    _exit(0x1234567); // eight bits of it arrive
}
