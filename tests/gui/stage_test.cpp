// The trap stage and the stacks on a real session: keys pressed, slots clicked, and what the view says then.
#include "cpu/transitions/msr_numbers.hpp"
#include "gui/widgets/numbers.hpp"
#include "programs/bundled.hpp"
#include "tests/gui/driver_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringside::gui {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;
using namespace tests;
using namespace tests::keys;

constexpr bool yes = true;

std::unique_ptr<Driver> driver_on_with(std::string_view program, std::vector<std::string> arguments,
                                       Beginning beginning = Beginning::first_instruction)
{
    emu::Options options;
    options.arguments = std::move(arguments);
    auto session = emu::Session::open(std::string(program), find_bundled(program).file, options);
    auto driver = std::make_unique<Driver>(std::move(session.value()), beginning, Catalogue());
    driver->resize(142, 44);
    return driver;
}

// Steps until this is what comes next, then through so many of its micro-steps.
void go_into(Driver& driver, KeyPress key, std::string const& next, int steps)
{
    press_until(driver, key, [&](View const& view) {
        return view.stage.title == "Next: " + next || view.stage.next == "Next: " + next;
    });
    press(driver, micro_step, steps);
}

// "-0x8 in": the slots of the kernel's stack that the picture has an arrow into or out of.
std::vector<std::string> linked_slots(View const& view)
{
    std::vector<std::string> list;
    for (SlotRow const& row : view.kernel_stack.rows)
        if (row.arrow != SlotArrow::none)
            list.push_back(row.offset + (row.arrow == SlotArrow::into ? " in" : " out"));
    return list;
}

std::string value_in(View const& view, std::string_view box, std::string_view field)
{
    DiagramBox const* const found = view.stage.diagram.find(box);
    DiagramField const* const value = found != nullptr ? found->find(field) : nullptr;
    return value != nullptr && value->progress != Progress::to_come ? value->value : "";
}

TEST(Stage, ConnectsThePushedWordWithItsSlot)
{
    auto const driver = driver_on("hello_int80", Beginning::first_system_call);

    press(*driver, micro_step, 15);

    EXPECT_THAT(linked_slots(driver->view()), ElementsAre("-0x8 in"));
    EXPECT_EQ(value_in(driver->view(), "frame", "SS"), "2b");
    EXPECT_EQ(value_in(driver->view(), "gate", "DPL"), "3");
    EXPECT_EQ(driver->view().stage.action.substr(0, 13), "push_ss: SS 2");
}

TEST(Stage, ConnectsAllFiveWordsAfterATransitionInOneGo)
{
    auto const driver = driver_on("hello_int80", Beginning::first_system_call);

    press(*driver, instruction);

    EXPECT_THAT(linked_slots(driver->view()),
                ElementsAre("-0x8 in", "-0x10 in", "-0x18 in", "-0x20 in", "-0x28 in"));
    EXPECT_EQ(driver->view().stage.title, "INT 0x80 · done");
    press(*driver, instruction);
    EXPECT_THAT(linked_slots(driver->view()), IsEmpty());
    EXPECT_THAT(driver->view().stage.diagram.boxes, IsEmpty());
}

TEST(Stage, TakesWordsOutOfTheSlotsInIret)
{
    auto const driver = driver_on("hello_int80", Beginning::first_system_call);

    go_into(*driver, instruction, "iretq", 2);

    EXPECT_THAT(step_of(driver->view()), StartsWith("2 pop_rip"));
    EXPECT_THAT(linked_slots(driver->view()), ElementsAre("-0x28 out"));
    EXPECT_EQ(value_in(driver->view(), "frame", "RIP"), "4000c6"); // behind INT 0x80
    press(*driver, micro_step);
    EXPECT_EQ(value_in(driver->view(), "frame", "CS"), "33");
}

TEST(Stage, ShowsTheErrorCodeOfAPageFault)
{
    auto const driver = driver_on("trap_pf", Beginning::first_instruction);

    go_into(*driver, instruction, "#PF", 1);

    EXPECT_EQ(step_of(driver->view()), "1 write_cr2");
    EXPECT_EQ(value_in(driver->view(), "cpu", "CR2"), register_of(driver->view(), "cr2").value);
    press(*driver, micro_step, 23);
    EXPECT_THAT(value_in(driver->view(), "frame", "error code"), Not(IsEmpty()));
    EXPECT_EQ(driver->view().kernel_stack.rows.at(5).writer, Actor::hardware);
}

TEST(Stage, TellsAFailedCheckAndOffersTheWayBack)
{
    auto const driver = driver_on_with("forbidden", {"int-129"});

    press(*driver, system_call, 3); // it says first what it is about to do
    go_into(*driver, over, "INT 0x81", 4);

    EXPECT_EQ(driver->view().stage.fault, "gate DPL 0 < CPL 3 → #GP, error code 0x40a");
    EXPECT_THAT(driver->view().control.place, HasSubstr("insn:")); // INT 0x81 is no system call
    ASSERT_NE(driver->view().stage.diagram.find("gate"), nullptr);
    EXPECT_TRUE(driver->view().stage.diagram.find("gate")->failed());
    EXPECT_TRUE(driver->click("stage.back"));
    EXPECT_EQ(step_of(driver->view()), "3 check_gate_type");
    EXPECT_EQ(driver->view().stage.fault, "");
}

TEST(Stage, GoesOnWithTheFaultAfterAFailedCheck)
{
    auto const driver = driver_on_with("forbidden", {"int-129"});

    press(*driver, system_call, 3); // it says first what it is about to do
    go_into(*driver, over, "INT 0x81", 6);

    EXPECT_EQ(driver->view().stage.title, "INT 0x81 → #GP");
    ASSERT_NE(driver->view().stage.diagram.find("gate"), nullptr);
    EXPECT_EQ(driver->view().stage.diagram.find("gate")->title, "IDT[0x0d]");
}

// IRET in the kernel whose frame names no code segment: #GP from ring 0 to ring 0.
std::unique_ptr<Driver> before_a_failing_return()
{
    auto driver = driver_on("hello_int80", Beginning::first_system_call);
    go_into(*driver, instruction, "iretq", 0);
    uint64_t const frame = driver->session().state().gpr[cpu::rsp];
    auto const changed = driver->session().change({{emu::Field::Area::memory, frame + 8, {}, 0, 8}, 0});
    EXPECT_TRUE(changed.ok()) << changed.sentence();
    return driver;
}

void go_to_step(Driver& driver, std::string const& name)
{
    press_until(driver, micro_step, [&](View const& view) {
        return step_of(view).ends_with(" " + name) && view.stage.fault.empty();
    });
}

TEST(Stage, TellsThatAFaultInRingZeroChangesNeitherRingNorStack)
{
    auto const driver = before_a_failing_return();

    go_to_step(*driver, "load_rsp");
    EXPECT_THAT(driver->view().stage.title, HasSubstr("IRET → #GP"));
    EXPECT_THAT(driver->view().stage.sentence, StartsWith("The stack stays the same"));
    go_to_step(*driver, "push_cs");
    EXPECT_THAT(driver->view().stage.sentence, HasSubstr("the kernel itself was interrupted"));
    go_to_step(*driver, "set_cpl");

    EXPECT_EQ(driver->view().stage.sentence, "The ring stays the same.");
}

TEST(Registers, NameTheGateAsTheSourceWhereAReturnHasFaulted)
{
    auto const driver = before_a_failing_return();

    go_to_step(*driver, "mask_rflags");

    EXPECT_THAT(register_of(driver->view(), "cs").role, HasSubstr("← gate"));
    EXPECT_EQ(register_of(driver->view(), "rip").role, "← gate");
    EXPECT_EQ(register_of(driver->view(), "rflags").role, "← gate");
    EXPECT_EQ(register_of(driver->view(), "rsp").role, "");
}

TEST(Tables, MarkTheGateOfTheFaultThatIsDelivered)
{
    auto const driver = before_a_failing_return();
    go_to_step(*driver, "check_idt_limit");

    driver->perform(Command::tables_idt);

    TableCell const* const gate = find_cell(driver->view().tables.sheets, "tables.idt.0d.dpl");
    ASSERT_NE(gate, nullptr);
    EXPECT_EQ(gate->mark, TableMark::current);
    EXPECT_EQ(find_cell(driver->view().tables.sheets, "tables.idt.00.dpl")->mark, TableMark::none);
}

TEST(Tables, MarkNoLimitForANullSelector)
{
    auto const driver = before_a_failing_return();
    press_until(*driver, micro_step, [](View const& view) { return !view.stage.fault.empty(); });
    EXPECT_THAT(step_of(driver->view()), testing::EndsWith("check_code_selector"));

    driver->perform(Command::tables_gdt);

    TableCell const* const limit = find_cell(driver->view().tables.sheets, "tables.gdtr.limit");
    ASSERT_NE(limit, nullptr);
    EXPECT_EQ(limit->mark, TableMark::coming); // of the fault's gate
}

TEST(Stage, KeepsThePictureOfAFinishedTransitionWhatIsChangedAfterwards)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);
    press(*driver, instruction);
    std::string const selector = value_in(driver->view(), "star", "47:32");
    std::string const rsp = value_in(driver->view(), "cpu", "RSP");

    ASSERT_TRUE(driver->session().change({{emu::Field::Area::register_, 0, "rsp"}, 0x1230}).ok());
    ASSERT_TRUE(driver->session().change({{emu::Field::Area::msr, cpu::msr::star}, 0}).ok());
    driver->choose(driver->choices()); // shows it

    EXPECT_EQ(register_of(driver->view(), "rsp").value, "1230");
    EXPECT_EQ(driver->view().stage.title, "SYSCALL · done · changed by hand");
    EXPECT_EQ(value_in(driver->view(), "star", "47:32"), selector);
    EXPECT_EQ(value_in(driver->view(), "cpu", "RSP"), rsp);
}

// The instruction that follows, as bytes: what the program has there does not matter.
void put_at_rip(Driver& driver, std::initializer_list<uint8_t> bytes)
{
    uint64_t at = driver.session().state().rip;
    for (uint8_t const byte : bytes)
        EXPECT_TRUE(driver.session().change({{emu::Field::Area::memory, at++, {}, 0, 1}, byte}).ok());
    driver.choose(driver.choices()); // shows it
}

std::vector<std::string> effects_of(View const& view)
{
    std::vector<std::string> names;
    for (StageEffect const& effect : view.stage.effects)
        names.push_back(effect.what);
    return names;
}

TEST(Outlook, NamesMxcsrWhereItIsLoaded)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);

    put_at_rip(*driver, {0x0f, 0xae, 0x14, 0x24}); // LDMXCSR [RSP]: argc

    EXPECT_THAT(effects_of(driver->view()), Contains("MXCSR"));
}

TEST(Outlook, NamesSystemRegistersThatTheNextInstructionWrites)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);
    press_until(*driver, instruction, [](View const& view) {
        return lamp_of(view) == "RING 0" && view.stage.title == "Next instruction";
    });

    put_at_rip(*driver, {0x44, 0x0f, 0x22, 0xc0}); // MOV CR8, RAX: the number of write(2)

    EXPECT_THAT(effects_of(driver->view()), Contains("CR8"));
    EXPECT_EQ(driver->view().stage.sentence, "It will change registers only: no memory is touched.");
    put_at_rip(*driver, {0xe6, 0x80}); // OUT 0x80, AL
    EXPECT_EQ(driver->view().stage.sentence, "It will write to a device.");
    put_at_rip(*driver, {0xf4}); // HLT, where SFMASK has cleared IF
    EXPECT_EQ(driver->view().stage.sentence, "It will stop the CPU for good: interrupts are off.");
    uint64_t const on = driver->session().state().rflags | cpu::flag::interrupt;
    ASSERT_TRUE(driver->session().change({{emu::Field::Area::register_, 0, "rflags"}, on}).ok());
    driver->choose(driver->choices()); // shows it
    EXPECT_EQ(driver->view().stage.sentence, "It will stop the CPU until an interrupt comes.");
}

TEST(Stage, LetsAFailedCheckPassUntilRestart)
{
    auto const driver = driver_on_with("forbidden", {"int-129"});
    press(*driver, system_call, 3);
    go_into(*driver, over, "INT 0x81", 4);
    ASSERT_THAT(driver->view().stage.remedies, testing::SizeIs(1));
    EXPECT_EQ(driver->view().stage.remedies.front().text, "what if it had passed: idt[0x81].dpl 0 → 3");

    ASSERT_TRUE(driver->click("stage.remedy.0"));

    EXPECT_EQ(step_of(driver->view()), "4 check_gate_dpl");
    EXPECT_EQ(driver->view().stage.fault, "");
    EXPECT_EQ(value_in(driver->view(), "gate", "DPL"), "3");
    EXPECT_EQ(driver->view().stage.title, "INT 0x81 · changed by hand");
    driver->perform(Command::restart);
    EXPECT_THAT(driver->view().stage.title, Not(HasSubstr("changed")));
}

TEST(Slots, AreSelectedByAClickAndToldInFull)
{
    auto const driver = driver_on("hello_int80", Beginning::first_system_call);
    press(*driver, instruction);
    SlotRow const cs = driver->view().kernel_stack.rows.at(3);

    ASSERT_TRUE(driver->click("kernel_stack.row." + hexadecimal(cs.address)));
    EXPECT_THAT(driver->view().slot.text, HasSubstr(" · CPU · path_begin+"));
    EXPECT_THAT(driver->view().slot.text, StartsWith(hexadecimal(cs.address) + " = 33"));
    EXPECT_EQ(driver->view().slot.moment, cs.written_at);
    press(*driver, instruction, 3);

    EXPECT_THAT(driver->view().slot.text, HasSubstr(" · CPU · path_begin+")); // still the selected one
}

TEST(Slots, ShowTheSelectedOneEvenWhileRingZeroRunsOnTheUsersStack)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);
    press(*driver, instruction);
    EXPECT_TRUE(driver->view().slot.alarmed);

    driver->perform({Command::select_slot, driver->view().kernel_stack.rows.at(1).address});

    EXPECT_FALSE(driver->view().slot.alarmed);
    EXPECT_TRUE(driver->view().kernel_stack.rows.at(1).selected);
}

TEST(Stacks, AreScrolledAndComeBackToRsp)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);
    std::string const first = driver->view().user_stack.rows.front().offset;

    driver->perform({Command::scroll_user_stack, 2});
    EXPECT_TRUE(driver->view().user_stack.scrolled);
    EXPECT_NE(driver->view().user_stack.rows.front().offset, first);
    EXPECT_TRUE(driver->click("user_stack.pointer"));

    EXPECT_FALSE(driver->view().user_stack.scrolled);
    EXPECT_EQ(driver->view().user_stack.rows.front().offset, first);
}

TEST(Stacks, FollowRspAgainAfterTheNextStep)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);

    press(*driver, {Key::down, yes}, 3);
    EXPECT_TRUE(driver->view().user_stack.scrolled);
    press(*driver, micro_step);

    EXPECT_FALSE(driver->view().user_stack.scrolled);
}

} // namespace
} // namespace ringside::gui
