// Lines as strace(1) writes them: arguments up to the first that the kernel fills are shown as they were at
// entry, the others as they are at return; results stand in column 40.
#include "emu/trace/strace_story.hpp"
#include "kernel-model/abi/errno.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <vector>

namespace ringside::emu {

namespace {

using kernel::Argument;
using kernel::ArgumentKind;
using kernel::CallTable;

constexpr std::size_t result_column = 39;

std::string bytes_text(Story const& story, uint64_t address, uint64_t length)
{
    if (address == 0)
        return "NULL";
    std::vector<uint8_t> bytes(std::min<uint64_t>(length, most_shown));
    if (story.memory(address, bytes) < bytes.size())
        return pointer_text(address);
    return quoted_bytes(bytes, length > most_shown);
}

std::string iovec_text(Story const& story, uint64_t address, uint64_t count, uint64_t limit)
{
    std::string text = "[";
    for (uint64_t i = 0; i < count; ++i) {
        if (i == most_shown)
            return text + ", ...]";
        auto const at = address + i * 2 * story.word_bytes();
        auto const base = word_at(story, at);
        auto const length = word_at(story, at + story.word_bytes());
        if (!base || !length)
            return pointer_text(address);
        auto const shown = std::min(*length, limit);
        limit -= shown;
        text += fmt::format("{}{{iov_base={}, iov_len={}}}", i == 0 ? "" : ", ",
                            bytes_text(story, *base, shown), *length);
    }
    return text + "]";
}

std::string structure_argument(Story const& story, Argument const& argument, uint64_t value)
{
    if (value == 0)
        return "NULL";
    auto const text = structure_text(argument.structure, story.call.table, value, story.memory);
    return text.empty() ? pointer_text(value) : text;
}

bool is_filled_by_kernel(ArgumentKind kind)
{
    return kind == ArgumentKind::buffer_out || kind == ArgumentKind::structure_out ||
           kind == ArgumentKind::iovec_out;
}

std::string argument_text(Story const& story, unsigned index)
{
    if (auto own = own_argument(story, index))
        return *own;
    auto const& argument = story.call.call()->arguments[index];
    auto const value = story.call.arguments[index];
    auto const length =
        argument.length >= 0 ? story.call.arguments[static_cast<unsigned>(argument.length)] : 0;
    switch (argument.kind) {
    case ArgumentKind::integer:
    case ArgumentKind::fd:
        return fmt::format("{}", static_cast<int32_t>(value));
    case ArgumentKind::offset:
        return fmt::format("{}", signed_result(story.call.table, value));
    case ArgumentKind::unsigned_integer:
    case ArgumentKind::size:
        return fmt::format("{}", value);
    case ArgumentKind::dir_fd:
        return static_cast<int32_t>(value) == -100 ? "AT_FDCWD"
                                                   : fmt::format("{}", static_cast<int32_t>(value));
    case ArgumentKind::path:
    case ArgumentKind::string:
        return path_text(story, value);
    case ArgumentKind::strings:
        return strings_text(story, value);
    case ArgumentKind::buffer_in:
        return bytes_text(story, value, length);
    case ArgumentKind::iovec_in:
        return iovec_text(story, value, length, ~uint64_t{0});
    case ArgumentKind::buffer_out:
        return story.failed()
                   ? pointer_text(value)
                   : bytes_text(story, value, std::min(static_cast<uint64_t>(story.result), length));
    case ArgumentKind::iovec_out:
        return story.failed() ? pointer_text(value)
                              : iovec_text(story, value, length, static_cast<uint64_t>(story.result));
    case ArgumentKind::structure_in:
        return structure_argument(story, argument, value);
    case ArgumentKind::structure_out:
    case ArgumentKind::structure_inout:
        return story.failed() ? pointer_text(value) : structure_argument(story, argument, value);
    case ArgumentKind::pointer:
        return pointer_text(value);
    case ArgumentKind::hexadecimal:
        return value == 0 ? "0" : fmt::format("{:#x}", value);
    case ArgumentKind::mode:
        return fmt::format("{:#03o}", value & 07777);
    default:
        return flags_text(argument.kind, value);
    }
}

// The first argument that is known only at return.
unsigned first_open_argument(OpenCall const& call)
{
    auto const count = argument_count(call);
    for (unsigned i = 0; i < count; ++i)
        if (is_filled_by_kernel(call.call()->arguments[i].kind) || is_own_output(call, i))
            return i;
    return count;
}

void add_arguments(std::string& text, Story const& story, unsigned first, unsigned end)
{
    for (unsigned i = first; i < end; ++i)
        text += (i == 0 ? "" : ", ") + argument_text(story, i);
}

std::string result_text(OpenCall const& call, uint64_t value)
{
    auto const result = signed_result(call.table, value);
    if (result < 0 && result >= -4095) {
        auto const* error = kernel::find_errno(-result);
        return error != nullptr ? fmt::format("-1 {} ({})", error->name, error->sentence)
                                : fmt::format("-1 (errno {})", -result);
    }
    auto const* description = call.call();
    auto const kind = description != nullptr ? description->result : kernel::ResultKind::integer;
    auto const shown = call.table == CallTable::x86_64 ? value : static_cast<uint32_t>(value);
    switch (kind) {
    case kernel::ResultKind::address:
        return fmt::format("{:#x}", shown);
    case kernel::ResultKind::mode:
        return fmt::format("{:#o}", shown);
    default:
        return fmt::format("{}", result);
    }
}

std::string closed(std::string text, std::string const& result)
{
    text += ')';
    if (text.size() < result_column)
        text.resize(result_column, ' ');
    return text + " = " + result;
}

} // namespace

std::string pointer_text(uint64_t value)
{
    return value == 0 ? "NULL" : fmt::format("{:#x}", value);
}

std::string path_text(Story const& story, uint64_t address, std::size_t most)
{
    constexpr std::size_t longest_path = 4096;
    if (address == 0)
        return "NULL";
    std::vector<uint8_t> bytes(longest_path);
    bytes.resize(story.memory(address, bytes));
    auto const end = std::find(bytes.begin(), bytes.end(), 0);
    auto const length = static_cast<std::size_t>(end - bytes.begin());
    if (end == bytes.end() && length <= most)
        return pointer_text(address);
    return quoted_bytes({bytes.data(), std::min(length, most)}, length > most);
}

std::optional<uint64_t> word_at(Story const& story, uint64_t address)
{
    std::array<uint8_t, 8> bytes{};
    if (story.memory(address, std::span(bytes).first(story.word_bytes())) < story.word_bytes())
        return {};
    uint64_t value = 0;
    std::memcpy(&value, bytes.data(), bytes.size());
    return value;
}

std::string strings_text(Story const& story, uint64_t address)
{
    if (address == 0)
        return "NULL";
    std::string text;
    for (std::size_t i = 0;; ++i) {
        auto const item = word_at(story, address + i * story.word_bytes());
        if (!item)
            return pointer_text(address);
        if (*item == 0)
            return "[" + text + "]";
        text += i == 0 ? "" : ", ";
        if (i == most_shown)
            return "[" + text + "...]";
        text += path_text(story, *item, most_shown);
    }
}

std::string environment_text(Story const& story, uint64_t address)
{
    constexpr uint64_t most_variables = 100'000; // a guest may say that it has no end
    if (address == 0)
        return "NULL";
    uint64_t variables = 0;
    for (; variables < most_variables; ++variables) {
        auto const item = word_at(story, address + variables * story.word_bytes());
        if (!item)
            return pointer_text(address);
        if (*item == 0)
            break;
    }
    return fmt::format("{:#x} /* {} var{} */", address, variables, variables == 1 ? "" : "s");
}

std::string entry_text(OpenCall const& call, MemoryReader const& memory)
{
    auto const* description = call.call();
    if (description == nullptr) {
        auto text = fmt::format("syscall_{:#x}(", call.number);
        for (unsigned i = 0; i < 6; ++i)
            text += fmt::format("{}{:#x}", i == 0 ? "" : ", ", call.arguments[i]);
        return text;
    }
    auto text = std::string(description->name) + "(";
    add_arguments(text, {call, memory}, 0, first_open_argument(call));
    return text;
}

std::string return_text(OpenCall const& call, std::string const& entry, uint64_t value,
                        MemoryReader const& memory)
{
    if (call.call() == nullptr)
        return closed(entry, result_text(call, value));
    Story const story{call, memory, true, signed_result(call.table, value)};
    auto text = entry;
    add_arguments(text, story, first_open_argument(call), argument_count(call));
    auto const own = own_result(story);
    return closed(std::move(text), own ? *own : result_text(call, value)) + result_note(story);
}

std::string unfinished_text(std::string const& entry)
{
    return closed(entry, "?");
}

} // namespace ringside::emu
