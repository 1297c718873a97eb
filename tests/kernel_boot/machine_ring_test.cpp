// System calls through a shared page: that the program itself enters the kernel for none of them, that all
// answers are right, and that whatever a program does to its page harms it alone. Read beside
// kernel-model/ring/ring.cpp.
#include "emu/symbols/symbols.hpp"
#include "kernel-model/abi/image.hpp"
#include "kernel-model/abi/ring.hpp"
#include "tests/kernel_boot/machine.hpp"
#include "tests/support/folders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace ringside::tests {
namespace {

using kernel::RingEntry;
using testing::Each;
using testing::HasSubstr;
using testing::StrEq;

std::filesystem::path sixty_four()
{
    return build_folder() / "programs" / "rings" / "sixty_four";
}

Archive archive()
{
    auto const guests = build_folder() / "tests" / "kernel_boot" / "guests";
    Archive archive;
    archive.add_host_file("sixty_four", sixty_four());
    archive.add_host_file("ring_rules", guests / "ring_rules");
    return archive;
}

uint64_t address_in(std::span<std::byte const> file, char const* name)
{
    emu::Symbols const symbols(file, 0);
    emu::Symbol const* const symbol = symbols.named(name);
    EXPECT_NE(symbol, nullptr) << name;
    return symbol ? symbol->start : 0;
}

/// The program between path_begin and path_end, followed from one change of rings to the next.
class FollowedRing : public testing::Test
{
protected:
    struct Stretch
    {
        unsigned ring;
        uint64_t instructions;
    };

    void SetUp() override
    {
        std::string const file = read_file(sixty_four());
        auto const bytes = std::as_bytes(std::span(file));
        end_ = address_in(bytes, "path_end");
        page_ = address_in(bytes, "(anonymous namespace)::entries");
        request_ = address_in(kernel::embedded_image(), "do_ring_request");
        cpu().breakpoints = {address_in(bytes, "path_begin")};
        ASSERT_EQ(own_.machine().run(limit), emu::Halt::breakpoint) << own_.log();
    }

    void follow()
    {
        cpu().stop_before_system_calls = true;
        cpu().stop_on_ring_change = true;
        cpu().breakpoints = {end_, request_};
        while (cpu().state.rip != end_) {
            uint64_t const before = cpu().state.retired;
            unsigned const ring = cpu().state.cpl;
            emu::Halt const halt = own_.machine().run(limit);
            count(ring, cpu().state.retired - before);
            roots_.insert(cpu().state.cr3 &
                          ~uint64_t{0x1000}); // pti=on: of a pair the odd page is the program's
            if (halt == emu::Halt::breakpoint)
                requests_ += cpu().state.rip == request_;
            else if (halt == emu::Halt::ring_change && cpu().state.cpl == 0)
                entrances_.push_back(cpu().state.rip);
            else if (halt != emu::Halt::ring_change)
                FAIL() << "it stopped for another reason";
        }
    }

    /// As a second processor could: number and arguments of the entry that the kernel is at, in the program's
    /// page.
    unsigned spoil_busy_requests()
    {
        unsigned spoilt = 0;
        for (uint64_t entry = page_; entry < page_ + 4096; entry += sizeof(RingEntry)) {
            cpu::Physical physical;
            RingEntry held{};
            EXPECT_TRUE(cpu().translate_for_view({entry}, physical));
            own_.machine().memory.read(physical, {reinterpret_cast<uint8_t*>(&held), sizeof(held)});
            if (held.status != kernel::RingStatus::busy)
                continue;
            held.number = 60; // exit(2)
            held.arguments.fill(~uint64_t{0});
            own_.machine().memory.store(physical, &held, sizeof(held));
            ++spoilt;
        }
        return spoilt;
    }

    void count(unsigned ring, uint64_t instructions)
    {
        if (stretches_.empty() || stretches_.back().ring != ring)
            stretches_.push_back({ring, 0});
        stretches_.back().instructions += instructions;
    }

    cpu::Cpu& cpu() { return own_.machine().cpu; }

    static constexpr uint64_t limit = 1'000'000'000;
    OwnMachine own_{archive(), "init=/sixty_four console=pipe", cpu::Vendor::intel, 32};
    uint64_t end_ = 0;
    uint64_t page_ = 0;
    uint64_t request_ = 0;
    unsigned requests_ = 0;
    std::set<uint64_t> roots_;        // what CR3 was
    std::vector<uint64_t> entrances_; // where ring 0 was entered
    std::vector<Stretch> stretches_;
};

TEST_F(FollowedRing, IsServedWhileTheProgramItselfNeverEntersTheKernel)
{
    follow();

    uint64_t const timer = address_in(kernel::embedded_image(), "asm_sysvec_apic_timer_interrupt");
    EXPECT_THAT(entrances_, Each(timer));
    EXPECT_EQ(entrances_.size(), 4u);
    EXPECT_EQ(roots_.size(), 1u); // the thread works in its program's address space
    EXPECT_EQ(requests_, 40u);    // ten kinds of sixteen are made, in four rounds; six are refused
}

TEST_F(FollowedRing, RunsTheProgramsInstructionsBetweenThoseOfTheKernelThread)
{
    follow();

    ASSERT_EQ(stretches_.size(), 9u); // 3 0 3 0 3 0 3 0 3
    for (size_t i = 0; i < stretches_.size(); ++i) {
        EXPECT_EQ(stretches_[i].ring, i % 2 == 0 ? 3u : 0u);
        EXPECT_GT(stretches_[i].instructions, 100u);
    }
}

TEST_F(FollowedRing, IsJudgedByTheKernelsCopyWhateverIsStoredLater)
{
    cpu().breakpoints = {request_};

    unsigned spoilt = 0;
    while (own_.machine().run(limit) == emu::Halt::breakpoint)
        spoilt += spoil_busy_requests();

    EXPECT_EQ(spoilt, 40u); // each of those that are made, once
    EXPECT_EQ(own_.status(), 0);
    EXPECT_EQ(own_.console(), "ring\n64 requests, 64 answers as expected\ncomputed meanwhile\n");
}

TEST(Ring, GivesSixtyFourRightAnswersAndTheSameBitsInEveryRun)
{
    OwnMachine first(archive(), "init=/sixty_four console=pipe", cpu::Vendor::intel, 32);
    OwnMachine second(archive(), "init=/sixty_four console=pipe", cpu::Vendor::intel, 32);

    first.run_to_the_end();
    second.run_to_the_end();

    EXPECT_EQ(first.status(), 0) << first.log();
    EXPECT_THAT(first.console(), StrEq("ring\n64 requests, 64 answers as expected\n"
                                       "computed meanwhile\n"));
    EXPECT_TRUE(second.machine().equal(first.machine().save()));
}

TEST(Ring, KeepsItsRulesWhateverTheProgramStoresIntoIt)
{
    OwnMachine machine(archive(), "init=/ring_rules console=pipe");

    machine.run_to_the_end();

    EXPECT_EQ(machine.status(), 0) << machine.console() << machine.log();
    EXPECT_EQ(machine.console(), "all is well\n");
    EXPECT_THAT(machine.log(), HasSubstr("ring: the page of process 1 at "));
}

TEST(Ring, IsServedWithPageTableIsolationToo)
{
    OwnMachine machine(archive(), "init=/ring_rules also=/sixty_four console=pipe pti=on");

    machine.run_to_the_end(4'000'000'000);

    EXPECT_EQ(machine.status(), 0) << machine.console() << machine.log();
    EXPECT_THAT(machine.log(), HasSubstr("sixty_four[2]: exited with status 0\n"));
}

TEST(Ring, GoesWithItsProgramAndLeavesOthersAlone)
{
    OwnMachine machine(archive(), "init=/ring_rules also=/sixty_four console=pipe");

    machine.run_to_the_end(4'000'000'000);

    EXPECT_EQ(machine.status(), 0) << machine.console() << machine.log();
    EXPECT_THAT(machine.log(), HasSubstr("sixty_four[2]: exited with status 0\n"));
    EXPECT_THAT(machine.console(), HasSubstr("64 requests, 64 answers as expected\n"));
    EXPECT_THAT(machine.console(), HasSubstr("all is well\n"));
}

} // namespace
} // namespace ringside::tests
