// What a path does and what it does not, read off its measured events: a path "does not read the IDT" because
// no such event occurred in it. What happened in `nested` was not the path's own doing. Read next: acts.cpp.
#pragma once

#include "emu/compare/measure.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace ringside::emu {

struct Act
{
    std::string_view name;  // of docs/formats: "read_idt"
    std::string_view words; // behind "does not": "read the IDT"
    bool (*happened)(Measured const&);
};

std::vector<Act const*> acts_of(Measured const& path);
// Those that did not occur in `path` and did in another of `compared`; where there is no other, all that did
// not occur.
std::vector<Act const*> acts_missing(Measured const& path, std::vector<Measured> const& compared);

} // namespace ringside::emu
