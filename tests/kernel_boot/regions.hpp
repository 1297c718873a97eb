// /proc/self/maps as data, and what it promises about the pages that are there.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace ringside::tests {

struct Page
{
    bool writable = false;
    bool executable = false;
    bool operator==(Page const&) const = default;
};
using Pages = std::map<uint64_t, Page>; // by address

struct Line
{
    uint64_t start;
    uint64_t end;
    std::string rights;
};

/// The part of a text behind the last occurrence of a word.
std::string after(std::string const& text, std::string const& word);
std::vector<Line> lines_of_maps(std::string const& text);
/// What the lines promise for those pages that are there: writable as the line says, executable as the line
/// says.
Pages promised(std::vector<Line> const& lines, Pages const& present);
size_t lines_with_a_page(std::vector<Line> const& lines, Pages const& pages);
/// Lines without any permission: their pages are hidden.
size_t hidden_lines(std::vector<Line> const& lines);

} // namespace ringside::tests
