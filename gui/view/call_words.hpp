// A line of strace(1) in two: the call and its result. What stands between them is padding, which only a wide
// column has room for; what stands in the call's strings is the program's own.
#pragma once

#include <string>
#include <string_view>

namespace ringside::gui {

struct CallWords
{
    std::string call;   // "write(1, \"a) = 1\", 6)"
    std::string result; // " = 6"; empty while the call is under way
};

CallWords call_words(std::string_view line);

} // namespace ringside::gui
