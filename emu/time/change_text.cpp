// The words of a change: a field's name as case files write it, the sentence that says what was changed, and
// both read back.
#include "emu/boot/program.hpp"
#include "emu/place.hpp"
#include "emu/time/change_fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace ringside::emu {

namespace {

using Area = Field::Area;

constexpr std::string_view levels[] = {"pml4e", "pdpte", "pde", "pte"};
constexpr std::string_view level_titles[] = {"PML4E", "PDPTE", "PDE", "PTE"};

std::string_view msr_name(uint64_t number)
{
    for (auto const& msr : msr_fields())
        if (msr.number == number)
            return msr.name;
    return "?";
}

std::string_view title(Field const& field)
{
    auto const shape = shape_of(field);
    return shape ? shape->title : std::string_view(field.name);
}

// Small numbers of a few bits read better in decimal.
bool is_small(Field const& field)
{
    auto const shape = shape_of(field);
    return shape ? bits_of(*shape) <= 3
                 : find_register(field.name) != nullptr && find_register(field.name)->may_be_set == 1;
}

std::string subject(Field const& field)
{
    switch (field.area) {
    case Area::gate:
        return fmt::format("gate {:#x}: {}", field.place, title(field));
    case Area::descriptor:
        return fmt::format("GDT descriptor {:#x}: {}", field.place, title(field));
    case Area::tss:
        return fmt::format("TSS.{}", title(field));
    case Area::msr:
        return fmt::format("{}{}{}", msr_name(field.place), field.name.empty() ? "" : ".", title(field));
    case Area::page_entry:
        return fmt::format("{} of {:#x}: {}", level_titles[field.level & 3], field.place, title(field));
    case Area::register_:
        return field.name;
    case Area::memory:
        return field.bytes == 1 ? fmt::format("1 byte at {:#x}", field.place)
                                : fmt::format("{} bytes at {:#x}", field.bytes, field.place);
    }
    return {};
}

// "idt[0x80].dpl" and "gate 0x80 dpl" are the same words once brackets and dots are blanks.
std::vector<std::string_view> split(std::string_view words)
{
    constexpr std::string_view separators = " \t[].";
    std::vector<std::string_view> list;
    while (true) {
        words.remove_prefix(std::min(words.find_first_not_of(separators), words.size()));
        if (words.empty())
            return list;
        auto const end = std::min(words.find_first_of(separators), words.size());
        list.push_back(words.substr(0, end));
        words.remove_prefix(end);
    }
}

std::string lower(std::string_view word)
{
    std::string text(word);
    std::transform(text.begin(), text.end(), text.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    });
    return text;
}

Refusal unknown(std::string_view words)
{
    return Refusal{
        fmt::format("no field is called \"{}\"; write gate 0x80 dpl, gdt[2].present, tss rsp0, msr "
                    "LSTAR, msr EFER sce, page ADDRESS pte write, byte ADDRESS or $rax",
                    printable(words))};
}

// Names of the manual are accepted beside those of case files: P for present.
Outcome<Field> known(Field field, std::string_view words)
{
    field.name = lower(field.name);
    if (field.name == "p")
        field.name = "present";
    if (field.area == Area::page_entry) {
        constexpr std::pair<std::string_view, std::string_view> others[] = {
            {"w", "write"}, {"u", "user"},   {"a", "accessed"},
            {"d", "dirty"}, {"ps", "large"}, {"g", "global"}};
        for (auto const& [letter, name] : others)
            if (field.name == letter)
                field.name = name;
    }
    return shape_of(field) ? Outcome<Field>(std::move(field)) : unknown(words);
}

Outcome<Field> msr_field(std::vector<std::string_view> const& list, std::string_view words)
{
    for (auto const& msr : msr_fields())
        if (lower(msr.name) == lower(list[1]))
            return known({Area::msr, msr.number, std::string(list.size() > 2 ? list[2] : "")}, words);
    return unknown(words);
}

Outcome<Field> page_field(std::vector<std::string_view> const& list, uint64_t address, std::string_view words)
{
    for (unsigned level = 0; level < std::size(levels) && list.size() == 4; ++level)
        if (levels[level] == lower(list[2]))
            return known({Area::page_entry, address, std::string(list[3]), level}, words);
    return unknown(words);
}

std::optional<unsigned> bytes_of(std::string_view word)
{
    constexpr std::pair<std::string_view, unsigned> names[] = {
        {"byte", 1}, {"word", 2}, {"dword", 4}, {"qword", 8}};
    for (auto const& [name, bytes] : names)
        if (name == word)
            return bytes;
    return {};
}

} // namespace

std::string to_text(Field const& field)
{
    switch (field.area) {
    case Area::gate:
        return fmt::format("idt[{:#x}].{}", field.place, field.name);
    case Area::descriptor:
        return fmt::format("gdt[{}].{}", field.place >> 3, field.name);
    case Area::tss:
        return fmt::format("tss.{}", field.name);
    case Area::msr:
        return fmt::format("msr[{}]{}{}", msr_name(field.place), field.name.empty() ? "" : ".", field.name);
    case Area::page_entry:
        return fmt::format("page[{:#x}].{}.{}", field.place, levels[field.level & 3], field.name);
    case Area::register_:
        return field.name;
    case Area::memory:
        return fmt::format("[{:#x}]", field.place);
    }
    return {};
}

std::string change_sentence(Change const& change, uint64_t before)
{
    auto const& field = change.field;
    if (is_small(field))
        return fmt::format("{} {} → {}", subject(field), before, change.value);
    return fmt::format("{} {:#x} → {:#x}", subject(field), before, change.value);
}

Outcome<Field> parse_field(std::string_view words, NumberReader const& number)
{
    auto const list = split(words);
    if (list.empty())
        return unknown(words);
    auto const first = lower(list[0]);
    if (first == "tss" && list.size() == 2)
        return known({Area::tss, 0, std::string(list[1])}, words);
    if (first == "msr" && (list.size() == 2 || list.size() == 3))
        return msr_field(list, words);
    auto const bare = first.starts_with('$') ? first.substr(1) : first;
    auto const dotted = list.size() == 2 ? bare + "." + lower(list[1]) : bare;
    if (list.size() <= 2 && find_register(dotted) != nullptr)
        return Field{Area::register_, 0, dotted};
    auto const place = words.starts_with('[') ? number(list[0])
                       : list.size() > 1      ? number(list[1])
                                              : Outcome<uint64_t>(unknown(words));
    if (!place.ok())
        return place.refusal();
    if ((first == "idt" || first == "gate") && list.size() == 3)
        return known({Area::gate, place.value(), std::string(list[2])}, words);
    if (first == "gdt" && list.size() == 3)
        return known({Area::descriptor, place.value() << 3, std::string(list[2])}, words);
    if (first == "descriptor" && list.size() == 3)
        return known({Area::descriptor, place.value(), std::string(list[2])}, words);
    if (first == "page")
        return page_field(list, place.value(), words);
    if (words.starts_with('[') && list.size() == 1)
        return Field{Area::memory, place.value()};
    if (auto const bytes = bytes_of(first); bytes && list.size() == 2)
        return Field{Area::memory, place.value(), {}, 0, *bytes};
    return unknown(words);
}

} // namespace ringside::emu
