// Where the stacks are: the top of the kernel stack that RSP lies in, and where the program left its own.
// Both are read from the machine; nothing is concluded from a frame that may not be there yet. Next:
// stacks.cpp.
#include "emu/session/parts.hpp"
#include "emu/symbols/structures.hpp"

#include <array>
#include <cstring>

namespace ringside::emu {

namespace {

constexpr uint64_t largest_stack = uint64_t{64} << 10;
constexpr uint64_t frame_rsp = 2 * 8; // below the top of a kernel stack: RSP of the interrupted code
constexpr uint64_t table_bits =
    0x000f'ffff'ffff'e000; // of CR3, without the bit that tells our two trees apart

std::optional<uint64_t> word_at(Run const& run, uint64_t linear)
{
    std::array<uint8_t, 8> bytes{};
    if (run.read_memory(linear, bytes) < bytes.size())
        return {};
    uint64_t word = 0;
    std::memcpy(&word, bytes.data(), bytes.size());
    return word;
}

// SDM Vol. 3A, "64-Bit TSS Format": RSP0 at 4, IST1 at 36.
std::optional<uint64_t> rsp0(Run const& run)
{
    auto const& state = run.machine.cpu.state;
    return state.long_mode() ? word_at(run, state.tr.base + 4) : std::nullopt;
}

} // namespace

// Of all tops that the processor or the kernel would begin a stack at, the one that RSP lies below. In ring
// 3, and where RSP is still the program's, the one of TSS.RSP0.
Session::Parts::StackTop Session::Parts::kernel_stack_top()
{
    StackTop const usual{rsp0(run).value_or(0), "TSS.RSP0"};
    auto const rsp = state().gpr[cpu::rsp];
    auto const holds = [rsp](uint64_t top) { return rsp <= top && top - rsp < largest_stack; };
    if (!is_kernel_address(rsp) || !state().long_mode())
        return usual;
    StackTop found;
    auto const consider = [&](std::optional<uint64_t> top, std::string name) {
        if (top && *top != 0 && holds(*top) && (found.address == 0 || *top < found.address))
            found = {*top, std::move(name)};
    };
    consider(usual.address, usual.name);
    for (unsigned i = 1; i <= 7; ++i)
        consider(word_at(run, state().tr.base + 36 + 8 * (i - 1)), "TSS.IST" + std::to_string(i));
    // With two sets of page tables RSP0 is a stack on the way only; the kernel knows the task's own.
    if (!task_top_member)
        task_top_member = Structures(kernel).offset("ringside::kernel::PerCpu", "top_of_stack");
    auto const* const per_cpu = kernel_symbols.named("ringside::kernel::per_cpu");
    if (*task_top_member && per_cpu != nullptr)
        consider(word_at(run, per_cpu->start + **task_top_member), "per_cpu.top_of_stack");
    return found.address == 0 ? usual : found;
}

// In ring 0 a user's address in RSP need not be one: entry code may have nothing else to compute with.
bool Session::Parts::is_on_user_stack()
{
    auto const rsp = state().gpr[cpu::rsp];
    if (is_kernel_address(rsp) || state().cpl == 3)
        return !is_kernel_address(rsp);
    auto const left = left_pointer();
    return (rsp < left ? left - rsp : rsp - left) < largest_stack;
}

uint64_t Session::Parts::left_pointer()
{
    auto const& before = micro_step > 0 ? base.machine.cpu : state();
    return before.cpl == 3 ? before.gpr[cpu::rsp] : left_rsp(before.time);
}

// The RSP of ring 3's last moment before `time`, which lies in the kernel. Where another task has been
// switched to since, the one that its own frame holds: that is complete.
uint64_t Session::Parts::left_rsp(uint64_t time)
{
    auto const index = run.timeline.stretch_at(time);
    if (!keeps_history() || index == 0 || run.timeline.empty())
        return start_rsp;
    auto const left = run.timeline.stretch(index).begin - 1;
    if (!run.end.ended && (!left_ring3 || left_ring3->time != left))
        run_again(kept.before(left), [this, left](uint64_t present) {
            run_until(left);
            left_ring3 = {left, state().gpr[cpu::rsp], state().cr3, rsp0(run).value_or(0)};
            run_until(present);
        });
    if (!left_ring3 || left_ring3->time != left)
        return start_rsp;
    bool const same_task =
        left_ring3->rsp0 == rsp0(run) && (left_ring3->cr3 & table_bits) == (state().cr3 & table_bits);
    auto const top = kernel_stack_top().address;
    return same_task ? left_ring3->rsp : word_at(run, top - frame_rsp).value_or(start_rsp);
}

} // namespace ringside::emu
