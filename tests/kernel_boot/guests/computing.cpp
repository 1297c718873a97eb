// Computes for 40 million ticks of virtual time with x87, SSE or both, thread-local storage and the stack,
// and checks that nothing of it changes under its hands.
#include "check.hpp"

#include <stdint.h>
#include <x86intrin.h>

static thread_local uint32_t volatile sum;

int main()
{
    uint64_t const end = __rdtsc() + 40'000'000;
    long double volatile third = 1.0L / 3;
    uint32_t expected = 0;
    while (__rdtsc() < end) {
        sum = sum + 7;
        expected += 7;
        check(sum == expected);
        double const half = expected * 0.5;
        check(half * 2 == expected);
        check(third * 3 > 0.999L && third * 3 < 1.001L);
        if (failures != 0)
            break;
    }
    return done();
}
