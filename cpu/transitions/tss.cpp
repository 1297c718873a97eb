// Reading stack pointers from the TSS. SDM Vol. 2A, "INT n/INTO/INT3/INT1", INTER-PRIVILEGE-LEVEL-INTERRUPT.
#include "cpu/transitions/tss.hpp"

namespace ringside::cpu {

namespace {

constexpr std::string_view rsp_names[] = {"TSS.RSP0", "TSS.RSP1", "TSS.RSP2"};
constexpr std::string_view ist_names[] = {"",         "TSS.IST1", "TSS.IST2", "TSS.IST3",
                                          "TSS.IST4", "TSS.IST5", "TSS.IST6", "TSS.IST7"};
constexpr std::string_view esp_names[] = {"TSS.ESP0", "TSS.ESP1", "TSS.ESP2"};
constexpr std::string_view ss_names[] = {"TSS.SS0", "TSS.SS1", "TSS.SS2"};

Result<void> check_limit(Story const& story, uint64_t last)
{
    auto const& tr = story.state().tr;
    return story.check(Step::check_tss_limit, "TSS limit", last, tr.limit, tr.usable() && last <= tr.limit,
                       invalid_tss(Selector{tr.selector}.error_code()));
}

Linear field(Story const& story, uint64_t offset)
{
    return {story.state().tr.base + offset};
}

} // namespace

Result<uint64_t> read_rsp_of_ring(Story const& story, unsigned ring)
{
    auto const offset = 4 + 8 * ring;
    TRY(check_limit(story, offset + 7));
    return story.read_table<uint64_t>(Step::read_rsp0, Place::tss, rsp_names[ring], field(story, offset));
}

Result<uint64_t> read_interrupt_stack(Story const& story, unsigned entry)
{
    auto const offset = 28 + 8 * entry;
    TRY(check_limit(story, offset + 7));
    return story.read_table<uint64_t>(Step::read_ist, Place::tss, ist_names[entry], field(story, offset));
}

Result<LegacyStack> read_legacy_stack(Story const& story, unsigned ring)
{
    auto const offset = 4 + 8 * ring;
    TRY(check_limit(story, offset + 5));
    auto const esp =
        TRY(story.read_table<uint32_t>(Step::read_rsp0, Place::tss, esp_names[ring], field(story, offset)));
    auto const ss =
        TRY(story.read_table<uint16_t>(Step::read_ss0, Place::tss, ss_names[ring], field(story, offset + 4)));
    return LegacyStack{esp, {ss}};
}

} // namespace ringside::cpu
