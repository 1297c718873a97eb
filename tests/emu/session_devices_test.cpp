// The devices by themselves: UART, local APIC with its timer, 8259s.
#include "emu/devices/interrupt_controllers.hpp"
#include "emu/devices/local_apic.hpp"
#include "emu/devices/uart.hpp"

#include <gtest/gtest.h>

namespace ringside::tests {

using emu::InterruptControllers;
using emu::Known;
using emu::LocalApic;
using emu::Uart;

namespace {

// A local APIC that is on, with the timer at vector 0x20 in the given mode.
struct Timer
{
    LocalApic apic;
    uint64_t cr8 = 0;

    Timer(uint32_t mode, uint32_t divide, uint32_t count)
    {
        apic.write(0xf0, 0x1ff, 0, cr8);
        apic.write(0x3e0, divide, 0, cr8);
        apic.write(0x320, mode | 0x20, 0, cr8);
        apic.write(0x380, count, 0, cr8);
    }
};

constexpr uint32_t periodic = 1u << 17;
constexpr uint32_t by_one = 0xb;
constexpr uint32_t by_sixteen = 3;

} // namespace

TEST(Uart, KeepsBytesInTheirOrderAndTellsThatTheyAreThere)
{
    Uart uart;
    auto const before = uart.read(5);

    uart.receive("ab");

    EXPECT_EQ(before & Uart::data_ready, 0);
    EXPECT_NE(uart.read(5) & Uart::data_ready, 0);
    EXPECT_EQ(uart.read(0), 'a');
    EXPECT_EQ(uart.read(0), 'b');
    EXPECT_EQ(uart.read(5) & Uart::data_ready, 0);
}

TEST(Uart, ShowsABreakOnceBehindTheBytesBeforeIt)
{
    Uart uart;
    uart.receive("a");
    uart.receive_break();

    auto const at_a = uart.read(5);
    uart.read(0);
    auto const at_break = uart.read(5);
    auto const again = uart.read(5);

    EXPECT_EQ(at_a & Uart::break_interrupt, 0);
    EXPECT_NE(at_break & Uart::break_interrupt, 0);
    EXPECT_EQ(again & Uart::break_interrupt, 0);
    EXPECT_EQ(uart.read(0), 0);
}

TEST(Uart, SendsToItsTranscriptUnlessTheDivisorIsSelected)
{
    Uart uart;
    Known<std::string> sent;

    uart.write(3, 0x80, sent);
    uart.write(0, 1, sent);
    uart.write(3, 0x03, sent);
    uart.write(0, 'x', sent);

    EXPECT_EQ(sent.text(), "x");
}

TEST(Uart, HasAScratchRegisterAndTellsOfItsFifo)
{
    Uart uart;
    Known<std::string> sent;

    uart.write(7, 0x5a, sent);
    uart.write(2, 0x01, sent);

    EXPECT_EQ(uart.read(7), 0x5a);
    EXPECT_EQ(uart.read(2), 0xc1);
}

TEST(LocalApic, FiresOnceInOneShotMode)
{
    Timer timer(0, by_one, 100);

    timer.apic.advance(99);
    auto const before = timer.apic.pending(0);
    timer.apic.advance(100);
    auto const after = timer.apic.pending(0);
    timer.apic.acknowledge(0x20);
    timer.apic.write(0xb0, 0, 100, timer.cr8);
    timer.apic.advance(1000);

    EXPECT_EQ(before, -1);
    EXPECT_EQ(after, 0x20);
    EXPECT_EQ(timer.apic.pending(0), -1);
    EXPECT_EQ(timer.apic.next_event(), LocalApic::never);
}

TEST(LocalApic, FiresAgainAndAgainInPeriodicMode)
{
    Timer timer(periodic, by_one, 100);

    timer.apic.advance(100);
    auto const next = timer.apic.next_event();
    timer.apic.advance(350);

    EXPECT_EQ(next, 200u);
    EXPECT_EQ(timer.apic.next_event(), 400u);
}

TEST(LocalApic, CountsDownByItsDivisor)
{
    Timer timer(0, by_sixteen, 100);

    EXPECT_EQ(timer.apic.next_event(), 1600u);
    EXPECT_EQ(timer.apic.read(0x390, 160, 0), 90u);
}

TEST(LocalApic, HoldsBackWhatIsNotAbovePriority)
{
    Timer timer(0, by_one, 10);
    timer.apic.advance(10);

    auto const by_task = timer.apic.pending(2); // CR8 = 2 holds back vectors 0x20 to 0x2f
    timer.apic.acknowledge(0x20);
    timer.apic.write(0x300, 0x4'0021, 20, timer.cr8); // a self-IPI of the same class
    auto const in_service = timer.apic.pending(0);
    timer.apic.write(0xb0, 0, 20, timer.cr8);

    EXPECT_EQ(by_task, -1);
    EXPECT_EQ(in_service, -1);
    EXPECT_EQ(timer.apic.pending(0), 0x21);
}

TEST(LocalApic, FiresNothingWhileMaskedOrOff)
{
    Timer timer(0x1'0000, by_one, 10);
    timer.apic.advance(10);
    LocalApic off;

    EXPECT_EQ(timer.apic.pending(0), -1);
    EXPECT_EQ(off.pending(0), -1);
}

TEST(InterruptControllers, KeepTheirMasksThroughInitialization)
{
    InterruptControllers controllers;

    for (uint16_t const port : {uint16_t{0x20}, uint16_t{0xa0}}) {
        controllers.write(port, 0x11);
        controllers.write(static_cast<uint16_t>(port + 1), 0x20);
        controllers.write(static_cast<uint16_t>(port + 1), 0x04);
        controllers.write(static_cast<uint16_t>(port + 1), 0x01);
        controllers.write(static_cast<uint16_t>(port + 1), 0xff);
    }

    EXPECT_EQ(controllers.read(0x21), 0xff);
    EXPECT_EQ(controllers.read(0xa1), 0xff);
}

} // namespace ringside::tests
