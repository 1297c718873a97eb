// Numbers as the window writes them: hexadecimal without prefix, as few digits as it takes.
#pragma once

#include <cstdint>
#include <string>

namespace ringside::gui {

std::string hexadecimal(uint64_t value);
// "-28", "+8": a distance in bytes, hexadecimal.
std::string signed_hexadecimal(int64_t value);

} // namespace ringside::gui
