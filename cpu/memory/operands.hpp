// The quick way to operands: registers, immediates and memory that the TLB knows. Everything else goes to
// access.cpp. Included by cpu.hpp.
#pragma once

#include "cpu/cpu.hpp"

namespace ringside::cpu {

inline uint64_t Cpu::effective_address(Operand const& operand) const
{
    auto address = static_cast<uint64_t>(operand.value);
    if (operand.base < Operand::no_register)
        address += state.gpr[operand.base];
    else if (operand.base == Operand::rip_relative)
        address += next_rip;
    if (operand.index < Operand::no_register)
        address += state.gpr[operand.index] << operand.scale;
    if (operand.address_bits == 64) [[likely]]
        return address;
    return operand.address_bits == 32 ? static_cast<uint32_t>(address) : static_cast<uint16_t>(address);
}

inline Result<Linear> Cpu::linear_address(SegmentName segment, uint64_t offset, unsigned bytes, Intent intent)
{
    // In 64-bit mode only FS and GS have a base, and there are no limits. SDM Vol. 3A, "Segmentation in
    // IA-32e Mode".
    if (state.code_64()) [[likely]] {
        if (segment >= SegmentName::fs)
            offset += state.segment(segment).base;
        return Linear{offset};
    }
    return checked_linear(segment, offset, bytes, intent);
}

template <std::unsigned_integral T>
Result<T> Cpu::read(SegmentName segment, uint64_t offset)
{
    auto const linear = TRY(linear_address(segment, offset, sizeof(T), Intent::read));
    auto const& entry = tlb_.entry(tlb_mode(Privilege::current), linear.value);
    T value;
    if (entry.read_tag == Tlb::tag(linear.value, sizeof(T))) [[likely]] {
        std::memcpy(&value, reinterpret_cast<void const*>(linear.value + entry.addend), sizeof(T));
        return value;
    }
    TRY(read_linear(linear, &value, sizeof(T), segment, Privilege::current, Agent::software));
    return value;
}

template <std::unsigned_integral T>
Result<void> Cpu::write(SegmentName segment, uint64_t offset, T value)
{
    auto const linear = TRY(linear_address(segment, offset, sizeof(T), Intent::write));
    auto const& entry = tlb_.entry(tlb_mode(Privilege::current), linear.value);
    if (entry.write_tag == Tlb::tag(linear.value, sizeof(T))) [[likely]] {
        std::memcpy(reinterpret_cast<void*>(linear.value + entry.addend), &value, sizeof(T));
        return {};
    }
    return write_linear(linear, &value, sizeof(T), segment, Privilege::current, Agent::software);
}

template <std::unsigned_integral T>
[[gnu::always_inline]] inline Result<T> Cpu::load(Operand const& operand)
{
    if (operand.kind == Operand::Kind::gpr) [[likely]]
        return gpr<T>(operand.index);
    switch (operand.kind) {
    case Operand::Kind::high_byte:
        return static_cast<T>(state.gpr[operand.index] >> 8);
    case Operand::Kind::memory:
        return read<T>(operand.segment, effective_address(operand));
    default:
        return static_cast<T>(operand.value);
    }
}

template <std::unsigned_integral T>
[[gnu::always_inline]] inline Result<Target<T>> Cpu::place(Operand const& operand, Intent intent)
{
    if (operand.kind == Operand::Kind::gpr) [[likely]]
        return Target<T>(*this, reinterpret_cast<uint8_t*>(&state.gpr[operand.index]));
    if (operand.kind == Operand::Kind::high_byte)
        return Target<T>(*this, reinterpret_cast<uint8_t*>(&state.gpr[operand.index]) + 1);
    return place_in_memory<T>(operand, intent);
}

template <std::unsigned_integral T>
Result<Target<T>> Cpu::place_in_memory(Operand const& operand, Intent intent)
{
    auto const linear = TRY(linear_address(operand.segment, effective_address(operand), sizeof(T), intent));
    auto const tag = Tlb::tag(linear.value, sizeof(T));
    auto const& entry = tlb_.entry(tlb_mode(Privilege::current), linear.value);
    if (entry.write_tag != tag) [[unlikely]] {
        TRY(probe_write_linear(linear, sizeof(T), operand.segment, Privilege::current));
        if (entry.write_tag != tag)
            return Target<T>(*this, operand.segment, linear, nullptr);
    }
    return Target<T>(*this, operand.segment, linear, reinterpret_cast<uint8_t*>(linear.value + entry.addend));
}

template <std::unsigned_integral T>
[[gnu::always_inline]] inline Result<T> Target<T>::read() const
{
    T value;
    if (direct_ == nullptr) [[unlikely]]
        TRY(cpu_->read_linear(linear_, &value, sizeof(T), segment_, Privilege::current, Agent::software));
    else
        std::memcpy(&value, direct_, sizeof(T));
    return value;
}

template <std::unsigned_integral T>
[[gnu::always_inline]] inline Result<void> Target<T>::write(T value) const
{
    if (direct_ == nullptr) [[unlikely]]
        return cpu_->write_linear(linear_, &value, sizeof(T), segment_, Privilege::current, Agent::software);
    // A 32-bit write to a register clears the upper half. SDM Vol. 1, "General-Purpose Registers in 64-Bit
    // Mode".
    uint64_t const extended = value;
    if (sizeof(T) == 4 && is_register_)
        std::memcpy(direct_, &extended, sizeof extended);
    else
        std::memcpy(direct_, &value, sizeof(T));
    return {};
}

inline unsigned Cpu::stack_bits() const
{
    if (state.code_64()) [[likely]]
        return 64;
    return state.segment(SegmentName::ss).big() ? 32 : 16;
}

inline uint64_t Cpu::stack_pointer() const
{
    auto const bits = stack_bits();
    auto const pointer = state.gpr[rsp];
    return bits == 64   ? pointer
           : bits == 32 ? static_cast<uint32_t>(pointer)
                        : static_cast<uint16_t>(pointer);
}

inline void Cpu::move_stack_pointer(int64_t bytes)
{
    auto const moved = state.gpr[rsp] + static_cast<uint64_t>(bytes);
    switch (stack_bits()) {
    case 64:
        state.gpr[rsp] = moved;
        break;
    case 32:
        set_gpr<uint32_t>(rsp, static_cast<uint32_t>(moved));
        break;
    default:
        set_gpr<uint16_t>(rsp, static_cast<uint16_t>(moved));
        break;
    }
}

template <std::unsigned_integral T>
Result<void> Cpu::push(T value)
{
    auto const bits = stack_bits();
    auto address = state.gpr[rsp] - sizeof(T);
    if (bits != 64) [[unlikely]]
        address = bits == 32 ? static_cast<uint32_t>(address) : static_cast<uint16_t>(address);
    TRY(write<T>(SegmentName::ss, address, value));
    move_stack_pointer(-static_cast<int64_t>(sizeof(T)));
    return {};
}

template <std::unsigned_integral T>
Result<T> Cpu::peek_stack(unsigned depth)
{
    return read<T>(SegmentName::ss, stack_pointer() + depth);
}

template <std::unsigned_integral T>
Result<T> Cpu::read_system(Linear linear)
{
    T value;
    TRY(read_linear(linear, &value, sizeof(T), SegmentName::ds, Privilege::system, Agent::hardware));
    return value;
}

template <std::unsigned_integral T>
Result<void> Cpu::write_system(Linear linear, T value)
{
    return write_linear(linear, &value, sizeof(T), SegmentName::ss, Privilege::system, Agent::hardware);
}

} // namespace ringside::cpu
