// Segment registers with their hidden parts, selectors and descriptors.
// SDM Vol. 3A, "Segment Selectors", "Segment Descriptors"; the attribute word has the layout that the SDM
// calls "access rights" in Vol. 3C, "Guest Register State".
#pragma once

#include <cstdint>

namespace ringside::cpu {

enum class SegmentName : uint8_t
{
    es,
    cs,
    ss,
    ds,
    fs,
    gs,
};

// Bits of Segment::attributes.
namespace attribute {
enum Bit : uint32_t
{
    type_mask = 0xf,
    accessed = 1u << 0,   // code and data
    writable = 1u << 1,   // data; "readable" for code
    conforming = 1u << 2, // code; "expand down" for data
    code = 1u << 3,       // of a non-system segment
    non_system = 1u << 4, // S
    dpl_shift = 5,
    present = 1u << 7,
    available = 1u << 12,
    long_code = 1u << 13,   // L
    big = 1u << 14,         // D/B
    granularity = 1u << 15, // G
    unusable = 1u << 16,    // loaded with a null selector
};
}

// A selector. SDM Vol. 3A, "Segment Selectors".
struct Selector
{
    uint16_t value = 0;

    constexpr unsigned rpl() const { return value & 3u; }
    constexpr bool local() const { return (value & 4u) != 0; }
    constexpr unsigned index() const { return value >> 3; }
    constexpr bool null() const { return (value & ~3u) == 0; }
    // As error codes carry it: the RPL bits hold EXT and IDT instead.
    constexpr uint32_t error_code() const { return value & 0xfffcu; }
};

// A segment register: what the program sees and what the CPU caches. `limit` is in bytes, G applied.
struct Segment
{
    uint64_t base = 0;
    uint32_t limit = 0;
    uint32_t attributes = attribute::unusable;
    uint16_t selector = 0;

    constexpr unsigned type() const { return attributes & attribute::type_mask; }
    constexpr unsigned dpl() const { return (attributes >> attribute::dpl_shift) & 3u; }
    constexpr bool is(attribute::Bit bit) const { return (attributes & bit) != 0; }
    constexpr bool usable() const { return !is(attribute::unusable); }
    constexpr bool is_code() const { return is(attribute::non_system) && is(attribute::code); }
    constexpr bool is_data() const { return is(attribute::non_system) && !is(attribute::code); }
    constexpr bool long_code() const { return is(attribute::long_code); }
    constexpr bool big() const { return is(attribute::big); }
    bool operator==(Segment const&) const = default;
};

// An 8-byte descriptor as it lies in the GDT or LDT, and its fields.
struct Descriptor
{
    uint64_t raw = 0;

    constexpr uint64_t base() const { return ((raw >> 16) & 0xff'ffff) | ((raw >> 32) & 0xff00'0000); }
    constexpr uint32_t limit() const
    {
        auto const field = static_cast<uint32_t>((raw & 0xffff) | ((raw >> 32) & 0xf'0000));
        return granular() ? (field << 12) | 0xfff : field;
    }
    constexpr bool granular() const { return ((raw >> 55) & 1) != 0; }
    constexpr uint32_t attributes() const { return static_cast<uint32_t>((raw >> 40) & 0xf0ff); }
    constexpr unsigned type() const { return static_cast<unsigned>(raw >> 40) & 0xf; }
    constexpr unsigned dpl() const { return static_cast<unsigned>(raw >> 45) & 3; }
    constexpr bool non_system() const { return ((raw >> 44) & 1) != 0; }
    constexpr bool present() const { return ((raw >> 47) & 1) != 0; }
    constexpr bool is_code() const { return non_system() && (type() & 8) != 0; }
    constexpr bool is_data() const { return non_system() && (type() & 8) == 0; }
    constexpr bool conforming() const { return is_code() && (type() & 4) != 0; }
    constexpr bool readable() const { return is_data() || (type() & 2) != 0; }
    constexpr bool writable_data() const { return is_data() && (type() & 2) != 0; }
    constexpr bool long_code() const { return ((raw >> 53) & 1) != 0; }
    constexpr bool big() const { return ((raw >> 54) & 1) != 0; }
    constexpr bool accessed() const { return (type() & 1) != 0; }

    // The register as loaded from this descriptor.
    constexpr Segment load(uint16_t selector) const { return {base(), limit(), attributes(), selector}; }
};

} // namespace ringside::cpu
