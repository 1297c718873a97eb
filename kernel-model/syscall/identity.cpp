// Who the program is. There is one process: its number is also that of its thread, group and session, and
// nobody is its parent. Sources: getpid(2), getuid(2), setuid(2), credentials(7).
#include "kernel-model/syscall/system_calls.hpp"
#include "kernel-model/task/task.hpp"

namespace ringside::kernel {

namespace {

uint64_t own_number()
{
    return static_cast<uint64_t>(current().pid);
}

// Group or session of process `pid`; 0 asks for one's own.
CallResult number_for(int32_t pid)
{
    return pid == 0 || pid == current().pid ? CallResult(own_number()) : CallResult(Errno::esrch);
}

// root may become anybody, others only what they are already. Real, effective and saved number are one here.
CallResult change(uint32_t& number, uint32_t wish, bool privileged)
{
    constexpr uint32_t invalid = ~uint32_t{0};
    if (wish == invalid) {
        return Errno::einval;
    }
    if (!privileged && wish != number) {
        return Errno::eperm;
    }
    number = wish;
    return uint64_t{0};
}

CallResult give_three(uint32_t number, UserPtr<uint32_t> real, UserPtr<uint32_t> effective,
                      UserPtr<uint32_t> saved)
{
    TRY(copy_to_user(real, number));
    TRY(copy_to_user(effective, number));
    TRY(copy_to_user(saved, number));
    return uint64_t{0};
}

} // namespace

extern "C" CallResult sys_getpid()
{
    return own_number();
}

extern "C" CallResult sys_getppid()
{
    return uint64_t{0}; // the parent is outside, where pids of this machine do not reach
}

extern "C" CallResult sys_gettid()
{
    return own_number();
}

extern "C" CallResult sys_getpgrp()
{
    return own_number();
}

extern "C" CallResult sys_getpgid(int32_t pid)
{
    return number_for(pid);
}

extern "C" CallResult sys_getsid(int32_t pid)
{
    return number_for(pid);
}

extern "C" CallResult sys_getuid()
{
    return uint64_t{current().uid};
}

extern "C" CallResult sys_geteuid()
{
    return uint64_t{current().uid};
}

extern "C" CallResult sys_getgid()
{
    return uint64_t{current().gid};
}

extern "C" CallResult sys_getegid()
{
    return uint64_t{current().gid};
}

extern "C" CallResult sys_setuid(uint32_t uid)
{
    return change(current().uid, uid, current().uid == 0);
}

extern "C" CallResult sys_setgid(uint32_t gid)
{
    return change(current().gid, gid, current().uid == 0);
}

extern "C" CallResult sys_getresuid(UserPtr<uint32_t> real, UserPtr<uint32_t> effective,
                                    UserPtr<uint32_t> saved)
{
    return give_three(current().uid, real, effective, saved);
}

extern "C" CallResult sys_getresgid(UserPtr<uint32_t> real, UserPtr<uint32_t> effective,
                                    UserPtr<uint32_t> saved)
{
    return give_three(current().gid, real, effective, saved);
}

extern "C" CallResult sys_getgroups(int32_t size, UserPtr<uint32_t> /*list*/)
{
    return size < 0 ? CallResult(Errno::einval) : CallResult(uint64_t{0}); // no supplementary groups
}

} // namespace ringside::kernel
