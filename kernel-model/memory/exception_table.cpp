// Looks an instruction up among those that may fault.
#include "kernel-model/memory/exception_table.hpp"

#include <span>

namespace {

struct ExceptionTableEntry
{
    uint64_t instruction;
    uint64_t fixup;
};

} // namespace

// kernel.ld
extern "C" ExceptionTableEntry const exception_table_start[];
extern "C" ExceptionTableEntry const exception_table_end[];

namespace ringside::kernel {

uint64_t fixup_for(uint64_t rip)
{
    for (ExceptionTableEntry const& entry : std::span(exception_table_start, exception_table_end))
        if (entry.instruction == rip)
            return entry.fixup;
    return 0;
}

} // namespace ringside::kernel
