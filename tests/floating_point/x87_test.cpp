// Every x87 encoding, with register and memory operands, against the host's own processor.
// SDM Vol. 2D, "Escape Opcode Instructions".
#include "tests/floating_point/encodings.hpp"

#include <gtest/gtest.h>

namespace ringside::test {
namespace {

TEST(X87, AgreesWithSiliconInEveryEncoding)
{
    Comparison comparison(2);

    for (auto const& encoding : x87_encodings())
        comparison.run(encoding);

    EXPECT_EQ(comparison.report(), "");
}

TEST(X87, TranscendentalsAreWithinOneUnitInTheLastPlaceOfSilicon)
{
    Comparison comparison(3);

    for (auto const& encoding : transcendental_encodings())
        comparison.run(encoding);

    EXPECT_EQ(comparison.report(), "");
}

} // namespace
} // namespace ringside::test
