// The figures of the comparison are sums over what happened: facts about the transitions give their values,
// and changing the machine at the request's beginning changes them. SDM Vol. 2A, "INT n/INTO/INT3/INT1",
// "SYSCALL".
#include "emu/compare/report.hpp"
#include "emu/machine.hpp"
#include "programs/bundled.hpp"
#include "tests/emu/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringside::tests {

namespace {

using cpu::Step;
using emu::Measured;
using emu::Phase;
using emu::Session;
using emu::Traffic;
using testing::Contains;
using testing::ElementsAre;
using testing::Not;

Measured measured(std::string_view path, emu::Prepare const& prepare = {},
                  std::string_view request = "getpid", emu::Options options = {})
{
    options.history = emu::History::none;
    auto const program = find_request_program(path, request);
    auto session = Session::open(std::string(program.name), program.file, options);
    auto result = emu::measure(*session.value(), prepare);
    EXPECT_TRUE(result.ok()) << result.sentence();
    return std::move(result.value());
}

void store(Session& session, uint64_t linear, uint64_t value, uint64_t bytes)
{
    cpu::Physical physical;
    ASSERT_TRUE(session.machine().cpu.translate_for_view({linear}, physical));
    session.machine().memory.store(physical, &value, bytes);
}

// The gate of INT 0x80 lies at IDT + 0x800; its fifth byte holds the IST index.
constexpr uint64_t gate_of_80 = 0x800;

} // namespace

TEST(Compare, IntReads32BytesAndWrites40)
{
    auto const int80 = measured("int80");

    EXPECT_EQ(int80[Phase::hardware_entry].hardware, (Traffic{3, 32, 5, 40}));
    EXPECT_EQ(int80[Phase::hardware_entry].software, Traffic{});
    EXPECT_EQ(int80[Phase::hardware_entry].stack_bytes, 40u);
    EXPECT_EQ(int80[Phase::hardware_entry].ring3, 1u);
    EXPECT_EQ(int80[Phase::hardware_entry].ring0, 0u);
}

TEST(Compare, IretqReads40BytesAndTwoDescriptors)
{
    auto const int80 = measured("int80");

    EXPECT_EQ(int80[Phase::hardware_exit].hardware, (Traffic{7, 56, 0, 0}));
    EXPECT_EQ(int80[Phase::hardware_exit].ring0, 1u);
}

TEST(Compare, SyscallAndSysretTouchNoMemory)
{
    auto const syscall = measured("syscall");

    EXPECT_EQ(syscall[Phase::hardware_entry].hardware, Traffic{});
    EXPECT_EQ(syscall[Phase::hardware_exit].hardware, Traffic{});
    EXPECT_EQ(syscall.total().hardware, Traffic{});
    EXPECT_THAT(syscall[Phase::hardware_entry].steps,
                ElementsAre(Step::check_sce, Step::check_mode, Step::save_rcx, Step::save_r11, Step::load_rip,
                            Step::mask_rflags, Step::load_cs, Step::set_cpl, Step::load_ss));
}

TEST(Compare, SyscallDestroysRcxAndR11AndIntNothing)
{
    EXPECT_THAT(measured("syscall").registers.lost, ElementsAre("rcx", "r11"));
    EXPECT_THAT(measured("int80").registers.lost, ElementsAre());
    EXPECT_THAT(measured("int80").registers.saved, Contains("rsp"));
}

TEST(Compare, EveryPathAnswersTheSame)
{
    for (auto const* path : {"int80", "int80-32", "syscall"}) {
        auto const one = measured(path);
        EXPECT_EQ(one.result, 1) << path; // init is process 1
        for (auto const phase :
             {Phase::setup, Phase::entry, Phase::dispatch, Phase::service, Phase::exit, Phase::back})
            EXPECT_GT(one[phase].ring0 + one[phase].ring3, 0u) << path << " " << emu::name(phase);
        EXPECT_EQ(one.nested.ring0, 0u) << path;
    }
}

TEST(Compare, TheTotalIsTheSumOfThePhases)
{
    auto const path = measured("int80", {}, "write");
    uint64_t instructions = 0;
    uint64_t bytes = 0;
    for (auto const& phase : path.phases) {
        instructions += phase.ring0 + phase.ring3;
        bytes += phase.software.read_bytes + phase.hardware.read_bytes;
    }

    EXPECT_EQ(path.total().ring0 + path.total().ring3, instructions);
    EXPECT_EQ(path.total().software.read_bytes + path.total().hardware.read_bytes, bytes);
}

TEST(Compare, AClearedAccessedBitCostsAWriteIntoTheGdt)
{
    auto const usual = measured("int80");

    auto const cleared = measured("int80", [](Session& session) {
        // Kernel code, descriptor 2: bit 0 of the type byte is "accessed".
        store(session, session.state().gdtr.base + 2 * 8 + 5, 0x9a, 1);
    });

    EXPECT_THAT(usual[Phase::hardware_entry].steps, Not(Contains(Step::set_descriptor_accessed)));
    EXPECT_THAT(cleared[Phase::hardware_entry].steps, Contains(Step::set_descriptor_accessed));
    EXPECT_EQ(cleared[Phase::hardware_entry].hardware.writes,
              usual[Phase::hardware_entry].hardware.writes + 1);
    EXPECT_EQ(cleared[Phase::hardware_entry].stack_bytes, 40u);
}

TEST(Compare, AnIstGateReadsAnotherFieldOfTheTss)
{
    auto const with_ist = measured("int80", [](Session& session) {
        store(session, session.state().idtr.base + gate_of_80 + 4, 1, 1);
        // The stack of IST1 becomes the task's own, so that the entry code finds its frame.
        store(session, session.state().tr.base + 36, *session.tss_rsp(0), 8);
    });

    EXPECT_THAT(with_ist[Phase::hardware_entry].steps, Contains(Step::read_ist));
    EXPECT_THAT(with_ist[Phase::hardware_entry].steps, Not(Contains(Step::read_rsp0)));
    EXPECT_EQ(with_ist[Phase::hardware_entry].hardware, (Traffic{3, 32, 5, 40}));
    EXPECT_EQ(with_ist.result, 1);
}

TEST(Compare, AMovedGateChangesTheEntryCode)
{
    auto const usual = measured("int80");

    // The gate leads one NOP further: to a copy of the old target's address, behind its first instruction
    // (CLAC, three bytes), so one instruction fewer is executed.
    auto const moved = measured("int80", [](Session& session) {
        auto const gate = session.gate(0x80);
        store(session, session.state().idtr.base + gate_of_80,
              (gate->low & ~uint64_t{0xffff}) | ((gate->offset + 3) & 0xffff), 8);
    });

    EXPECT_EQ(moved[Phase::entry].ring0, usual[Phase::entry].ring0 - 1);
    EXPECT_EQ(moved[Phase::hardware_entry].hardware, usual[Phase::hardware_entry].hardware);
    EXPECT_EQ(moved.result, 1);
}

TEST(Compare, AGateInAPageThatIsNotInTheTlbCostsAWalk)
{
    auto const usual = measured("int80");

    auto const moved = measured("int80", [](Session& session) {
        // The IDT is copied to the other end of the direct map's first page that nobody has used: far away,
        // so that its translation must be walked for.
        auto& machine = session.machine();
        auto const old = session.state().idtr.base;
        auto const start = session.state().gdtr.base & ~uint64_t{0xfff};
        std::vector<uint8_t> table(4096);
        session.read_memory(old, table);
        cpu::Physical physical;
        uint64_t const unused = 0xffff'8880'0000'0000 + machine.memory.size() / 2;
        ASSERT_NE(start, unused);
        ASSERT_TRUE(machine.cpu.translate_for_view({unused}, physical));
        machine.memory.write(physical, table);
        machine.cpu.state.idtr.base = unused;
    });

    EXPECT_EQ(usual[Phase::hardware_entry].walk.reads, 0u);
    EXPECT_GT(moved[Phase::hardware_entry].walk.reads, 0u);
    EXPECT_EQ(moved[Phase::hardware_entry].hardware, (Traffic{3, 32, 5, 40}));
}

TEST(Compare, APageFaultInsideIsARowOfItsOwn)
{
    auto const usual = measured("syscall", {}, "write");

    auto const faulting = measured(
        "syscall",
        [](Session& session) {
            // The byte to be written lies in the program's text; its page is taken away.
            auto const levels = session.walk(*session.address_of("text"));
            uint64_t const absent = 0;
            ASSERT_EQ(levels.size(), 4u);
            session.machine().memory.store({levels.back().address}, &absent, 8);
        },
        "write");

    EXPECT_EQ(usual.nested.ring0, 0u);
    EXPECT_GT(faulting.nested.ring0, 0u);
    EXPECT_EQ(faulting[Phase::service].ring0, usual[Phase::service].ring0);
    EXPECT_EQ(faulting.result, usual.result);
}

TEST(Compare, TheJsonObjectHasTheDocumentedFields)
{
    auto const text = emu::comparison_json("getpid", {measured("int80")});

    EXPECT_THAT(text, testing::HasSubstr("\"version\": 1"));
    for (auto const* field :
         {"request",    "paths",        "name",        "program",    "vendor", "result",
          "phases",     "instructions", "ring0",       "ring3",      "memory", "software",
          "hardware",   "walk",         "reads",       "read_bytes", "writes", "written_bytes",
          "cr3_writes", "tlb_flushes",  "stack_bytes", "steps",      "nested", "total",
          "registers",  "saved",        "changed",     "lost",       "does",   "does_not"})
        EXPECT_THAT(text, testing::HasSubstr("\"" + std::string(field) + "\"")) << field;
}

TEST(Compare, TheTableFitsItsWidth)
{
    std::vector<Measured> const paths{measured("int80"), measured("syscall")};

    auto widest = [&](unsigned columns) {
        std::size_t width = 0;
        for (auto const& line : lines_of(emu::comparison_table("getpid", paths, columns)))
            width = std::max(width, line.size());
        return width;
    };

    EXPECT_LE(widest(80), 80u);
    EXPECT_LE(widest(200), 200u);
}

TEST(Compare, IsNotMisledByAProgramThatCallsItsFunctionsAsTheKernelDoes)
{
    auto const own = measured("syscall");
    auto const borrowed = open_file(guest("borrowed_names"));

    auto const result = emu::measure(*borrowed);

    ASSERT_TRUE(result.ok()) << result.sentence();
    EXPECT_EQ(result.value().path, "syscall");
    EXPECT_EQ(result.value()[Phase::dispatch].ring0, own[Phase::dispatch].ring0);
    EXPECT_EQ(result.value()[Phase::service].ring0, own[Phase::service].ring0);
}

TEST(Compare, CountsNoStoreToTheRedZoneAsAPush)
{
    auto const session = open_file(guest("borrowed_names"));

    auto const result = emu::measure(*session);

    ASSERT_TRUE(result.ok()) << result.sentence();
    EXPECT_EQ(result.value()[Phase::setup].software.writes, 1u);
    EXPECT_EQ(result.value()[Phase::setup].stack_bytes, 0u);
    EXPECT_GT(result.value()[Phase::entry].stack_bytes, 100u); // pt_regs
}

} // namespace ringside::tests
