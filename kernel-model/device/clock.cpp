// Turns ticks of the time-stamp counter into nanoseconds, writes the result where programs can read it
// without a system call, and waits for a time to come. Read next: vdso/read_clock.hpp, the other half.
#include "kernel-model/device/clock.hpp"

#include "kernel-model/lib/instructions.hpp"
#include "kernel-model/lib/log.hpp"
#include "kernel-model/task/scheduler.hpp"
#include "kernel-model/task/task.hpp"
#include "kernel-model/vdso/map.hpp"
#include "kernel-model/vdso/read_clock.hpp"

#include <algorithm>

namespace ringside::kernel {

namespace {

/// CLOCK_MONOTONIC at the last tick, as exact as the vDSO's data: nanoseconds times 2^shift.
ClockBase monotonic{};
uint64_t date_at_start = 0;

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

namespace {

/// nanoseconds = ticks * multiplier >> shift, with no division on the way, and 2^31 ticks at once still fit
/// 64 bits (Linux kernel/time/clocksource.c, clocks_calc_mult_shift).
void choose_multiplier(VdsoData& data, uint64_t frequency)
{
    constexpr uint32_t finest_shift = 24;
    data.shift = finest_shift;
    while ((nanoseconds_per_second << data.shift) / frequency > UINT32_MAX)
        --data.shift;
    data.multiplier = static_cast<uint32_t>((nanoseconds_per_second << data.shift) / frequency);
}

/// Moves the base of CLOCK_MONOTONIC to `now`. Nothing is rounded, so no reader can see a step.
void advance_base(VdsoData const& data, uint64_t now)
{
    uint64_t const second = nanoseconds_per_second << data.shift;
    constexpr uint64_t most_at_once = uint64_t{1} << 31;
    for (uint64_t passed = now - data.cycle_last; passed != 0;) {
        uint64_t const part = std::min(passed, most_at_once);
        passed -= part;
        monotonic.nanoseconds += part * data.multiplier;
        for (; monotonic.nanoseconds >= second; monotonic.nanoseconds -= second)
            ++monotonic.seconds;
    }
}

ClockBase& base(VdsoData& data, Clock clock)
{
    return data.bases[static_cast<uint32_t>(clock)];
}

/// The writer's half of the sequence-counter protocol (Linux kernel/time/vsyscall.c, update_vsyscall). x86
/// makes stores visible in their order, so the compiler is the only one to be held back.
void publish(VdsoData& data, uint64_t now)
{
    auto& sequence = *static_cast<uint32_t volatile*>(&data.sequence);
    sequence = sequence + 1; // odd: readers wait
    compiler_barrier();
    data.cycle_last = now;
    ClockBase const realtime{monotonic.seconds + date_at_start, monotonic.nanoseconds};
    for (Clock clock : {Clock::realtime, Clock::tai})
        base(data, clock) = realtime;
    for (Clock clock : {Clock::monotonic, Clock::monotonic_raw, Clock::boottime})
        base(data, clock) = monotonic;
    uint64_t const nanoseconds = monotonic.nanoseconds >> data.shift;
    base(data, Clock::realtime_coarse) = {realtime.seconds, nanoseconds};
    base(data, Clock::monotonic_coarse) = {monotonic.seconds, nanoseconds};
    compiler_barrier();
    sequence = sequence + 1; // even again, and another than before
}

uint64_t in_nanoseconds(Moment moment)
{
    return moment.seconds * nanoseconds_per_second + moment.nanoseconds;
}

} // namespace

void start_clock(uint64_t tsc_khz, uint64_t date)
{
    constexpr uint64_t slowest = 1'000'000;
    uint64_t frequency = tsc_khz != 0 && tsc_khz <= 1'000'000'000 ? tsc_khz * 1000 : frequency_by_cpuid();
    if (frequency == 0)
        frequency = frequency_by_interval_timer();
    if (frequency < slowest)
        frequency = nanoseconds_per_second;
    VdsoData& data = vdso_data();
    choose_multiplier(data, frequency);
    data.mode = ClockMode::tsc;
    data.mask = ~uint64_t{0};
    data.resolution = 1;
    date_at_start = date;
    publish(data, read_tsc_in_order());
    log(Level::info, "tsc: ", frequency / 1000, " kHz");
}

void update_clock()
{
    VdsoData& data = vdso_data();
    uint64_t const now = read_tsc_in_order();
    advance_base(data, now);
    publish(data, now);
}

Result<uint64_t> read_clock(Clock clock)
{
    VdsoData const& data = vdso_data();
    switch (service_of(clock)) {
    case Service::precise:
        return in_nanoseconds(read_precise(data, clock));
    case Service::coarse:
        return in_nanoseconds(read_coarse(data, clock));
    default:
        return Errno::einval;
    }
}

uint64_t monotonic_nanoseconds()
{
    return in_nanoseconds(read_precise(vdso_data(), Clock::monotonic));
}

uint64_t realtime_nanoseconds()
{
    return in_nanoseconds(read_precise(vdso_data(), Clock::realtime));
}

void sleep_until(uint64_t deadline)
{
    while (monotonic_nanoseconds() < deadline) {
        wait_for_tick();
        deliver_pending_signals();
    }
}

} // namespace ringside::kernel
