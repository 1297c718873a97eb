// Makes each call whose structures and flags strace(1) spells out, in forms that do not depend on the host: a
// test compares what strace writes of it with what we write. No libc, so that there are no other calls.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>

static long call(long number, uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
    long result;
    register uint64_t r10 __asm__("r10") = d;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10)
                     : "rcx", "r11", "memory");
    return result;
}

struct kernel_action
{
    uint64_t handler, flags, restorer, mask;
};

static char bytes[8192];

static void signals(void)
{
    struct kernel_action action = {0x401000, 0x54000000, 0x402000, ~(uint64_t)0x180000002};
    struct kernel_action ignore = {1, 0, 0, 0};
    struct kernel_action old;
    uint64_t mask = 1 << (SIGUSR2 - 1) | (uint64_t)1 << 33 | (uint64_t)1 << 31;
    call(SYS_rt_sigaction, SIGUSR1, (uint64_t)&action, 0, 8);
    call(SYS_rt_sigaction, SIGUSR1, (uint64_t)&ignore, (uint64_t)&old, 8);
    call(SYS_rt_sigaction, SIGTERM, 0, (uint64_t)&old, 8);
    call(SYS_rt_sigaction, SIGKILL, (uint64_t)&ignore, 0, 8);
    call(SYS_rt_sigprocmask, SIG_BLOCK, (uint64_t)&mask, 0, 8);
    call(SYS_rt_sigprocmask, SIG_SETMASK, 0, (uint64_t)&mask, 8);
    stack_t stack = {bytes, 0, 8192};
    stack_t before;
    call(SYS_sigaltstack, (uint64_t)&stack, (uint64_t)&before, 0, 0);
    stack.ss_size = 99;
    call(SYS_sigaltstack, (uint64_t)&stack, 0, 0, 0);
}

static void masks(void)
{
    for (int signal = 1; signal <= 64; ++signal) {
        uint64_t const one = (uint64_t)1 << (signal - 1);
        uint64_t const all_but_one = ~one;
        call(SYS_rt_sigprocmask, SIG_BLOCK, (uint64_t)&one, 0, 8);
        call(SYS_rt_sigprocmask, SIG_UNBLOCK, (uint64_t)&all_but_one, 0, 8);
    }
}

static struct iovec pieces[40];
static struct pollfd many[40];
static char const long_text[] = "0123456789012345678901234567890123456789";

static void arrays(void)
{
    for (int i = 0; i < 40; ++i) {
        pieces[i].iov_base = "ab\n";
        pieces[i].iov_len = i % 4;
        many[i].fd = 1;
        many[i].events = POLLOUT;
    }
    pieces[1].iov_base = (void*)long_text;
    pieces[1].iov_len = 40;
    pieces[2].iov_base = (void*)16;
    call(SYS_writev, -1, (uint64_t)pieces, 9, 0);
    call(SYS_writev, -1, (uint64_t)pieces, 32, 0);
    call(SYS_writev, -1, (uint64_t)pieces, 33, 0);
    call(SYS_writev, -1, (uint64_t)pieces, 0, 0);
    call(SYS_poll, (uint64_t)many, 32, 0, 0);
    call(SYS_poll, (uint64_t)many, 33, 0, 0);
    for (int i = 0; i < 40; i += 2)
        many[i].fd = -1;
    call(SYS_poll, (uint64_t)many, 40, 0, 0);
}

static void flags(void)
{
    call(SYS_dup3, 1, 99, O_CLOEXEC | 1, 0);
}

static void files(void)
{
    struct pollfd one = {1, POLLOUT, 0};
    struct pollfd none = {-1, POLLIN | POLLPRI, 0};
    call(SYS_poll, (uint64_t)&one, 1, 0, 0);
    call(SYS_poll, (uint64_t)&none, 1, 0, 0);
    call(SYS_fcntl, 1, F_SETFD, FD_CLOEXEC, 0);
    call(SYS_fcntl, 1, F_GETFD, 0, 0);
    call(SYS_fcntl, 1, F_DUPFD, 20, 0);
    call(SYS_dup3, 1, 21, O_CLOEXEC, 0);
    call(SYS_dup3, 1, 22, 0, 0);
    call(SYS_open, (uint64_t) "/nothing", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW, 0, 0);
    call(SYS_open, (uint64_t) "/nothing/x", O_RDWR | O_CREAT | O_EXCL, 0644, 0);
    call(SYS_close, 21, 0, 0, 0);
    call(SYS_getcwd, (uint64_t)bytes, 1, 0, 0);
    call(SYS_chdir, (uint64_t) "/", 0, 0, 0);
    call(SYS_getcwd, (uint64_t)bytes, 99, 0, 0);
}

static void times(void)
{
    struct timespec moment = {0, 1};
    struct timespec left = {7, 7};
    call(SYS_nanosleep, (uint64_t)&moment, (uint64_t)&left, 0, 0);
    call(SYS_clock_nanosleep, CLOCK_REALTIME, 0, (uint64_t)&moment, 0);
    call(SYS_prctl, PR_SET_NAME, (uint64_t) "forms", 0, 0);
    call(SYS_prctl, PR_GET_NAME, (uint64_t)bytes, 0, 0);
    call(SYS_getrandom, (uint64_t)bytes, 0, 1, 0);
}

void _start(void)
{
    signals();
    masks();
    arrays();
    flags();
    files();
    times();
    *(int volatile*)16 = 1;
}
