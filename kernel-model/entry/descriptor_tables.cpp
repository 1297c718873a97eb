// Fills GDT, TSS and IDT and tells the processor where they are. Read next: exceptions.S, where the gates
// lead.
#include "kernel-model/entry/descriptor_tables.hpp"

#include "kernel-model/entry/per_cpu.hpp"
#include "kernel-model/lib/result.hpp"
#include "kernel-model/memory/isolation.hpp"
#include "kernel-model/memory/kernel_map.hpp"

#include <array>

// exceptions.S and syscall.S: names only, nobody calls them but the processor.
extern "C" {
void asm_exc_divide_error();
void asm_exc_debug();
void asm_exc_nmi();
void asm_exc_int3();
void asm_exc_overflow();
void asm_exc_bounds();
void asm_exc_invalid_op();
void asm_exc_device_not_available();
void asm_exc_double_fault();
void asm_exc_coproc_segment_overrun();
void asm_exc_invalid_tss();
void asm_exc_segment_not_present();
void asm_exc_stack_segment();
void asm_exc_general_protection();
void asm_exc_page_fault();
void asm_exc_coprocessor_error();
void asm_exc_alignment_check();
void asm_exc_machine_check();
void asm_exc_simd_coprocessor_error();
void asm_exc_control_protection();
void asm_exc_reserved();
void asm_sysvec_apic_timer_interrupt();
void asm_sysvec_spurious_apic_interrupt();
void asm_spurious_interrupt();
void entry_INT80_compat();
}

/// Sixteen descriptors. All code and data descriptors are flat and already "accessed", so that loading one
/// writes nothing (SDM Vol. 3A, "Segment Descriptors"). Values: Linux arch/x86/kernel/cpu/common.c, gdt_page.
extern "C" {
[[gnu::section(".entry.data")]] alignas(4096) constinit std::array<uint64_t, 16> cpu_gdt = {
    0,                     // 0x00 null
    0x00CF'9B00'0000'FFFF, // 0x08 kernel code, 32 bits
    0x00AF'9B00'0000'FFFF, // 0x10 kernel code, 64 bits: L=1, D=0, DPL 0
    0x00CF'9300'0000'FFFF, // 0x18 kernel data
    0x00CF'FB00'0000'FFFF, // 0x20 user code, 32 bits: D=1, DPL 3
    0x00CF'F300'0000'FFFF, // 0x28 user data
    0x00AF'FB00'0000'FFFF, // 0x30 user code, 64 bits
    0,                     // 0x38
    0,                     // 0x40 TSS, low half: filled in below
    0,                     // 0x48 TSS, high half
    0,                     // 0x50 LDT: none
    0,                     // 0x58
    0,                     // 0x60 TLS, set_thread_area(2)
    0,                     // 0x68 TLS
    0,                     // 0x70 TLS
    0x0040'F500'0000'0000, // 0x78 CPU number: read-only data, limit = number of the CPU
};
}

namespace ringside::kernel {

[[gnu::section(".entry.data")]] constinit PerCpu per_cpu;

namespace {

constexpr size_t page = 4096;

/// A stack with one page below it that load_descriptor_tables takes away.
template <size_t Size>
struct alignas(page) GuardedStack
{
    std::array<std::byte, page> guard;
    std::array<std::byte, Size> bytes;

    std::byte* top() { return bytes.data() + bytes.size(); }
};

GuardedStack<task_stack_size> task_stack;

// The stacks that the processor may switch to while a program's page tables are active. Linux
// arch/x86/include/asm/cpu_entry_area.h.
[[gnu::section(".entry.data")]] GuardedStack<page> entry_stack;
[[gnu::section(".entry.data")]] GuardedStack<page> double_fault_stack;
[[gnu::section(".entry.data")]] GuardedStack<page> nmi_stack;
[[gnu::section(".entry.data")]] GuardedStack<page> debug_stack;
[[gnu::section(".entry.data")]] GuardedStack<page> machine_check_stack;

/// Which IST entry a vector uses (Linux arch/x86/include/asm/page_64_types.h). The stack of whatever was
/// interrupted cannot be trusted for these four.
enum Ist : uint8_t
{
    ist_none = 0,
    ist_double_fault = 1,
    ist_nmi = 2,
    ist_debug = 3,
    ist_machine_check = 4
};

/// SDM Vol. 3A, "64-Bit IDT Gate Descriptors".
struct Gate
{
    uint16_t offset_low;
    uint16_t selector;
    uint8_t ist;  // bits 2:0
    uint8_t type; // P 7, DPL 6:5, 0, type 3:0
    uint16_t offset_middle;
    uint32_t offset_high;
    uint32_t reserved;
};
static_assert(sizeof(Gate) == 16);

constexpr uint8_t interrupt_gate_dpl_0 = 0x8E; // present, DPL 0, type 0xE: IF is cleared on the way in
constexpr uint8_t interrupt_gate_dpl_3 = 0xEE; // INT n from ring 3 may use it

[[gnu::section(".entry.data")]] alignas(page) std::array<Gate, 256> idt;

using Handler = void (*)();

void set_gate(uint8_t number, Handler handler, uint8_t type = interrupt_gate_dpl_0, Ist ist = ist_none)
{
    auto const offset = reinterpret_cast<uint64_t>(handler);
    idt[number] = {.offset_low = static_cast<uint16_t>(offset),
                   .selector = selector::kernel_code,
                   .ist = ist,
                   .type = type,
                   .offset_middle = static_cast<uint16_t>(offset >> 16),
                   .offset_high = static_cast<uint32_t>(offset >> 32),
                   .reserved = 0};
}

void fill_idt()
{
    for (unsigned number = 0; number < 32; ++number)
        set_gate(static_cast<uint8_t>(number), asm_exc_reserved);
    for (unsigned number = 32; number < 256; ++number)
        set_gate(static_cast<uint8_t>(number), asm_spurious_interrupt);

    set_gate(0, asm_exc_divide_error);
    set_gate(1, asm_exc_debug, interrupt_gate_dpl_0, ist_debug);
    set_gate(2, asm_exc_nmi, interrupt_gate_dpl_0, ist_nmi);
    set_gate(3, asm_exc_int3, interrupt_gate_dpl_3);
    set_gate(4, asm_exc_overflow, interrupt_gate_dpl_3);
    set_gate(5, asm_exc_bounds);
    set_gate(6, asm_exc_invalid_op);
    set_gate(7, asm_exc_device_not_available);
    set_gate(8, asm_exc_double_fault, interrupt_gate_dpl_0, ist_double_fault);
    set_gate(9, asm_exc_coproc_segment_overrun);
    set_gate(10, asm_exc_invalid_tss);
    set_gate(11, asm_exc_segment_not_present);
    set_gate(12, asm_exc_stack_segment);
    set_gate(13, asm_exc_general_protection);
    set_gate(14, asm_exc_page_fault);
    set_gate(16, asm_exc_coprocessor_error);
    set_gate(17, asm_exc_alignment_check);
    set_gate(18, asm_exc_machine_check, interrupt_gate_dpl_0, ist_machine_check);
    set_gate(19, asm_exc_simd_coprocessor_error);
    set_gate(21, asm_exc_control_protection);
    set_gate(vector::system_call, entry_INT80_compat, interrupt_gate_dpl_3);
    set_gate(vector::local_timer, asm_sysvec_apic_timer_interrupt);
    set_gate(vector::spurious, asm_sysvec_spurious_apic_interrupt);
}

void fill_tss()
{
    use_task_stack(task_stack.top());
    TaskStateSegment& tss = per_cpu.tss;
    tss.ist[ist_double_fault - 1] = reinterpret_cast<uint64_t>(double_fault_stack.top());
    tss.ist[ist_nmi - 1] = reinterpret_cast<uint64_t>(nmi_stack.top());
    tss.ist[ist_debug - 1] = reinterpret_cast<uint64_t>(debug_stack.top());
    tss.ist[ist_machine_check - 1] = reinterpret_cast<uint64_t>(machine_check_stack.top());

    // SDM Vol. 3A, "TSS Descriptor in 64-bit mode": sixteen bytes, type 9 (available), limit 103.
    auto const base = reinterpret_cast<uint64_t>(&tss);
    constexpr uint64_t limit = sizeof(TaskStateSegment) - 1;
    constexpr uint64_t present_available_tss = 0x89;
    constexpr size_t slot = selector::task_state / 8;
    cpu_gdt[slot] =
        limit | ((base & 0xFF'FFFF) << 16) | (present_available_tss << 40) | (((base >> 24) & 0xFF) << 56);
    cpu_gdt[slot + 1] = base >> 32;
}

/// What LGDT and LIDT read.
struct [[gnu::packed]] TablePointer
{
    uint16_t limit;
    uint64_t base;
};

} // namespace

std::byte* task_stack_top()
{
    return task_stack.top();
}

std::byte* entry_stack_top()
{
    return entry_stack.top();
}

void use_task_stack(std::byte* top)
{
    per_cpu.top_of_stack = top;
    per_cpu.tss.rsp0 = reinterpret_cast<uint64_t>(isolates_page_tables() ? entry_stack.top() : top);
}

void load_descriptor_tables()
{
    fill_tss();
    fill_idt();
    TablePointer const gdt_pointer{sizeof(cpu_gdt) - 1, reinterpret_cast<uint64_t>(cpu_gdt.data())};
    TablePointer const idt_pointer{sizeof(idt) - 1, reinterpret_cast<uint64_t>(idt.data())};
    asm volatile("lgdt %0" : : "m"(gdt_pointer));
    asm volatile("lidt %0" : : "m"(idt_pointer));
    asm volatile("ltr %0" : : "r"(selector::task_state));
    for (std::byte* guard :
         {task_stack.guard.data(), entry_stack.guard.data(), double_fault_stack.guard.data(),
          nmi_stack.guard.data(), debug_stack.guard.data(), machine_check_stack.guard.data()})
        unmap_guard_page(guard);
}

void write_tls_descriptor(int slot, uint64_t descriptor)
{
    ASSERT(slot >= 12 && slot <= 14);
    cpu_gdt[static_cast<size_t>(slot)] = descriptor;
}

} // namespace ringside::kernel
