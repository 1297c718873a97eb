// The registers of the 16550, by their offsets from the base port. "PC16550D", table "Summary of Registers".
#include "emu/devices/uart.hpp"

namespace ringside::emu {

namespace {

enum Register : unsigned
{
    data = 0, // receiver buffer, transmitter holding, or divisor latch low
    interrupt_enable = 1,
    identification = 2, // FIFO control when written
    line_control = 3,
    modem_control = 4,
    status = 5,
    modem_status = 6,
    scratch = 7,
};

} // namespace

uint8_t Uart::read(unsigned offset)
{
    switch (offset) {
    case data:
        return divisor_latch() ? static_cast<uint8_t>(divisor_) : take();
    case interrupt_enable:
        return divisor_latch() ? static_cast<uint8_t>(divisor_ >> 8) : interrupt_enable_;
    // Bit 0: no interrupt pending. Bits 6 and 7: FIFOs are on.
    case identification:
        return static_cast<uint8_t>(0x01 | ((fifo_control_ & 1) != 0 ? 0xc0 : 0));
    case line_control:
        return line_control_;
    case modem_control:
        return modem_control_;
    case status:
        return line_status();
    case modem_status:
        return 0xb0; // carrier, data set ready, clear to send
    default:
        return scratch_;
    }
}

void Uart::write(unsigned offset, uint8_t value, Known<std::string>& transcript)
{
    switch (offset) {
    case data:
        if (divisor_latch())
            divisor_ = static_cast<uint16_t>((divisor_ & 0xff00) | value);
        else if ((modem_control_ & 0x10) != 0) // loop-back: what is sent is received
            waiting_.push_back(value);
        else
            transcript.push_back(static_cast<char>(value));
        break;
    case interrupt_enable:
        if (divisor_latch())
            divisor_ = static_cast<uint16_t>((divisor_ & 0x00ff) | value << 8);
        else
            interrupt_enable_ = value & 0x0f;
        break;
    case identification:
        // Bit 1 clears the receiver's FIFO. Our queue also holds what a line would still be carrying to the
        // FIFO: that is not lost, as a FIFO of 16 bytes cannot lose it either.
        fifo_control_ = value;
        break;
    case line_control:
        line_control_ = value;
        break;
    case modem_control:
        modem_control_ = value & 0x1f;
        break;
    case scratch:
        scratch_ = value;
        break;
    default:
        break; // line and modem status are read-only
    }
}

void Uart::receive(std::string_view bytes)
{
    for (char const byte : bytes)
        waiting_.push_back(static_cast<uint8_t>(byte));
}

void Uart::receive_break()
{
    waiting_.push_back(break_mark);
}

// A break is shown while its zero byte is at the FIFO's top, and reading the status clears it. "PC16550D",
// "Line Status Register", bit 4.
uint8_t Uart::line_status()
{
    auto value = static_cast<uint8_t>(transmitter_holding_empty | transmitter_empty);
    if (waiting_.empty())
        return value;
    value |= data_ready;
    if (waiting_.front() == break_mark) {
        value |= break_interrupt;
        waiting_.front() = 0;
    }
    return value;
}

uint8_t Uart::take()
{
    if (waiting_.empty())
        return 0;
    auto const byte = static_cast<uint8_t>(waiting_.front());
    waiting_.pop_front();
    return byte;
}

} // namespace ringside::emu
