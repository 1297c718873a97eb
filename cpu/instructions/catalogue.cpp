// All families joined in one list. An instruction's number in it is its identity for coverage and views.
#include "cpu/instructions/form.hpp"

#include <vector>

namespace ringside::cpu {

std::span<Form const> catalogue()
{
    static std::vector<Form> const all = [] {
        std::vector<Form> joined;
        for (auto const family : {arithmetic_forms(), logic_forms(), data_movement_forms(),
                                  control_flow_forms(), string_forms(), flag_forms(), identification_forms(),
                                  sse_forms(), x87_forms(), system_forms(), transition_forms()})
            joined.insert(joined.end(), family.begin(), family.end());
        return joined;
    }();
    return all;
}

} // namespace ringside::cpu
