// The bare machine's tables, modes and record.
#include "tests/support/bare_machine.hpp"

namespace ringside::test {

using namespace ringside::cpu;

namespace {

// Linux's GDT of x86-64. Linux arch/x86/kernel/cpu/common.c, gdt_page.
constexpr uint64_t kernel_32 = 0x00cf'9b00'0000'ffff;
constexpr uint64_t kernel_cs = 0x00af'9b00'0000'ffff;
constexpr uint64_t kernel_ds = 0x00cf'9300'0000'ffff;
constexpr uint64_t user_32 = 0x00cf'fb00'0000'ffff;
constexpr uint64_t user_ds = 0x00cf'f300'0000'ffff;
constexpr uint64_t user_cs = 0x00af'fb00'0000'ffff;
constexpr uint64_t tss_limit = 103;
constexpr uint64_t memory_bytes = 0x200000;

// The low half of a busy TSS descriptor.
constexpr uint64_t tss_descriptor(uint64_t base)
{
    return tss_limit | (base & 0xff'ffff) << 16 | uint64_t{0x8b} << 40 | (base >> 24) << 56;
}

void load(State& state, SegmentName name, uint16_t selector, uint64_t raw)
{
    state.segment(name) = Descriptor{raw}.load(selector);
}

unsigned moved(StepRecord const& record, Direction direction)
{
    return direction == Direction::read ? record.read_bytes : record.written_bytes;
}

} // namespace

std::string Recorder::names() const
{
    std::string text;
    for (auto const& record : steps)
        text.append(text.empty() ? "" : " ").append(name(record.step));
    return text;
}

StepRecord Recorder::find(Step wanted) const
{
    for (auto const& record : steps)
        if (record.step == wanted)
            return record;
    return {};
}

unsigned Recorder::bytes_in_steps(Direction direction) const
{
    unsigned sum = 0;
    for (auto const& record : steps)
        sum += moved(record, direction);
    return sum;
}

unsigned Recorder::bytes_in_accesses(Direction direction) const
{
    unsigned sum = 0;
    for (auto const& told : accesses)
        sum += told.direction == direction ? told.bytes : 0u;
    return sum;
}

uint32_t QuietBus::read_port(uint16_t, unsigned)
{
    return port_value;
}

void QuietBus::write_port(uint16_t port, unsigned bytes, uint32_t value)
{
    port_writes.push_back({port, bytes, value});
}

BareMachine::BareMachine(Vendor vendor) : memory(memory_bytes), processor({.vendor = vendor}, memory, bus)
{
    // Page tables: one PML4, one PDPT, one page directory, one page table.
    constexpr uint64_t upper = 7; // present, writable, user: the page table decides
    write<uint64_t>(page_tables, (page_tables + 0x1000) | upper);
    write<uint64_t>(page_tables + 0x1000, (page_tables + 0x2000) | upper);
    write<uint64_t>(page_tables + 0x2000, (page_tables + 0x3000) | upper);
    for (uint64_t page = 0; page < memory_bytes; page += page_size)
        set_page(page, 3);
    for (auto const page : {user_code, user_stack_top - page_size, user_data})
        set_page(page, 7);

    set_descriptor(0x08, kernel_32);
    set_descriptor(0x10, kernel_cs);
    set_descriptor(0x18, kernel_ds);
    set_descriptor(0x20, user_32);
    set_descriptor(0x28, user_ds);
    set_descriptor(0x30, user_cs);
    set_descriptor(0x40, tss_descriptor(tss));
    set_descriptor(0x48, 0);
    set_tss_field(4, kernel_stack_top);
    set_tss_field(36, interrupt_stack_top);
    write<uint16_t>(tss + 102, 104); // no I/O bitmap
    for (unsigned vector = 0; vector < 256; ++vector)
        set_gate(vector,
                 {.offset = handler(vector), .dpl = vector == 3 || vector == 4 || vector == 0x80 ? 3u : 0u});

    state.gdtr = {gdt, 0x7f};
    state.idtr = {idt, 0xfff};
    state.tr = Descriptor{tss_descriptor(tss)}.load(0x40);
    state.cr0 = cr0::pg | cr0::wp | cr0::ne | cr0::et | cr0::mp | cr0::pe;
    state.cr3 = page_tables;
    state.cr4 = cr4::pae | cr4::pge | cr4::osfxsr | cr4::osxmmexcpt;
    state.efer = efer::sce | efer::lme | efer::lma | efer::nxe;
    state.star = 0x0023'0010'0000'0000;
    state.lstar = 0x38000;
    state.cstar = 0x38100;
    state.sfmask = 0x257fd5;
    state.sysenter_cs = 0x10;
    state.sysenter_esp = kernel_stack_top;
    state.sysenter_eip = 0x38200;
    state.rflags = 0x202;
    state.rip = user_code;
    state.gpr[rsp] = user_stack_top;
    state.cpl = 3;
    load(state, SegmentName::cs, 0x33, user_cs);
    load(state, SegmentName::ss, 0x2b, user_ds);
    processor.stop_at_faults = false;
    processor.observe(&recorder);
}

void BareMachine::go_to_ring_0()
{
    load(state, SegmentName::cs, 0x10, kernel_cs);
    load(state, SegmentName::ss, 0x18, kernel_ds);
    state.cpl = 0;
    state.rip = kernel_code;
    state.gpr[rsp] = kernel_stack_top;
    processor.state_replaced();
}

void BareMachine::go_to_compatibility()
{
    load(state, SegmentName::cs, 0x23, user_32);
    for (auto const name : {SegmentName::ss, SegmentName::ds, SegmentName::es})
        load(state, name, 0x2b, user_ds);
    processor.state_replaced();
}

void BareMachine::go_to_legacy()
{
    go_to_compatibility();
    state.cr0 = cr0::ne | cr0::et | cr0::mp | cr0::pe;
    state.efer = efer::sce;
    state.idtr.limit = 0x7ff;
    set_tss_field(4, kernel_stack_top | uint64_t{0x18} << 32);
    for (unsigned vector = 0; vector < 256; ++vector)
        set_legacy_gate(vector,
                        {.offset = handler(vector), .selector = 0x08, .dpl = vector == 0x80 ? 3u : 0u});
    processor.state_replaced();
}

void BareMachine::go_to_legacy_ring_0()
{
    go_to_legacy();
    load(state, SegmentName::cs, 0x08, kernel_32);
    load(state, SegmentName::ss, 0x18, kernel_ds);
    state.cpl = 0;
    state.rip = kernel_code;
    state.gpr[rsp] = kernel_stack_top;
    processor.state_replaced();
}

void BareMachine::code(std::initializer_list<uint8_t> bytes)
{
    memory.write({state.rip}, {bytes.begin(), bytes.size()});
    processor.state_replaced();
}

void BareMachine::set_gate(unsigned vector, GateFields const& fields)
{
    auto const low = (fields.offset & 0xffff) | uint64_t{fields.selector} << 16 | uint64_t{fields.ist} << 32 |
                     uint64_t{fields.type} << 40 | uint64_t{fields.dpl} << 45 |
                     uint64_t{fields.present ? 1u : 0u} << 47 | ((fields.offset >> 16) & 0xffff) << 48;
    write<uint64_t>(idt + 16 * vector, low);
    write<uint64_t>(idt + 16 * vector + 8, fields.offset >> 32);
}

void BareMachine::set_legacy_gate(unsigned vector, GateFields const& fields)
{
    auto const low = (fields.offset & 0xffff) | uint64_t{fields.selector} << 16 |
                     uint64_t{fields.type} << 40 | uint64_t{fields.dpl} << 45 |
                     uint64_t{fields.present ? 1u : 0u} << 47 | ((fields.offset >> 16) & 0xffff) << 48;
    write<uint64_t>(idt + 8 * vector, low);
}

void BareMachine::set_descriptor(uint16_t selector, uint64_t raw)
{
    write<uint64_t>(gdt + (selector & ~7u), raw);
}

void BareMachine::set_page(uint64_t address, uint64_t rights)
{
    auto const page = address & ~(page_size - 1);
    write<uint64_t>(page_tables + 0x3000 + (page >> 12) * 8, page | rights);
}

void BareMachine::push_words(std::initializer_list<uint64_t> words)
{
    state.gpr[rsp] -= 8 * words.size();
    auto address = state.gpr[rsp];
    for (auto const word : words) {
        write<uint64_t>(address, word);
        address += 8;
    }
}

void BareMachine::push_legacy_words(std::initializer_list<uint32_t> words)
{
    state.gpr[rsp] -= 4 * words.size();
    auto address = state.gpr[rsp];
    for (auto const word : words) {
        write<uint32_t>(address, word);
        address += 4;
    }
}

Fault BareMachine::fault_of_step()
{
    processor.stop_at_faults = true;
    auto const stop = processor.step();
    processor.stop_at_faults = false;
    return stop == Stop::fault ? processor.last_fault() : Fault{};
}

} // namespace ringside::test
