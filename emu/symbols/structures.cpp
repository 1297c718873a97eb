// Looks types up by name, compilation unit by compilation unit, with libdw. Next: structures.hpp.
#include "emu/symbols/structures.hpp"

#include "emu/symbols/elf_file.hpp"

#include <dwarf.h>

#include <map>
#include <string>

namespace ringside::emu {

namespace {

// The part before `separator`, which is taken off the text together with it.
std::string_view take_part(std::string_view& text, std::string_view separator)
{
    auto const found = text.find(separator);
    auto const part = text.substr(0, found);
    text = found == std::string_view::npos ? std::string_view() : text.substr(found + separator.size());
    return part;
}

bool is_structure(Dwarf_Die& entry)
{
    int const tag = dwarf_tag(&entry);
    return tag == DW_TAG_structure_type || tag == DW_TAG_class_type;
}

bool is_named(Dwarf_Die& entry, std::string_view name)
{
    char const* const given = dwarf_diename(&entry);
    return given != nullptr && name == given;
}

std::optional<Dwarf_Die> type_of(Dwarf_Die& member)
{
    Dwarf_Attribute attribute;
    Dwarf_Die type;
    if (dwarf_attr_integrate(&member, DW_AT_type, &attribute) == nullptr ||
        dwarf_formref_die(&attribute, &type) == nullptr || dwarf_peel_type(&type, &type) != 0)
        return {};
    return type;
}

// The definition of "ringside::kernel::Region" somewhere below `parent`.
std::optional<Dwarf_Die> type_below(Dwarf_Die& parent, std::string_view name)
{
    std::string_view rest = name;
    auto const part = take_part(rest, "::");
    Dwarf_Die entry;
    for (int more = dwarf_child(&parent, &entry); more == 0; more = dwarf_siblingof(&entry, &entry)) {
        bool const is_space = dwarf_tag(&entry) == DW_TAG_namespace;
        if ((!is_space && !is_structure(entry)) || !is_named(entry, part))
            continue;
        if (!rest.empty()) {
            if (auto const found = type_below(entry, rest))
                return found;
        } else if (!is_space && dwarf_hasattr(&entry, DW_AT_declaration) == 0) {
            return entry;
        }
    }
    return {};
}

struct Member
{
    uint64_t offset = 0;
    Dwarf_Die entry{};
};

// A member by its name; base classes are looked into.
std::optional<Member> member_of(Dwarf_Die& type, std::string_view name)
{
    Dwarf_Die entry;
    for (int more = dwarf_child(&type, &entry); more == 0; more = dwarf_siblingof(&entry, &entry)) {
        int const tag = dwarf_tag(&entry);
        if (tag != DW_TAG_member && tag != DW_TAG_inheritance)
            continue;
        Dwarf_Attribute attribute;
        Dwarf_Word offset = 0;
        if (dwarf_attr(&entry, DW_AT_data_member_location, &attribute) == nullptr ||
            dwarf_formudata(&attribute, &offset) != 0)
            continue;
        if (tag == DW_TAG_member && is_named(entry, name))
            return Member{offset, entry};
        if (tag != DW_TAG_inheritance)
            continue;
        auto base = type_of(entry);
        auto found = base ? member_of(*base, name) : std::nullopt;
        if (found)
            return Member{offset + found->offset, found->entry};
    }
    return {};
}

} // namespace

struct Structures::Parts
{
    ElfFile elf;
    DebugInformation dwarf;
    std::map<std::string, std::optional<Dwarf_Die>, std::less<>> found;

    std::optional<Dwarf_Die> type(std::string_view name)
    {
        if (auto const known = found.find(name); known != found.end())
            return known->second;
        return found[std::string(name)] = look_up(name);
    }

    std::optional<Dwarf_Die> look_up(std::string_view name) const
    {
        Dwarf_Off offset = 0;
        Dwarf_Off next = 0;
        std::size_t header = 0;
        while (dwarf != nullptr &&
               dwarf_nextcu(dwarf.get(), offset, &next, &header, nullptr, nullptr, nullptr) == 0) {
            Dwarf_Die unit;
            if (dwarf_offdie(dwarf.get(), offset + header, &unit) != nullptr)
                if (auto const type = type_below(unit, name))
                    return type;
            offset = next;
        }
        return {};
    }
};

Structures::Structures(std::span<std::byte const> elf) : parts_(std::make_unique<Parts>())
{
    parts_->elf = open_elf(elf);
    parts_->dwarf = debug_information_of(parts_->elf.get());
}

Structures::~Structures() = default;

std::optional<uint64_t> Structures::offset(std::string_view type_name, std::string_view path) const
{
    auto type = parts_->type(type_name);
    uint64_t offset = 0;
    while (type && !path.empty()) {
        auto member = member_of(*type, take_part(path, "."));
        if (!member)
            return {};
        offset += member->offset;
        if (path.empty())
            return offset;
        type = type_of(member->entry);
    }
    return {};
}

std::optional<uint64_t> Structures::size(std::string_view type_name) const
{
    auto type = parts_->type(type_name);
    Dwarf_Attribute attribute;
    Dwarf_Word bytes = 0;
    if (!type || dwarf_attr(&*type, DW_AT_byte_size, &attribute) == nullptr ||
        dwarf_formudata(&attribute, &bytes) != 0)
        return {};
    return bytes;
}

} // namespace ringside::emu
