// What the vDSO does when it cannot serve a request: the system call that the program would have made without
// it. syscall(2), "Architecture calling conventions". Read next: clock.cpp.
#pragma once

#include <cstdint>

namespace ringside::kernel {

namespace call_number {
constexpr bool is_64_bit = sizeof(void*) == 8;
constexpr long gettimeofday = is_64_bit ? 96 : 78;
constexpr long clock_gettime = is_64_bit ? 228 : 265;
constexpr long clock_getres = is_64_bit ? 229 : 266;
constexpr long clock_gettime64 = 403; // i386 only
} // namespace call_number

/// The image is compiled for both; i386 enters the kernel through its own __kernel_vsyscall.
inline long system_call(long number, long first, void* second)
{
    long answer = number;
    if constexpr (call_number::is_64_bit)
        asm volatile("syscall" : "+a"(answer) : "D"(first), "S"(second) : "rcx", "r11", "memory");
    else
        asm volatile("call __kernel_vsyscall" : "+a"(answer) : "b"(first), "c"(second) : "memory");
    return answer;
}

} // namespace ringside::kernel
