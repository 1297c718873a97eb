// The letters of case files: encoding, lines, comments, words, numbers. Read next: case_parser.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ringside::emu::script {

// A word of a line, with the column (in characters, from 1) where it stands.
struct Word
{
    std::string text;
    uint32_t column = 1;
    bool quoted = false; // text is what stood between the quotes, escapes replaced
};

// Byte offset of what is not UTF-8 or a control character; npos if all is well.
std::size_t first_bad_byte(std::string_view text);
// The column of a byte of a line.
uint32_t column_of(std::string_view line, std::size_t offset);
// The line without its comment. `#` begins one, except inside quotes and in `fault=#GP`.
std::string_view without_comment(std::string_view line);
std::string_view trimmed(std::string_view text);

// Words separated by blanks; "..." may hold blanks, and `name="a b"` is two words, `name=` and the quoted
// one. Nothing if a quote or an escape is wrong; then `wrong_column` says where.
std::optional<std::vector<Word>> words_of(std::string_view line, std::size_t offset, uint32_t& wrong_column);

// Decimal or 0x..., with an optional minus sign (two's complement). Nothing if it is none or needs over 64
// bits.
std::optional<uint64_t> number_of(std::string_view text);
// Likewise, and it fits into `bits` bits, signed or unsigned.
std::optional<uint64_t> number_of(std::string_view text, unsigned bits);
// An even number of hex digits, with or without 0x.
std::optional<std::vector<uint8_t>> hex_bytes(std::string_view text);

// The bytes of floating-point numbers in memory order. Decimal, inf, -inf, nan, or 0x... for the bits
// themselves.
std::optional<std::vector<uint8_t>> float32_bytes(std::string_view text);
std::optional<std::vector<uint8_t>> float64_bytes(std::string_view text);
std::optional<std::vector<uint8_t>> float80_bytes(std::string_view text);

} // namespace ringside::emu::script
