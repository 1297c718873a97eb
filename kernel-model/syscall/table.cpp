// The list of what is implemented. A row names a call as abi/system_call_table.hpp does, which gives it its
// numbers; everything that is not listed here answers -ENOSYS.
#include "kernel-model/syscall/table.hpp"

#include "kernel-model/syscall/system_calls.hpp"
#include "kernel-model/syscall/unpack.hpp"

namespace ringside::kernel {

namespace {

struct Row
{
    int16_t number64 = SystemCall::absent;
    int16_t number32 = SystemCall::absent;
    CallFunction function64 = nullptr;
    CallFunction function32 = nullptr;
};

// A name that is not in the table, or not in this table, does not compile.
consteval int16_t number_of(CallTable table, std::string_view name)
{
    for (SystemCall const& call : system_calls) {
        if (call.name == name && number_in(table, call) != SystemCall::absent) {
            return number_in(table, call);
        }
    }
    ASSERT(false); // not a constant: no such name in this table
    return SystemCall::absent;
}

// The same function for both tables.
template <auto function>
consteval Row both(std::string_view name)
{
    return {number_of(CallTable::x86_64, name), number_of(CallTable::i386, name), Unpack<function>::from_64,
            Unpack<function>::from_32};
}

template <auto function>
consteval Row only_64(std::string_view name)
{
    return {.number64 = number_of(CallTable::x86_64, name), .function64 = Unpack<function>::from_64};
}

template <auto function>
consteval Row only_32(std::string_view name)
{
    return {.number32 = number_of(CallTable::i386, name), .function32 = Unpack<function>::from_32};
}

// One name, but i386 structures differ.
template <auto function64, auto function32>
consteval Row each(std::string_view name)
{
    return {number_of(CallTable::x86_64, name), number_of(CallTable::i386, name), Unpack<function64>::from_64,
            Unpack<function32>::from_32};
}

constexpr Row rows[] = {
    // read_write.cpp
    both<sys_read>("read"),
    both<sys_write>("write"),
    each<sys_pread64, sys_ia32_pread64>("pread64"),
    each<sys_pwrite64, sys_ia32_pwrite64>("pwrite64"),
    each<sys_readv, sys_ia32_readv>("readv"),
    each<sys_writev, sys_ia32_writev>("writev"),

    // position.cpp
    both<sys_lseek>("lseek"),
    only_32<sys_ia32_llseek>("_llseek"),
    each<sys_sendfile, sys_ia32_sendfile>("sendfile"),
    only_32<sys_sendfile>("sendfile64"),

    // open.cpp
    both<sys_open>("open"),
    both<sys_openat>("openat"),
    both<sys_creat>("creat"),
    both<sys_close>("close"),

    // descriptor.cpp
    both<sys_dup>("dup"),
    both<sys_dup2>("dup2"),
    both<sys_dup3>("dup3"),
    both<sys_fcntl>("fcntl"),
    only_32<sys_fcntl>("fcntl64"),
    both<sys_ioctl>("ioctl"),

    // status.cpp
    each<sys_stat, sys_ia32_stat>("stat"),
    each<sys_lstat, sys_ia32_lstat>("lstat"),
    each<sys_fstat, sys_ia32_fstat>("fstat"),
    only_64<sys_newfstatat>("newfstatat"),
    both<sys_statx>("statx"),
    only_64<sys_statfs>("statfs"),
    only_64<sys_fstatfs>("fstatfs"),
    only_32<sys_ia32_stat64>("stat64"),
    only_32<sys_ia32_lstat64>("lstat64"),
    only_32<sys_ia32_fstat64>("fstat64"),
    only_32<sys_ia32_fstatat64>("fstatat64"),

    // directory.cpp
    both<sys_getdents64>("getdents64"),
    each<sys_getdents, sys_ia32_getdents>("getdents"),
    both<sys_getcwd>("getcwd"),
    both<sys_chdir>("chdir"),
    both<sys_fchdir>("fchdir"),
    both<sys_readlink>("readlink"),
    both<sys_readlinkat>("readlinkat"),
    both<sys_access>("access"),
    both<sys_faccessat>("faccessat"),
    both<sys_faccessat2>("faccessat2"),

    // read_only.cpp
    both<sys_mkdir>("mkdir"),
    both<sys_mkdirat>("mkdirat"),
    both<sys_rmdir>("rmdir"),
    both<sys_unlink>("unlink"),
    both<sys_unlinkat>("unlinkat"),
    both<sys_rename>("rename"),
    both<sys_link>("link"),
    both<sys_symlink>("symlink"),
    both<sys_chmod>("chmod"),
    both<sys_fchmod>("fchmod"),
    only_64<sys_chown>("chown"),
    only_32<sys_chown>("chown32"),
    both<sys_truncate>("truncate"),
    both<sys_ftruncate>("ftruncate"),
    only_64<sys_utimensat>("utimensat"),
    only_32<sys_utimensat>("utimensat_time64"),
    both<sys_fsync>("fsync"),
    both<sys_fsync>("fdatasync"),
    both<sys_sync>("sync"),
    both<sys_umask>("umask"),

    // memory.cpp
    both<sys_brk>("brk"),
    only_64<sys_mmap>("mmap"),
    only_32<sys_ia32_mmap>("mmap"),
    only_32<sys_ia32_mmap2>("mmap2"),
    both<sys_munmap>("munmap"),
    both<sys_mprotect>("mprotect"),
    both<sys_madvise>("madvise"),

    // identity.cpp
    both<sys_getpid>("getpid"),
    both<sys_getppid>("getppid"),
    both<sys_gettid>("gettid"),
    both<sys_getpgrp>("getpgrp"),
    both<sys_getpgid>("getpgid"),
    both<sys_getsid>("getsid"),
    both<sys_getuid>("getuid"),
    both<sys_geteuid>("geteuid"),
    both<sys_getgid>("getgid"),
    both<sys_getegid>("getegid"),
    only_32<sys_getuid>("getuid32"),
    only_32<sys_geteuid>("geteuid32"),
    only_32<sys_getgid>("getgid32"),
    only_32<sys_getegid>("getegid32"),
    only_64<sys_setuid>("setuid"),
    only_64<sys_setgid>("setgid"),
    only_32<sys_setuid>("setuid32"),
    only_32<sys_setgid>("setgid32"),
    only_64<sys_getresuid>("getresuid"),
    only_64<sys_getresgid>("getresgid"),
    only_32<sys_getresuid>("getresuid32"),
    only_32<sys_getresgid>("getresgid32"),
    only_64<sys_getgroups>("getgroups"),
    only_32<sys_getgroups>("getgroups32"),

    // thread.cpp
    both<sys_exit>("exit"),
    both<sys_exit_group>("exit_group"),
    each<sys_arch_prctl, sys_ia32_arch_prctl>("arch_prctl"),
    only_32<sys_set_thread_area>("set_thread_area"),
    both<sys_set_tid_address>("set_tid_address"),
    each<sys_set_robust_list, sys_ia32_set_robust_list>("set_robust_list"),
    both<sys_prctl>("prctl"),
    both<sys_sched_yield>("sched_yield"),
    both<sys_sched_getaffinity>("sched_getaffinity"),
    both<sys_getcpu>("getcpu"),

    // signal.cpp
    each<sys_rt_sigaction, sys_ia32_rt_sigaction>("rt_sigaction"),
    both<sys_rt_sigprocmask>("rt_sigprocmask"),
    both<sys_rt_sigpending>("rt_sigpending"),
    each<sys_sigaltstack, sys_ia32_sigaltstack>("sigaltstack"),
    both<sys_kill>("kill"),
    both<sys_tkill>("tkill"),
    both<sys_tgkill>("tgkill"),

    // time.cpp
    each<sys_time, sys_ia32_time>("time"),
    each<sys_gettimeofday, sys_ia32_gettimeofday>("gettimeofday"),
    each<sys_clock_gettime, sys_ia32_clock_gettime>("clock_gettime"),
    only_32<sys_clock_gettime>("clock_gettime64"),
    each<sys_clock_getres, sys_ia32_clock_getres>("clock_getres"),
    only_32<sys_clock_getres>("clock_getres_time64"),
    each<sys_nanosleep, sys_ia32_nanosleep>("nanosleep"),
    each<sys_clock_nanosleep, sys_ia32_clock_nanosleep>("clock_nanosleep"),
    only_32<sys_clock_nanosleep>("clock_nanosleep_time64"),

    // poll.cpp
    both<sys_poll>("poll"),
    each<sys_ppoll, sys_ia32_ppoll>("ppoll"),
    only_32<sys_ppoll>("ppoll_time64"),

    // system.cpp
    both<sys_uname>("uname"),
    each<sys_sysinfo, sys_ia32_sysinfo>("sysinfo"),
    both<sys_getrandom>("getrandom"),
    both<sys_prlimit64>("prlimit64"),
    each<sys_getrlimit, sys_ia32_old_getrlimit>("getrlimit"),
    only_32<sys_ia32_getrlimit>("ugetrlimit"),
    only_64<sys_setrlimit>("setrlimit"),

    // ../ring/ring.cpp
    only_64<sys_ring_register>("ring_register"),

    // lab.cpp
    only_64<sys_lab_read_user>("lab_read_user"),
    only_64<sys_lab_call_user>("lab_call_user"),
};

consteval CallFunctions by_number(int16_t Row::*number, CallFunction Row::*function)
{
    CallFunctions functions = {};
    for (Row const& row : rows) {
        if (row.*number != SystemCall::absent) {
            functions[static_cast<size_t>(row.*number)] = row.*function;
        }
    }
    return functions;
}

} // namespace

extern "C" constinit CallFunctions const sys_call_table = by_number(&Row::number64, &Row::function64);
extern "C" constinit CallFunctions const ia32_sys_call_table = by_number(&Row::number32, &Row::function32);

} // namespace ringside::kernel
