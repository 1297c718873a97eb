// What a stretch of a run costs: instructions by ring, memory by who moved it, TLB work, micro-steps. Summed
// up over what the processor told; nothing here is known beforehand. Read next: ../compare/measure.hpp.
#pragma once

#include "cpu/transitions/step.hpp"

#include <cstdint>
#include <vector>

namespace ringside::emu {

struct Traffic
{
    uint64_t reads = 0;
    uint64_t read_bytes = 0;
    uint64_t writes = 0;
    uint64_t written_bytes = 0;

    void add(bool write, uint64_t bytes)
    {
        (write ? writes : reads) += 1;
        (write ? written_bytes : read_bytes) += bytes;
    }
    Traffic& operator+=(Traffic const& other)
    {
        reads += other.reads;
        read_bytes += other.read_bytes;
        writes += other.writes;
        written_bytes += other.written_bytes;
        return *this;
    }
    bool operator==(Traffic const&) const = default;
};

struct Sums
{
    uint64_t ring0 = 0; // instructions
    uint64_t ring3 = 0;
    Traffic software; // by operands of instructions
    Traffic hardware; // gates, descriptors, TSS, pushes and pops of transitions
    Traffic walk;     // page-table entries, by the model of walk_model.hpp
    uint64_t cr3_writes = 0;
    uint64_t tlb_flushes = 0;
    uint64_t stack_bytes = 0; // pushed, by whomever
    std::vector<cpu::Step> steps;

    Sums& operator+=(Sums const& other)
    {
        ring0 += other.ring0;
        ring3 += other.ring3;
        software += other.software;
        hardware += other.hardware;
        walk += other.walk;
        cr3_writes += other.cr3_writes;
        tlb_flushes += other.tlb_flushes;
        stack_bytes += other.stack_bytes;
        steps.insert(steps.end(), other.steps.begin(), other.steps.end());
        return *this;
    }
};

} // namespace ringside::emu
