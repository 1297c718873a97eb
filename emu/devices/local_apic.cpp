// The local APIC's registers, priorities and timer. SDM Vol. 3A, "Local APIC Register Address Map".
#include "emu/devices/local_apic.hpp"

#include <algorithm>
#include <bit>

namespace ringside::emu {

namespace {

enum Register : unsigned
{
    id = 0x20,
    version = 0x30,
    task_priority = 0x80,
    arbitration_priority = 0x90,
    processor_priority_register = 0xa0,
    end_of_interrupt = 0xb0,
    logical_destination = 0xd0,
    destination_format = 0xe0,
    spurious = 0xf0,
    in_service = 0x100,
    trigger_mode = 0x180,
    requested = 0x200,
    error_status = 0x280,
    command_low = 0x300,
    command_high = 0x310,
    timer_entry = 0x320,
    first_other_entry = 0x330, // thermal, performance, LINT0, LINT1, error
    last_other_entry = 0x370,
    initial_count = 0x380,
    current_count_register = 0x390,
    divide = 0x3e0,
};

constexpr uint32_t masked = 1u << 16;

constexpr unsigned word_of(unsigned offset)
{
    return (offset >> 4) & 7;
}

} // namespace

uint32_t LocalApic::read(unsigned offset, uint64_t now, uint64_t cr8) const
{
    if (offset >= in_service && offset < trigger_mode)
        return in_service_[word_of(offset)];
    if (offset >= requested && offset < error_status)
        return requested_[word_of(offset)];
    if (offset >= first_other_entry && offset <= last_other_entry)
        return other_entries_[(offset - first_other_entry) >> 4];
    switch (offset) {
    case id:
        return id_;
    case version:
        return 0x0005'0014; // six local vector table entries
    case task_priority:
        return static_cast<uint32_t>(cr8 << 4 | priority_low_);
    case arbitration_priority:
    case processor_priority_register:
        return processor_priority(cr8);
    case logical_destination:
        return logical_destination_;
    case destination_format:
        return destination_format_;
    case spurious:
        return spurious_;
    case error_status:
        return error_status_;
    case command_low:
        return command_low_;
    case command_high:
        return command_high_;
    case timer_entry:
        return timer_;
    case initial_count:
        return initial_count_;
    case current_count_register:
        return current_count(now);
    case divide:
        return divide_;
    default:
        return 0; // trigger mode: every interrupt we have is edge-triggered
    }
}

bool LocalApic::write(unsigned offset, uint32_t value, uint64_t now, uint64_t& cr8)
{
    if (offset >= first_other_entry && offset <= last_other_entry) {
        other_entries_[(offset - first_other_entry) >> 4] = value | (enabled() ? 0 : masked);
        return false;
    }
    switch (offset) {
    case id:
        id_ = value & 0xff00'0000;
        return false;
    case task_priority:
        cr8 = (value >> 4) & 0xf;
        priority_low_ = value & 0xf;
        return true;
    case end_of_interrupt:
        if (auto const vector = highest(in_service_); vector >= 0)
            in_service_[static_cast<unsigned>(vector) / 32] &= ~(1u << (vector % 32));
        return true;
    case logical_destination:
        logical_destination_ = value & 0xff00'0000;
        return false;
    case destination_format:
        destination_format_ = value | 0x0fff'ffff;
        return false;
    case spurious:
        spurious_ = value & 0x1ff;
        if (!enabled()) // SDM Vol. 3A, "Local APIC State After It Has Been Software Disabled"
            timer_ |= masked;
        return true;
    case error_status:
        error_status_ = 0;
        return false;
    case command_low:
        command_low_ = value & ~(1u << 12); // delivered at once: never "send pending"
        send(value);
        return true;
    case command_high:
        command_high_ = value & 0xff00'0000;
        return false;
    case timer_entry:
        timer_ = (value & 0x7'00ff) | (enabled() ? 0 : masked);
        return true;
    case initial_count:
        initial_count_ = value;
        start_timer(now);
        return true;
    case divide: {
        // The count goes on from where it is with the new divisor.
        auto const left = current_count(now);
        divide_ = value & 0xb;
        if (next_ != never) {
            started_ = now - (initial_count_ - left) * divisor();
            next_ = now + std::max<uint64_t>(left, 1) * divisor();
        }
        return true;
    }
    default:
        return false;
    }
}

void LocalApic::start_timer(uint64_t now)
{
    started_ = now;
    next_ = initial_count_ == 0 ? never : now + initial_count_ * divisor();
}

void LocalApic::advance(uint64_t now)
{
    while (next_ <= now) {
        if ((timer_ & masked) == 0)
            raise(timer_ & 0xff);
        auto const mode = (timer_ >> 17) & 3;
        if (mode != 1) { // one-shot: the count stays 0
            next_ = never;
            break;
        }
        // Several periods may have gone by in an idle jump; one request stands for them all, as in the
        // hardware.
        auto const period = initial_count_ * divisor();
        auto const periods = (now - next_) / period + 1;
        started_ = next_ + (periods - 1) * period;
        next_ += periods * period;
    }
}

// SDM Vol. 3A, "Divide Configuration Register": bits 0, 1 and 3; 111 divides by one.
uint64_t LocalApic::divisor() const
{
    auto const code = (divide_ & 3) | ((divide_ >> 1) & 4);
    return code == 7 ? 1 : uint64_t{2} << code;
}

uint32_t LocalApic::current_count(uint64_t now) const
{
    if (initial_count_ == 0 || next_ == never)
        return 0;
    auto const gone = (now - started_) / divisor();
    if (periodic())
        return initial_count_ - static_cast<uint32_t>(gone % initial_count_);
    return gone >= initial_count_ ? 0 : initial_count_ - static_cast<uint32_t>(gone);
}

int LocalApic::highest(Bits const& bits)
{
    for (int word = 7; word >= 0; --word)
        if (auto const set = bits[static_cast<unsigned>(word)]; set != 0)
            return word * 32 + 31 - std::countl_zero(set);
    return -1;
}

// SDM Vol. 3A, "Task and Processor Priorities".
unsigned LocalApic::processor_priority(uint64_t cr8) const
{
    auto const task = static_cast<unsigned>(cr8 << 4 | priority_low_);
    auto const serving = highest(in_service_);
    auto const service = serving < 0 ? 0u : static_cast<unsigned>(serving) & 0xf0;
    return (task & 0xf0) >= service ? task : service;
}

int LocalApic::pending(uint64_t cr8) const
{
    if (!enabled())
        return -1;
    auto const vector = highest(requested_);
    if (vector < 0 || (static_cast<unsigned>(vector) & 0xf0) <= (processor_priority(cr8) & 0xf0))
        return -1;
    return vector;
}

void LocalApic::acknowledge(int vector)
{
    auto const number = static_cast<unsigned>(vector);
    requested_[number / 32] &= ~(1u << (number % 32));
    in_service_[number / 32] |= 1u << (number % 32);
}

void LocalApic::raise(unsigned vector)
{
    if (vector < 16) // SDM Vol. 3A, "Error Handling": received illegal vector
        error_status_ |= 1u << 6;
    else
        requested_[vector / 32] |= 1u << (vector % 32);
}

// The only processor there is can only send to itself: fixed delivery, by shorthand "self" and "all" or by
// its id.
void LocalApic::send(uint32_t command)
{
    auto const shorthand = (command >> 18) & 3;
    auto const to_self = shorthand == 1 || shorthand == 2 || (shorthand == 0 && command_high_ == id_);
    if (to_self && ((command >> 8) & 7) == 0)
        raise(command & 0xff);
}

} // namespace ringside::emu
