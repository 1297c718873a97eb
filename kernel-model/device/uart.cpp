// Register by register, what the PC16550D data sheet asks for. Read next: console.cpp, lib/log.cpp.
#include "kernel-model/device/uart.hpp"

#include "kernel-model/abi/boot_info.hpp"
#include "kernel-model/lib/instructions.hpp"

namespace ringside::kernel {

namespace {

// Offsets of the registers; 0 and 1 are the divisor while LCR.DLAB is set.
constexpr uint16_t data_register = 0;             // RBR when read, THR when written
constexpr uint16_t interrupt_enable_register = 1; // IER
constexpr uint16_t fifo_control_register = 2;     // FCR
constexpr uint16_t line_control_register = 3;     // LCR
constexpr uint16_t modem_control_register = 4;    // MCR
constexpr uint16_t line_status_register = 5;      // LSR
constexpr uint16_t scratch_register = 7;          // SCR

constexpr uint8_t lcr_eight_bits = 0x03;
constexpr uint8_t lcr_divisor_access = 0x80;
constexpr uint8_t fcr_enable_and_clear = 0x07;
constexpr uint8_t mcr_ready = 0x03; // DTR and RTS
constexpr uint8_t lsr_data_ready = 0x01;
constexpr uint8_t lsr_break = 0x10;
constexpr uint8_t lsr_transmitter_ready = 0x20;
constexpr uint8_t lsr_transmitter_empty = 0x40;

constinit Uart com1{console_port};
constinit Uart com2{log_port};

} // namespace

void Uart::start()
{
    out8(port_ + scratch_register, 0x5A);
    present_ = in8(port_ + scratch_register) == 0x5A;
    if (!present_)
        return;
    out8(port_ + interrupt_enable_register, 0);
    out8(port_ + line_control_register, lcr_divisor_access | lcr_eight_bits);
    out8(port_ + data_register, 1); // divisor 1: 115200 baud
    out8(port_ + interrupt_enable_register, 0);
    out8(port_ + line_control_register, lcr_eight_bits);
    out8(port_ + fifo_control_register, fcr_enable_and_clear);
    out8(port_ + modem_control_register, mcr_ready);
}

void Uart::send(uint8_t byte)
{
    if (!present_)
        return;
    while (!(in8(port_ + line_status_register) & lsr_transmitter_ready)) {
    }
    out8(port_ + data_register, byte);
}

void Uart::flush()
{
    if (!present_)
        return;
    while (!(in8(port_ + line_status_register) & lsr_transmitter_empty)) {
    }
}

Received Uart::receive(uint8_t& byte)
{
    if (!present_)
        return Received::nothing;
    uint8_t const status = in8(port_ + line_status_register);
    if (status & lsr_break) {
        // A break also leaves one zero byte in the FIFO.
        if (status & lsr_data_ready)
            in8(port_ + data_register);
        return Received::break_condition;
    }
    if (!(status & lsr_data_ready))
        return Received::nothing;
    byte = in8(port_ + data_register);
    return Received::byte;
}

void start_uarts()
{
    com1.start();
    com2.start();
}

Uart& console_uart()
{
    return com1;
}
Uart& log_uart()
{
    return com2;
}

} // namespace ringside::kernel
