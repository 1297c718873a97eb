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

// The physical address width that CPUID leaf 80000008h reports.
inline constexpr unsigned physical_address_bits = 40;

struct Model
{
    Vendor vendor = Vendor::intel;
    Level level = Level::v1;
    uint64_t tsc_hz = 1'000'000'000; // one tick of virtual time a nanosecond
};

} // namespace ringside::cpu
