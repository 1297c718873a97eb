// The trap stage and the stacks on a real session: keys pressed, slots clicked, and what the view says then.
#include "gui/widgets/numbers.hpp"
#include "programs/bundled.hpp"
#include "tests/gui/driver_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringside::gui {
namespace {

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
