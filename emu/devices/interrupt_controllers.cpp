// Programming an 8259: ICW1 at the even port starts a sequence of two or three words at the odd one; without
// a sequence the odd port is the mask. "8259A", "Initialization Command Words".
#include "emu/devices/interrupt_controllers.hpp"

namespace ringside::emu {

namespace {

constexpr unsigned controller_of(uint16_t port)
{
    return (port & 0x80) != 0 ? 1 : 0;
}

constexpr bool odd(uint16_t port)
{
    return (port & 1) != 0;
}

} // namespace

uint8_t InterruptControllers::read(uint16_t port) const
{
    // The even port shows requests or services: there are none.
    return odd(port) ? controllers_[controller_of(port)].mask : 0;
}

void InterruptControllers::write(uint16_t port, uint8_t value)
{
    auto& controller = controllers_[controller_of(port)];
    if (!odd(port)) {
        if ((value & 0x10) != 0) {
            controller = {};
            controller.fourth_word = (value & 1) != 0;
            controller.words_expected = static_cast<uint8_t>(1 + ((value & 2) == 0 ? 1 : 0) + (value & 1));
            controller.vector_base = 0;
        }
        return;
    }
    if (controller.words_expected == 0) {
        controller.mask = value;
        return;
    }
    if (controller.vector_base == 0)
        controller.vector_base = value & 0xf8;
    --controller.words_expected;
}

} // namespace ringside::emu
