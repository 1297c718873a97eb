// What one processor keeps for itself. While the kernel runs, GS points here (SWAPGS exchanges it with the
// program's GS base), so the entry code can find a stack before it has a single free register. Read next:
// calling.inc, which names the same offsets for the assembly.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace ringside::kernel {

struct Task;

/// The 64-bit task-state segment, 104 bytes (SDM Vol. 3A, "64-Bit TSS Format"). The processor reads RSP0 when
/// INT or an exception raises the privilege to ring 0, and an IST entry when the gate names one. RSP2 is
/// never read by hardware, since nothing runs in ring 2: entry_SYSCALL_64 parks the program's RSP there, as
/// Linux does.
struct [[gnu::packed]] TaskStateSegment
{
    uint32_t reserved_0 = 0;
    uint64_t rsp0 = 0; // +4
    uint64_t rsp1 = 0; // +12
    uint64_t rsp2 = 0; // +20
    uint64_t reserved_1 = 0;
    std::array<uint64_t, 7> ist{}; // +36
    uint64_t reserved_2 = 0;
    uint16_t reserved_3 = 0;
    uint16_t io_map_base = 104; // beyond the limit: no port is open to ring 3
};
static_assert(sizeof(TaskStateSegment) == 104);
static_assert(offsetof(TaskStateSegment, rsp0) == 4);
static_assert(offsetof(TaskStateSegment, rsp2) == 20);
static_assert(offsetof(TaskStateSegment, ist) == 36);

struct alignas(256) PerCpu
{
    Task* current = nullptr;           // PER_CPU_CURRENT
    std::byte* top_of_stack = nullptr; // PER_CPU_TOP_OF_STACK
    std::array<uint64_t, 14> unused{};
    TaskStateSegment tss; // PER_CPU_TSS; inside one page, as the manual asks
};
static_assert(offsetof(PerCpu, current) == 0);
static_assert(offsetof(PerCpu, top_of_stack) == 8);
static_assert(offsetof(PerCpu, tss) == 128);

extern PerCpu per_cpu;

} // namespace ringside::kernel
