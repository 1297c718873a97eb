// A 16550 UART without interrupts: the guest polls it. What is sent goes to a transcript; what arrives waits
// in a queue that has no end, so that nothing typed is ever lost. National Semiconductor, "PC16550D Universal
// Asynchronous Receiver/Transmitter with FIFOs".
#pragma once

#include "emu/time/known.hpp"

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

namespace ringside::emu {

class Uart
{
public:
    // Line status register.
    enum Status : uint8_t
    {
        data_ready = 1u << 0,
        break_interrupt = 1u << 4,
        transmitter_holding_empty = 1u << 5,
        transmitter_empty = 1u << 6,
    };

    // `transcript` is where sent bytes are appended.
    uint8_t read(unsigned offset);
    void write(unsigned offset, uint8_t value, Known<std::string>& transcript);

    void receive(std::string_view bytes);
    void receive_break();
    bool has_input() const { return !waiting_.empty(); }

    bool operator==(Uart const&) const = default;

private:
    static constexpr uint16_t break_mark = 0x100;

    bool divisor_latch() const { return (line_control_ & 0x80) != 0; }
    uint8_t line_status();
    uint8_t take();

    std::deque<uint16_t> waiting_; // bytes; break_mark marks a break's zero byte
    uint16_t divisor_ = 1;         // 115200 baud
    uint8_t interrupt_enable_ = 0;
    uint8_t fifo_control_ = 0;
    uint8_t line_control_ = 0;
    uint8_t modem_control_ = 0;
    uint8_t scratch_ = 0;
};

} // namespace ringside::emu
