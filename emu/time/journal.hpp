// What came from outside, stamped with virtual time. It is the only way in: a run with the same journal is
// the same run. Read next: ../machine.hpp, which hands entries to the devices when their time has come.
#pragma once

#include "emu/time/change.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ringside::emu {

struct JournalEntry
{
    enum class Kind : uint8_t
    {
        console_bytes,
        console_end, // a break: end of input
        change,      // a what-if, before the instruction that begins at this time
    };
    uint64_t time = 0;
    Kind kind = Kind::console_bytes;
    std::string bytes{};
    Change change{};
    uint64_t before = 0; // what the changed field held
    bool operator==(JournalEntry const&) const = default;
};

class Journal
{
public:
    static constexpr uint64_t never = ~uint64_t{0};

    // Something comes in now. What was recorded for later belongs to another future and is dropped.
    void record(JournalEntry entry)
    {
        entries_.resize(taken_);
        entries_.push_back(std::move(entry));
    }
    // The time of the next entry not yet taken, or `never`.
    uint64_t next() const { return taken_ < entries_.size() ? entries_[taken_].time : never; }
    JournalEntry const& take() { return entries_[taken_++]; }

    // How many entries have been taken: part of a kept state.
    std::size_t taken() const { return taken_; }
    void go_to(std::size_t taken) { taken_ = taken; }
    std::vector<JournalEntry> const& entries() const { return entries_; }
    bool has_no(JournalEntry::Kind kind) const
    {
        return std::none_of(entries_.begin(), entries_.end(),
                            [&](JournalEntry const& entry) { return entry.kind == kind; });
    }

private:
    std::vector<JournalEntry> entries_;
    std::size_t taken_ = 0;
};

} // namespace ringside::emu
