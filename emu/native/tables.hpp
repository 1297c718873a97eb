// Native times as a table and as part of the JSON object. Next: tables.cpp.
#pragma once

#include "emu/compare/page.hpp"
#include "emu/native/timing.hpp"

#include <nlohmann/json_fwd.hpp>

namespace ringside::emu {

struct TimedPath
{
    std::string path;
    Outcome<Timing> timing;
    std::string warning;
};

PageTable native_table(std::vector<TimedPath> const& paths, Host const& host);
nlohmann::ordered_json native_json(std::vector<TimedPath> const& paths, Host const& host);

} // namespace ringside::emu
