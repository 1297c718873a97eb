// The 16550 serial port, polled: eight registers at consecutive I/O ports.
//
// Source: National Semiconductor, "PC16550D Universal Asynchronous Receiver/Transmitter with FIFOs", whose
// register names are used here. Read next: uart.cpp, console.hpp.
#pragma once

#include <cstdint>

namespace ringside::kernel {

/// What came in.
enum class Received
{
    nothing,
    byte,
    break_condition
};

class Uart
{
public:
    explicit constexpr Uart(uint16_t port) : port_(port) {}

    /// 115200 baud, 8 data bits, no parity, FIFOs on, no interrupts. If nobody answers at the port, sends go
    /// nowhere.
    void start();
    bool is_present() const { return present_; }

    /// Waits until the transmitter takes another byte.
    void send(uint8_t byte);
    /// Waits until everything has left the transmitter.
    void flush();
    Received receive(uint8_t& byte);

private:
    uint16_t port_;
    bool present_ = false;
};

void start_uarts();
Uart& console_uart(); // COM1
Uart& log_uart();     // COM2

} // namespace ringside::kernel
