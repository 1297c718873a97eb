// Random bytes as code, in every mode and ring: whatever a guest does, it gets a fault or a shutdown, and
// running it again gives the same bits. The seed is fixed, so that a failure repeats.
#include "emu/script/case_machine.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace ringside::emu::script {
namespace {

using cpu::Stop;

class RandomCode : public testing::TestWithParam<std::tuple<Mode, unsigned, cpu::Vendor>>
{};

// Fills registers with values that are often addresses of mapped pages, so that memory operands hit
// something.
void scatter(CaseMachine& machine, std::mt19937_64& random)
{
    static constexpr uint64_t likely[] = {0x1000, 0x5000, 0x5ff8,       0x7ff0,
                                          0x8000, 0,      ~uint64_t{0}, 0x7fff'ffff'f000};
    for (auto& value : machine.cpu.state.gpr)
        value = random() % 3 == 0 ? random() : likely[random() % std::size(likely)] + random() % 16;
    machine.cpu.state.gpr[cpu::rsp] = 0x7f00 + random() % 64 * 8;
}

std::vector<uint8_t> random_bytes(std::mt19937_64& random)
{
    std::vector<uint8_t> bytes(256);
    for (auto& byte : bytes)
        byte = static_cast<uint8_t>(random());
    return bytes;
}

// Ends when virtual time has passed, on a shutdown or in HLT.
void run(CaseMachine& machine)
{
    auto const stop = machine.cpu.run(2000);
    EXPECT_TRUE(stop == Stop::time || stop == Stop::shutdown || stop == Stop::halted)
        << static_cast<int>(stop);
}

void run_program(Setup const& setup, uint64_t seed)
{
    std::mt19937_64 random(seed);
    CaseMachine machine(setup);
    CaseMachine again(setup);
    machine.map(0x5000);
    again.map(0x5000);
    scatter(machine, random);
    again.cpu.state.gpr = machine.cpu.state.gpr;
    auto const code = random_bytes(random);
    machine.load(code);
    again.load(code);
    cpu::Observer observer;
    again.cpu.observe(&observer);

    run(machine);
    run(again);

    EXPECT_TRUE(machine.cpu.state == again.cpu.state)
        << "seed " << seed << ": observed and not, the states differ";
    EXPECT_TRUE(machine.memory.save() == again.memory.save()) << "seed " << seed;
}

TEST_P(RandomCode, EndsInAFaultOrGoesOnAndRepeatsToTheSameBits)
{
    auto const [mode, ring, vendor] = GetParam();
    cpu::Model model;
    model.vendor = vendor;
    for (uint64_t seed = 1; seed <= 40; ++seed)
        run_program({.model = model, .mode = mode, .ring = ring}, seed);
}

INSTANTIATE_TEST_SUITE_P(
    EveryModeAndRing, RandomCode,
    testing::Combine(testing::Values(Mode::long_mode, Mode::compat, Mode::protected_mode),
                     testing::Values(0u, 3u), testing::Values(cpu::Vendor::intel, cpu::Vendor::amd)));

} // namespace
} // namespace ringside::emu::script
