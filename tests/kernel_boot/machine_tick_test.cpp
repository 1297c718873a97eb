// Where the ticks of the timer fall in a program: at the same places however long the kernel's start took.
// Read beside run_init in kernel-model/task/exec.cpp.
#include "emu/symbols/symbols.hpp"
#include "kernel-model/abi/image.hpp"
#include "tests/kernel_boot/machine.hpp"
#include "tests/support/folders.hpp"

#include <gtest/gtest.h>

namespace ringside::tests {
namespace {

std::string timer_program()
{
    return read_file(build_folder() / "programs" / "trap_paths" / "trap_timer");
}

uint64_t address_of(std::string const& file, char const* symbol)
{
    return emu::Symbols(std::as_bytes(std::span(file)), 0).named(symbol)->start;
}

/// Virtual time from the program's first instruction to the delivery of the first tick.
uint64_t time_before_the_first_tick(Archive const& archive, std::string const& command_line)
{
    OwnMachine machine(archive, command_line);
    auto const run_to = [&](uint64_t address) {
        machine.machine().cpu.breakpoints = {address};
        machine.machine().run(2'000'000'000);
        return machine.machine().cpu.state.time;
    };
    uint64_t const start = run_to(address_of(timer_program(), "_start"));
    emu::Symbols const kernel(kernel::embedded_image(), 0);
    return run_to(kernel.named("asm_sysvec_apic_timer_interrupt")->start) - start;
}

TEST(Tick, ComesOnePeriodAfterTheProgramStarts)
{
    Archive archive;
    archive.add_file("timer", timer_program());

    uint64_t const time = time_before_the_first_tick(archive, "init=/timer console=pipe");

    constexpr uint64_t period = 10'000'000;
    constexpr uint64_t way_to_the_program = 10'000; // and the page fault of the first instruction
    EXPECT_LE(time, period);
    EXPECT_GT(time, period - way_to_the_program);
}

TEST(Tick, FallsAtTheSamePlaceHoweverLongTheStartTook)
{
    Archive small;
    small.add_file("timer", timer_program());
    Archive large;
    large.add_file("another", std::string(1'000'000, 'x'));
    large.add_file("timer", timer_program() + std::string(100'000, 'x'));

    uint64_t const after_a_short_start = time_before_the_first_tick(small, "init=/timer console=pipe");
    uint64_t const after_a_long_start = time_before_the_first_tick(
        large, "init=/timer console=pipe loglevel=7 NAME=value ANOTHER=value -- some arguments more");

    EXPECT_EQ(after_a_short_start, after_a_long_start);
}

} // namespace
} // namespace ringside::tests
