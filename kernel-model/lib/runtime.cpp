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

/// libstdc++'s assertions in <array> and <span>, if they are compiled in.
namespace std {
[[noreturn]] void __glibcxx_assert_fail(char const* file, int line, char const*,
                                        char const* condition) noexcept
{
    panic("assertion ", condition, " in ", file, ":", line);
}
/// std::string_view::substr with a position behind the end. Declared noreturn by the library.
void __throw_out_of_range_fmt(char const* sentence, ...)
{
    panic("out of range: ", sentence);
}
} // namespace std
