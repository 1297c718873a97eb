// Where each field lies, as bits of a table's entry in memory or as a register, and the one place through
// which a change by hand is stored. SDM Vol. 3A, "64-Bit Mode IDT", "Segment Descriptors", "64-Bit TSS
// Format", "4-Level Paging and 5-Level Paging".
#include "emu/time/change.hpp"

#include "cpu/instructions/system.hpp"
#include "cpu/transitions/canonical.hpp"
#include "emu/machine.hpp"
#include "emu/time/change_fields.hpp"
#include "emu/trace/page_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ringside::emu {

namespace {

// ---- entries in memory

// The bytes of an entry, each with its physical place: an entry may lie across a page's end.
struct Entry
{
    std::array<cpu::Physical, 16> where{};
    unsigned bytes = 0;
};

Outcome<Entry> at_linear(Machine const& machine, uint64_t linear, unsigned bytes)
{
    Entry entry{.bytes = bytes};
    for (unsigned i = 0; i < bytes; ++i)
        if (!machine.cpu.translate_for_view({linear + i}, entry.where[i]) ||
            !machine.memory.is_ram(entry.where[i]))
            return Refusal{fmt::format("nothing is mapped at {:#x}", linear + i)};
    return entry;
}

Outcome<Entry> gate_entry(Machine const& machine, uint64_t vector)
{
    auto const& state = machine.cpu.state;
    auto const bytes = state.long_mode() ? 16u : 8u;
    if (vector > 255 || vector * bytes + bytes - 1 > state.idtr.limit)
        return Refusal{fmt::format("the IDT has no gate {:#x}", vector)};
    return at_linear(machine, state.idtr.base + vector * bytes, bytes);
}

// A system descriptor has 16 bytes in long mode. SDM Vol. 3A, "Segment Descriptor Tables in IA-32e Mode".
Outcome<Entry> descriptor_entry(Machine const& machine, uint64_t selector)
{
    auto const& state = machine.cpu.state;
    auto const first = selector & 0xfff8;
    if (selector > 0xffff || (selector & 4) != 0 || first + 7 > state.gdtr.limit)
        return Refusal{fmt::format("the GDT has no descriptor {:#x}", selector)};
    auto const whole = first + 15 <= state.gdtr.limit ? 16u : 8u;
    auto entry = at_linear(machine, state.gdtr.base + first, whole);
    if (!entry.ok())
        return entry;
    constexpr uint8_t non_system = 0x10;
    if (!state.long_mode() || (*machine.memory.data(entry.value().where[5]) & non_system) != 0)
        entry.value().bytes = 8;
    return entry;
}

Outcome<Entry> page_table_entry(Machine const& machine, Field const& field)
{
    auto const levels = walk_tables(machine.cpu.state, machine.memory, field.place);
    if (field.level >= levels.size())
        return Refusal{fmt::format("the walk to {:#x} does not come that far", field.place)};
    Entry entry{.bytes = 8};
    for (unsigned i = 0; i < entry.bytes; ++i)
        entry.where[i] = {levels[field.level].address + i};
    return entry;
}

Outcome<Entry> entry_of(Machine const& machine, Field const& field)
{
    switch (field.area) {
    case Field::Area::gate:
        return gate_entry(machine, field.place);
    case Field::Area::descriptor:
        return descriptor_entry(machine, field.place);
    case Field::Area::tss: {
        auto const& tr = machine.cpu.state.tr;
        if (!machine.cpu.state.long_mode() || !tr.usable())
            return Refusal{"there is no 64-bit TSS here"};
        return at_linear(machine, tr.base, 0);
    }
    case Field::Area::page_entry:
        return page_table_entry(machine, field);
    case Field::Area::memory:
        return at_linear(machine, field.place, std::clamp(field.bytes, 1u, 8u));
    case Field::Area::msr:
    case Field::Area::register_:
        break;
    }
    return Refusal{"a register lies in no table"};
}

struct InMemory
{
    Entry entry;
    FieldShape shape;
};

Outcome<InMemory> find_in_memory(Machine const& machine, Field const& field)
{
    auto const shape = shape_of(field);
    if (!shape)
        return Refusal{fmt::format("there is no field \"{}\"", field.name)};
    auto entry = entry_of(machine, field);
    if (!entry.ok())
        return entry.refusal();
    if (field.area == Field::Area::tss) {
        entry = at_linear(machine, machine.cpu.state.tr.base + shape->pieces[0].at / 8, 8);
        if (!entry.ok())
            return entry.refusal();
        return InMemory{entry.value(), {.name = shape->name, .pieces = {{{0, 64, 0}}}}};
    }
    if (shape->pieces[0].at >= entry.value().bytes * 8)
        return Refusal{fmt::format("{} is longer than its entry", to_text(field))};
    return InMemory{entry.value(), *shape};
}

uint64_t get(Machine const& machine, InMemory const& found)
{
    uint64_t value = 0;
    for (auto const& piece : found.shape.pieces)
        for (unsigned bit = 0; bit < piece.bits && piece.at + bit < found.entry.bytes * 8; ++bit) {
            auto const at = piece.at + bit;
            auto const byte = *machine.memory.data(found.entry.where[at / 8]);
            value |= uint64_t{byte >> at % 8 & 1u} << (piece.from + bit);
        }
    return value;
}

// Byte by byte through the one store that drops decoded code and translations made from what it overwrites.
void put(Machine& machine, InMemory const& found, uint64_t value)
{
    for (auto const& piece : found.shape.pieces)
        for (unsigned bit = 0; bit < piece.bits && piece.at + bit < found.entry.bytes * 8; ++bit) {
            auto const at = piece.at + bit;
            auto const physical = found.entry.where[at / 8];
            auto const old = *machine.memory.data(physical);
            auto const mask = 1u << at % 8;
            auto const is_set = (value >> (piece.from + bit) & 1) != 0;
            auto const byte = static_cast<uint8_t>(is_set ? old | mask : old & ~mask);
            if (byte != old)
                machine.memory.store(physical, &byte, 1);
        }
}

// ---- model-specific registers

Outcome<uint64_t> msr_field(Machine& machine, Field const& field)
{
    auto const shape = shape_of(field);
    if (!shape)
        return Refusal{fmt::format("there is no field \"{}\" in MSR {:#x}", field.name, field.place)};
    auto const whole = cpu::msr_value(machine.cpu, static_cast<uint32_t>(field.place)).value();
    auto const& piece = shape->pieces[0];
    return whole >> piece.at & low_bits(piece.bits);
}

uint64_t whole_msr(Machine& machine, Change const& change)
{
    auto const piece = shape_of(change.field)->pieces[0];
    auto const whole = cpu::msr_value(machine.cpu, static_cast<uint32_t>(change.field.place)).value();
    auto const mask = low_bits(piece.bits) << piece.at;
    return (whole & ~mask) | (change.value << piece.at & mask);
}

// ---- what a field holds once it has been set

// WRMSR itself is the judge: it is tried, and undone.
Outcome<uint64_t> held_by_msr(Machine& machine, Change const& change)
{
    auto const number = static_cast<uint32_t>(change.field.place);
    auto const before = machine.cpu.state;
    auto const result = cpu::set_msr(machine.cpu, number, whole_msr(machine, change));
    auto const held = msr_field(machine, change.field);
    machine.cpu.state = before;
    machine.cpu.mapping_changed();
    if (!result.ok())
        return Refusal{fmt::format("WRMSR refuses {:#x} for {}", change.value, to_text(change.field))};
    return held;
}

// An entry in another mode may be shorter than the field: a data segment's base has 32 bits.
uint64_t held_in_memory(InMemory const& found, uint64_t value)
{
    uint64_t held = 0;
    for (auto const& piece : found.shape.pieces)
        for (unsigned bit = 0; bit < piece.bits && piece.at + bit < found.entry.bytes * 8; ++bit)
            held |= value & uint64_t{1} << (piece.from + bit);
    return held;
}

Outcome<uint64_t> held_after(Machine& machine, Change const& change)
{
    if (change.field.area == Field::Area::msr)
        return held_by_msr(machine, change);
    if (change.field.area == Field::Area::register_) {
        auto const* known = find_register(change.field.name);
        auto state = machine.cpu.state;
        known->set(state, change.value);
        return known->get(state);
    }
    auto const found = find_in_memory(machine, change.field);
    return found.ok() ? Outcome<uint64_t>(held_in_memory(found.value(), change.value)) : found.refusal();
}

// What is said of a change is what the machine then holds, so it takes the value whole or not at all.
Outcome<void> check_held(Machine& machine, Change const& change)
{
    auto const held = held_after(machine, change);
    if (!held.ok())
        return held.refusal();
    if (held.value() != change.value)
        return Refusal{fmt::format("{} cannot hold {:#x} here: it would hold {:#x}", to_text(change.field),
                                   change.value, held.value())};
    return {};
}

} // namespace

Outcome<uint64_t> field_value(Machine& machine, Field const& field)
{
    if (field.area == Field::Area::msr)
        return msr_field(machine, field);
    if (field.area == Field::Area::register_) {
        auto const* known = find_register(field.name);
        return known != nullptr ? Outcome<uint64_t>(known->get(machine.cpu.state))
                                : Refusal{fmt::format("no register \"{}\" can be changed", field.name)};
    }
    auto const found = find_in_memory(machine, field);
    return found.ok() ? Outcome<uint64_t>(get(machine, found.value())) : found.refusal();
}

Outcome<void> check_value(Machine& machine, Change const& change)
{
    auto const now = field_value(machine, change.field);
    if (!now.ok())
        return now.refusal();
    if (change.field.area == Field::Area::register_) {
        auto const* known = find_register(change.field.name);
        if ((change.value & ~known->may_be_set) != 0)
            return Refusal{fmt::format("{} cannot hold {:#x}", known->name, change.value)};
        return check_held(machine, change);
    }
    auto const bits = bits_of(*shape_of(change.field));
    auto const most = low_bits(bits);
    if (change.value > most)
        return Refusal{bits == 1
                           ? fmt::format("{} has 1 bit: 0 to {:#x}", to_text(change.field), most)
                           : fmt::format("{} has {} bits: 0 to {:#x}", to_text(change.field), bits, most)};
    return check_held(machine, change);
}

void set_field(Machine& machine, Field const& field, uint64_t value)
{
    if (!field_value(machine, field).ok())
        return;
    if (field.area == Field::Area::msr) {
        static_cast<void>(cpu::set_msr(machine.cpu, static_cast<uint32_t>(field.place),
                                       whole_msr(machine, {field, value})));
    } else if (field.area == Field::Area::register_) {
        find_register(field.name)->set(machine.cpu.state, value);
    } else {
        put(machine, find_in_memory(machine, field).value(), value);
    }
    machine.cpu.mapping_changed();
}

} // namespace ringside::emu
