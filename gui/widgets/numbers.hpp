// Numbers as the window writes them: hexadecimal without prefix, as few digits as it takes. And the names of
// registers and fields, in capitals as the manual has them or in small letters as a widget's name.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ringside::gui {

std::string hexadecimal(uint64_t value);
// "-0x28", "+0x8": a distance in bytes. It has the prefix: beside a bare "-28" one would think of decimal.
std::string signed_hexadecimal(int64_t value);
// The last digits of a number that does not fit: "…0101a40".
std::string low_digits(std::string const& value, int columns);
// A decimal number that takes at most so many columns: "1234", "12k", "3M".
std::string count_text(uint64_t count, int columns);

// ASCII letters only, whatever the locale.
std::string lower(std::string_view text);
std::string upper(std::string_view text);

} // namespace ringside::gui
