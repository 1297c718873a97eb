// States are kept on the way, so that any place is a short piece of output away. Next: emulator.cpp.
#include "gui/terminal/playback.hpp"

#include <algorithm>

namespace ringside::gui {

void Playback::show(std::string_view output, bool raw)
{
    if (raw != raw_)
        forget_from(0);
    raw_ = raw;
    auto const common = std::min(output.size(), known_.size());
    auto const differs =
        std::mismatch(known_.begin(), known_.begin() + static_cast<std::ptrdiff_t>(common), output.begin());
    auto const same = static_cast<std::size_t>(differs.first - known_.begin());
    if (same < common)
        forget_from(same);
    if (output.size() > known_.size())
        known_ += output.substr(known_.size());
    put_back_before(output.size());
    while (written_ < output.size()) {
        auto const next = written_ / distance_ * distance_ + distance_;
        write(output.substr(written_, next - written_));
        if (written_ == next)
            keep();
    }
}

// What was known from there on has not happened.
void Playback::forget_from(std::size_t length)
{
    states_.erase(states_.upper_bound(length), states_.end());
    known_.resize(length);
    if (written_ > length)
        put_back_before(length);
}

// Unless going on from here is as near.
void Playback::put_back_before(std::size_t length)
{
    auto const after = states_.upper_bound(length);
    auto const kept = after == states_.begin() ? 0 : std::prev(after)->first;
    if (written_ <= length && written_ >= kept)
        return;
    emulator_.put_back(kept == 0 ? start_ : std::prev(after)->second);
    written_ = kept;
}

void Playback::write(std::string_view piece)
{
    written_ += piece.size();
    if (!raw_)
        return emulator_.write(piece);
    std::string processed;
    for (char const byte : piece) {
        if (byte == '\n')
            processed += '\r';
        processed += byte;
    }
    emulator_.write(processed);
}

void Playback::keep()
{
    if (states_.contains(written_))
        return;
    states_.emplace(written_, emulator_.state());
    if (states_.size() <= most_kept)
        return;
    distance_ *= 2;
    std::erase_if(states_, [this](auto const& state) { return state.first % distance_ != 0; });
}

} // namespace ringside::gui
