// Editing keys as in every text field; up and down go through the history. Next: line_field.hpp.
#include "gui/line_field.hpp"

#include "gui/canvas.hpp"

#include <algorithm>

namespace ringside::gui {

namespace {

constexpr std::size_t longest_line = 1000;
constexpr std::size_t longest_history = 200;

} // namespace

void LineField::insert(std::string_view text)
{
    for (char32_t const letter : letters_of(text))
        if (letter >= U' ' && letter != 0x7f && letters_.size() < longest_line)
            letters_.insert(cursor_++, 1, letter);
}

bool LineField::press(KeyPress press)
{
    if (press.control || press.alt)
        return false;
    switch (press.key) {
    case Key::left:
        cursor_ -= cursor_ > 0 ? 1 : 0;
        return true;
    case Key::right:
        cursor_ = std::min(cursor_ + 1, letters_.size());
        return true;
    case Key::home:
        cursor_ = 0;
        return true;
    case Key::end:
        cursor_ = letters_.size();
        return true;
    case Key::backspace:
        if (cursor_ > 0)
            letters_.erase(--cursor_, 1);
        return true;
    case Key::erase:
        if (cursor_ < letters_.size())
            letters_.erase(cursor_, 1);
        return true;
    case Key::up:
        if (place_ > 0)
            recall(place_ - 1);
        return true;
    case Key::down:
        if (place_ < history_.size())
            recall(place_ + 1);
        return true;
    default:
        // Signs and letters arrive as text.
        return press.key >= Key::space && press.key < static_cast<Key>(0x7f);
    }
}

void LineField::recall(std::size_t place)
{
    if (place_ == history_.size())
        draft_ = text();
    place_ = place;
    letters_ = letters_of(place == history_.size() ? draft_ : history_[place]);
    cursor_ = letters_.size();
}

void LineField::complete(std::vector<std::string> const& candidates)
{
    if (candidates.empty())
        return;
    std::string common = candidates.front();
    for (std::string const& candidate : candidates) {
        auto const differ = std::mismatch(common.begin(), common.end(), candidate.begin(), candidate.end());
        common.erase(differ.first, common.end());
    }
    if (candidates.size() == 1)
        common += ' ';
    auto const rest = letters_.substr(cursor_);
    letters_ = letters_of(common);
    cursor_ = letters_.size();
    letters_ += rest;
}

std::string LineField::take()
{
    std::string const line = text();
    if (!line.empty() && (history_.empty() || history_.back() != line))
        history_.push_back(line);
    if (history_.size() > longest_history)
        history_.erase(history_.begin());
    clear();
    return line;
}

void LineField::clear()
{
    letters_.clear();
    cursor_ = 0;
    place_ = history_.size();
}

std::string LineField::text() const
{
    return utf8_of(letters_);
}

std::string LineField::before_cursor() const
{
    return utf8_of(std::u32string_view(letters_).substr(0, cursor_));
}

} // namespace ringside::gui
