// Text that is made anew for every read: the maker writes all of it, and the window keeps the part that was
// asked for. So a file of /proc needs no buffer of its own and can be read in pieces of any size.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace ringside::kernel {

class TextWindow
{
public:
    TextWindow(uint64_t offset, std::span<std::byte> to) : offset_(offset), to_(to) {}

    void put(char character)
    {
        if (position_ >= offset_ && position_ - offset_ < to_.size()) {
            to_[position_ - offset_] = static_cast<std::byte>(character);
            ++kept_;
        }
        ++position_;
        column_ = character == '\n' ? 0 : column_ + 1;
    }
    void put(std::string_view text)
    {
        for (char const character : text) {
            put(character);
        }
    }
    // At least `width` digits, zeros in front.
    void put_hexadecimal(uint64_t value, int width) { put_digits(value, 16, width); }
    void put_decimal(uint64_t value, int width = 1) { put_digits(value, 10, width); }
    void pad_to(size_t column)
    {
        while (column_ < column) {
            put(' ');
        }
    }

    // How many bytes of the window are filled.
    size_t kept() const { return kept_; }

private:
    void put_digits(uint64_t value, uint64_t base, int width)
    {
        char digits[20];
        int count = 0;
        for (; value != 0 || count < width; value /= base) {
            digits[count++] = "0123456789abcdef"[value % base];
        }
        while (count > 0) {
            put(digits[--count]);
        }
    }

    uint64_t offset_;
    std::span<std::byte> to_;
    uint64_t position_ = 0; // in the whole text
    size_t column_ = 0;
    size_t kept_ = 0;
};

} // namespace ringside::kernel
