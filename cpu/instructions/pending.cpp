// Families that do not exist yet: no forms (so their instructions are #UD and noted). Whoever brings one
// removes it here.
#include "cpu/instructions/form.hpp"

namespace ringside::cpu {

std::span<Form const> x87_forms()
{
    return {};
}

} // namespace ringside::cpu
