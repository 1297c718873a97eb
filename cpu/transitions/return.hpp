// What IRET and the far RET share: the checks of the code and stack that are returned to, and their loading.
#pragma once

#include "cpu/transitions/code_switch.hpp"
#include "cpu/transitions/descriptor.hpp"
#include "cpu/transitions/stack_switch.hpp"

namespace ringside::cpu {

// The words popped from the stack.
struct ReturnFrame
{
    uint64_t rip = 0;
    uint64_t rsp = 0;
    Selector cs{};
    Selector ss{};
    bool takes_stack = false; // RSP and SS were popped too
};

// The steps `check_code_selector, read_code_descriptor, check_code_descriptor`.
Result<FoundDescriptor> find_return_code(Story const& story, Selector selector);

// The step `check_target_canonical`: canonical for 64-bit code, else within the limit of the code segment.
Result<void> check_return_target(Story const& story, FoundDescriptor const& code, uint64_t rip);

// The steps `check_stack_selector, read_stack_descriptor, check_stack_descriptor`. A null SS is fine for
// 64-bit code in rings 0 to 2.
Result<FoundDescriptor> find_return_stack(Story const& story, FoundDescriptor const& code,
                                          ReturnFrame const& frame);

// The steps `load_cs, load_ss, load_rsp, load_rip, set_cpl, null_data_segments`.
Result<void> load_return_state(Story const& story, ReturnFrame const& frame, FoundDescriptor& code,
                               FoundDescriptor& stack);

} // namespace ringside::cpu
