// Reads lines such as "00400000-00401000 r--p 00000000 00:02 4 /bin/busybox" (proc(5)).
#include "tests/kernel_boot/regions.hpp"

#include <regex>
#include <sstream>

namespace ringside::tests {

std::string after(std::string const& text, std::string const& word)
{
    size_t const at = text.rfind(word);
    return at == std::string::npos ? text : text.substr(at + word.size());
}

std::vector<Line> lines_of_maps(std::string const& text)
{
    std::vector<Line> lines;
    std::regex const form("([0-9a-f]+)-([0-9a-f]+) ([-rwxps]{4}) .*");
    std::istringstream input(text);
    std::smatch match;
    for (std::string line; std::getline(input, line);)
        if (std::regex_match(line, match, form))
            lines.push_back(
                {std::stoull(match[1], nullptr, 16), std::stoull(match[2], nullptr, 16), match[3]});
    return lines;
}

Pages promised(std::vector<Line> const& lines, Pages const& present)
{
    Pages pages;
    for (auto const& [address, page] : present)
        for (Line const& line : lines)
            if (address >= line.start && address < line.end && line.rights != "---p")
                pages[address] = {.writable = line.rights[1] == 'w', .executable = line.rights[2] == 'x'};
    return pages;
}

size_t lines_with_a_page(std::vector<Line> const& lines, Pages const& pages)
{
    size_t count = 0;
    for (Line const& line : lines) {
        auto const first = pages.lower_bound(line.start);
        count += first != pages.end() && first->first < line.end;
    }
    return count;
}

size_t hidden_lines(std::vector<Line> const& lines)
{
    size_t count = 0;
    for (Line const& line : lines)
        count +=
            line.rights == "---p" || line.rights == "--xp"; // [vsyscall] is nowhere mapped: calls shall fault
    return count;
}

} // namespace ringside::tests
