// What only grows while a run goes on: text that was written, remarks that were made. Going back shortens it,
// and what came later stays known, so that going forward to a kept state again takes a length and no copy.
// Another future than the known one replaces it as it comes. Read next: ../devices/devices.hpp.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace ringside::emu {

template <class List>
class Known
{
public:
    using Value = typename List::value_type;

    void push_back(Value value)
    {
        if (size_ == all_.size() || !(all_[size_] == value)) {
            all_.erase(here(), all_.end());
            all_.push_back(std::move(value));
        }
        ++size_;
    }
    // So far, at the present position.
    std::size_t size() const { return size_; }
    auto begin() const { return all_.begin(); }
    auto end() const { return all_.begin() + static_cast<std::ptrdiff_t>(size_); }
    // Good until more is written.
    std::string_view text() const requires(std::same_as<List, std::string>)
    {
        return std::string_view(all_).substr(0, size_);
    }

    void go_to(std::size_t size) { size_ = std::min(size, all_.size()); }
    // What there is so far, taken away with all that is known.
    List take()
    {
        all_.erase(here(), all_.end());
        size_ = 0;
        return std::exchange(all_, {});
    }

private:
    auto here() { return all_.begin() + static_cast<std::ptrdiff_t>(size_); }

    List all_;
    std::size_t size_ = 0;
};

} // namespace ringside::emu
