// The tables that the processor itself reads: GDT, TSS and IDT.
//
// Read descriptor_tables.cpp beside SDM Vol. 3A, "Segment Descriptors" and "64-Bit Mode IDT"; then
// exceptions.S, where the gates lead.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ringside::kernel {

/// Places of selectors in the GDT, as in Linux arch/x86/include/asm/segment.h. The order user32 code, user
/// data, user code is not a choice: SYSRET computes its selectors from one base in STAR.
namespace selector {
inline constexpr uint16_t kernel_code = 0x10;
inline constexpr uint16_t kernel_data = 0x18;
inline constexpr uint16_t user32_code = 0x23;
inline constexpr uint16_t user_data = 0x2B;
inline constexpr uint16_t user_code = 0x33;
inline constexpr uint16_t task_state = 0x40;
inline constexpr uint16_t cpu_number = 0x7B;
} // namespace selector

/// Vectors that the kernel gives out itself (Linux arch/x86/include/asm/irq_vectors.h).
namespace vector {
inline constexpr uint8_t legacy_interrupts = 0x30; // 16 of the two 8259s, all masked
inline constexpr uint8_t system_call = 0x80;
inline constexpr uint8_t local_timer = 0xEC;
inline constexpr uint8_t spurious = 0xFF;
} // namespace vector

/// Loads GDTR, IDTR, TR and the segment registers; takes the guard pages below all kernel stacks away.
void load_descriptor_tables();

/// Writes a program's thread-local-storage descriptor into GDT slot 12-14.
void write_tls_descriptor(int slot, uint64_t descriptor);

/// The top of the first task's kernel stack.
std::byte* task_stack_top();
/// The top of the entry stack: SYSENTER_ESP, for the one instruction until the entry code has a better one.
std::byte* entry_stack_top();
/// From now on the entry code works on this stack. RSP0 is the same place, so that INT and exceptions
/// come here at once.
void use_task_stack(std::byte* top);
inline constexpr uint64_t task_stack_size = 16384; // THREAD_SIZE of Linux

} // namespace ringside::kernel
