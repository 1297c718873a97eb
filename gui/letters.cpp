// Text as letters and columns: UTF-8, wide letters, shortening and breaking into lines. Next: canvas.cpp.
#include "gui/canvas.hpp"

namespace ringside::gui {

namespace {

constexpr char32_t broken = U'\uFFFD';

// How many bytes follow the first byte of a letter, or -1.
int following(unsigned char first)
{
    if (first < 0x80)
        return 0;
    if (first >= 0xc2 && first < 0xe0)
        return 1;
    if (first >= 0xe0 && first < 0xf0)
        return 2;
    if (first >= 0xf0 && first < 0xf5)
        return 3;
    return -1;
}

// Whether a line may end between two letters that no space separates: beside a wide letter, but closing marks
// do not begin a line and opening ones do not end it. Unicode Standard Annex #14, "Line Breaking Properties".
bool may_break(char32_t before, char32_t after)
{
    constexpr std::u32string_view closing = U"，。、；：？！）》」』】〉…·,.;:?!)]}%";
    constexpr std::u32string_view opening = U"（《「『【〈([{";
    bool const wide = width_of(before) == 2 || width_of(after) == 2;
    return wide && closing.find(after) == closing.npos && opening.find(before) == opening.npos;
}

} // namespace

std::u32string letters_of(std::string_view text)
{
    std::u32string letters;
    for (std::size_t i = 0; i < text.size();) {
        auto const first = static_cast<unsigned char>(text[i++]);
        int const more = following(first);
        if (more <= 0) {
            letters.push_back(more == 0 ? char32_t{first} : broken);
            continue;
        }
        char32_t letter = first & (0x3fu >> static_cast<unsigned>(more));
        int taken = 0;
        while (taken < more && i < text.size() && (static_cast<unsigned char>(text[i]) & 0xc0u) == 0x80u) {
            letter = (letter << 6) | (static_cast<unsigned char>(text[i++]) & 0x3fu);
            ++taken;
        }
        letters.push_back(taken == more ? letter : broken);
    }
    return letters;
}

std::string utf8_of(std::u32string_view letters)
{
    std::string text;
    auto const add = [&text](char32_t byte) { text.push_back(static_cast<char>(byte)); };
    for (char32_t const letter : letters) {
        if (letter < 0x80) {
            add(letter);
        } else if (letter < 0x800) {
            add(0xc0 | (letter >> 6));
            add(0x80 | (letter & 0x3f));
        } else if (letter < 0x10000) {
            add(0xe0 | (letter >> 12));
            add(0x80 | ((letter >> 6) & 0x3f));
            add(0x80 | (letter & 0x3f));
        } else {
            add(0xf0 | (letter >> 18));
            add(0x80 | ((letter >> 12) & 0x3f));
            add(0x80 | ((letter >> 6) & 0x3f));
            add(0x80 | (letter & 0x3f));
        }
    }
    return text;
}

int width_of(char32_t letter)
{
    bool const wide = (letter >= 0x1100 && letter <= 0x115f) || (letter >= 0x2e80 && letter <= 0xa4cf) ||
                      (letter >= 0xac00 && letter <= 0xd7a3) || (letter >= 0xf900 && letter <= 0xfaff) ||
                      (letter >= 0xfe30 && letter <= 0xfe6f) || (letter >= 0xff00 && letter <= 0xff60) ||
                      (letter >= 0xffe0 && letter <= 0xffe6);
    return wide ? 2 : 1;
}

int width_of(std::string_view text)
{
    int width = 0;
    for (char32_t const letter : letters_of(text))
        width += width_of(letter);
    return width;
}

std::string shortened(std::string_view text, int columns)
{
    if (width_of(text) <= columns)
        return std::string(text);
    std::u32string kept;
    int width = 0;
    for (char32_t const letter : letters_of(text)) {
        if (width + width_of(letter) > columns - 1)
            break;
        kept.push_back(letter);
        width += width_of(letter);
    }
    if (columns > 0)
        kept.push_back(U'…');
    return utf8_of(kept);
}

std::string last_letters(std::string_view text, int columns)
{
    if (width_of(text) <= columns)
        return std::string(text);
    std::u32string const letters = letters_of(text);
    int width = width_of(text);
    std::size_t begin = 0;
    while (begin < letters.size() && width > columns - 1)
        width -= width_of(letters[begin++]);
    return columns > 0 ? "…" + utf8_of(std::u32string_view(letters).substr(begin)) : std::string();
}

std::vector<std::string> wrapped(std::string_view text, int columns)
{
    std::vector<std::string> lines;
    std::u32string line;
    int line_width = 0;
    std::u32string word; // what must stay together
    int word_width = 0;
    bool spaced = false; // a space stands before the word
    auto const end_word = [&] {
        int const space = spaced && !line.empty() ? 1 : 0;
        if (line_width + space + word_width > columns && !line.empty()) {
            lines.push_back(utf8_of(line));
            line.clear();
            line_width = 0;
        } else if (space != 0) {
            line.push_back(U' ');
            ++line_width;
        }
        line += word;
        line_width += word_width;
        word.clear();
        word_width = 0;
        spaced = false;
    };
    for (char32_t const letter : letters_of(text)) {
        if (letter == U' ') {
            if (!word.empty())
                end_word();
            spaced = true;
            continue;
        }
        // A word that is longer than a line may be broken anywhere.
        if (!word.empty() && (may_break(word.back(), letter) || word_width + width_of(letter) > columns))
            end_word();
        word.push_back(letter);
        word_width += width_of(letter);
    }
    if (!word.empty())
        end_word();
    if (!line.empty())
        lines.push_back(utf8_of(line));
    return lines;
}

} // namespace ringside::gui
