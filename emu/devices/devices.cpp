// The bus: who answers at which port and address. Ports as on a PC; isa-debug-exit as QEMU's device of that
// name with iosize=4. Read next: uart.cpp, local_apic.cpp.
#include "emu/devices/devices.hpp"

#include <algorithm>

namespace ringside::emu {

namespace {

constexpr uint64_t all_ones(unsigned bytes)
{
    return bytes >= 8 ? ~uint64_t{0} : (uint64_t{1} << (bytes * 8)) - 1;
}

constexpr bool in_uart(uint16_t port, uint16_t base)
{
    return port >= base && port < base + 8;
}

} // namespace

void Transcript::go_to(Lengths const& lengths)
{
    console.go_to(lengths.console);
    log.go_to(lengths.log);
    remarks.go_to(lengths.remarks);
}

// The APIC answers in its page while IA32_APIC_BASE enables it there. SDM Vol. 3A, "Local APIC Status and
// Location".
bool Devices::is_apic(cpu::Physical address) const
{
    constexpr uint64_t enabled = 1u << 11;
    auto const base = cpu_->state.apic_base;
    return (base & enabled) != 0 && (base & ~uint64_t{0xfff}) == (address.value & ~uint64_t{0xfff});
}

uint64_t Devices::read_device(cpu::Physical address, unsigned bytes)
{
    if (!is_apic(address))
        return all_ones(bytes);
    // Registers are 32 bits wide at multiples of 16; other accesses are undefined by the SDM ("Local APIC
    // Register Address Map") and read what lies there.
    auto const offset = static_cast<unsigned>(address.value & 0xff0);
    auto const shift = (address.value & 0xf) * 8;
    if (shift >= 32)
        return 0;
    return state.apic.read(offset, cpu_->state.time, cpu_->state.cr8) >> shift & all_ones(bytes);
}

void Devices::write_device(cpu::Physical address, unsigned bytes, uint64_t value)
{
    if (!is_apic(address) || (address.value & 0xf) != 0 || bytes < 4)
        return;
    auto const offset = static_cast<unsigned>(address.value & 0xff0);
    if (state.apic.write(offset, static_cast<uint32_t>(value), cpu_->state.time, cpu_->state.cr8))
        look_again();
}

uint32_t Devices::read_port(uint16_t port, unsigned bytes)
{
    uint32_t value = 0;
    for (unsigned i = 0; i < bytes; ++i)
        value |= uint32_t{read_byte(static_cast<uint16_t>(port + i))} << (8 * i);
    return value;
}

void Devices::write_port(uint16_t port, unsigned bytes, uint32_t value)
{
    if (port == exit_port) {
        state.exited = true;
        state.exit_value = value;
        look_again();
        return;
    }
    for (unsigned i = 0; i < bytes; ++i)
        write_byte(static_cast<uint16_t>(port + i), static_cast<uint8_t>(value >> (8 * i)));
}

uint8_t Devices::read_byte(uint16_t port)
{
    if (in_uart(port, console_port))
        return state.console.read(port - console_port);
    if (in_uart(port, log_port))
        return state.log.read(port - log_port);
    if (InterruptControllers::has_port(port))
        return state.controllers.read(port);
    if (port == post_port)
        return state.post_code;
    return 0xff;
}

void Devices::write_byte(uint16_t port, uint8_t value)
{
    if (in_uart(port, console_port)) {
        auto const length = written.console.size();
        state.console.write(port - console_port, value, written.console);
        if (notes != nullptr && written.console.size() > length)
            notes->output.push_back(cpu_->state.time);
    } else if (in_uart(port, log_port))
        state.log.write(port - log_port, value, written.log);
    else if (InterruptControllers::has_port(port))
        state.controllers.write(port, value);
    else if (port == post_port)
        state.post_code = value;
}

int Devices::pending_interrupt()
{
    return state.apic.pending(cpu_->state.cr8);
}

void Devices::acknowledge_interrupt(int vector)
{
    state.apic.acknowledge(vector);
    if (notes != nullptr)
        notes->interrupts.push_back({cpu_->state.time, vector});
}

// Each thing once, and no more of them than anybody reads: a guest may try every number that there is.
void Devices::note_unimplemented(std::string_view what, uint64_t rip)
{
    constexpr std::size_t most = 256;
    if (written.remarks.size() > most)
        return;
    auto const beginning = std::string(what) + " is not implemented";
    auto const known = std::any_of(written.remarks.begin(), written.remarks.end(),
                                   [&](Remark const& remark) { return remark.text.starts_with(beginning); });
    if (known)
        return;
    if (written.remarks.size() == most)
        return written.remarks.push_back({"more is not implemented than is named here", written.log.size()});
    char address[24];
    std::snprintf(address, sizeof address, "0x%llx", static_cast<unsigned long long>(rip));
    written.remarks.push_back({beginning + "; it faulted at " + address, written.log.size()});
}

// The processor leaves its block after this instruction and returns from run(), so that the machine can take
// the new time of the next event.
void Devices::look_again()
{
    reconsider = true;
    cpu_->interrupt_block();
    cpu_->request_stop();
}

} // namespace ringside::emu
