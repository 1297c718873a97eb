// Next: ../view/registers.cpp, ../view/stacks.cpp, which write most of them.
#include "gui/widgets/numbers.hpp"

#include "gui/canvas.hpp"

namespace ringside::gui {

std::string hexadecimal(uint64_t value)
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    do {
        text.insert(text.begin(), digits[value & 15]);
        value >>= 4;
    } while (value != 0);
    return text;
}

std::string signed_hexadecimal(int64_t value)
{
    auto const magnitude = value < 0 ? -static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
    return (value < 0 ? "-0x" : "+0x") + hexadecimal(magnitude);
}

std::string low_digits(std::string const& value, int columns)
{
    if (width_of(value) <= columns)
        return value;
    auto const digits = static_cast<std::size_t>(columns > 0 ? columns - 1 : 0);
    return columns > 0 ? "…" + value.substr(value.size() - digits) : std::string();
}

std::string lower(std::string_view text)
{
    std::string result(text);
    for (char& letter : result)
        letter = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    return result;
}

std::string upper(std::string_view text)
{
    std::string result(text);
    for (char& letter : result)
        letter = letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
    return result;
}

std::string count_text(uint64_t count, int columns)
{
    std::string text = std::to_string(count);
    for (char const* const unit : {"k", "M", "G", "T"}) {
        if (static_cast<int>(text.size()) <= columns)
            break;
        count /= 1000;
        text = std::to_string(count) + unit;
    }
    return text;
}

} // namespace ringside::gui
