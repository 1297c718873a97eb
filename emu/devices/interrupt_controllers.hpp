// The two 8259s as far as a kernel that masks them sees them: their registers can be programmed and read
// back. No device of ours is wired to their inputs. Intel, "8259A Programmable Interrupt Controller".
#pragma once

#include <array>
#include <cstdint>

namespace ringside::emu {

class InterruptControllers
{
public:
    static constexpr bool has_port(uint16_t port) { return (port & ~0x81u) == 0x20; } // 20 21 a0 a1

    uint8_t read(uint16_t port) const;
    void write(uint16_t port, uint8_t value);

    bool operator==(InterruptControllers const&) const = default;

private:
    struct Controller
    {
        uint8_t mask = 0;
        uint8_t vector_base = 0;
        uint8_t words_expected = 0; // initialization command words still to come
        bool fourth_word = false;
        bool operator==(Controller const&) const = default;
    };
    std::array<Controller, 2> controllers_{};
};

} // namespace ringside::emu
