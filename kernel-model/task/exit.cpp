// How a program ends: by its own wish or by a signal. The machine ends with init, with a status that says
// how: the program's own, or 128 + the signal (the shell's convention, bash(1) "EXIT STATUS"). Another
// program's end is told in the log: nobody waits for it yet.
#include "kernel-model/device/debug_exit.hpp"
#include "kernel-model/lib/instructions.hpp"
#include "kernel-model/lib/log.hpp"
#include "kernel-model/ring/ring.hpp"
#include "kernel-model/task/scheduler.hpp"
#include "kernel-model/task/task.hpp"

#include <array>
#include <bit>
#include <string_view>

namespace ringside::kernel {

namespace {

constexpr uint32_t first_signal_status = 128;
constexpr uint64_t sig_dfl = 0;
constexpr uint64_t sig_ign = 1;

/// signal(7), "Standard signals", numbers of x86.
constexpr std::array<std::string_view, 32> signal_names = {
    "0",         "SIGHUP",  "SIGINT",    "SIGQUIT", "SIGILL",   "SIGTRAP", "SIGABRT", "SIGBUS",
    "SIGFPE",    "SIGKILL", "SIGUSR1",   "SIGSEGV", "SIGUSR2",  "SIGPIPE", "SIGALRM", "SIGTERM",
    "SIGSTKFLT", "SIGCHLD", "SIGCONT",   "SIGSTOP", "SIGTSTP",  "SIGTTIN", "SIGTTOU", "SIGURG",
    "SIGXCPU",   "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO",   "SIGPWR",  "SIGSYS"};

std::string_view signal_name(int signal)
{
    auto const index = static_cast<size_t>(signal);
    return index < signal_names.size() ? signal_names[index] : "real-time signal";
}

/// signal(7): the default action of SIGCHLD, SIGCONT, SIGURG and SIGWINCH is to do nothing. The four that
/// stop a program do nothing here either: FIXME: there is no job control, so SIGSTOP, SIGTSTP, SIGTTIN and
/// SIGTTOU are ignored.
bool is_ignored_by_default(int signal)
{
    constexpr uint64_t ignored =
        1ull << 17 | 1ull << 18 | 1ull << 19 | 1ull << 20 | 1ull << 21 | 1ull << 22 | 1ull << 23 | 1ull << 28;
    return signal < 64 && (ignored >> signal & 1) != 0;
}

bool is_init(Task const& task)
{
    return task.pid == 1;
}

} // namespace

void exit_group(int status)
{
    disable_interrupts();
    uint32_t const visible = static_cast<uint32_t>(status) & 0xFF;
    if (!is_init(current())) {
        log(Level::notice, current().comm.data(), "[", current().pid, "]: exited with status ", visible);
        drop_ring(current());
        end_current_task();
    }
    log(Level::notice, "init: exited with status ", visible);
    debug_exit(visible);
}

void die_by_signal(int signal)
{
    disable_interrupts();
    if (!is_init(current())) {
        log(Level::notice, current().comm.data(), "[", current().pid, "]: killed by signal ", signal, " (",
            signal_name(signal), ")");
        drop_ring(current());
        end_current_task();
    }
    if (current().signal_actions[static_cast<size_t>(signal)].handler > sig_ign)
        log(Level::warning, "init: its handler for ", signal_name(signal),
            " is not called: signal delivery is not supported yet");
    log(Level::notice, "init: killed by signal ", signal, " (", signal_name(signal), ")");
    debug_exit(first_signal_status + static_cast<uint32_t>(signal));
}

void raise_signal(Task& task, int signal)
{
    ASSERT(signal >= 1 && signal <= Task::signal_count);
    task.pending_signals |= uint64_t{1} << (signal - 1);
}

void deliver_pending_signals()
{
    Task& task = current();
    while (uint64_t const ready = task.pending_signals & ~task.blocked_signals) {
        int const signal = std::countr_zero(ready) + 1;
        task.pending_signals &= ~(uint64_t{1} << (signal - 1));
        uint64_t const handler = task.signal_actions[static_cast<size_t>(signal)].handler;
        if (handler == sig_ign || (handler == sig_dfl && is_ignored_by_default(signal)))
            continue;
        die_by_signal(signal);
    }
}

} // namespace ringside::kernel
