// What the compiler expects of a C++ run-time library beyond memory: nothing else is ever called.
#include "kernel-model/lib/log.hpp"

using namespace ringside::kernel;

/// A pure virtual function was called: only possible from a constructor (Itanium C++ ABI, "Pure Virtual
/// Function API").
extern "C" [[noreturn]] void __cxa_pure_virtual()
{
    panic("a pure virtual function was called");
}

/// std::popcount where the processor's level has no POPCNT: the sum of bits in parallel (libgcc's interface).
extern "C" int __popcountdi2(unsigned long bits)
{
    bits -= (bits >> 1) & 0x5555'5555'5555'5555;
    bits = (bits & 0x3333'3333'3333'3333) + ((bits >> 2) & 0x3333'3333'3333'3333);
    bits = (bits + (bits >> 4)) & 0x0F0F'0F0F'0F0F'0F0F;
    return static_cast<int>((bits * 0x0101'0101'0101'0101) >> 56);
}

/// libstdc++'s complaints from <array>, <span> and <string_view>. Their headers may have declared them already, without
/// [[noreturn]] in one of the two compilers, so they are defined under their linker names.
extern "C" [[noreturn]] void assertion_failed(char const* file, int line, char const*,
                                              char const* condition) asm("_ZSt21__glibcxx_assert_failPKciS0_S0_");
void assertion_failed(char const* file, int line, char const*, char const* condition)
{
    panic("assertion ", condition, " in ", file, ":", line);
}

extern "C" [[noreturn]] void out_of_range(char const* sentence, ...) asm("_ZSt24__throw_out_of_range_fmtPKcz");
void out_of_range(char const* sentence, ...)
{
    panic("out of range: ", sentence);
}
