// System calls of the program as lines of text. Read next: calls.hpp, strace_text.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace ringside::emu {

// As strace(1) writes it.
struct CallLine
{
    uint64_t trap = 0;     // N of trap:N
    uint64_t entered = 0;  // virtual time
    uint64_t returned = 0; // 0 while it is under way
    std::string text;      // "write(1, \"hi\\n\", 3" while open, whole with " = 3" after its return
    std::size_t begun = 0; // so many characters of it were there while it was open
};

// Those begun up to a moment of a run of which later moments may be known: each as it was at that moment.
class CallsSoFar
{
public:
    // `lines`: those that have begun by then. `ended`: no call will return any more.
    CallsSoFar(std::span<CallLine const> lines, uint64_t now, bool ended)
        : lines_(lines), now_(now), ended_(ended)
    {}

    std::size_t size() const { return lines_.size(); }
    bool empty() const { return lines_.empty(); }
    CallLine operator[](std::size_t index) const
    {
        auto line = lines_[index];
        if (is_open(index)) {
            line.returned = 0;
            line.text.resize(line.begun);
        }
        return line;
    }
    CallLine back() const { return (*this)[size() - 1]; }

    class Iterator
    {
    public:
        Iterator(CallsSoFar const& calls, std::size_t index) : calls_(&calls), index_(index) {}
        CallLine operator*() const { return (*calls_)[index_]; }
        Iterator& operator++() { return ++index_, *this; }
        bool operator==(Iterator const& other) const { return index_ == other.index_; }

    private:
        CallsSoFar const* calls_;
        std::size_t index_;
    };
    Iterator begin() const { return {*this, 0}; }
    Iterator end() const { return {*this, size()}; }

private:
    // Of those that never return only the last may still have been open; the others were left for the next.
    bool is_open(std::size_t index) const
    {
        auto const returned = lines_[index].returned;
        return returned != 0 ? returned > now_ : index + 1 == size() && !ended_;
    }

    std::span<CallLine const> lines_;
    uint64_t now_;
    bool ended_;
};

} // namespace ringside::emu
