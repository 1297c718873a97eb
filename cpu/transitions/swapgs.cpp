// SWAPGS: exchanges the base of GS with KERNEL_GS_BASE, once on the way in and once on the way out.
// SDM Vol. 2B, "SWAPGS—Swap GS Base Register".
#include "cpu/transitions/attempt.hpp"
#include "cpu/transitions/msr_numbers.hpp"
#include "cpu/transitions/story.hpp"
#include "cpu/transitions/transitions.hpp"

#include <utility>

namespace ringside::cpu {

namespace {

Result<void> swapgs_steps(Story const& story)
{
    auto& state = story.state();
    TRY(story.check_privilege(Step::check_cpl, "CPL", state.cpl, 0, state.cpl == 0, general_protection(0)));
    auto& gs = state.segment(SegmentName::gs);
    std::swap(gs.base, state.kernel_gs_base);
    return story.loaded_from_msr(Step::swap_gs_base, "GS base", msr::kernel_gs_base, state.kernel_gs_base,
                                 gs.base);
}

} // namespace

Result<void> swapgs(Cpu& cpu, Instruction const&)
{
    // Outside 64-bit mode the opcode does not exist.
    if (!cpu.state.code_64())
        return invalid_opcode();
    return attempt(cpu, Transition::swapgs, 0, [&] { return swapgs_steps(Story(cpu, Transition::swapgs)); });
}

} // namespace ringside::cpu
