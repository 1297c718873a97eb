// Writes strings downwards, then argc, pointers and auxiliary vector upwards.
#include "kernel-model/task/initial_stack.hpp"

#include "kernel-model/lib/instructions.hpp"
#include "kernel-model/lib/random.hpp"
#include "kernel-model/memory/user_pointer.hpp"
#include "kernel-model/vdso/map.hpp"

#include <array>

namespace ringside::kernel {

namespace {

/// Types of auxiliary-vector entries: Linux include/uapi/linux/auxvec.h.
namespace aux {
constexpr uint64_t null = 0;
constexpr uint64_t program_headers = 3;
constexpr uint64_t program_header_size = 4;
constexpr uint64_t program_header_count = 5;
constexpr uint64_t page_bytes = 6;
constexpr uint64_t interpreter_base = 7;
constexpr uint64_t flags = 8;
constexpr uint64_t entry = 9;
constexpr uint64_t uid = 11;
constexpr uint64_t euid = 12;
constexpr uint64_t gid = 13;
constexpr uint64_t egid = 14;
constexpr uint64_t platform = 15;
constexpr uint64_t hardware_capabilities = 16;
constexpr uint64_t clock_ticks = 17;
constexpr uint64_t secure = 23;
constexpr uint64_t random = 25;
constexpr uint64_t hardware_capabilities_2 = 26;
constexpr uint64_t executable_name = 31;
constexpr uint64_t system_info = 32;        // i386: __kernel_vsyscall
constexpr uint64_t system_info_header = 33; // the vDSO's ELF header
} // namespace aux

/// Writes downwards from the top of a stack, in words of the program's size.
class StackWriter
{
public:
    StackWriter(uint64_t top, bool is_32_bit) : sp_(top), word_size_(is_32_bit ? 4 : 8) {}

    uint64_t sp() const { return sp_; }
    uint64_t word_size() const { return word_size_; }
    void skip(uint64_t bytes) { sp_ -= bytes; }
    void align() { sp_ &= ~uint64_t{15}; }

    Result<uint64_t> bytes(std::span<std::byte const> content)
    {
        sp_ -= content.size();
        TRY(copy_to_user(UserPtr<std::byte>(sp_), content));
        return sp_;
    }
    Result<uint64_t> text(std::string_view text)
    {
        sp_ -= 1; // the terminating zero, which fresh memory already holds
        return bytes(std::as_bytes(std::span(text)));
    }

private:
    uint64_t sp_;
    uint64_t word_size_;
};

/// Writes upwards: argc, the pointers, the auxiliary vector.
class WordWriter
{
public:
    WordWriter(uint64_t address, uint64_t word_size) : address_(address), word_size_(word_size) {}

    Result<void> word(uint64_t value)
    {
        TRY(copy_to_user(UserPtr<std::byte>(address_),
                         std::as_bytes(std::span(&value, 1)).first(word_size_)));
        address_ += word_size_;
        return {};
    }
    Result<void> pair(uint64_t type, uint64_t value)
    {
        TRY(word(type));
        return word(value);
    }
    /// Pointers to `count` strings that lie one after the other from `text` on.
    Result<void> pointers(TextList const& list, uint64_t text)
    {
        for (auto const* node = list.first(); node; node = node->next) {
            TRY(word(text));
            text += node->text.size() + 1;
        }
        return {};
    }

private:
    uint64_t address_;
    uint64_t word_size_;
};

uint64_t bytes_in(TextList const& list)
{
    uint64_t bytes = 0;
    for (auto const* node = list.first(); node; node = node->next)
        bytes += node->text.size() + 1;
    return bytes;
}

/// Writes the strings in ascending order into the `bytes` bytes below SP.
Result<uint64_t> write_strings(StackWriter& stack, TextList const& list)
{
    stack.skip(bytes_in(list));
    uint64_t const first = stack.sp();
    uint64_t at = first;
    for (auto const* node = list.first(); node; node = node->next) {
        TRY(copy_to_user(UserPtr<std::byte>(at), std::as_bytes(std::span(node->text))));
        at += node->text.size() + 1;
    }
    return first;
}

/// Addresses of what lies above the vector.
struct Strings
{
    uint64_t path;
    uint64_t argument_zero;
    uint64_t platform;
    uint64_t random;
};

Result<void> write_auxiliary_vector(WordWriter& words, Task const& task, ElfFile const& file,
                                    ProgramStart const& start, Strings const& strings)
{
    if (task.vdso != 0) {
        if (task.is_32_bit)
            TRY(words.pair(aux::system_info, task.vdso + vdso32_symbol("__kernel_vsyscall")));
        TRY(words.pair(aux::system_info_header, task.vdso));
    }
    uint64_t const headers = file.headers_address();
    TRY(words.pair(aux::hardware_capabilities, cpuid(1).edx));
    TRY(words.pair(aux::page_bytes, page_size));
    TRY(words.pair(aux::clock_ticks, 100));
    TRY(words.pair(aux::program_headers, headers != 0 ? headers + start.load_bias : 0));
    TRY(words.pair(aux::program_header_size, file.segment_header_size()));
    TRY(words.pair(aux::program_header_count, file.segment_count()));
    TRY(words.pair(aux::interpreter_base, 0));
    TRY(words.pair(aux::flags, 0));
    TRY(words.pair(aux::entry, file.entry() + start.load_bias));
    TRY(words.pair(aux::uid, task.uid));
    TRY(words.pair(aux::euid, task.uid));
    TRY(words.pair(aux::gid, task.gid));
    TRY(words.pair(aux::egid, task.gid));
    TRY(words.pair(aux::secure, 0));
    TRY(words.pair(aux::random, strings.random));
    TRY(words.pair(aux::hardware_capabilities_2, 0)); // CR4.FSGSBASE is clear
    TRY(words.pair(aux::executable_name, strings.path));
    TRY(words.pair(aux::platform, strings.platform));
    return words.pair(aux::null, 0);
}

uint64_t auxiliary_pairs(Task const& task)
{
    constexpr uint64_t pairs_without_vdso = 19;
    return pairs_without_vdso + (task.vdso == 0 ? 0 : task.is_32_bit ? 2 : 1);
}

Result<uint64_t> write_stack(Task& task, ElfFile const& file, ProgramStart const& start)
{
    StackWriter stack(task.memory->layout().stack_top, file.is_32_bit());
    stack.skip(stack.word_size());
    Strings strings{};
    strings.path = TRY(stack.text(start.path));

    task.environment_end = stack.sp();
    task.environment_start = TRY(write_strings(stack, start.environment));
    task.arguments_end = stack.sp();
    uint64_t const first_argument = TRY(write_strings(stack, start.arguments));
    strings.argument_zero = TRY(stack.text(start.path));
    task.arguments_start = strings.argument_zero;

    // Linux arch_align_stack: the low bits of RSP are drawn too.
    constexpr uint64_t most_slack = 8192;
    if (start.randomize)
        stack.skip(random_u64() % most_slack);
    stack.align();
    strings.platform = TRY(stack.text(file.is_32_bit() ? "i686" : "x86_64"));
    std::array<std::byte, 16> random;
    fill_random(random);
    strings.random = TRY(stack.bytes(random));

    size_t const argument_count = start.arguments.size() + 1;
    uint64_t const words = 1 + argument_count + 1 + start.environment.size() + 1 + 2 * auxiliary_pairs(task);
    stack.skip(words * stack.word_size());
    stack.align();
    WordWriter writer(stack.sp(), stack.word_size());
    TRY(writer.word(argument_count));
    TRY(writer.word(strings.argument_zero));
    TRY(writer.pointers(start.arguments, first_argument));
    TRY(writer.word(0));
    TRY(writer.pointers(start.environment, task.environment_start));
    TRY(writer.word(0));
    TRY(write_auxiliary_vector(writer, task, file, start, strings));
    return stack.sp();
}

} // namespace

Result<uint64_t> write_initial_stack(Task& task, ElfFile const& file, ProgramStart const& start)
{
    // execve(2), "Limits on size of arguments and environment": a quarter of the stack limit, pointers
    // included.
    uint64_t const strings = bytes_in(start.arguments) + bytes_in(start.environment) + 2 * start.path.size();
    uint64_t const pointers = (start.arguments.size() + start.environment.size()) * 8;
    if (strings + pointers > AddressSpace::stack_limit / 4)
        return Errno::e2big;
    auto const written = write_stack(task, file, start);
    if (written.failed())
        return Errno::e2big;
    return written.value();
}

} // namespace ringside::kernel
