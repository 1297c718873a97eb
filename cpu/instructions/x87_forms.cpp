// The families of x87 instructions, joined in one table. Read next: x87_moves.cpp.
#include "cpu/instructions/x87.hpp"

#include <vector>

namespace ringside::cpu {

std::span<Form const> x87_forms()
{
    static std::vector<Form> const all = [] {
        std::vector<Form> joined;
        for (auto const family :
             {x87::move_forms(), x87::arithmetic_forms(), x87::compare_forms(), x87::conversion_forms(),
              x87::control_forms(), x87::environment_forms(), x87::transcendental_forms()})
            joined.insert(joined.end(), family.begin(), family.end());
        return joined;
    }();
    return all;
}

} // namespace ringside::cpu
