// Signals: the tables that a program keeps in the kernel, and signals to itself. A signal that is sent stays
// pending until the program is about to return to ring 3 with it unblocked; then its disposition decides.
// Sources: signal(7), sigaction(2), sigprocmask(2), sigaltstack(2), kill(2), tgkill(2).
#include "kernel-model/syscall/system_calls.hpp"
#include "kernel-model/task/scheduler.hpp"
#include "kernel-model/task/task.hpp"

namespace ringside::kernel {

namespace {

constexpr int32_t signal_kill = 9;
constexpr int32_t signal_stop = 19;
constexpr uint64_t set_size_expected = 8;

constexpr uint64_t bit_of(int32_t signal)
{
    return uint64_t{1} << (signal - 1);
}

// Signals that do nothing by default, signal(7): SIGCHLD, SIGCONT, SIGURG, SIGWINCH.
constexpr uint64_t ignored_by_default = bit_of(17) | bit_of(18) | bit_of(23) | bit_of(28);
constexpr uint64_t default_action = 0; // SIG_DFL
constexpr uint64_t ignore_action = 1;  // SIG_IGN

constexpr uint64_t unblockable = bit_of(signal_kill) | bit_of(signal_stop);

bool is_signal(int32_t number)
{
    return number >= 1 && number <= Task::signal_count;
}

CallResult set_action(int32_t signal, SignalAction action)
{
    if (signal == signal_kill || signal == signal_stop) {
        return Errno::einval;
    }
    bool const ignored = action.handler == ignore_action ||
                         (action.handler == default_action && (ignored_by_default & bit_of(signal)) != 0);
    if (ignored) {
        current().pending_signals &= ~bit_of(signal); // POSIX: what is ignored from now on is forgotten
    }
    action.mask &= ~unblockable;
    current().signal_actions[static_cast<size_t>(signal)] = action;
    return uint64_t{0};
}

// What kill, tkill and tgkill share behind "who is it?".
CallResult send_to(int32_t pid, int32_t signal)
{
    Task* const task = find_program(pid);
    if (task == nullptr) {
        return Errno::esrch;
    }
    if (signal != 0) { // 0 only asks whether one could
        raise_signal(*task, signal);
    }
    return uint64_t{0};
}

} // namespace

extern "C" CallResult sys_rt_sigaction(int32_t signal, UserPtr<SigactionUser const> action,
                                       UserPtr<SigactionUser> old, uint64_t set_size)
{
    if (set_size != set_size_expected || !is_signal(signal)) {
        return Errno::einval;
    }
    SigactionUser wish = {};
    if (!action.is_null()) {
        TRY(copy_from_user(wish, action));
    }
    SignalAction const before = current().signal_actions[static_cast<size_t>(signal)];
    if (!action.is_null()) {
        TRY(set_action(signal, {wish.handler, wish.flags, wish.restorer, wish.mask}));
    }
    if (!old.is_null()) {
        TRY(copy_to_user(old, {before.handler, before.flags, before.restorer, before.mask}));
    }
    return uint64_t{0};
}

extern "C" CallResult sys_ia32_rt_sigaction(int32_t signal, UserPtr<SigactionUser32 const> action,
                                            UserPtr<SigactionUser32> old, uint64_t set_size)
{
    if (set_size != set_size_expected || !is_signal(signal)) {
        return Errno::einval;
    }
    SigactionUser32 wish = {};
    if (!action.is_null()) {
        TRY(copy_from_user(wish, action));
    }
    SignalAction const before = current().signal_actions[static_cast<size_t>(signal)];
    if (!action.is_null()) {
        auto const mask = uint64_t{wish.mask[1]} << 32 | wish.mask[0];
        TRY(set_action(signal, {wish.handler, wish.flags, wish.restorer, mask}));
    }
    if (!old.is_null()) {
        SigactionUser32 const answer = {
            static_cast<uint32_t>(before.handler),
            static_cast<uint32_t>(before.flags),
            static_cast<uint32_t>(before.restorer),
            {static_cast<uint32_t>(before.mask), static_cast<uint32_t>(before.mask >> 32)}};
        TRY(copy_to_user(old, answer));
    }
    return uint64_t{0};
}

// A set is one 64-bit word in both ABIs.
extern "C" CallResult sys_rt_sigprocmask(int32_t how, UserPtr<uint64_t const> set, UserPtr<uint64_t> old,
                                         uint64_t set_size)
{
    if (set_size != set_size_expected) {
        return Errno::einval;
    }
    Task& task = current();
    uint64_t const before = task.blocked_signals;
    if (!set.is_null()) {
        uint64_t wish = 0;
        TRY(copy_from_user(wish, set));
        wish &= ~unblockable;
        switch (how) {
        case 0:
            task.blocked_signals |= wish;
            break; // SIG_BLOCK
        case 1:
            task.blocked_signals &= ~wish;
            break; // SIG_UNBLOCK
        case 2:
            task.blocked_signals = wish;
            break; // SIG_SETMASK
        default:
            return Errno::einval;
        }
    }
    if (!old.is_null()) {
        TRY(copy_to_user(old, before));
    }
    return uint64_t{0};
}

extern "C" CallResult sys_rt_sigpending(UserPtr<uint64_t> set, uint64_t set_size)
{
    if (set_size > set_size_expected) {
        return Errno::einval;
    }
    uint64_t const pending = current().pending_signals & current().blocked_signals;
    TRY(copy_to_user(set.as<std::byte>(), std::as_bytes(std::span(&pending, 1)).subspan(0, set_size)));
    return uint64_t{0};
}

namespace {

constexpr int32_t stack_disabled = 2;            // SS_DISABLE
constexpr int32_t stack_autodisarm = INT32_MIN;  // SS_AUTODISARM, bit 31
constexpr uint64_t smallest_signal_stack = 2048; // MINSIGSTKSZ

Result<void> set_stack(AlternateStack wish)
{
    auto const mode = wish.flags & ~stack_autodisarm;
    if (mode != 0 && mode != 1 && mode != stack_disabled) { // SS_ONSTACK is accepted and means nothing
        return Errno::einval;
    }
    if (mode == stack_disabled) {
        wish = AlternateStack{};
    } else if (wish.size < smallest_signal_stack) {
        return Errno::enomem;
    }
    current().alternate_stack = wish;
    return {};
}

} // namespace

extern "C" CallResult sys_sigaltstack(UserPtr<SigaltstackUser const> stack, UserPtr<SigaltstackUser> old)
{
    AlternateStack const before = current().alternate_stack;
    if (!stack.is_null()) {
        SigaltstackUser wish = {};
        TRY(copy_from_user(wish, stack));
        TRY(set_stack({wish.address, wish.flags, wish.size}));
    }
    if (!old.is_null()) {
        TRY(copy_to_user(old, {before.address, before.flags, 0, before.size}));
    }
    return uint64_t{0};
}

extern "C" CallResult sys_ia32_sigaltstack(UserPtr<SigaltstackUser32 const> stack,
                                           UserPtr<SigaltstackUser32> old)
{
    AlternateStack const before = current().alternate_stack;
    if (!stack.is_null()) {
        SigaltstackUser32 wish = {};
        TRY(copy_from_user(wish, stack));
        TRY(set_stack({wish.address, wish.flags, wish.size}));
    }
    if (!old.is_null()) {
        TRY(copy_to_user(
            old, {static_cast<uint32_t>(before.address), before.flags, static_cast<uint32_t>(before.size)}));
    }
    return uint64_t{0};
}

// pid 0 and -PID mean the own group, -1 everybody but init and oneself.
extern "C" CallResult sys_kill(int32_t pid, int32_t signal)
{
    if (signal < 0 || signal > Task::signal_count) {
        return Errno::einval;
    }
    // FIXME: there are no process groups but each program's own, and -1 (everybody else) answers ESRCH.
    bool const own_group = pid == 0 || (pid < -1 && pid == -current().pid);
    return send_to(own_group ? current().pid : pid, signal);
}

extern "C" CallResult sys_tkill(int32_t tid, int32_t signal)
{
    return sys_tgkill(tid, tid, signal);
}

extern "C" CallResult sys_tgkill(int32_t tgid, int32_t tid, int32_t signal)
{
    if (tgid <= 0 || tid <= 0 || signal < 0 || signal > Task::signal_count) {
        return Errno::einval;
    }
    return tgid == tid ? send_to(tgid, signal) : CallResult(Errno::esrch);
}

} // namespace ringside::kernel
