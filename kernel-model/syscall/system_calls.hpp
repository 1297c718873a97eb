// Every system call that is implemented, as the C++ function that does it. The dispatch (dispatch.cpp)
// unpacks the saved registers into these arguments and CALLs; a function answers a value or an errno and
// knows nothing of registers. Names are those of the table; sys_ia32_* are the forms that only the i386 table
// has, where a structure or an argument has another shape. A signed 64-bit argument is sign-extended from 32
// bits for i386 callers, all others are zero-extended.
#pragma once

#include "kernel-model/abi/structures.hpp"
#include "kernel-model/device/console.hpp"
#include "kernel-model/lib/result.hpp"
#include "kernel-model/memory/user_pointer.hpp"

#include <cstdint>

namespace ringside::kernel {

using CallResult = Result<uint64_t>;

extern "C" {

// read_write.cpp
CallResult sys_read(int32_t fd, UserPtr<std::byte> buffer, uint64_t count);
CallResult sys_write(int32_t fd, UserPtr<std::byte const> buffer, uint64_t count);
CallResult sys_pread64(int32_t fd, UserPtr<std::byte> buffer, uint64_t count, int64_t offset);
CallResult sys_pwrite64(int32_t fd, UserPtr<std::byte const> buffer, uint64_t count, int64_t offset);
CallResult sys_ia32_pread64(int32_t fd, UserPtr<std::byte> buffer, uint64_t count, uint32_t low,
                            uint32_t high);
CallResult sys_ia32_pwrite64(int32_t fd, UserPtr<std::byte const> buffer, uint64_t count, uint32_t low,
                             uint32_t high);
CallResult sys_readv(int32_t fd, UserPtr<std::byte const> vector, uint64_t count);
CallResult sys_writev(int32_t fd, UserPtr<std::byte const> vector, uint64_t count);
CallResult sys_ia32_readv(int32_t fd, UserPtr<std::byte const> vector, uint64_t count);
CallResult sys_ia32_writev(int32_t fd, UserPtr<std::byte const> vector, uint64_t count);

// position.cpp
CallResult sys_lseek(int32_t fd, int64_t offset, uint32_t whence);
CallResult sys_ia32_llseek(int32_t fd, uint32_t high, uint32_t low, UserPtr<int64_t> result, uint32_t whence);
CallResult sys_sendfile(int32_t out, int32_t in, UserPtr<int64_t> offset, uint64_t count);
CallResult sys_ia32_sendfile(int32_t out, int32_t in, UserPtr<int32_t> offset, uint64_t count);

// open.cpp
CallResult sys_open(UserPtr<char const> path, uint32_t flags, uint32_t mode);
CallResult sys_openat(int32_t directory, UserPtr<char const> path, uint32_t flags, uint32_t mode);
CallResult sys_creat(UserPtr<char const> path, uint32_t mode);
CallResult sys_close(int32_t fd);

// descriptor.cpp
CallResult sys_dup(int32_t fd);
CallResult sys_dup2(int32_t from, int32_t to);
CallResult sys_dup3(int32_t from, int32_t to, uint32_t flags);
CallResult sys_fcntl(int32_t fd, uint32_t command, uint64_t argument);
CallResult sys_ioctl(int32_t fd, uint32_t request, uint64_t argument);

// status.cpp
CallResult sys_stat(UserPtr<char const> path, UserPtr<Stat> to);
CallResult sys_lstat(UserPtr<char const> path, UserPtr<Stat> to);
CallResult sys_fstat(int32_t fd, UserPtr<Stat> to);
CallResult sys_newfstatat(int32_t directory, UserPtr<char const> path, UserPtr<Stat> to, uint32_t flags);
CallResult sys_statx(int32_t directory, UserPtr<char const> path, uint32_t flags, uint32_t mask,
                     UserPtr<Statx> to);
CallResult sys_statfs(UserPtr<char const> path, UserPtr<Statfs> to);
CallResult sys_fstatfs(int32_t fd, UserPtr<Statfs> to);
CallResult sys_ia32_stat(UserPtr<char const> path, UserPtr<Stat32> to);
CallResult sys_ia32_lstat(UserPtr<char const> path, UserPtr<Stat32> to);
CallResult sys_ia32_fstat(int32_t fd, UserPtr<Stat32> to);
CallResult sys_ia32_stat64(UserPtr<char const> path, UserPtr<Stat64> to);
CallResult sys_ia32_lstat64(UserPtr<char const> path, UserPtr<Stat64> to);
CallResult sys_ia32_fstat64(int32_t fd, UserPtr<Stat64> to);
CallResult sys_ia32_fstatat64(int32_t directory, UserPtr<char const> path, UserPtr<Stat64> to,
                              uint32_t flags);

// directory.cpp
CallResult sys_getdents64(int32_t fd, UserPtr<std::byte> buffer, uint32_t size);
CallResult sys_getdents(int32_t fd, UserPtr<std::byte> buffer, uint32_t size);
CallResult sys_ia32_getdents(int32_t fd, UserPtr<std::byte> buffer, uint32_t size);
CallResult sys_getcwd(UserPtr<std::byte> buffer, uint64_t size);
CallResult sys_chdir(UserPtr<char const> path);
CallResult sys_fchdir(int32_t fd);
CallResult sys_readlink(UserPtr<char const> path, UserPtr<std::byte> buffer, int32_t size);
CallResult sys_readlinkat(int32_t directory, UserPtr<char const> path, UserPtr<std::byte> buffer,
                          int32_t size);
CallResult sys_access(UserPtr<char const> path, uint32_t mode);
CallResult sys_faccessat(int32_t directory, UserPtr<char const> path, uint32_t mode);
CallResult sys_faccessat2(int32_t directory, UserPtr<char const> path, uint32_t mode, uint32_t flags);

// read_only.cpp
CallResult sys_mkdir(UserPtr<char const> path, uint32_t mode);
CallResult sys_mkdirat(int32_t directory, UserPtr<char const> path, uint32_t mode);
CallResult sys_rmdir(UserPtr<char const> path);
CallResult sys_unlink(UserPtr<char const> path);
CallResult sys_unlinkat(int32_t directory, UserPtr<char const> path, uint32_t flags);
CallResult sys_rename(UserPtr<char const> from, UserPtr<char const> to);
CallResult sys_link(UserPtr<char const> from, UserPtr<char const> to);
CallResult sys_symlink(UserPtr<char const> target, UserPtr<char const> path);
CallResult sys_chmod(UserPtr<char const> path, uint32_t mode);
CallResult sys_fchmod(int32_t fd, uint32_t mode);
CallResult sys_chown(UserPtr<char const> path, uint32_t uid, uint32_t gid);
CallResult sys_truncate(UserPtr<char const> path, int64_t length);
CallResult sys_ftruncate(int32_t fd, int64_t length);
CallResult sys_utimensat(int32_t directory, UserPtr<char const> path, UserPtr<Timespec const> times,
                         uint32_t flags);
CallResult sys_fsync(int32_t fd);
CallResult sys_sync();
CallResult sys_umask(uint32_t mask);

// memory.cpp
CallResult sys_brk(uint64_t wish);
CallResult sys_mmap(uint64_t address, uint64_t length, uint64_t protection, uint64_t flags, int32_t fd,
                    uint64_t offset);
CallResult sys_ia32_mmap(UserPtr<MmapArguments32 const> arguments);
CallResult sys_ia32_mmap2(uint64_t address, uint64_t length, uint64_t protection, uint64_t flags, int32_t fd,
                          uint64_t page_offset);
CallResult sys_munmap(uint64_t address, uint64_t length);
CallResult sys_mprotect(uint64_t address, uint64_t length, uint64_t protection);
CallResult sys_madvise(uint64_t address, uint64_t length, int32_t advice);

// identity.cpp
CallResult sys_getpid();
CallResult sys_getppid();
CallResult sys_gettid();
CallResult sys_getpgrp();
CallResult sys_getpgid(int32_t pid);
CallResult sys_getsid(int32_t pid);
CallResult sys_getuid();
CallResult sys_geteuid();
CallResult sys_getgid();
CallResult sys_getegid();
CallResult sys_setuid(uint32_t uid);
CallResult sys_setgid(uint32_t gid);
CallResult sys_getresuid(UserPtr<uint32_t> real, UserPtr<uint32_t> effective, UserPtr<uint32_t> saved);
CallResult sys_getresgid(UserPtr<uint32_t> real, UserPtr<uint32_t> effective, UserPtr<uint32_t> saved);
CallResult sys_getgroups(int32_t size, UserPtr<uint32_t> list);

// thread.cpp
CallResult sys_exit(int32_t status);
CallResult sys_exit_group(int32_t status);
CallResult sys_arch_prctl(int32_t code, uint64_t address);
CallResult sys_ia32_arch_prctl(int32_t code, uint64_t address);
CallResult sys_set_thread_area(UserPtr<UserDescriptor> descriptor);
CallResult sys_set_tid_address(UserPtr<int32_t> address);
CallResult sys_set_robust_list(uint64_t head, uint64_t length);
CallResult sys_ia32_set_robust_list(uint64_t head, uint64_t length);
CallResult sys_prctl(int32_t option, uint64_t argument2, uint64_t argument3, uint64_t argument4,
                     uint64_t argument5);
CallResult sys_sched_yield();
CallResult sys_sched_getaffinity(int32_t pid, uint32_t size, UserPtr<uint64_t> mask);
CallResult sys_getcpu(UserPtr<uint32_t> cpu, UserPtr<uint32_t> node, uint64_t unused);

// signal.cpp
CallResult sys_rt_sigaction(int32_t signal, UserPtr<SigactionUser const> action, UserPtr<SigactionUser> old,
                            uint64_t set_size);
CallResult sys_ia32_rt_sigaction(int32_t signal, UserPtr<SigactionUser32 const> action,
                                 UserPtr<SigactionUser32> old, uint64_t set_size);
CallResult sys_rt_sigprocmask(int32_t how, UserPtr<uint64_t const> set, UserPtr<uint64_t> old,
                              uint64_t set_size);
CallResult sys_rt_sigpending(UserPtr<uint64_t> set, uint64_t set_size);
CallResult sys_sigaltstack(UserPtr<SigaltstackUser const> stack, UserPtr<SigaltstackUser> old);
CallResult sys_ia32_sigaltstack(UserPtr<SigaltstackUser32 const> stack, UserPtr<SigaltstackUser32> old);
CallResult sys_kill(int32_t pid, int32_t signal);
CallResult sys_tkill(int32_t tid, int32_t signal);
CallResult sys_tgkill(int32_t tgid, int32_t tid, int32_t signal);

// time.cpp
CallResult sys_time(UserPtr<int64_t> to);
CallResult sys_ia32_time(UserPtr<int32_t> to);
CallResult sys_gettimeofday(UserPtr<Timeval> time, UserPtr<Timezone> zone);
CallResult sys_ia32_gettimeofday(UserPtr<Timeval32> time, UserPtr<Timezone> zone);
CallResult sys_clock_gettime(int32_t clock, UserPtr<Timespec> to);
CallResult sys_ia32_clock_gettime(int32_t clock, UserPtr<Timespec32> to);
CallResult sys_clock_getres(int32_t clock, UserPtr<Timespec> to);
CallResult sys_ia32_clock_getres(int32_t clock, UserPtr<Timespec32> to);
CallResult sys_nanosleep(UserPtr<Timespec const> wish, UserPtr<Timespec> rest);
CallResult sys_ia32_nanosleep(UserPtr<Timespec32 const> wish, UserPtr<Timespec32> rest);
CallResult sys_clock_nanosleep(int32_t clock, uint32_t flags, UserPtr<Timespec const> wish,
                               UserPtr<Timespec> rest);
CallResult sys_ia32_clock_nanosleep(int32_t clock, uint32_t flags, UserPtr<Timespec32 const> wish,
                                    UserPtr<Timespec32> rest);

// poll.cpp
CallResult sys_poll(UserPtr<PollRequest> requests, uint32_t count, int32_t milliseconds);
CallResult sys_ppoll(UserPtr<PollRequest> requests, uint32_t count, UserPtr<Timespec const> timeout,
                     UserPtr<uint64_t const> mask, uint64_t set_size);
CallResult sys_ia32_ppoll(UserPtr<PollRequest> requests, uint32_t count, UserPtr<Timespec32 const> timeout,
                          UserPtr<uint64_t const> mask, uint64_t set_size);

// system.cpp
CallResult sys_uname(UserPtr<Utsname> to);
CallResult sys_sysinfo(UserPtr<Sysinfo> to);
CallResult sys_ia32_sysinfo(UserPtr<Sysinfo32> to);
CallResult sys_getrandom(UserPtr<std::byte> buffer, uint64_t size, uint32_t flags);
CallResult sys_prlimit64(int32_t pid, uint32_t resource, UserPtr<ResourceLimit const> wish,
                         UserPtr<ResourceLimit> old);
CallResult sys_getrlimit(uint32_t resource, UserPtr<ResourceLimit> to);
CallResult sys_ia32_getrlimit(uint32_t resource, UserPtr<ResourceLimit32> to);
CallResult sys_ia32_old_getrlimit(uint32_t resource, UserPtr<ResourceLimit32> to);
CallResult sys_setrlimit(uint32_t resource, UserPtr<ResourceLimit const> wish);

// ../ring/ring.cpp
CallResult sys_ring_register(uint64_t page);

// lab.cpp
CallResult sys_lab_read_user(uint64_t address);
CallResult sys_lab_call_user(uint64_t address);

} // extern "C"

} // namespace ringside::kernel
