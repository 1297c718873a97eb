// The functions that a compiler or a standard header may call without being asked (GCC manual, "Language
// Standards Supported by GCC", on freestanding environments). REP does the work; whole quadwords first, since
// each iteration costs one step.
#include <cstddef>
#include <cstdint>

extern "C" {

void* memcpy(void* to, void const* from, size_t size)
{
    void* target = to;
    size_t words = size / 8;
    size_t rest = size % 8;
    asm volatile("rep movsq\n\t"
                 "movq %3, %%rcx\n\t"
                 "rep movsb"
                 : "+D"(target), "+S"(from), "+c"(words)
                 : "r"(rest)
                 : "memory");
    return to;
}

void* memset(void* to, int value, size_t size)
{
    void* target = to;
    size_t words = size / 8;
    size_t rest = size % 8;
    uint64_t const pattern = static_cast<unsigned char>(value) * 0x0101'0101'0101'0101ull;
    asm volatile("rep stosq\n\t"
                 "movq %3, %%rcx\n\t"
                 "rep stosb"
                 : "+D"(target), "+c"(words)
                 : "a"(pattern), "r"(rest)
                 : "memory");
    return to;
}

void* memmove(void* to, void const* from, size_t size)
{
    auto* target = static_cast<unsigned char*>(to);
    auto const* source = static_cast<unsigned char const*>(from);
    if (target <= source || target >= source + size)
        return memcpy(to, from, size);
    while (size-- > 0)
        target[size] = source[size];
    return to;
}

int memcmp(void const* left, void const* right, size_t size)
{
    auto const* a = static_cast<unsigned char const*>(left);
    auto const* b = static_cast<unsigned char const*>(right);
    for (size_t i = 0; i < size; ++i)
        if (a[i] != b[i])
            return a[i] - b[i];
    return 0;
}

void* memchr(void const* text, int wanted, size_t size)
{
    auto const* at = static_cast<unsigned char const*>(text);
    for (size_t i = 0; i < size; ++i)
        if (at[i] == static_cast<unsigned char>(wanted))
            return const_cast<unsigned char*>(at + i);
    return nullptr;
}

size_t strlen(char const* text)
{
    size_t length = 0;
    while (text[length] != 0)
        ++length;
    return length;
}

} // extern "C"
