// Every SSE, SSE2 and MMX encoding, with register and memory operands, against the host's own processor.
// SDM Vol. 2D, "Two-byte Opcode Map".
#include "tests/floating_point/encodings.hpp"

#include <gtest/gtest.h>

namespace ringside::test {
namespace {

TEST(Vectors, AgreeWithSiliconInEveryEncoding)
{
    Comparison comparison(1);

    for (auto const& encoding : vector_encodings())
        comparison.run(encoding);

    EXPECT_EQ(comparison.report(), "");
}

TEST(Vectors, StateInstructionsAgreeWithSilicon)
{
    Comparison comparison(4);

    for (auto const& encoding : state_encodings())
        comparison.run(encoding);

    EXPECT_EQ(comparison.report(), "");
}

} // namespace
} // namespace ringside::test
