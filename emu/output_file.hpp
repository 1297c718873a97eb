// Files that we write whole: a picture, a page, the settings. A full disk or a stop in the midst leaves what
// was there before.
#pragma once

#include <string>
#include <string_view>
#include <system_error>

namespace ringside::emu {

// Writes the bytes beside `path` first, checks that they have reached the disk, and renames. What open(2)
// would keep is kept: links lead on, an existing file has its owner and rights, and one that may not be
// written is not. Where no file beside it can take its place, it is written as it is, as are pipes and
// devices. No error: it is there.
std::error_code write_file(std::string const& path, std::string_view bytes);

// Writes all bytes to a descriptor, however slowly somebody reads them. No error: they are written.
std::error_code write_all(int descriptor, std::string_view bytes);

} // namespace ringside::emu
