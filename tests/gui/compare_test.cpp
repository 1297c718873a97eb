// The compare view through the driver: keys pressed, and what both machines' views say after each. SDM Vol.
// 2A, "INT n/INTO/INT3/INT1"; Vol. 2B, "SYSCALL".
#include "emu/compare/report.hpp"
#include "gui/compare/layout.hpp"
#include "programs/bundled.hpp"
#include "tests/gui/compare_support.hpp"
#include "tests/support/folders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace ringside::gui {
namespace {

using emu::Phase;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;
using namespace tests;
using namespace tests::keys;

constexpr bool yes = true;
constexpr bool no = false;
constexpr KeyPress phase{Key::f10};
constexpr KeyPress to_end{Key::f5};
constexpr KeyPress back_phase{letter('n'), no, yes};
constexpr KeyPress single{letter('1')};
constexpr KeyPress compare{letter('2')};
constexpr KeyPress other_side{Key::tab};

// What the ledgers have counted where the machines stand, as `ringside compare --json` writes it.
std::string json_here(Driver& driver)
{
    std::vector<emu::Measured> both;
    for (std::size_t const place : {0u, 1u}) {
        auto const side = driver.comparison().side(place);
        auto measured = side->ledger().measured;
        for (std::size_t i = 0; i < emu::phase_count; ++i)
            measured.phases[i] = side->figures()[i];
        measured.nested = side->figures()[emu::nested_row];
        both.push_back(std::move(measured));
    }
    return emu::comparison_json("getpid", both);
}

std::string json_measured(std::vector<std::string> const& programs)
{
    std::vector<emu::Measured> both;
    for (auto const& name : programs) {
        emu::Options options;
        options.history = emu::History::none;
        auto session = emu::Session::open(name, find_bundled(name).file, options);
        both.push_back(emu::measure(*session.value()).value());
    }
    return emu::comparison_json("getpid", both);
}

TEST(Compare, AlignsByPhaseAndLetsTheShorterTransitionWait)
{
    auto const driver = comparing("int80", "syscall");
    press(*driver, phase);
    EXPECT_EQ(left(*driver).phase, "setup, 1 of 1");

    press(*driver, micro_step, 9);
    EXPECT_EQ(steps(*driver), "9 check_tss_limit | 9 load_ss");
    EXPECT_EQ(left(*driver).waiting, "");
    EXPECT_EQ(right(*driver).waiting, "waits: the other side is in hardware entry, 9 of 23");
    press(*driver, micro_step, 3);
    EXPECT_EQ(right(*driver).waiting, "waits: the other side is in hardware entry, 12 of 23");
    press(*driver, micro_step, 11);

    EXPECT_EQ(steps(*driver), "23 mask_rflags | 9 load_ss");
    EXPECT_EQ(left(*driver).waiting, "");
    EXPECT_EQ(right(*driver).waiting, "");
    press(*driver, micro_step);
    EXPECT_THAT(left(*driver).phase, StartsWith("entry, 1 of "));
    EXPECT_THAT(right(*driver).phase, StartsWith("entry, 1 of "));
}

TEST(Compare, ShowsThePictureThatTheClassCameFor)
{
    auto const driver = comparing("int80", "syscall");
    go_to(*driver, Phase::hardware_entry, 15);

    EXPECT_EQ(steps(*driver), "15 push_ss | 9 load_ss");
    EXPECT_EQ(lamp_of(left_view(*driver)), "HARDWARE");
    EXPECT_TRUE(left_view(*driver).user_stack.ghost);
    EXPECT_THAT(written(left_view(*driver).kernel_stack), ElementsAre("-0x8 SS 2b"));
    EXPECT_THAT(awaited(left_view(*driver).kernel_stack),
                ElementsAre("-0x10 RSP", "-0x18 RFLAGS", "-0x20 CS", "-0x28 RIP"));
    EXPECT_EQ(lamp_of(right_view(*driver)), "RING 0");
    EXPECT_TRUE(right_view(*driver).user_stack.active);
    EXPECT_EQ(right_view(*driver).user_stack.tag, "ring 0 is running on the user's stack");
    EXPECT_THAT(written(right_view(*driver).kernel_stack), IsEmpty());
    EXPECT_THAT(driver->frame().text(driver->frame().whole()),
                HasSubstr("ring 0 is running on the user's stack"));
}

// At the request both have done nothing yet: what they did since their start is no news.
TEST(Compare, MarksWhatTheLastStepChangedWhenItBegins)
{
    auto const driver = comparing("int80", "syscall");
    auto const beginning = driver_on("hello_int80", Beginning::first_system_call);
    press(*beginning, micro_step, 9);

    press(*beginning, compare);
    beginning->run_to_stop();

    EXPECT_THAT(written(left_view(*driver).user_stack), IsEmpty());
    EXPECT_EQ(steps(*beginning), "9 check_tss_limit | 9 load_ss");
    EXPECT_THAT(written(left_view(*beginning).kernel_stack), IsEmpty());
    EXPECT_FALSE(register_of(left_view(*beginning), "rax").changed);
    EXPECT_THAT(written(right_view(*beginning).user_stack), IsEmpty());
    EXPECT_THAT(written(right_view(*beginning).kernel_stack), IsEmpty());
    EXPECT_FALSE(register_of(right_view(*beginning), "rdi").changed);
}

TEST(Compare, MarksNothingOnTheSideThatWaitsWhenItBegins)
{
    auto const driver = driver_on("hello_int80", Beginning::first_system_call);
    press(*driver, micro_step, 15);

    press(*driver, compare);
    driver->run_to_stop();

    EXPECT_EQ(steps(*driver), "15 push_ss | 9 load_ss");
    EXPECT_THAT(written(left_view(*driver).kernel_stack), ElementsAre("-0x8 SS 2b"));
    EXPECT_THAT(written(right_view(*driver).kernel_stack), IsEmpty());
}

TEST(Compare, HasTheRegistersOf32BitCodeInItsRow)
{
    auto const driver = comparing("int80-32", "syscall");

    std::string const text = driver->frame().text(compare_layout_for(142, 44).sides[0].registers);

    EXPECT_THAT(text, HasSubstr("EAX "));
    EXPECT_THAT(text, HasSubstr("ESP "));
}

TEST(Compare, NamesNoPhaseLikeAKey)
{
    auto const zh = catalogue_for("zh_CN.UTF-8");
    auto driver = driver_on("hello_syscall", Beginning::first_system_call, zh);
    driver->compare({"int80", "syscall"}, "getpid");
    driver->run_to_stop();

    EXPECT_NE(driver->view().compare.phases[7].name, zh("back"));
    EXPECT_NE(driver->view().compare.phases[7].name, "back in ring 3");
}

TEST(Compare, GrowsTheFiguresToThoseOfTheCommand)
{
    auto const driver = comparing("int80", "syscall");
    auto const& phases = driver->view().compare.phases;
    EXPECT_EQ(phases.back().costs[0].instructions, 0u);

    press(*driver, phase);
    press(*driver, micro_step, 15);
    EXPECT_EQ(phases[1].costs[0].hardware_reads, 3u);
    EXPECT_EQ(phases[1].costs[0].hardware_writes, 1u);
    EXPECT_EQ(phases[1].costs[0].stack_bytes, 8u);
    EXPECT_EQ(phases[1].costs[0].descriptors, 2u);
    EXPECT_EQ(phases[1].costs[1].hardware_reads, 0u);
    press(*driver, to_end);

    EXPECT_EQ(json_here(*driver), json_measured({"getpid_int80", "getpid_syscall"}));
    EXPECT_EQ(phases[1].costs[0].hardware_writes, 5u);
    EXPECT_EQ(left(*driver).phase, "the request is done");
}

// Where both machines stand on the way to the end of the request, step by step.
std::vector<std::string> way_to_the_end(Driver& driver)
{
    std::vector<std::string> way = {stands(driver)};
    while (left(driver).phase != "the request is done" && way.size() < 1'000) {
        press(driver, micro_step);
        way.push_back(stands(driver));
    }
    return way;
}

std::vector<std::string> way_back(Driver& driver, std::size_t steps)
{
    std::vector<std::string> way = {stands(driver)};
    while (way.size() <= steps) {
        press(driver, back);
        way.push_back(stands(driver));
    }
    return way;
}

TEST(Compare, GoesTheSameWayBackwards)
{
    auto const driver = comparing("int80", "syscall");
    auto const forwards = way_to_the_end(*driver);
    ASSERT_EQ(left(*driver).phase, "the request is done");
    ASSERT_GT(forwards.size(), 100u);

    auto backwards = way_back(*driver, forwards.size() - 1);

    std::reverse(backwards.begin(), backwards.end());
    EXPECT_EQ(backwards, forwards);
    EXPECT_EQ(stands(*driver), "0 | 0");
    press(*driver, back);
    EXPECT_EQ(driver->view().compare.status, "This is the beginning of the request.");
    EXPECT_EQ(driver->view().compare.phases.back().costs[0].instructions, 0u);
}

TEST(Compare, GoesBackByMicroStepsWhereItWentByInstructions)
{
    auto const driver = comparing("int80", "syscall");
    press(*driver, instruction, 20);
    auto const there = stands(*driver);
    press(*driver, micro_step, 5);

    press(*driver, back, 5);

    EXPECT_EQ(stands(*driver), there);
    press(*driver, back, 400);
    EXPECT_EQ(stands(*driver), "0 | 0");
}

TEST(Compare, GoesBackByInstructionsAndPhases)
{
    auto const driver = comparing("int80", "syscall");
    press(*driver, phase, 2);
    press(*driver, instruction);

    press(*driver, back_instruction);
    EXPECT_EQ(steps(*driver), "23 mask_rflags | 9 load_ss");
    press(*driver, back_instruction);
    EXPECT_EQ(left(*driver).phase, "setup, 1 of 1");
    press(*driver, phase, 3);
    EXPECT_THAT(left(*driver).phase, StartsWith("dispatch, "));
    press(*driver, back_phase);

    EXPECT_THAT(left(*driver).phase, StartsWith("entry, "));
    EXPECT_EQ(left(*driver).waiting, "");
}

TEST(Compare, StopsWhereOneOfThemChangesItsRing)
{
    auto const driver = comparing("int80", "syscall");

    press(*driver, ring_change);

    EXPECT_EQ(lamp_of(left_view(*driver)), "RING 0");
    EXPECT_EQ(lamp_of(right_view(*driver)), "RING 0");
    EXPECT_EQ(left_view(*driver).code.where, "entry_INT80_compat");
    EXPECT_EQ(right_view(*driver).code.where, "entry_SYSCALL_64");
}

TEST(Compare, LetsAFunctionCallWaitForTheKernel)
{
    auto const driver = comparing("call", "syscall");
    press(*driver, phase);

    press(*driver, micro_step);

    EXPECT_THAT(left(*driver).waiting, StartsWith("waits: the other side is in hardware entry, 1 of 9"));
    EXPECT_EQ(left(*driver).phase, "setup, 1 of 1");
    press(*driver, to_end);
    EXPECT_EQ(driver->view().compare.phases[1].costs[0].instructions, 0u);
}

TEST(Two, AtSyscallBringsInt80AtTheSameStep)
{
    auto const driver = driver_on("getpid_syscall", Beginning::first_system_call);
    press(*driver, micro_step, 5);

    press(*driver, compare);

    EXPECT_EQ(left(*driver).path, "syscall");
    EXPECT_EQ(right(*driver).path, "int80");
    EXPECT_EQ(steps(*driver), "5 load_rip | 5 check_gate_present");
    EXPECT_TRUE(left(*driver).active);
    EXPECT_EQ(driver->view().compare.status,
              "getpid_syscall is beside the bundled machine that makes the same request by int80.");
}

TEST(Two, AtTheKernelsFirstInstructionBringsTheOthersFirstInstruction)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);
    press(*driver, instruction);

    press(*driver, compare);

    EXPECT_EQ(left_view(*driver).stage.title, "SYSCALL · done");
    EXPECT_EQ(steps(*driver), "9 load_ss | 23 mask_rflags");
    EXPECT_EQ(right(*driver).program, "write_int80, intel");
    EXPECT_EQ(right_view(*driver).code.where, "entry_INT80_compat");
    EXPECT_TRUE(left_view(*driver).user_stack.foreign);
    EXPECT_TRUE(right_view(*driver).kernel_stack.active);
}

TEST(Two, AtInt80BringsSyscall)
{
    auto const driver = driver_on("hello_int80", Beginning::first_system_call);
    press(*driver, micro_step, 15);

    press(*driver, compare);

    EXPECT_EQ(steps(*driver), "15 push_ss | 9 load_ss");
    EXPECT_EQ(right(*driver).program, "write_syscall, intel");
    EXPECT_EQ(right(*driver).waiting, "waits: the other side is in hardware entry, 15 of 23");
}

TEST(Two, AtInt80Of32BitCodeBringsSyscall)
{
    auto const driver = driver_on("hello_int80_32", Beginning::first_system_call);
    press(*driver, micro_step, 16);

    press(*driver, compare);

    EXPECT_EQ(left(*driver).path, "int80-32");
    EXPECT_EQ(steps(*driver), "16 push_rsp | 9 load_ss");
}

TEST(Two, AtAnotherSystemCallOfTheProgramTakesThatOne)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);
    press(*driver, KeyPress{Key::f8});
    ASSERT_EQ(driver->view().control.place, "trap:2");

    press(*driver, compare);

    EXPECT_EQ(left_view(*driver).control.place, "trap:2");
    EXPECT_EQ(driver->view().compare.status,
              "hello_syscall makes another request than the bundled machine, which makes getpid by int80.");
}

TEST(Two, InAProgramOfALibraryTakesTheCallRoundTheTrap)
{
    auto const driver = driver_on_file(sample("trap_paths/hello_musl"), {});
    driver->resize(142, 44);
    press(*driver, KeyPress{Key::f8}, 2);
    press(*driver, micro_step, 3);

    press(*driver, compare);

    EXPECT_EQ(left(*driver).path, "syscall");
    EXPECT_EQ(steps(*driver), "3 save_rcx | 3 check_gate_type");
}

TEST(Two, AtTheProgramsStartTakesItsFirstSystemCall)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_instruction);
    ASSERT_EQ(driver->view().stage.title, "Next: #PF");

    press(*driver, compare);

    EXPECT_EQ(left(*driver).path, "syscall");
    EXPECT_THAT(left(*driver).program, StartsWith("hello_syscall"));
    EXPECT_EQ(right(*driver).path, "int80");
}

TEST(Two, AtAFaultBringsBundledMachinesAndSaysSo)
{
    auto const driver = driver_on("trap_pf", Beginning::first_instruction);
    press_until(*driver, micro_step, [](View const& view) {
        return view.stage.title == "#PF" && view.title.lamp == Actor::hardware;
    });

    press(*driver, compare);

    EXPECT_EQ(left(*driver).path, "pf");
    EXPECT_EQ(right(*driver).path, "int80");
    EXPECT_EQ(step_of(left_view(*driver)), "1 write_cr2");
    EXPECT_THAT(driver->view().compare.status, HasSubstr("bundled machines"));
}

TEST(One, ReturnsToTheSingleViewAtTheActiveSidesMoment)
{
    auto const driver = driver_on("getpid_syscall", Beginning::first_system_call);
    press(*driver, micro_step, 5);
    press(*driver, compare);
    press(*driver, micro_step, 10);

    press(*driver, single);
    EXPECT_EQ(driver->view().title.file, "getpid_syscall");
    EXPECT_EQ(step_of(driver->view()), "9 load_ss");
    press(*driver, compare);
    EXPECT_EQ(steps(*driver), "9 load_ss | 23 mask_rflags");
    press(*driver, other_side);
    press(*driver, back, 8);
    press(*driver, single);

    EXPECT_EQ(driver->view().title.file, "getpid_int80");
    EXPECT_EQ(step_of(driver->view()), "15 push_ss");
    EXPECT_THAT(written(driver->view().kernel_stack), ElementsAre("-0x8 SS 2b"));
}

TEST(One, LetsTheMachineBeSteppedAloneAndTheOtherFollow)
{
    auto const driver = driver_on("getpid_syscall", Beginning::first_system_call);
    press(*driver, compare);
    press(*driver, single);
    press(*driver, micro_step, 4);

    press(*driver, compare);

    EXPECT_EQ(steps(*driver), "4 save_r11 | 4 check_gate_dpl");
}

TEST(Machines, AreChosenFromAList)
{
    auto const driver = comparing("int80", "syscall");
    go_to(*driver, Phase::hardware_entry, 5);

    press(*driver, {letter('m')});
    EXPECT_TRUE(driver->view().compare.list.open);
    EXPECT_TRUE(driver->click("compare.path.sysenter"));
    driver->run_to_stop();

    EXPECT_EQ(left(*driver).path, "sysenter");
    EXPECT_EQ(left(*driver).phase, "hardware entry, 5 of 7");
    EXPECT_EQ(right(*driver).path, "syscall");
    EXPECT_FALSE(driver->view().compare.list.open);
}

TEST(Machines, ThatWereStartedComeBackAtOnce)
{
    auto const driver = comparing("int80", "syscall");
    press(*driver, {letter('m')});
    driver->click("compare.path.sysenter");
    driver->run_to_stop();
    press(*driver, to_end);

    press(*driver, {letter('m')});
    driver->click("compare.path.int80");

    EXPECT_FALSE(driver->running());
    EXPECT_EQ(left(*driver).path, "int80");
    EXPECT_EQ(left(*driver).phase, "the request is done");
}

TEST(Machines, AreChosenByKeys)
{
    auto const driver = comparing("int80", "syscall");

    press(*driver, {letter('m')});
    auto const& list = driver->view().compare.list;
    EXPECT_EQ(list.rows[list.row].path, "int80"); // what the active side has
    press(*driver, {Key::right}, 2);
    press(*driver, {Key::up}, static_cast<int>(list.row));
    EXPECT_EQ(list.rows[list.row].path, "call");
    press(*driver, {Key::enter});

    EXPECT_EQ(driver->view().compare.request, "write");
    EXPECT_EQ(left(*driver).program, "write_call, intel");
    EXPECT_EQ(right(*driver).program, "write_syscall, intel");
}

TEST(Machines, StayWhereAPathCannotCarryTheRequest)
{
    auto const driver = comparing("int80", "syscall");
    press(*driver, to_end);

    press(*driver, {letter('m')});
    driver->perform({Command::compare_machine, 0, "vdso"});
    driver->run_to_stop();

    EXPECT_TRUE(driver->view().compare.failed);
    EXPECT_EQ(left(*driver).path, "int80");
    EXPECT_EQ(left(*driver).phase, "the request is done");
}

TEST(Machines, KeepTheRequestThatTheListWasOpenedWith)
{
    auto const driver = comparing("int80", "syscall", "write");

    press(*driver, {letter('m')});
    driver->click("compare.path.sysenter");
    driver->run_to_stop();

    EXPECT_EQ(driver->view().compare.request, "write");
    EXPECT_EQ(left(*driver).program, "write_sysenter, intel");
}

TEST(Machines, TheProgramOfTheSingleViewComesBackFromTheList)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);
    press(*driver, compare);
    EXPECT_THAT(left(*driver).program, StartsWith("hello_syscall"));
    press(*driver, {letter('m')});
    driver->click("compare.path.call");
    driver->run_to_stop();
    EXPECT_EQ(left(*driver).path, "call");

    press(*driver, {letter('m')});
    ASSERT_TRUE(driver->click("compare.path.own"));
    driver->run_to_stop();

    EXPECT_THAT(left(*driver).program, StartsWith("hello_syscall"));
    EXPECT_EQ(right(*driver).path, "int80");
}

TEST(Machines, StartedAtAPhaseStandThere)
{
    auto driver = driver_on("hello_syscall", Beginning::first_system_call);
    driver->compare({"int80", "syscall"}, "getpid", Phase::hardware_entry, 15);
    driver->run_to_stop();

    EXPECT_EQ(left(*driver).phase, "hardware entry, 15 of 23");
    EXPECT_EQ(step_of(left_view(*driver)), "15 push_ss");
}

// A machine that was changed takes another way than the one that was measured.
TEST(Two, AfterAChangeByHandMeasuresTheProgramAsItStartsByItself)
{
    auto const driver = driver_on("hello_int80", Beginning::first_system_call);
    press(*driver, compare);
    press(*driver, single);
    press(*driver, {letter(':')});
    driver->type("set gate 0x80 dpl 0");
    press(*driver, enter);
    press(*driver, escape);
    ASSERT_TRUE(driver->session().changed_run());

    press(*driver, compare);
    EXPECT_THAT(driver->view().compare.status, HasSubstr("changed"));
    press(*driver, to_end);

    EXPECT_FALSE(driver->comparison().side(0)->session()->changed_run());
    EXPECT_EQ(left(*driver).phase, "the request is done");
}

TEST(Two, TakesTheKeyboardFromTheConsoleAndFromFields)
{
    auto const driver = driver_on("hello_int80", Beginning::first_system_call);
    press(*driver, {letter(']'), true});
    driver->perform(Command::view_compare);
    driver->run_to_stop();
    EXPECT_EQ(driver->view().focus, Focus::commands);
    driver->perform(Command::view_tables);
    driver->perform({Command::tables_section, static_cast<uint64_t>(Section::page_tables)});
    press(*driver, {letter('g'), true});
    ASSERT_EQ(driver->choices().focus, Focus::field);
    driver->perform(Command::view_compare);
    driver->run_to_stop();
    EXPECT_EQ(driver->choices().focus, Focus::commands);
    EXPECT_FALSE(driver->choices().tables.editing);
}

TEST(Compare, PlaysUntilAKeyOrTheEnd)
{
    auto const driver = comparing("int80", "syscall");
    driver->perform(Command::faster);
    for (int i = 0; i < 10; ++i)
        driver->perform(Command::faster); // several instructions a beat
    press(*driver, {Key::space});
    EXPECT_TRUE(driver->running());
    while (driver->running())
        driver->run_slice();
    EXPECT_EQ(left(*driver).phase, "the request is done");
    EXPECT_EQ(right(*driver).phase, "the request is done");

    press(*driver, {Key::home});
    driver->press({Key::space});
    driver->run_slice();
    driver->press(micro_step);
    EXPECT_FALSE(driver->running());
    EXPECT_EQ(driver->view().compare.status, "Paused.");
}

TEST(One, SaysNothingThatWasSaidBeforeTheComparison)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);
    press(*driver, system_call);
    ASSERT_THAT(driver->view().control.status, Not(IsEmpty()));
    press(*driver, compare);
    press(*driver, micro_step, 3);
    press(*driver, single);

    EXPECT_EQ(driver->view().control.status, "");
}

TEST(One, RestartsABundledMachineAtItsFirstInstruction)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);
    press(*driver, compare);
    press(*driver, other_side);
    press(*driver, single);
    press(*driver, restart);

    EXPECT_EQ(driver->session().position(), driver->session().start());
}

TEST(Machines, ThatARequestDoesNotHaveSaySo)
{
    auto const driver = comparing("vdso", "syscall");

    EXPECT_THAT(left(*driver).note, HasSubstr("getpid cannot be asked for by vdso"));
    EXPECT_EQ(left(*driver).view, nullptr);
    EXPECT_EQ(right(*driver).path, "syscall");
    press(*driver, phase, 2);
    EXPECT_EQ(step_of(right_view(*driver)), "9 load_ss");
    EXPECT_THAT(driver->frame().text(driver->frame().whole()), HasSubstr("getpid cannot be asked for by"));
}

TEST(Panels, AreEnlargedOnBothSides)
{
    auto const driver = comparing("int80", "syscall");
    go_to(*driver, Phase::hardware_entry, 15);

    press(*driver, {letter('e')}, 2);
    EXPECT_EQ(driver->view().compare.zoom, CompareZoom::stage);
    EXPECT_THAT(driver->frame().text(driver->frame().whole()), HasSubstr("mask_rflags"));
    EXPECT_TRUE(driver->click("left.enlarge.stage"));

    EXPECT_EQ(driver->view().compare.zoom, CompareZoom::none);
}

TEST(EveryComparedFrame, CutsNothingOff)
{
    auto const driver = comparing("int80", "syscall");
    std::string cuts;

    for (int key = 0; key < 320 && left(*driver).phase != "the request is done"; ++key) {
        if (key % 40 == 39)
            driver->resize(key % 80 == 39 ? 132 : 213, key % 80 == 39 ? 34 : 60);
        press(*driver, micro_step);
        for (Cut const& cut : driver->frame().cuts())
            cuts += stands(*driver) + " row " + std::to_string(cut.row) + ": " + cut.text + "\n";
    }

    EXPECT_EQ(cuts, "");
    EXPECT_EQ(left(*driver).phase, "the request is done");
}

} // namespace
} // namespace ringside::gui
