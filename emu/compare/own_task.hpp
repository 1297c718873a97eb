// Whether the processor is working for the task whose request is measured. Tasks change at one place only:
// where __switch_to_asm loads the other task's RSP. What runs from there until RSP is back where it was left
// is another task's. Read next: measure.cpp.
#pragma once

#include "emu/session.hpp"

namespace ringside::emu {

class OwnTask
{
public:
    explicit OwnTask(Session const& session)
    {
        auto const address = session.address_in_kernel("__switch_to_asm");
        auto const symbol = address ? session.symbol(*address) : std::nullopt;
        if (symbol) {
            begin_ = symbol->start;
            size_ = symbol->size;
        }
    }

    bool away() const { return away_; }

    // An instruction has retired. PUSH and POP move RSP by eight; the exchange of stacks moves it further.
    void retired(cpu::State const& before, cpu::State const& after)
    {
        constexpr uint64_t word = 8;
        auto const moved = after.gpr[cpu::rsp] - before.gpr[cpu::rsp];
        if (before.rip - begin_ >= size_ || moved + word <= 2 * word)
            return;
        if (!away_)
            left_at_ = before.gpr[cpu::rsp];
        away_ = !(away_ && after.gpr[cpu::rsp] == left_at_);
    }

private:
    uint64_t begin_ = 0;
    uint64_t size_ = 0;
    uint64_t left_at_ = 0;
    bool away_ = false;
};

} // namespace ringside::emu
