// What a system call is called, which number it has in the two tables of an x86-64 kernel, and what its
// arguments mean. The kernel's dispatch (syscall/table.cpp), the strace view and the window all read the one
// table in system_call_table.hpp. Numbers: kernel source arch/x86/entry/syscalls/syscall_{64,32}.tbl, checked
// against the installed <asm/unistd_64.h> and <asm/unistd_32.h> by a test; arguments: section 2 of the manual
// pages.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace ringside::kernel {

// How to read, and so how to print, one argument.
enum class ArgumentKind : std::uint8_t
{
    integer,          // signed decimal
    unsigned_integer, // unsigned decimal
    size,             // a number of bytes or of elements
    offset,           // signed position in a file
    hexadecimal,      // bits without a table of names
    pointer,          // an address whose target is not shown
    fd,               // file descriptor
    dir_fd,           // file descriptor of a directory, or AT_FDCWD
    path,             // NUL-terminated file name, read by the kernel
    string,           // other NUL-terminated string, read by the kernel
    strings,          // NULL-terminated array of pointers to strings: argv, envp
    buffer_in,        // bytes that the kernel reads; `length` names the argument with their number
    buffer_out,       // bytes that the kernel writes: as many as the call returns, at most argument `length`
    iovec_in,         // array of {base, length}, `length` entries, whose bytes the kernel reads
    iovec_out,        // the same, whose bytes the kernel writes
    structure_in,     // `structure` that the kernel reads
    structure_out,    // `structure` that the kernel writes
    structure_inout,  // `structure` that the kernel reads and writes
    mode,             // permission bits, octal
    open_flags,       // O_...
    access_mode,      // R_OK W_OK X_OK F_OK
    at_flags,         // AT_...
    seek_from,        // SEEK_...
    protection,       // PROT_...
    map_flags,        // MAP_...
    clone_flags,      // CLONE_...
    random_flags,     // GRND_...
    fcntl_command,    // F_...
    ioctl_request,    // TCGETS ...
    arch_prctl_code,  // ARCH_...
    clock,            // CLOCK_...
    signal,           // SIG...
    sigmask_how,      // SIG_BLOCK ...
    resource,         // RLIMIT_...
};

struct Argument
{
    std::string_view name = {};
    ArgumentKind kind = ArgumentKind::hexadecimal;
    std::int8_t length = -1;         // index of the argument that holds the length, -1: none
    std::string_view structure = {}; // for structure_*: "stat", "timespec", "int[2]"

    constexpr Argument() = default;
    constexpr Argument(std::string_view name_, ArgumentKind kind_) : name(name_), kind(kind_) {}
    constexpr Argument(std::string_view name_, ArgumentKind kind_, std::int8_t length_)
        : name(name_), kind(kind_), length(length_)
    {}
    constexpr Argument(std::string_view name_, ArgumentKind kind_, std::string_view structure_)
        : name(name_), kind(kind_), structure(structure_)
    {}
};

// How to read what comes back in RAX when it is no error.
enum class ResultKind : std::uint8_t
{
    integer,
    address, // brk, mmap, mremap, shmat
    mode,    // umask: octal
    none,    // exit, exit_group: does not come back
};

struct SystemCall
{
    static constexpr std::size_t max_arguments = 6;
    static constexpr std::int16_t absent = -1;

    std::string_view name = {};
    std::int16_t number64 = absent; // for SYSCALL
    std::int16_t number32 = absent; // for INT 0x80, SYSENTER and 32-bit SYSCALL
    std::uint8_t argument_count = 0;
    bool arguments_known = true; // false: the six registers are shown as numbers
    ResultKind result = ResultKind::integer;
    std::array<Argument, max_arguments> arguments = {};

    constexpr SystemCall(std::string_view name_, int in64, int in32, std::initializer_list<Argument> list,
                         ResultKind result_ = ResultKind::integer)
        : name(name_), number64(static_cast<std::int16_t>(in64)), number32(static_cast<std::int16_t>(in32)),
          result(result_)
    {
        for (Argument const& argument : list) {
            arguments[argument_count++] = argument;
        }
    }

    // A call whose arguments nobody has written down yet: its registers are shown as they are.
    static constexpr SystemCall unlisted(std::string_view name, int in64, int in32)
    {
        SystemCall call(name, in64, in32,
                        {{"arg1", ArgumentKind::hexadecimal},
                         {"arg2", ArgumentKind::hexadecimal},
                         {"arg3", ArgumentKind::hexadecimal},
                         {"arg4", ArgumentKind::hexadecimal},
                         {"arg5", ArgumentKind::hexadecimal},
                         {"arg6", ArgumentKind::hexadecimal}});
        call.arguments_known = false;
        return call;
    }
};

// Both tables of Linux 6.1 end here; the numbers from 424 up are the same in both.
inline constexpr std::size_t linux_call_limit = 451;
// Behind a gap follow the calls that only this kernel has (abi/ring.hpp, syscall/lab.cpp).
inline constexpr std::size_t system_call_limit = 503;

} // namespace ringside::kernel

#include "kernel-model/abi/system_call_table.hpp"

namespace ringside::kernel {

constexpr SystemCall const* find_system_call(std::string_view name)
{
    for (SystemCall const& call : system_calls) {
        if (call.name == name) {
            return &call;
        }
    }
    return nullptr;
}

enum class CallTable : std::uint8_t
{
    x86_64, // SYSCALL
    i386,   // INT 0x80, SYSENTER, 32-bit SYSCALL: also when 64-bit code executes INT 0x80
};

constexpr std::int16_t number_in(CallTable table, SystemCall const& call)
{
    return table == CallTable::x86_64 ? call.number64 : call.number32;
}

// Rows of `system_calls` by number; -1 where a table has a hole.
consteval std::array<std::int16_t, system_call_limit> index_system_calls(CallTable table)
{
    std::array<std::int16_t, system_call_limit> index = {};
    index.fill(-1);
    std::int16_t row = 0;
    for (SystemCall const& call : system_calls) {
        if (auto const number = number_in(table, call); number >= 0) {
            index[static_cast<std::size_t>(number)] = row;
        }
        ++row;
    }
    return index;
}

inline constexpr auto system_call_rows_64 = index_system_calls(CallTable::x86_64);
inline constexpr auto system_call_rows_32 = index_system_calls(CallTable::i386);

// The call behind the number in EAX, or nullptr. Only 32 bits of RAX count (facts of entry_SYSCALL_64).
constexpr SystemCall const* find_system_call(CallTable table, std::uint32_t number)
{
    if (number >= system_call_limit) {
        return nullptr;
    }
    auto const row = (table == CallTable::x86_64 ? system_call_rows_64 : system_call_rows_32)[number];
    return row < 0 ? nullptr : &system_calls[static_cast<std::size_t>(row)];
}

} // namespace ringside::kernel
