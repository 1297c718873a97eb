// What a program finds on its stack at its first instruction: argc, argv, envp and the auxiliary vector.
//
//   high  eight zero bytes, the program's path, environment strings, argument strings, "x86_64", 16 random
//   bytes,
//         padding, auxiliary vector, 0, envp[], 0, argv[], argc  <- RSP, aligned to 16
//
// Sources: System V ABI AMD64 "Process Initialization", getauxval(3), Linux fs/binfmt_elf.c
// create_elf_tables. Read next: initial_stack.cpp.
#pragma once

#include "kernel-model/lib/text_list.hpp"
#include "kernel-model/task/elf.hpp"
#include "kernel-model/task/task.hpp"

#include <string_view>

namespace ringside::kernel {

struct ProgramStart
{
    std::string_view path; // as named, for AT_EXECFN and argv[0]
    TextList arguments;    // after argv[0]
    TextList environment;
    uint64_t load_bias = 0; // address in memory minus address as linked
    bool randomize = true;
};

/// Writes the stack of the current task; answers RSP. E2BIG if it does not fit.
Result<uint64_t> write_initial_stack(Task& task, ElfFile const& file, ProgramStart const& start);

} // namespace ringside::kernel
