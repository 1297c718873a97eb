// What the files that word a system call share. Read next: strace_text.cpp for the order of things,
// strace_calls.cpp for calls with words of their own, strace_structures.cpp.
#pragma once

#include "emu/trace/strace_text.hpp"

#include <array>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace ringside::emu {

// What is being worded, and when.
struct Story
{
    OpenCall const& call;
    MemoryReader const& memory;
    bool returned = false;
    int64_t result = 0;

    std::string_view name() const { return call.call()->name; }
    uint64_t argument(unsigned index) const { return call.arguments[index]; }
    bool failed() const { return returned && result < 0 && result >= -4095; }
    bool is_64() const { return call.table == kernel::CallTable::x86_64; }
    unsigned word_bytes() const { return is_64() ? 8 : 4; }
};

// strace(1), -s: so many bytes of a string are shown, and as many elements of an array.
inline constexpr std::size_t most_shown = 32;

// What comes back in RAX, or in EAX.
inline int64_t signed_result(kernel::CallTable table, uint64_t value)
{
    return table == kernel::CallTable::x86_64 ? static_cast<int64_t>(value)
                                              : int64_t{static_cast<int32_t>(value)};
}

template <typename T>
std::optional<T> read_as(uint64_t address, MemoryReader const& memory)
{
    std::array<uint8_t, sizeof(T)> bytes{};
    if (memory(address, bytes) < bytes.size())
        return {};
    T value;
    std::memcpy(&value, bytes.data(), sizeof value);
    return value;
}

std::string pointer_text(uint64_t value); // "NULL", "0x401000"
// A string that ends with a NUL: a path whole, one of an array up to `most` bytes of it.
std::string path_text(Story const& story, uint64_t address, std::size_t most = ~std::size_t{0});
std::optional<uint64_t> word_at(Story const& story, uint64_t address); // of the program's size
// argv: "[\"ls\", \"-l\"]".
std::string strings_text(Story const& story, uint64_t address);
// envp: "0x7ffc1234 /* 4 vars */".
std::string environment_text(Story const& story, uint64_t address);

// ---- strace_values.cpp
struct Name
{
    uint64_t value;
    std::string_view name;
};
// Bits by name, what is left in hexadecimal; `none` where nothing is set.
std::string bits_text(std::span<Name const> names, uint64_t value, std::string_view none = "0");
// The same where strace says of what kind bits are that it does not know: "0x8 /* EFD_??? */".
std::string flags_of_kind(std::span<Name const> names, uint64_t value, std::string_view prefix);

// ---- strace_calls.cpp: what the kinds of arguments don't tell
// An argument that this call words in its own way.
std::optional<std::string> own_argument(Story const& story, unsigned index);
// Whether that argument is filled by the kernel though its kind does not say so.
bool is_own_output(OpenCall const& call, unsigned index);
// How many arguments are shown: some depend on another one.
unsigned argument_count(OpenCall const& call);
// What follows the result: " ([{fd=0, revents=POLLIN}])".
std::string result_note(Story const& story);
// A result that is no plain number: fcntl's flags.
std::optional<std::string> own_result(Story const& story);

// ---- strace_structures.cpp
std::string poll_text(Story const& story, bool returned);
std::string terminal_text(uint64_t address, MemoryReader const& memory);

} // namespace ringside::emu
