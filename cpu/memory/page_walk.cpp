// 4-level paging: the walk, the rights, accessed and dirty bits, and the page-fault error code.
// SDM Vol. 3A, "4-Level Paging and 5-Level Paging" and "Access Rights". Without CR0.PG a linear address is
// physical.
#include "cpu/cpu.hpp"

namespace ringside::cpu {

namespace {

namespace entry {
enum Bit : uint64_t
{
    present = 1,
    writable = 1 << 1,
    user = 1 << 2,
    accessed = 1 << 5,
    dirty = 1 << 6,
    large = 1 << 7,
};
constexpr uint64_t no_execute = uint64_t{1} << 63;
constexpr uint64_t address = 0x000f'ffff'ffff'f000;
} // namespace entry

// Bits of the page-fault error code. SDM Vol. 3A, "Page-Fault Exceptions".
namespace error {
enum Bit : uint32_t
{
    protection = 1,
    write = 1 << 1,
    user = 1 << 2,
    reserved = 1 << 3,
    fetch = 1 << 4,
};
}

struct Entry
{
    Physical where{};
    uint64_t value = 0;
};

struct Walked
{
    Entry levels[4]{};
    unsigned count = 0;
    uint64_t page_bytes = 0;
    bool user = true;
    bool writable = true;
    bool no_execute = false;
};

constexpr Step step_of_level[] = {Step::read_pml4e, Step::read_pdpte, Step::read_pde, Step::read_pte};
constexpr std::string_view name_of_level[] = {"PML4E", "PDPTE", "PDE", "PTE"};

// Reserved bits of an entry at a level: address bits beyond the width, NX while EFER.NXE = 0, PS where no
// large page exists, and the low address bits of a large page.
uint64_t reserved_bits(unsigned level, uint64_t value, State const& state)
{
    uint64_t reserved = ((uint64_t{1} << (52 - physical_address_bits)) - 1) << physical_address_bits;
    if ((state.efer & efer::nxe) == 0)
        reserved |= entry::no_execute;
    if ((value & entry::large) == 0)
        return reserved;
    if (level == 0)
        return reserved | entry::large;
    if (level == 1)
        return reserved | 0x3fff'e000;
    if (level == 2)
        return reserved | 0x1f'e000;
    return reserved;
}

// The walk proper lives in a class of its own so that each rule is one short function.
class PageWalk
{
public:
    PageWalk(State const& state, PhysicalMemory& memory, Observer* observer, Linear linear, Use use,
             bool implicit, Rings rings)
        : state_(state), memory_(memory), observer_(observer), linear_(linear), use_(use),
          implicit_(implicit), rings_(rings)
    {}

    Result<Physical> run()
    {
        TRY(descend());
        TRY(check_rights());
        mark_used();
        auto const& leaf = walked_.levels[walked_.count - 1];
        auto const offset = linear_.value & (walked_.page_bytes - 1);
        return Physical{((leaf.value & entry::address) & ~(walked_.page_bytes - 1)) | offset};
    }

private:
    bool user_access() const { return state_.cpl == 3 && !implicit_; }

    Fault fault(uint32_t code) const
    {
        if (use_ == Use::write)
            code |= error::write;
        if (user_access())
            code |= error::user;
        // I/D is reported only where a fetch can be told from a read.
        if (use_ == Use::fetch && ((state_.efer & efer::nxe) != 0 || (state_.cr4 & cr4::smep) != 0))
            code |= error::fetch;
        return page_fault(code, linear_.value);
    }

    void tell(StepRecord const& record) const
    {
        if (observer_ != nullptr)
            observer_->step(state_, record);
    }

    Result<void> descend()
    {
        auto table = state_.cr3 & entry::address;
        for (unsigned level = 0; level < 4; ++level) {
            auto const shift = 39 - 9 * level;
            Physical const where{table + ((linear_.value >> shift) & 0x1ff) * 8};
            auto const value = TRY(read_entry(where, level));
            walked_.levels[walked_.count++] = {where, value};
            walked_.user = walked_.user && (value & entry::user) != 0;
            walked_.writable = walked_.writable && (value & entry::writable) != 0;
            walked_.no_execute = walked_.no_execute || (value & entry::no_execute) != 0;
            walked_.page_bytes = uint64_t{1} << shift;
            if ((level == 1 || level == 2) && (value & entry::large) != 0)
                return {};
            table = value & entry::address;
        }
        return {};
    }

    Result<uint64_t> read_entry(Physical where, unsigned level)
    {
        // Where there is no memory the bus reads as ones, whose reserved bits fault.
        uint64_t value = ~uint64_t{0};
        if (memory_.is_ram(where, 8)) {
            std::memcpy(&value, memory_.data(where), 8);
            memory_.page_has_tables(where.page());
        }
        StepRecord record{.step = step_of_level[level],
                          .transition = Transition::page_walk,
                          .place = cpu::Place::page_table,
                          .read_bytes = 8,
                          .what = name_of_level[level],
                          .address = where.value,
                          .before = linear_.value,
                          .value = value};
        if ((value & entry::present) == 0)
            record.fault = fault(0);
        else if ((value & reserved_bits(level, value, state_)) != 0)
            record.fault = fault(error::protection | error::reserved);
        if (observer_ != nullptr)
            observer_->access({Agent::walk, Direction::read, 8, linear_.value, where.value, value, 0});
        tell(record);
        if (record.fault.happened())
            return record.fault;
        return value;
    }

    // What the U/S bits say: ring 3 needs user pages, and SMEP and SMAP keep the inner rings off them.
    bool ring_allows() const
    {
        if (user_access())
            return walked_.user;
        if (use_ == Use::fetch)
            return !(walked_.user && (state_.cr4 & cr4::smep) != 0);
        // SMAP: implicit accesses are checked whatever AC says.
        auto const access_ok = !implicit_ && state_.has(flag::ac);
        return !(walked_.user && (state_.cr4 & cr4::smap) != 0 && !access_ok);
    }

    // What R/W and NX say; ring 0 may write to read-only pages unless CR0.WP is set.
    bool page_allows() const
    {
        if (use_ == Use::fetch)
            return !walked_.no_execute;
        auto const write_anywhere = !user_access() && (state_.cr0 & cr0::wp) == 0;
        return use_ == Use::read || walked_.writable || write_anywhere;
    }

    Result<void> check_rights() const
    {
        auto const& leaf = walked_.levels[walked_.count - 1];
        StepRecord record{.step = Step::check_protection,
                          .transition = Transition::page_walk,
                          .place = cpu::Place::page_table,
                          .address = leaf.where.value,
                          .before = linear_.value,
                          .value = leaf.value};
        auto const ring_refuses = !ring_allows();
        record.waived = ring_refuses && rings_ == Rings::off;
        if (!page_allows() || (ring_refuses && !record.waived))
            record.fault = fault(error::protection);
        tell(record);
        if (record.fault.happened())
            return record.fault;
        return {};
    }

    void mark_used()
    {
        for (unsigned level = 0; level < walked_.count; ++level) {
            auto& used = walked_.levels[level];
            auto const is_leaf = level + 1 == walked_.count;
            set_bit(used, entry::accessed, Step::set_accessed);
            if (is_leaf && use_ == Use::write)
                set_bit(used, entry::dirty, Step::set_dirty);
        }
    }

    void set_bit(Entry& used, uint64_t bit, Step step)
    {
        if ((used.value & bit) != 0)
            return;
        auto const before = used.value;
        used.value |= bit;
        memory_.store_by_walker(used.where, used.value);
        if (observer_ != nullptr)
            observer_->access(
                {Agent::walk, Direction::write, 8, linear_.value, used.where.value, used.value, before});
        tell({.step = step,
              .transition = Transition::page_walk,
              .place = cpu::Place::page_table,
              .written_bytes = 8,
              .address = used.where.value,
              .before = before,
              .value = used.value});
    }

    State const& state_;
    PhysicalMemory& memory_;
    Observer* observer_;
    Linear linear_;
    Use use_;
    bool implicit_;
    Rings rings_;
    Walked walked_{};
};

} // namespace

Result<Physical> Cpu::translate(Linear linear, Use use, Privilege privilege)
{
    if (!state.paging())
        return Physical{static_cast<uint32_t>(linear.value)};
    return PageWalk(state, memory_, observer_, linear, use, privilege == Privilege::system, model_.rings)
        .run();
}

bool Cpu::translate_for_view(Linear linear, Physical& physical) const
{
    if (!state.paging()) {
        physical = {linear.value};
        return memory_.is_ram(physical);
    }
    auto table = state.cr3 & entry::address;
    for (unsigned level = 0; level < 4; ++level) {
        auto const shift = 39 - 9 * level;
        Physical const where{table + ((linear.value >> shift) & 0x1ff) * 8};
        if (!memory_.is_ram(where, 8))
            return false;
        uint64_t value = 0;
        std::memcpy(&value, memory_.data(where), 8);
        if ((value & entry::present) == 0)
            return false;
        table = value & entry::address;
        auto const is_leaf = level == 3 || (level > 0 && (value & entry::large) != 0);
        if (is_leaf) {
            auto const mask = (uint64_t{1} << shift) - 1;
            physical = {(table & ~mask) | (linear.value & mask)};
            return memory_.is_ram(physical);
        }
    }
    return false;
}

} // namespace ringside::cpu
