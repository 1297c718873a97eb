// The structures of time, byte by byte, for 64-bit programs and for i386 ones. Apart from structures.hpp, so
// that the vDSO's i386 code, where 64-bit numbers are aligned to 4, can include them. clock_gettime(2),
// gettimeofday(2).
#pragma once

#include <cstdint>

namespace ringside::kernel {

// clock_gettime(2): x86-64, and clock_gettime64 of i386.
struct Timespec
{
    std::int64_t seconds;
    std::int64_t nanoseconds;
};

// clock_gettime, nanosleep of i386.
struct Timespec32
{
    std::int32_t seconds;
    std::int32_t nanoseconds;
};

// gettimeofday(2).
struct Timeval
{
    std::int64_t seconds;
    std::int64_t microseconds;
};

struct Timeval32
{
    std::int32_t seconds;
    std::int32_t microseconds;
};

struct Timezone
{
    std::int32_t minutes_west;
    std::int32_t daylight_saving;
};

} // namespace ringside::kernel
