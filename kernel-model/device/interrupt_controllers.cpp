// Programs the two 8259s and the local APIC, and answers their interrupts. The local APIC is a page of
// registers in physical memory; memory/kernel_map.cpp says where it appears.
#include "kernel-model/device/interrupt_controllers.hpp"

#include "kernel-model/abi/pt_regs.hpp"
#include "kernel-model/device/clock.hpp"
#include "kernel-model/device/console.hpp"
#include "kernel-model/entry/descriptor_tables.hpp"
#include "kernel-model/lib/instructions.hpp"
#include "kernel-model/lib/log.hpp"
#include "kernel-model/memory/kernel_map.hpp"
#include "kernel-model/task/scheduler.hpp"
#include "kernel-model/task/task.hpp"

namespace ringside::kernel {

namespace {

// Intel 8259A data sheet: command words ICW1-ICW4, then the mask OCW1.
constexpr uint16_t master_command = 0x20;
constexpr uint16_t master_data = 0x21;
constexpr uint16_t slave_command = 0xA0;
constexpr uint16_t slave_data = 0xA1;
constexpr uint8_t icw1_initialize = 0x11; // edge-triggered, cascaded, ICW4 follows
constexpr uint8_t icw4_8086_mode = 0x01;
constexpr uint8_t all_lines = 0xFF;

// SDM Vol. 3A, "Local APIC Register Address Map".
namespace apic_register {
constexpr uint64_t end_of_interrupt = 0x0B0;
constexpr uint64_t spurious_vector = 0x0F0;
constexpr uint64_t timer_entry = 0x320;
constexpr uint64_t initial_count = 0x380;
constexpr uint64_t divide_configuration = 0x3E0;
} // namespace apic_register

constexpr uint32_t apic_enable = 1 << 8;     // in the spurious-vector register
constexpr uint32_t timer_periodic = 1 << 17; // in the timer's LVT entry
constexpr uint32_t divide_by_one = 0b1011;

void write_apic(uint64_t where, uint32_t value)
{
    *reinterpret_cast<uint32_t volatile*>(local_apic_address + where) = value;
}

/// The timer counts the core crystal clock where CPUID tells it (SDM Vol. 3A, "APIC Timer"), else we take 1
/// GHz, which is QEMU's.
uint64_t timer_frequency()
{
    constexpr uint32_t crystal_leaf = 0x15;
    uint64_t const crystal = cpuid(0).eax >= crystal_leaf ? cpuid(crystal_leaf).ecx : 0;
    return crystal != 0 ? crystal : nanoseconds_per_second;
}

} // namespace

void mask_legacy_interrupts()
{
    out8(master_command, icw1_initialize);
    out8(slave_command, icw1_initialize);
    out8(master_data, vector::legacy_interrupts); // ICW2: first vector
    out8(slave_data, vector::legacy_interrupts + 8);
    out8(master_data, 1 << 2); // ICW3: the slave is on line 2
    out8(slave_data, 2);
    out8(master_data, icw4_8086_mode);
    out8(slave_data, icw4_8086_mode);
    out8(master_data, all_lines);
    out8(slave_data, all_lines);
}

void set_up_local_timer()
{
    write_apic(apic_register::spurious_vector, apic_enable | vector::spurious);
    write_apic(apic_register::divide_configuration, divide_by_one);
    write_apic(apic_register::timer_entry, timer_periodic | vector::local_timer);
}

/// The write of the initial count is what starts the timer (SDM Vol. 3A, "APIC Timer").
void start_ticking()
{
    write_apic(apic_register::initial_count, static_cast<uint32_t>(timer_frequency() / ticks_per_second));
}

extern "C" {

/// The tick: the time in the vvar page, input from the UART, the signals that it may have raised, and whose
/// turn it is.
void sysvec_apic_timer_interrupt(PtRegs* regs, uint64_t)
{
    write_apic(apic_register::end_of_interrupt, 0);
    update_clock();
    console().tick();
    scheduler_tick();
    if (regs->from_user())
        exit_to_user_mode_prepare();
}

/// The APIC withdrew an interrupt that it had announced: no end-of-interrupt (SDM Vol. 3A, "Spurious
/// Interrupt").
void sysvec_spurious_apic_interrupt(PtRegs*, uint64_t)
{}

void spurious_interrupt(PtRegs*, uint64_t)
{
    log(Level::warning, "an interrupt arrived that nobody asked for");
}

} // extern "C"

} // namespace ringside::kernel
