// Sixty-four entries, searched one by one: this runs only while somebody counts.
#include "emu/trace/walk_model.hpp"

#include <algorithm>

namespace ringside::emu {

WalkModel::Entry* WalkModel::find(uint64_t page, unsigned process)
{
    auto const found = std::find_if(held_.begin(), held_.end(), [&](Entry const& entry) {
        return entry.page == page && (entry.global || entry.process == process);
    });
    return found == held_.end() ? nullptr : &*found;
}

bool WalkModel::finds(uint64_t page, unsigned process, bool write)
{
    auto* entry = find(page, process);
    if (entry == nullptr || (write && !entry->dirty))
        return false;
    entry->used = ++clock_;
    return true;
}

void WalkModel::enter(uint64_t page, unsigned process, bool write, bool global)
{
    if (auto* entry = find(page, process)) {
        entry->dirty = entry->dirty || write;
        entry->used = ++clock_;
        return;
    }
    if (held_.size() == entries)
        held_.erase(std::min_element(held_.begin(), held_.end(),
                                     [](Entry const& a, Entry const& b) { return a.used < b.used; }));
    held_.push_back({page, process, global, write, ++clock_});
}

void WalkModel::flush_process(unsigned process)
{
    std::erase_if(held_, [&](Entry const& entry) { return !entry.global && entry.process == process; });
}

void WalkModel::flush_all()
{
    held_.clear();
}

void WalkModel::flush_page(uint64_t page)
{
    std::erase_if(held_, [&](Entry const& entry) { return entry.page == page; });
}

} // namespace ringside::emu
