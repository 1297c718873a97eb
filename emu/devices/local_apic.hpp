// The local APIC in xAPIC mode, with its timer: which vector is delivered next, and when the timer fires.
// SDM Vol. 3A, "Advanced Programmable Interrupt Controller (APIC)". The timer counts virtual time: one tick
// an instruction, divided as the guest says. It keeps start and period instead of a running count, so that
// nothing has to be done between two events.
#pragma once

#include <array>
#include <cstdint>

namespace ringside::emu {

class LocalApic
{
public:
    static constexpr uint64_t base = 0xfee0'0000;
    static constexpr uint64_t never = ~uint64_t{0};

    // Registers by their offset in the page; 32 bits each. `now` is virtual time. The task priority is the
    // processor's CR8 and is handed in and out.
    uint32_t read(unsigned offset, uint64_t now, uint64_t cr8) const;
    // True if what is pending or the next event may have moved.
    bool write(unsigned offset, uint32_t value, uint64_t now, uint64_t& cr8);

    // When the timer fires next, or `never`.
    uint64_t next_event() const { return next_; }
    // Fires what is due.
    void advance(uint64_t now);

    int pending(uint64_t cr8) const; // the vector to deliver now, or -1
    void acknowledge(int vector);

    bool operator==(LocalApic const&) const = default;

private:
    using Bits = std::array<uint32_t, 8>; // one for each vector

    static int highest(Bits const& bits);
    bool enabled() const { return (spurious_ & 0x100) != 0; }
    bool periodic() const { return ((timer_ >> 17) & 3) == 1; }
    uint64_t divisor() const;
    uint32_t current_count(uint64_t now) const;
    unsigned processor_priority(uint64_t cr8) const;
    void start_timer(uint64_t now);
    void raise(unsigned vector);
    void send(uint32_t command);

    Bits requested_{};
    Bits in_service_{};
    uint32_t id_ = 0;
    uint32_t logical_destination_ = 0;
    uint32_t destination_format_ = 0xffff'ffff;
    uint32_t spurious_ = 0xff;
    uint32_t error_status_ = 0;
    uint32_t command_high_ = 0;
    uint32_t command_low_ = 0;
    uint32_t timer_ = 0x1'0000; // masked
    std::array<uint32_t, 5> other_entries_{0x1'0000, 0x1'0000, 0x1'0000, 0x1'0000, 0x1'0000};
    uint32_t divide_ = 0;
    uint32_t initial_count_ = 0;
    uint8_t priority_low_ = 0; // bits 3:0 of the task priority; the rest is CR8
    uint64_t started_ = 0;
    uint64_t next_ = never;
};

} // namespace ringside::emu
