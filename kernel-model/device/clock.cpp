// Turns ticks of the time-stamp counter into nanoseconds, and waits for a time to come. Read next:
// console.cpp.
#include "kernel-model/device/clock.hpp"

#include "kernel-model/lib/instructions.hpp"
#include "kernel-model/lib/log.hpp"
#include "kernel-model/task/scheduler.hpp"
#include "kernel-model/task/task.hpp"

namespace ringside::kernel {

namespace {

uint64_t first_tsc = 0;
uint64_t date_at_start = 0;
// nanoseconds = ticks * multiplier / 2^32: no division on the way (Linux kernel/time/clocksource.c).
uint64_t multiplier = 0;

/// CPUID leaf 0x15: TSC = crystal * EBX / EAX (SDM Vol. 2A, "CPUID", "Time Stamp Counter and Nominal Core
/// Crystal Clock Information Leaf"). 0 if it does not say.
uint64_t frequency_by_cpuid()
{
    constexpr uint32_t crystal_leaf = 0x15;
    if (cpuid(0).eax < crystal_leaf)
        return 0;
    CpuidLeaf const leaf = cpuid(crystal_leaf);
    return leaf.eax != 0 ? uint64_t{leaf.ecx} * leaf.ebx / leaf.eax : 0;
}

/// Counts TSC ticks during 5 ms of the PC's interval timer: channel 2 counts down from a value and raises its
/// output, which port 0x61 shows in bit 5 (Intel 8254 data sheet, "Mode 0"). 0 if there is no such timer.
uint64_t frequency_by_interval_timer()
{
    constexpr uint16_t control = 0x43;
    constexpr uint16_t channel_2 = 0x42;
    constexpr uint16_t speaker = 0x61;
    constexpr uint8_t gate = 0x01;
    constexpr uint8_t speaker_on = 0x02;
    constexpr uint8_t output = 0x20;
    constexpr uint8_t channel_2_mode_0 = 0xB0; // low byte, then high byte
    constexpr uint64_t input_hz = 1'193'182;
    constexpr uint64_t count = 5966;

    out8(speaker, static_cast<uint8_t>((in8(speaker) & ~speaker_on) | gate));
    out8(control, channel_2_mode_0);
    out8(channel_2, count & 0xFF);
    out8(channel_2, count >> 8);
    uint64_t const start = read_tsc();
    constexpr uint64_t patience = 10'000'000; // looks
    uint64_t looks = 0;
    while (!(in8(speaker) & output) && looks < patience)
        ++looks;
    uint64_t const ticks = read_tsc() - start;
    if (looks == 0 || looks == patience)
        return 0;
    // One count is 838 ns, so what lies below a megahertz is noise.
    constexpr uint64_t megahertz = 1'000'000;
    return (ticks * input_hz / count + megahertz / 2) / megahertz * megahertz;
}

} // namespace

void start_clock(uint64_t tsc_khz, uint64_t date)
{
    constexpr uint64_t slowest = 1'000'000; // below 1 MHz the multiplier would overflow
    uint64_t frequency = tsc_khz != 0 && tsc_khz <= 1'000'000'000 ? tsc_khz * 1000 : frequency_by_cpuid();
    if (frequency == 0)
        frequency = frequency_by_interval_timer();
    if (frequency < slowest)
        frequency = nanoseconds_per_second;
    multiplier = (nanoseconds_per_second << 32) / frequency;
    date_at_start = date;
    first_tsc = read_tsc();
    log(Level::info, "tsc: ", frequency / 1000, " kHz");
}

uint64_t monotonic_nanoseconds()
{
    __extension__ using Wide = unsigned __int128;
    return static_cast<uint64_t>((Wide{read_tsc() - first_tsc} * multiplier) >> 32);
}

uint64_t realtime_nanoseconds()
{
    return date_at_start * nanoseconds_per_second + monotonic_nanoseconds();
}

void sleep_until(uint64_t deadline)
{
    while (monotonic_nanoseconds() < deadline) {
        wait_for_tick();
        deliver_pending_signals();
    }
}

} // namespace ringside::kernel
