// The software TLB: what makes an ordinary access cheap. It is a cache of the page walk and never observable:
// whoever changes a page table, a permission or what must be seen drops entries, and a miss takes the one
// slow path in access.cpp. An entry holds three tags, so that one comparison tests hit, permission and page
// crossing at once.
#pragma once

#include "cpu/memory/physical.hpp"

#include <array>

namespace ringside::cpu {

struct TlbEntry
{
    static constexpr uint64_t no_page = ~uint64_t{0}; // no page address equals it

    uint64_t read_tag = no_page;
    uint64_t write_tag = no_page;
    uint64_t fetch_tag = no_page;
    uint64_t addend = 0; // host address = linear address + addend
};

// One table for each way of looking at user pages. SDM Vol. 3A, "Determination of Access Rights".
enum class TlbMode : uint8_t
{
    user,                 // CPL 3
    supervisor,           // CPL 0-2, explicit accesses with RFLAGS.AC = 0, and all implicit ones
    supervisor_access_ok, // CPL 0-2 with RFLAGS.AC = 1
    alignment_checked,    // CPL 3 with CR0.AM and RFLAGS.AC: never entered, so that every access is looked at
    count_,
};

class Tlb
{
public:
    static constexpr unsigned entries = 256;

    TlbEntry& entry(TlbMode mode, uint64_t linear)
    {
        return tables_[static_cast<unsigned>(mode)][(linear >> 12) % entries];
    }

    // The tag an access of `bytes` at `linear` must find. An access that crosses a page's end asks for the
    // next page's tag, which the entry of its first page never holds.
    static constexpr uint64_t tag(uint64_t linear, unsigned bytes)
    {
        return (linear + bytes - 1) & ~uint64_t{0xfff};
    }

    void flush()
    {
        for (auto& table : tables_)
            table.fill({});
    }
    void flush_page(uint64_t linear)
    {
        for (auto& table : tables_)
            table[(linear >> 12) % entries] = {};
    }
    void forget_write_tags()
    {
        for (auto& table : tables_)
            for (auto& slot : table)
                slot.write_tag = TlbEntry::no_page;
    }
    // Revokes write permission from every alias of one host page.
    void forget_write_tags_of(uint64_t host_page)
    {
        for (auto& table : tables_)
            for (auto& slot : table)
                if (slot.write_tag != TlbEntry::no_page && slot.write_tag + slot.addend == host_page)
                    slot.write_tag = TlbEntry::no_page;
    }

private:
    std::array<std::array<TlbEntry, entries>, static_cast<unsigned>(TlbMode::count_)> tables_{};
};

} // namespace ringside::cpu
