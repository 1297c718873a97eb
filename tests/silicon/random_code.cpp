// Which opcodes are drawn. Left out: what calls the host's kernel (INT, SYSCALL), far transfers, SSE and x87,
// and F2/F3 before 0F, where newer processors mean other instructions (TZCNT) than the model of level v1.
#include "tests/silicon/random_code.hpp"

#include <array>

namespace ringside::silicon {

namespace {

struct Range
{
    uint8_t first;
    uint8_t last;
};

constexpr std::array<Range, 27> one_byte = {
    {{0x00, 0x05}, {0x08, 0x0d}, {0x10, 0x15}, {0x18, 0x1d}, {0x20, 0x25}, {0x28, 0x2d}, {0x30, 0x35},
     {0x38, 0x3d}, {0x40, 0x61}, {0x63, 0x63}, {0x68, 0x99}, {0x9c, 0xb7}, {0xb8, 0xc3}, {0xc6, 0xc9},
     {0xd0, 0xd5}, {0xd7, 0xd7}, {0xe0, 0xe3}, {0xe8, 0xe9}, {0xeb, 0xeb}, {0xf5, 0xf9}, {0xfc, 0xff},
     {0xd0, 0xd3}, {0xf6, 0xf7}, {0xf6, 0xf7}, {0xc0, 0xc1}, {0xa4, 0xa7}, {0xaa, 0xaf}}};
// Only in 32-bit code are these other than invalid.
constexpr std::array<Range, 7> compat_byte = {
    {{0x06, 0x07}, {0x0e, 0x0e}, {0x16, 0x17}, {0x1e, 0x1f}, {0x27, 0x27}, {0x2f, 0x2f}, {0x37, 0x3f}}};
constexpr std::array<Range, 14> two_byte = {{{0x40, 0x4f},
                                             {0x80, 0x8f},
                                             {0x90, 0x9f},
                                             {0xa3, 0xa5},
                                             {0xab, 0xad},
                                             {0xaf, 0xb1},
                                             {0xb3, 0xb3},
                                             {0xb6, 0xb7},
                                             {0xba, 0xbf},
                                             {0xc0, 0xc1},
                                             {0xc8, 0xcf},
                                             {0xa3, 0xad},
                                             {0x1f, 0x1f},
                                             {0x0d, 0x0d}}};

template <std::size_t N>
uint8_t draw(Random& random, std::array<Range, N> const& ranges)
{
    auto const range = ranges[random.below(N)];
    return static_cast<uint8_t>(range.first + random.below(uint64_t{range.last} - range.first + 1));
}

} // namespace

std::vector<uint8_t> random_code(Random& random, unsigned bits)
{
    std::vector<uint8_t> code;
    bool const two = random.one_in(3);
    if (random.one_in(4))
        code.push_back(0x66);
    if (random.one_in(12))
        code.push_back(0x67);
    if (random.one_in(16))
        code.push_back(0xf0);
    if (!two && random.one_in(5))
        code.push_back(random.one_in(2) ? 0xf2 : 0xf3);
    if (random.one_in(24))
        code.push_back(std::array<uint8_t, 4>{0x26, 0x2e, 0x36, 0x3e}[random.below(4)]);
    if (bits == 64 && random.one_in(2))
        code.push_back(static_cast<uint8_t>(0x40 + random.below(16)));
    if (two) {
        code.push_back(0x0f);
        code.push_back(draw(random, two_byte));
    } else {
        code.push_back(bits == 32 && random.one_in(6) ? draw(random, compat_byte) : draw(random, one_byte));
    }
    code.push_back(static_cast<uint8_t>(random.next() >> 24)); // ModR/M, mostly
    while (code.size() < 15)
        code.push_back(random.one_in(3) ? static_cast<uint8_t>(random.next() >> 24)
                                        : static_cast<uint8_t>(random.below(8)));
    return code;
}

uint64_t random_value(Random& random, unsigned bits)
{
    static constexpr std::array<uint64_t, 12> corners = {
        0,      1,      0x7f,       0x80,       0xff,       0x7fff,
        0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, 0x7fffffffffffffff};
    uint64_t value = 0;
    switch (random.below(6)) {
    case 0:
        value = corners[random.below(corners.size())];
        break;
    case 1:
        value = random.next();
        break;
    case 2:
        value = random.below(32);
        break;
    case 3:
        value = ~corners[random.below(corners.size())];
        break;
    default:
        value = data_page + random.below(0x2400);
        break; // sometimes beyond the last byte that can be written
    }
    return bits == 32 ? static_cast<uint32_t>(value) : value;
}

} // namespace ringside::silicon
