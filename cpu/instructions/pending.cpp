// Families that do not exist yet: no forms (so their instructions are #UD and noted). Whoever brings one
// removes it here.
#include "cpu/instructions/form.hpp"
#include "cpu/instructions/io_permission.hpp"

namespace ringside::cpu {

std::span<Form const> x87_forms()
{
    return {};
}
std::span<Form const> system_forms()
{
    return {};
}
Result<void> check_io_permission(Cpu&, uint16_t, unsigned)
{
    return general_protection(0);
}

} // namespace ringside::cpu
