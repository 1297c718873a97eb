// Next: strace.cpp and timeline.cpp, which show the parts.
#include "gui/view/call_words.hpp"

namespace ringside::gui {

namespace {

// One past the quotation mark that ends the string which begins at `begin`; strace(1) escapes those within.
std::size_t end_of_string(std::string_view line, std::size_t begin)
{
    for (std::size_t i = begin + 1; i < line.size(); ++i) {
        if (line[i] == '\\')
            ++i;
        else if (line[i] == '"')
            return i + 1;
    }
    return line.size();
}

// One past the parenthesis that closes the call's first one; the line's end while the call is open.
std::size_t end_of_call(std::string_view line)
{
    int depth = 0;
    for (std::size_t i = 0; i < line.size();) {
        if (line[i] == '"') {
            i = end_of_string(line, i);
            continue;
        }
        depth += line[i] == '(' ? 1 : line[i] == ')' ? -1 : 0;
        if (line[i++] == ')' && depth == 0)
            return i;
    }
    return line.size();
}

} // namespace

CallWords call_words(std::string_view line)
{
    std::size_t const end = end_of_call(line);
    std::size_t const result = line.find_first_not_of(' ', end);
    CallWords words{std::string(line.substr(0, end)), ""};
    if (result != std::string_view::npos)
        words.result = " " + std::string(line.substr(result));
    return words;
}

} // namespace ringside::gui
