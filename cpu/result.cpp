// How a broken invariant of our own ends: loudly and at once.
#include "cpu/result.hpp"

namespace ringside::cpu {

void broken_invariant(char const* condition, char const* file, int line)
{
    std::fprintf(stderr, "ringside: internal error: %s does not hold (%s:%d)\n", condition, file, line);
    std::abort();
}

} // namespace ringside::cpu
