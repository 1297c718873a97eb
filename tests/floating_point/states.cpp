// How the random states of states.hpp are made.
#include "tests/floating_point/states.hpp"

#include <bit>
#include <cstddef>
#include <cstring>

namespace ringside::test {

uint32_t States::single()
{
    auto const random = static_cast<uint32_t>(bits());
    uint32_t const sign = random & 0x8000'0000;
    uint32_t const fraction = random & 0x007f'ffff;
    switch (bits() % 16) {
    case 0:
        return sign;
    case 1:
        return sign | 0x7f80'0000;
    case 2:
        return sign | 0x7fc0'0000 | fraction;
    case 3:
        return sign | 0x7f80'0000 | (fraction & 0x3f'ffff) | 1;
    case 4:
        return sign | fraction;
    case 5:
        return sign | 0x0080'0000 | (fraction & 7u);
    case 6:
        return sign | 0x7f7f'ffff;
    case 7:
        return sign | 0x3f80'0000;
    case 8:
        return sign | (0x3f80'0000 + (random >> 8 & 0xf) * 0x0080'0000) | (fraction & 0x70'0000);
    case 9:
        return sign | 0x4f00'0000 | (fraction & 3u);
    case 10:
        return sign | 0x0380'0000 | fraction;
    case 11:
        return sign | (0x3f00'0000 + (random >> 8 & 0xff) * 0x0080'0000 % 0x2000'0000) | fraction;
    default:
        return random;
    }
}

uint64_t States::real()
{
    auto const random = bits();
    uint64_t const sign = random & 0x8000'0000'0000'0000;
    uint64_t const fraction = random & 0x000f'ffff'ffff'ffff;
    uint64_t const near_one = 0x3ff0'0000'0000'0000;
    uint64_t const step = 0x0010'0000'0000'0000;
    switch (bits() % 18) {
    case 0:
        return sign;
    case 1:
        return sign | 0x7ff0'0000'0000'0000;
    case 2:
        return sign | 0x7ff8'0000'0000'0000 | fraction;
    case 3:
        return sign | 0x7ff0'0000'0000'0000 | (fraction & 0x7'ffff'ffff'ffff) | 1;
    case 4:
        return sign | fraction;
    case 5:
        return sign | step | (fraction & 7u);
    case 6:
        return sign | 0x7fef'ffff'ffff'ffff;
    case 7:
        return sign | near_one;
    case 8:
        return sign | (near_one + (random >> 8 & 0x3f) * step) | (fraction & 0xe'0000'0000'0000);
    case 9:
        return sign | 0x41e0'0000'0000'0000 | (fraction & 0x60'0000);
    case 10:
        return sign | 0x43e0'0000'0000'0000 | (fraction & 3u);
    case 11:
        return sign | (0x3810'0000'0000'0000 - (random >> 8 & 0x1f) * step) | fraction;
    case 12:
        return sign | (0x47e0'0000'0000'0000 + (random >> 8 & 1) * step) | fraction;
    case 13:
        return sign | (near_one + (random >> 8 & 0x3f) * step) | fraction;
    case 14:
        return sign | (near_one - (random >> 8 & 0x3f) * step) | fraction;
    default:
        return random;
    }
}

FxImage::Register States::extended()
{
    auto const random = bits();
    auto const sign = static_cast<uint16_t>(random & 0x8000);
    auto const integer = uint64_t{1} << 63;
    auto const exponent = [&](uint64_t value) { return static_cast<uint16_t>(sign | (value & 0x7fff)); };
    switch (bits() % 24) {
    case 0:
        return {0, sign, {}};
    case 1:
        return {integer, exponent(0x7fff), {}};
    case 2:
        return {bits() | integer | integer >> 1, exponent(0x7fff), {}};
    case 3:
        return {(bits() & (integer >> 2)) | integer | 1, exponent(0x7fff), {}};
    case 4:
        return {bits() >> (1 + random % 63), sign, {}}; // denormal
    case 5:
        return {bits() | integer, sign, {}}; // pseudo-denormal
    case 6:
        return {bits() >> 1, exponent(bits()), {}}; // unnormal, pseudo-NaN, pseudo-infinity, denormal
    case 7:
        return {~uint64_t{0}, exponent(0x7ffe), {}};
    case 8:
        return {integer | (random & 3), exponent(1 + (bits() & 3)), {}};
    case 9:
        return {integer, exponent(0x3fff), {}};
    case 10:
        return {integer | bits() << 60, exponent(0x3fff + (bits() & 0x3f)), {}};
    case 11:
        return {bits() | integer, exponent(0x3fff + (bits() & 0x7f)), {}};
    case 12:
        return {bits() | integer, exponent(0x3fff - (bits() & 0x7f)), {}};
    case 13:
        return {bits() | integer, exponent(0x3fff + 16 - 8 + (bits() & 0xf)), {}};
    case 14:
        return {bits() | integer, exponent(0x3fff - 1022 - (bits() & 0x3f)), {}}; // double's denormals
    case 15:
        return {bits() | integer, exponent(0x3fff - 126 - (bits() & 0x1f)), {}}; // single's
    case 16:
        return {bits() | integer, exponent(0x3fff + 1022 + (bits() & 3)), {}};
    case 17:
        return {bits() | integer, exponent(0x3fff + 126 + (bits() & 3)), {}};
    case 18:
        return {~uint64_t{0} << (bits() & 0x3f), exponent(0x3fff + (bits() & 0x3f)), {}};
    case 19:
        return {integer, exponent(0x3fff + 63 - (bits() & 1)), {}};
    case 20:
        return {bits() | integer, exponent(0x3fff + 59 + (bits() & 3)), {}};
    default:
        return {bits() | integer, exponent(bits() % 0x7fff), {}};
    }
}

cpu::Vec128 States::vector()
{
    std::array<uint32_t, 4> const singles = {single(), single(), single(), single()};
    switch (bits() % 4) {
    case 0:
        return {bits(), bits()};
    case 1:
        return {real(), real()};
    default:
        return std::bit_cast<cpu::Vec128>(singles);
    }
}

// Mostly all masked; otherwise any masks. The flags are set or not.
uint32_t States::mxcsr()
{
    auto const random = static_cast<uint32_t>(bits());
    uint32_t value = 0x1f80 | (random & 0x6000);
    if (once_in(4))
        value |= random & 0x8040;
    if (once_in(3))
        value &= random | ~0x1f80u;
    if (once_in(2))
        value |= random & 0x3f;
    return value;
}

void States::x87(FxImage& fx)
{
    auto const random = bits();
    fx.control = static_cast<uint16_t>(0x37f | (random & 0x0c00));
    if (once_in(3))
        fx.control = static_cast<uint16_t>(0x7f | (random & 0x1f00));
    if (once_in(4))
        fx.control = static_cast<uint16_t>(fx.control & (random | 0xffc0));
    fx.status = static_cast<uint16_t>(random >> 16 & 0x7f00);
    if (once_in(2))
        fx.status =
            static_cast<uint16_t>(fx.status | (random >> 16 & 0x7f & fx.control) | (random >> 16 & 0x40));
    if (once_in(32))
        fx.status = static_cast<uint16_t>(fx.status | (random >> 16 & 0x7f)); // perhaps pending
    auto const top = fx.status >> 11 & 7;
    // By stack position, then turned to where TOP points: any, all, or two at the top and room above them.
    auto const any = static_cast<uint8_t>(bits());
    uint8_t const depth = once_in(3) ? any : once_in(4) ? uint8_t{0xff} : uint8_t{0x0f};
    fx.full = std::rotl(depth, top);
    fx.opcode = static_cast<uint16_t>(bits() & 0x7ff);
    fx.instruction = bits() >> 17;
    fx.data = bits() >> 17;
    for (auto& st : fx.st)
        st = extended();
    // Operands that nearly cancel, or are the same.
    if (once_in(4)) {
        fx.st[1] = fx.st[0];
        fx.st[1].sign_exponent = static_cast<uint16_t>(fx.st[1].sign_exponent ^ (bits() & 0x8000));
        fx.st[1].significand ^= once_in(2) ? bits() & 7 : 0;
    }
}

Machine States::next()
{
    Machine machine;
    x87(machine.fx);
    machine.fx.mxcsr = mxcsr();
    for (auto& value : machine.fx.xmm)
        value = vector();
    for (auto& value : machine.gpr)
        value = once_in(2) ? bits() : bits() >> (bits() & 63);
    machine.flags = 0x202 | (bits() & 0x8d5);
    constexpr size_t filled = 1024;
    for (size_t i = 0; i < filled; i += 8) {
        auto const value = bits();
        std::memcpy(machine.memory.data() + i, &value, 8);
    }
    // An image for FXRSTOR is at the operand, more often than not with a valid MXCSR.
    if (!once_in(4))
        std::memset(machine.memory.data() + operand_offset + offsetof(FxImage, mxcsr) + 2, 0, 2);
    machine.gpr[cpu::rsi] = data_address + operand_offset;
    machine.gpr[cpu::rdi] = data_address + 512;
    auto* const operand = machine.memory.data() + operand_offset;
    switch (bits() % 4) {
    case 0: {
        auto const value = extended();
        std::memcpy(operand, &value, 10);
        break;
    }
    case 1: {
        auto const value = real();
        std::memcpy(operand, &value, 8);
        break;
    }
    default: {
        auto const value = vector();
        std::memcpy(operand, &value, 16);
        break;
    }
    }
    return machine;
}

} // namespace ringside::test
