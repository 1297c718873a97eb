// A small architectural TLB: which accesses would walk the page tables on a processor with 64 entries, PCID
// and global tags, the least recently used going first. Figures of page walks come from here and never from
// the host's own TLB, which is a cache of no meaning. SDM Vol. 3A, "Caching Translation Information". Next:
// sums.hpp.
#pragma once

#include <cstdint>
#include <vector>

namespace ringside::emu {

class WalkModel
{
public:
    static constexpr std::size_t entries = 64;

    // Whether the access finds its translation. A write needs an entry whose page is known to be dirty.
    bool finds(uint64_t page, unsigned process, bool write);
    // After a walk.
    void enter(uint64_t page, unsigned process, bool write, bool global);
    void flush_process(unsigned process); // a load of CR3: not the global ones
    void flush_all();
    void flush_page(uint64_t page);

private:
    struct Entry
    {
        uint64_t page;
        unsigned process; // PCID
        bool global;
        bool dirty;
        uint64_t used;
    };
    Entry* find(uint64_t page, unsigned process);

    std::vector<Entry> held_;
    uint64_t clock_ = 0;
};

} // namespace ringside::emu
