// Which processor is modelled: the choices that a user makes on the command line.
#pragma once

#include <cstdint>

namespace ringside::cpu {

enum class Vendor : uint8_t
{
    intel,
    amd,
};

// The x86-64 psABI's microarchitecture levels.
enum class Level : uint8_t
{
    v1 = 1,
};

// Whether the checks of privilege refuse anything. Off, everything that compares CPL, DPL, RPL or IOPL, or
// looks at the U/S bit of a page, passes (SMEP and SMAP with it), and all else stays: selectors, CPL, stack
// switches, type, limit, presence, read-only and no-execute pages. No processor has this switch; it shows
// what rings are for.
enum class Rings : uint8_t
{
    on,
    off,
};

// The physical address width that CPUID leaf 80000008h reports.
inline constexpr unsigned physical_address_bits = 40;

struct Model
{
    Vendor vendor = Vendor::intel;
    Level level = Level::v1;
    Rings rings = Rings::on;
    uint64_t tsc_hz = 1'000'000'000; // one tick of virtual time a nanosecond
};

} // namespace ringside::cpu
