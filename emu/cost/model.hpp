// A cycle estimate for what was counted, from parameters that stand in one file with a source each. It is a
// model: `ringside compare` shows it in tables of its own. Next: docs/cost_model.ini, model.cpp.
#pragma once

#include "emu/outcome.hpp"
#include "emu/trace/sums.hpp"

#include <array>
#include <string>
#include <string_view>

namespace ringside::emu {

enum class CostKind : uint8_t
{
    instruction,
    software_read,
    software_write,
    walk_access,
    interrupt_delivery,
    iret,
    syscall,
    sysret,
    sysenter,
    sysexit,
    cr3_write,
    other_tlb_flush,
    count_,
};
inline constexpr std::size_t cost_kinds = static_cast<std::size_t>(CostKind::count_);
std::string_view name(CostKind kind);

struct CostParameter
{
    double cycles = 0;
    std::string source;
};

class CostModel
{
public:
    // The parameters of docs/cost_model.ini.
    static CostModel standard();
    // Those that `text` holds replace the standard ones; `where` names it in sentences.
    static Outcome<CostModel> read(std::string_view text, std::string const& where);

    CostParameter const& operator[](CostKind kind) const { return held_[static_cast<std::size_t>(kind)]; }
    double cycles(Sums const& sums) const;

private:
    Outcome<void> take(std::string_view text, std::string const& where);
    std::array<CostParameter, cost_kinds> held_;
};

// How often each kind occurs.
std::array<uint64_t, cost_kinds> cost_counts(Sums const& sums);

} // namespace ringside::emu
