// The window through which files of /proc are read.
#include "kernel-model/files/text_window.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace ringside::tests {
namespace {

using kernel::TextWindow;

void write_sample(TextWindow& text)
{
    text.put_hexadecimal(0x1f, 8);
    text.put(' ');
    text.put_decimal(305);
    text.pad_to(16);
    text.put("end\n");
    text.put_decimal(0);
    text.pad_to(4);
    text.put_hexadecimal(0xffff'ffff'ffff'ffff, 1);
}

std::string read_in_pieces(size_t size)
{
    std::string all;
    std::array<std::byte, 64> piece = {};
    while (true) {
        TextWindow text(all.size(), {piece.data(), size});
        write_sample(text);
        if (text.kept() == 0) {
            return all;
        }
        all.append(reinterpret_cast<char const*>(piece.data()), text.kept());
    }
}

TEST(TextWindow, GivesTheSameTextInPiecesOfAnySize)
{
    std::string const whole = "0000001f 305    end\n0   ffffffffffffffff";

    EXPECT_EQ(read_in_pieces(64), whole);
    EXPECT_EQ(read_in_pieces(1), whole);
    EXPECT_EQ(read_in_pieces(7), whole);
}

} // namespace
} // namespace ringside::tests
