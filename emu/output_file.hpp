// Files that we write whole: a picture, a page, the settings. A full disk or a stop in the midst leaves what
// was there before.
#pragma once

#include <string>
#include <string_view>
#include <system_error>

namespace ringside::emu {

// Writes the bytes beside `path` first, checks that they have reached the disk, and renames, with the rights
// that open(2) would have given. A pipe or a device is written as it is: there is nothing beside it. No
// error: it is there.
std::error_code write_file(std::string const& path, std::string_view bytes);

} // namespace ringside::emu
