// Nothing here knows what an item means; everything here must survive any bytes at all.
#include "emu/script/case_text.hpp"

#include <array>
#include <bit>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <limits>

namespace ringside::emu::script {

namespace {

bool is_blank(char letter)
{
    return letter == ' ' || letter == '\t';
}

int hex_digit(char letter)
{
    if (letter >= '0' && letter <= '9')
        return letter - '0';
    if (letter >= 'a' && letter <= 'f')
        return letter - 'a' + 10;
    return letter >= 'A' && letter <= 'F' ? letter - 'A' + 10 : -1;
}

// Length of the UTF-8 sequence at `offset`; 0 if there is none. RFC 3629: shortest form, no surrogates.
std::size_t sequence_length(std::string_view text, std::size_t offset)
{
    auto const first = static_cast<uint8_t>(text[offset]);
    std::size_t const length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (length == 0 || first > 0xf4 || offset + length > text.size())
        return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((static_cast<uint8_t>(text[offset + i]) & 0xc0) != 0x80)
            return 0;
    if (length > 2) {
        auto const second = static_cast<uint8_t>(text[offset + 1]);
        if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f) ||
            (first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f))
            return 0;
    }
    return length;
}

// The character that an escape stands for, and how many letters the escape has after the backslash.
struct Escape
{
    char value = 0;
    std::size_t length = 0; // 0: no such escape
};

Escape escape_of(std::string_view after)
{
    if (after.empty())
        return {};
    switch (after[0]) {
    case 'n':
        return {'\n', 1};
    case 't':
        return {'\t', 1};
    case 'r':
        return {'\r', 1};
    case '0':
        return {'\0', 1};
    case '\\':
        return {'\\', 1};
    case '"':
        return {'"', 1};
    case 'x':
        break;
    default:
        return {};
    }
    if (after.size() < 3 || hex_digit(after[1]) < 0 || hex_digit(after[2]) < 0)
        return {};
    return {static_cast<char>(hex_digit(after[1]) * 16 + hex_digit(after[2])), 3};
}

template <typename T>
std::vector<uint8_t> bytes_of(T const& value, std::size_t count = sizeof(T))
{
    std::vector<uint8_t> bytes(count);
    std::memcpy(bytes.data(), &value, count);
    return bytes;
}

// strtod and its like read more than we promise (hex floats, "infinity"); `accepts` is what we promise.
bool accepts_float(std::string_view text)
{
    if (text.starts_with('-') || text.starts_with('+'))
        text.remove_prefix(1);
    if (text == "inf" || text == "nan")
        return true;
    return !text.empty() && text.size() < 400 &&
           text.find_first_not_of("0123456789.eE+-") == std::string_view::npos &&
           text.find_first_of("0123456789") != std::string_view::npos;
}

template <typename T, typename Bits, typename Convert>
std::optional<std::vector<uint8_t>> float_bytes(std::string_view text, Convert convert)
{
    if (text.starts_with("0x") || text.starts_with("0X")) {
        auto const bits = number_of(text, sizeof(Bits) * 8);
        return bits ? std::optional(bytes_of(static_cast<Bits>(*bits))) : std::nullopt;
    }
    if (!accepts_float(text))
        return std::nullopt;
    std::string const copy(text);
    char* end = nullptr;
    T const value = convert(copy.c_str(), &end);
    return *end == '\0' ? std::optional(bytes_of(value)) : std::nullopt;
}

} // namespace

std::size_t first_bad_byte(std::string_view text)
{
    for (std::size_t offset = 0; offset < text.size();) {
        auto const letter = static_cast<uint8_t>(text[offset]);
        if ((letter < 0x20 && letter != '\t' && letter != '\n' && letter != '\r') || letter == 0x7f)
            return offset;
        if (letter == '\r' && (offset + 1 == text.size() || text[offset + 1] != '\n'))
            return offset;
        auto const length = sequence_length(text, offset);
        if (length == 0)
            return offset;
        offset += length;
    }
    return std::string_view::npos;
}

uint32_t column_of(std::string_view line, std::size_t offset)
{
    uint32_t column = 1;
    for (std::size_t i = 0; i < offset && i < line.size(); ++i)
        if ((static_cast<uint8_t>(line[i]) & 0xc0) != 0x80)
            ++column;
    return column;
}

std::string_view without_comment(std::string_view line)
{
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (quoted && line[i] == '\\')
            ++i;
        else if (line[i] == '"')
            quoted = !quoted;
        else if (line[i] == '#' && !quoted && !line.substr(0, i).ends_with("fault="))
            return line.substr(0, i);
    }
    return line;
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && is_blank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back()))
        text.remove_suffix(1);
    return text;
}

std::optional<std::vector<Word>> words_of(std::string_view line, std::size_t offset, uint32_t& wrong_column)
{
    std::vector<Word> words;
    for (auto i = offset; i < line.size();) {
        if (is_blank(line[i])) {
            ++i;
            continue;
        }
        Word word{{}, column_of(line, i), line[i] == '"'};
        if (!word.quoted) {
            while (i < line.size() && !is_blank(line[i]) && line[i] != '"')
                word.text += line[i++];
            words.push_back(std::move(word));
            continue;
        }
        for (++i; i < line.size() && line[i] != '"'; ++i) {
            if (line[i] != '\\') {
                word.text += line[i];
                continue;
            }
            auto const escape = escape_of(line.substr(i + 1));
            if (escape.length == 0) {
                wrong_column = column_of(line, i);
                return std::nullopt;
            }
            word.text += escape.value;
            i += escape.length;
        }
        if (i >= line.size()) {
            wrong_column = word.column;
            return std::nullopt;
        }
        ++i;
        words.push_back(std::move(word));
    }
    return words;
}

std::optional<uint64_t> number_of(std::string_view text)
{
    auto const negative = text.starts_with('-');
    if (negative)
        text.remove_prefix(1);
    int base = 10;
    if (text.starts_with("0x") || text.starts_with("0X")) {
        base = 16;
        text.remove_prefix(2);
    }
    uint64_t value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    if (negative && value > uint64_t{1} << 63)
        return std::nullopt;
    return negative ? ~value + 1 : value;
}

std::optional<uint64_t> number_of(std::string_view text, unsigned bits)
{
    auto const value = number_of(text);
    if (!value || bits >= 64)
        return value;
    auto const mask = (uint64_t{1} << bits) - 1;
    if (text.starts_with('-'))
        return ~*value < uint64_t{1} << (bits - 1) ? std::optional(*value & mask) : std::nullopt;
    return *value <= mask ? value : std::nullopt;
}

std::optional<std::vector<uint8_t>> hex_bytes(std::string_view text)
{
    if (text.starts_with("0x") || text.starts_with("0X"))
        text.remove_prefix(2);
    if (text.empty() || text.size() % 2 != 0)
        return std::nullopt;
    std::vector<uint8_t> bytes;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        auto const high = hex_digit(text[i]);
        auto const low = hex_digit(text[i + 1]);
        if (high < 0 || low < 0)
            return std::nullopt;
        bytes.push_back(static_cast<uint8_t>(high * 16 + low));
    }
    return bytes;
}

std::optional<std::vector<uint8_t>> float32_bytes(std::string_view text)
{
    return float_bytes<float, uint32_t>(text, std::strtof);
}

std::optional<std::vector<uint8_t>> float64_bytes(std::string_view text)
{
    return float_bytes<double, uint64_t>(text, std::strtod);
}

// 0x and twenty digits: sign and exponent, then the significand. SDM Vol. 1, "Floating-Point Data Types".
std::optional<std::vector<uint8_t>> float80_bytes(std::string_view text)
{
    if (text.starts_with("0x") || text.starts_with("0X")) {
        auto const bytes = text.size() == 22 ? hex_bytes(text) : std::nullopt;
        return bytes ? std::optional(std::vector<uint8_t>(bytes->rbegin(), bytes->rend())) : std::nullopt;
    }
    if (!accepts_float(text))
        return std::nullopt;
    std::string const copy(text);
    char* end = nullptr;
    long double const value = std::strtold(copy.c_str(), &end);
    return *end == '\0' ? std::optional(bytes_of(value, 10)) : std::nullopt;
}

} // namespace ringside::emu::script
