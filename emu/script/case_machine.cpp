// What lies where in the machine of a case. The values are Linux's (arch/x86/kernel/cpu/common.c, gdt_page;
// arch/x86/kernel/idt.c), so that selectors and error codes read as on a real system.
#include "emu/script/case_machine.hpp"

#include <algorithm>

namespace ringside::emu::script {

namespace {

constexpr uint64_t page_mask = ~uint64_t{0xfff};
constexpr uint64_t long_kernel_base = 0xffff'ffff'8000'0000;
constexpr uint64_t protected_kernel_base = 0x10'0000;

// Page-table entries. SDM Vol. 3A, "4-Level Paging".
constexpr uint64_t entry_present = 1;
constexpr uint64_t entry_writable = 2;
constexpr uint64_t entry_user = 4;
constexpr uint64_t entry_accessed = 0x20;
constexpr uint64_t entry_dirty = 0x40;
constexpr uint64_t entry_no_execute = uint64_t{1} << 63;
constexpr uint64_t entry_frame = 0x000f'ffff'ffff'f000;

// Kernel pages that exist: tables, one page of each stack (pages between them are absent, as guards), gate
// targets.
constexpr uint64_t first_stack_page = 0x5000;
constexpr unsigned stacks = 10; // RSP0, IST1-IST7, RSP1, RSP2
constexpr uint64_t gate_page = 0x10'0000;

// Offsets in the TSS. SDM Vol. 3A, "64-Bit Mode TSS" and "Task-State Segment (TSS)".
constexpr uint64_t tss64_rsp0 = 4;
constexpr uint64_t tss64_ist1 = 36;
constexpr uint64_t tss_io_map = 102;
constexpr unsigned tss_limit = 0x67; // no I/O permission bitmap

constexpr uint64_t ram_bytes(Mode mode)
{
    return mode == Mode::protected_mode ? 0x20'3000 : 0x100'0000;
}

} // namespace

CaseMachine::CaseMachine(Setup const& chosen)
    : setup(chosen), memory(ram_bytes(chosen.mode)), cpu(setup.model, memory, bus)
{
    if (paged())
        root_ = take_frame();
    map_kernel();
    map(code_address);
    map(stack_top - cpu::page_size);
    fill_gdt();
    fill_idt();
    fill_tss();
    set_registers();
}

uint64_t CaseMachine::kernel_base() const
{
    return paged() ? long_kernel_base : protected_kernel_base;
}

uint64_t CaseMachine::ist_stack(unsigned number) const
{
    return kernel_base() + first_stack_page + cpu::page_size + uint64_t{number} * 0x2000;
}

uint64_t CaseMachine::ring_stack(unsigned ring) const
{
    return ring == 0 ? ist_stack(0) : ist_stack(7 + ring);
}

// ---- pages

uint64_t CaseMachine::take_frame()
{
    if (!memory.is_ram({next_frame_}, cpu::page_size))
        return 0;
    auto const frame = next_frame_;
    next_frame_ += cpu::page_size;
    return frame;
}

// The entry of the last level is user's or the kernel's; the levels above allow everything.
void CaseMachine::write_entry(uint64_t linear, Page const& page)
{
    auto table = root_;
    auto read_entry = [this](uint64_t at) {
        uint64_t entry = 0;
        memory.read({at}, {reinterpret_cast<uint8_t*>(&entry), sizeof entry});
        return entry;
    };
    auto store_entry = [this](uint64_t at, uint64_t entry) {
        memory.write({at}, {reinterpret_cast<uint8_t const*>(&entry), sizeof entry});
    };
    for (unsigned shift = 39; shift > 12; shift -= 9) {
        auto const at = table + (linear >> shift & 0x1ff) * 8;
        auto entry = read_entry(at);
        if ((entry & entry_present) == 0) {
            entry = take_frame() | entry_present | entry_writable | entry_user | entry_accessed;
            store_entry(at, entry);
        }
        table = entry & entry_frame;
    }
    auto entry = page.frame;
    if (page.present)
        entry |= entry_present;
    if (page.rights.writable)
        entry |= entry_writable;
    // The kernel's own pages are preset as Linux presets them; a user's page starts untouched.
    entry |= page.rights.user ? entry_user : entry_accessed | entry_dirty;
    if (!page.rights.executable)
        entry |= entry_no_execute;
    store_entry(table + (linear >> 12 & 0x1ff) * 8, entry);
}

bool CaseMachine::map(uint64_t linear, PageRights rights)
{
    auto const address = linear & page_mask;
    if (!paged()) {
        if (!memory.is_ram({address}, cpu::page_size))
            return false;
        pages_[address] = {address, rights, true};
        return true;
    }
    auto found = pages_.find(address);
    if (found == pages_.end()) {
        // A page and up to three tables for it.
        if (!memory.is_ram({next_frame_}, 4 * cpu::page_size))
            return false;
        found = pages_.emplace(address, Page{take_frame(), rights, true}).first;
    }
    found->second.rights = rights;
    found->second.present = true;
    write_entry(address, found->second);
    cpu.mapping_changed();
    return true;
}

void CaseMachine::unmap(uint64_t linear)
{
    auto const found = pages_.find(linear & page_mask);
    if (found == pages_.end() || !paged())
        return;
    found->second.present = false;
    write_entry(found->first, found->second);
    cpu.mapping_changed();
}

bool CaseMachine::is_mapped(uint64_t linear) const
{
    auto const found = pages_.find(linear & page_mask);
    return found != pages_.end() && found->second.present;
}

void CaseMachine::map_kernel()
{
    PageRights const data{.user = false, .writable = true, .executable = false};
    PageRights const code{.user = false, .writable = false, .executable = true};
    for (auto const address : {gdt(), idt(), tss()})
        map(address, data);
    for (unsigned stack = 0; stack < stacks; ++stack)
        map(ist_stack(stack) - cpu::page_size, data);
    map(kernel_base() + gate_page, code);
    map(syscall_address(), code);
}

// ---- memory

bool CaseMachine::poke(uint64_t linear, std::span<uint8_t const> bytes)
{
    while (!bytes.empty()) {
        auto const found = pages_.find(linear & page_mask);
        if (found == pages_.end())
            return false;
        auto const offset = linear & ~page_mask;
        auto const part = bytes.first(std::min<uint64_t>(bytes.size(), cpu::page_size - offset));
        memory.write({found->second.frame + offset}, part);
        bytes = bytes.subspan(part.size());
        linear += part.size();
    }
    return true;
}

bool CaseMachine::peek(uint64_t linear, std::span<uint8_t> bytes) const
{
    while (!bytes.empty()) {
        auto const found = pages_.find(linear & page_mask);
        if (found == pages_.end())
            return false;
        auto const offset = linear & ~page_mask;
        auto const part = bytes.first(std::min<uint64_t>(bytes.size(), cpu::page_size - offset));
        memory.read({found->second.frame + offset}, part);
        bytes = bytes.subspan(part.size());
        linear += part.size();
    }
    return true;
}

void CaseMachine::poke_number(uint64_t linear, uint64_t value, unsigned bytes)
{
    ASSERT(poke(linear, {reinterpret_cast<uint8_t const*>(&value), bytes}));
}

uint64_t CaseMachine::peek_number(uint64_t linear, unsigned bytes) const
{
    uint64_t value = 0;
    ASSERT(peek(linear, {reinterpret_cast<uint8_t*>(&value), bytes}));
    return value;
}

void CaseMachine::load(std::span<uint8_t const> code)
{
    for (uint64_t offset = 0; offset < code.size(); offset += cpu::page_size)
        if (!is_mapped(code_address + offset))
            ASSERT(map(code_address + offset));
    ASSERT(poke(code_address, code));
    cpu.state.rip = code_address;
}

// ---- tables

Gate CaseMachine::gate(unsigned vector) const
{
    Gate gate;
    auto const at = idt() + uint64_t{vector} * (paged() ? 16 : 8);
    auto const low = peek_number(at, 8);
    gate.offset = (low & 0xffff) | (low >> 48 << 16);
    gate.selector = static_cast<uint16_t>(low >> 16);
    gate.ist = static_cast<uint8_t>(low >> 32 & 7);
    gate.type = static_cast<uint8_t>(low >> 40 & 0x1f);
    gate.dpl = static_cast<uint8_t>(low >> 45 & 3);
    gate.present = (low >> 47 & 1) != 0;
    if (paged())
        gate.offset |= peek_number(at + 8, 4) << 32;
    return gate;
}

void CaseMachine::set_gate(unsigned vector, Gate const& gate)
{
    auto const at = idt() + uint64_t{vector} * (paged() ? 16 : 8);
    auto const low = (gate.offset & 0xffff) | uint64_t{gate.selector} << 16 | uint64_t{gate.ist & 7u} << 32 |
                     uint64_t{gate.type & 0x1fu} << 40 | uint64_t{gate.dpl & 3u} << 45 |
                     uint64_t{gate.present} << 47 | (gate.offset >> 16 & 0xffff) << 48;
    poke_number(at, low, 8);
    if (paged())
        poke_number(at + 8, gate.offset >> 32, 8);
}

// SDM Vol. 3A, "Segment Descriptors". Every one is accessed already, so that a load writes nothing.
void CaseMachine::fill_gdt()
{
    set_descriptor(1, 0x00cf9b000000ffff);                                // 0x08 kernel code, 32-bit
    set_descriptor(2, paged() ? 0x00af9b000000ffff : 0x00cf9b000000ffff); // 0x10 kernel code
    set_descriptor(3, 0x00cf93000000ffff);                                // 0x18 kernel data
    set_descriptor(4, 0x00cffb000000ffff);                                // 0x23 user code, 32-bit
    set_descriptor(5, 0x00cff3000000ffff);                                // 0x2B user data
    set_descriptor(6, paged() ? 0x00affb000000ffff : 0x00cffb000000ffff); // 0x33 user code
    auto const base = tss();
    set_descriptor(8,
                   tss_limit | (base & 0xff'ffff) << 16 | uint64_t{0x8b} << 40 | (base >> 24 & 0xff) << 56);
    if (paged())
        set_descriptor(9, base >> 32);
    set_descriptor(15, 0x0040f50000000000); // 0x7B its limit is the CPU's number: read-only, expand-down
    // Rings 1 and 2, which Linux does not use: beyond the limit unless the case runs there.
    for (unsigned ring = 1; ring <= 2; ++ring) {
        auto const dpl = uint64_t{ring} << 45;
        auto const code = setup.mode == Mode::long_mode ? 0x00af9b000000ffff : 0x00cf9b000000ffff;
        set_descriptor(14 + 2 * ring, static_cast<uint64_t>(code) | dpl);
        set_descriptor(15 + 2 * ring, 0x00cf93000000ffff | dpl);
    }
}

// DPL 3 for INT3, INTO and the system call; stacks of their own for #DF, NMI, #DB, #MC and #VC.
void CaseMachine::fill_idt()
{
    for (unsigned vector = 0; vector < gates; ++vector) {
        Gate gate{.offset = gate_address(vector), .selector = 0x10};
        if (vector == 3 || vector == 4 || vector == 0x80)
            gate.dpl = 3;
        static constexpr std::array<uint8_t, 5> own_stack = {8, 2, 1, 18, 29};
        auto const found = std::find(own_stack.begin(), own_stack.end(), vector);
        if (paged() && found != own_stack.end())
            gate.ist = static_cast<uint8_t>(found - own_stack.begin() + 1);
        set_gate(vector, gate);
    }
}

void CaseMachine::fill_tss()
{
    if (paged()) {
        for (unsigned ring = 0; ring < 3; ++ring)
            poke_number(tss() + tss64_rsp0 + uint64_t{ring} * 8, ring_stack(ring), 8);
        for (unsigned number = 1; number <= 7; ++number)
            poke_number(tss() + tss64_ist1 + uint64_t{number - 1} * 8, ist_stack(number), 8);
    } else {
        for (unsigned ring = 0; ring < 3; ++ring) {
            poke_number(tss() + 4 + uint64_t{ring} * 8, ring_stack(ring), 4);
            poke_number(tss() + 8 + uint64_t{ring} * 8, ring == 0 ? 0x18 : 0x78 + 0x11 * ring, 4);
        }
    }
    poke_number(tss() + tss_io_map, tss_limit + 1, 2);
}

// ---- registers

void CaseMachine::load_segment(cpu::SegmentName name, uint16_t selector)
{
    cpu::Selector const parts{selector};
    auto& segment = cpu.state.segment(name);
    if (parts.null() || uint64_t{parts.index()} * 8 + 7 > cpu.state.gdtr.limit || parts.local()) {
        segment = {.selector = selector};
        return;
    }
    segment = cpu::Descriptor{descriptor(parts.index())}.load(selector);
}

void CaseMachine::load_task_register(uint16_t selector)
{
    auto const index = cpu::Selector{selector}.index();
    auto const low = cpu::Descriptor{descriptor(index)};
    cpu.state.tr = low.load(selector);
    if (paged())
        cpu.state.tr.base |= descriptor(index + 1) << 32;
}

void CaseMachine::enter_ring(unsigned ring)
{
    using cpu::SegmentName;
    static constexpr std::array<uint16_t, 4> code_64 = {0x10, 0x81, 0x92, 0x33};
    static constexpr std::array<uint16_t, 4> code_32 = {0x08, 0x81, 0x92, 0x23};
    static constexpr std::array<uint16_t, 4> stack = {0x18, 0x89, 0x9a, 0x2b};
    auto const is_long = setup.mode == Mode::long_mode;
    cpu.state.gdtr = {gdt(), static_cast<uint16_t>(ring == 1 || ring == 2 ? 0x9f : 0x7f)};
    load_segment(SegmentName::cs, is_long ? code_64[ring] : code_32[ring]);
    load_segment(SegmentName::ss, stack[ring]);
    for (auto const name : {SegmentName::ds, SegmentName::es})
        load_segment(name, is_long ? 0 : 0x2b);
    for (auto const name : {SegmentName::fs, SegmentName::gs})
        load_segment(name, 0);
    cpu.state.cpl = static_cast<uint8_t>(ring);
}

void CaseMachine::set_registers()
{
    auto& state = cpu.state;
    state.gpr[cpu::rsp] = stack_top;
    state.rip = code_address;
    state.rflags = cpu::flag::fixed | cpu::flag::interrupt;
    state.idtr = {idt(), static_cast<uint16_t>(gates * (paged() ? 16 : 8) - 1)};
    state.cr0 = cpu::cr0::pe | cpu::cr0::mp | cpu::cr0::et | cpu::cr0::ne | cpu::cr0::wp | cpu::cr0::am;
    state.cr4 = cpu::cr4::osfxsr | cpu::cr4::osxmmexcpt;
    state.star = 0x0023'0010'0000'0000;
    state.lstar = syscall_address();
    state.cstar = compat_syscall_address();
    state.sfmask = 0x257fd5;
    state.sysenter_cs = 0x10;
    state.sysenter_esp = ring_stack(0);
    state.sysenter_eip = sysenter_address();
    state.efer = cpu::efer::sce;
    if (paged()) {
        state.cr0 |= cpu::cr0::pg;
        state.cr3 = root_;
        state.cr4 |= cpu::cr4::pae | cpu::cr4::pge;
        state.efer |= cpu::efer::lme | cpu::efer::lma | cpu::efer::nxe;
    }
    enter_ring(setup.ring);
    load_task_register(0x40);
    cpu.state_replaced();
}

} // namespace ringside::emu::script
