// Keys pressed in-process on a real session, and what the view says after each. The same through a real
// window: window_test.cpp.
#include "gui/platform/picture.hpp"
#include "programs/bundled.hpp"
#include "tests/gui/driver_support.hpp"
#include "tests/support/folders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringside::gui {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;
using namespace tests;
using namespace tests::keys;

constexpr bool yes = true;
constexpr KeyPress run{Key::f5};
constexpr KeyPress pause{Key::f6};

TEST(Start, StandsBeforeTheFirstSystemCallWithAllItsStepsToCome)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);
    View const& view = driver->view();

    EXPECT_EQ(view.control.place, "trap:1");
    EXPECT_EQ(lamp_of(view), "RING 3");
    EXPECT_EQ(view.stage.title, "Next: SYSCALL");
    EXPECT_THAT(steps_of(view), ElementsAre("check_sce", "check_mode", "save_rcx", "save_r11", "load_rip",
                                            "mask_rflags", "load_cs", "set_cpl", "load_ss"));
    EXPECT_EQ(step_of(view), "");
    EXPECT_EQ(view.stage.action, "syscall");
}

TEST(Start, NamesTheCallAndItsArguments)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);
    View const& view = driver->view();

    EXPECT_EQ(register_of(view, "rax").value, "1");
    EXPECT_EQ(register_of(view, "rax").role, "write");
    EXPECT_EQ(register_of(view, "rdi").role, "fd");
    EXPECT_EQ(register_of(view, "rsi").role, "buf");
    EXPECT_EQ(register_of(view, "rdx").role, "count");
    EXPECT_EQ(register_of(view, "rcx").role, ""); // nothing has written it yet
    EXPECT_EQ(register_of(view, "cs").role, "RPL 3, 64 bit");
}

TEST(Syscall, IsSteppedThroughAndLeavesRspOnTheUsersStack)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);
    std::string const rsp = register_of(driver->view(), "rsp").value;

    press(*driver, micro_step);
    EXPECT_EQ(step_of(driver->view()), "1 check_sce");
    EXPECT_EQ(lamp_of(driver->view()), "HARDWARE");
    EXPECT_EQ(driver->view().control.place, "trap:1.1");
    press(*driver, micro_step, 2);
    EXPECT_EQ(step_of(driver->view()), "3 save_rcx");
    EXPECT_TRUE(register_of(driver->view(), "rcx").changed);
    EXPECT_EQ(register_of(driver->view(), "rcx").old, "0");
    press(*driver, micro_step, 6);

    View const& view = driver->view();
    EXPECT_EQ(step_of(view), "9 load_ss");
    EXPECT_EQ(lamp_of(view), "RING 0");
    EXPECT_EQ(view.stage.title, "SYSCALL · done");
    EXPECT_EQ(register_of(view, "rsp").value, rsp);
    EXPECT_TRUE(view.user_stack.active);
    EXPECT_EQ(view.user_stack.tag, "ring 0 is running on the user's stack");
    EXPECT_TRUE(view.kernel_stack.ghost);
    EXPECT_THAT(written(view.user_stack), IsEmpty());
    EXPECT_THAT(written(view.kernel_stack), IsEmpty());
    EXPECT_EQ(view.code.where, "entry_SYSCALL_64");
}

TEST(Syscall, AsOneInstructionShowsAllItsStepsDone)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);

    press(*driver, instruction);

    View const& view = driver->view();
    EXPECT_EQ(lamp_of(view), "RING 0");
    EXPECT_EQ(view.stage.title, "SYSCALL · done");
    EXPECT_EQ(step_of(view), "9 load_ss");
    EXPECT_THAT(view.stage.next, HasSubstr("swapgs"));
    EXPECT_EQ(view.code.where, "entry_SYSCALL_64");
    EXPECT_TRUE(view.user_stack.active);
}

TEST(Title, SaysThatRingsAreOff)
{
    emu::Options options;
    options.model.rings = cpu::Rings::off;
    auto session = emu::Session::open("hello", find_bundled("hello_syscall").file, options);

    Driver const driver(std::move(session.value()), Beginning::first_system_call, Catalogue());

    EXPECT_EQ(driver.view().title.file, "hello  (rings are off)");
}

TEST(Syscall, KeepsItsPictureWhenTheWindowIsResized)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);
    press(*driver, instruction);

    driver->resize(213, 60);

    EXPECT_EQ(driver->view().stage.title, "SYSCALL · done");
}

TEST(Syscall, GoesBackStepByStep)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);
    press(*driver, micro_step, 4);
    EXPECT_EQ(step_of(driver->view()), "4 save_r11");

    press(*driver, back);
    EXPECT_EQ(step_of(driver->view()), "3 save_rcx");
    EXPECT_EQ(register_of(driver->view(), "r11").value, "0");
    press(*driver, back, 3);

    EXPECT_EQ(driver->view().control.place, "trap:1");
    EXPECT_EQ(lamp_of(driver->view()), "RING 3");
    EXPECT_EQ(register_of(driver->view(), "rcx").value, "0");
}

TEST(Interrupt, PushesFiveWordsOnTheKernelsStackOneByOne)
{
    auto const driver = driver_on("hello_int80", Beginning::first_system_call);
    EXPECT_EQ(driver->view().stage.title, "Next: INT 0x80");
    EXPECT_EQ(register_of(driver->view(), "rax").role, "write");
    EXPECT_EQ(register_of(driver->view(), "rbx").role, "fd");

    press(*driver, micro_step, 15);
    View const& view = driver->view();
    EXPECT_EQ(step_of(view), "15 push_ss");
    EXPECT_EQ(lamp_of(view), "HARDWARE");
    EXPECT_THAT(written(view.kernel_stack), ElementsAre("-0x8 SS 2b"));
    EXPECT_THAT(awaited(view.kernel_stack),
                ElementsAre("-0x10 RSP", "-0x18 RFLAGS", "-0x20 CS", "-0x28 RIP"));
    EXPECT_EQ(marker_of(view.kernel_stack), "-0x8");
    EXPECT_TRUE(view.user_stack.ghost);
    EXPECT_EQ(view.kernel_stack.rows.at(1).writer, Actor::hardware);

    press(*driver, micro_step, 4);
    EXPECT_EQ(step_of(view), "19 push_rip");
    EXPECT_THAT(written(view.kernel_stack), SizeIs(1));
    EXPECT_EQ(marker_of(view.kernel_stack), "-0x28");
    EXPECT_THAT(awaited(view.kernel_stack), IsEmpty());

    press(*driver, micro_step, 4);
    EXPECT_EQ(step_of(view), "23 mask_rflags");
    EXPECT_EQ(lamp_of(view), "RING 0");
    EXPECT_EQ(register_of(view, "ss").role, "null");
    EXPECT_EQ(view.stage.manual.substr(0, 3), "SDM");
}

TEST(Interrupt, GoesBackToBeforeThePush)
{
    auto const driver = driver_on("hello_int80", Beginning::first_system_call);
    press(*driver, micro_step, 15);

    press(*driver, back);

    EXPECT_EQ(step_of(driver->view()), "14 load_ss_null");
    EXPECT_THAT(awaited(driver->view().kernel_stack),
                ElementsAre("-0x8 SS", "-0x10 RSP", "-0x18 RFLAGS", "-0x20 CS", "-0x28 RIP"));
}

TEST(Instructions, GoBackAndForwards)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);
    EXPECT_EQ(register_of(driver->view(), "rdx").value, "11");

    press(*driver, back_instruction);
    EXPECT_EQ(register_of(driver->view(), "rdx").value, "0");
    press(*driver, instruction);

    EXPECT_EQ(driver->view().control.place, "trap:1");
    EXPECT_EQ(register_of(driver->view(), "rdx").value, "11");
    EXPECT_EQ(register_of(driver->view(), "rdx").old, "0");
    EXPECT_FALSE(register_of(driver->view(), "rsi").changed);
}

TEST(Outlook, SaysWhatTheNextInstructionWillDo)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);

    press(*driver, instruction);
    press(*driver, instruction); // swapgs
    EXPECT_THAT(driver->view().stage.next, HasSubstr("mov"));
    press(*driver, instruction, 2);
    EXPECT_EQ(driver->view().stage.action, "push 0x2b");
    EXPECT_EQ(driver->view().stage.sentence, "It will write memory.");
    StageEffect const& pushed = driver->view().stage.effects.at(0);
    EXPECT_EQ(pushed.kind, StageEffect::Kind::writes);
    EXPECT_THAT(pushed.what, StartsWith("[ffff"));
    EXPECT_EQ(pushed.after, "2b");
    EXPECT_EQ(driver->view().stage.effects.at(1).what, "RSP");
    press(*driver, instruction);

    EXPECT_THAT(written(driver->view().kernel_stack), ElementsAre("-0x8 SS 2b"));
    EXPECT_EQ(driver->view().kernel_stack.rows.at(0).writer, Actor::kernel);
}

TEST(Faults, ShowTheirDeliveryWithAllSixWordsPushed)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_instruction);

    press_until(*driver, instruction, [](View const& view) { return view.stage.title == "#PF · done"; });

    EXPECT_EQ(lamp_of(driver->view()), "RING 0");
    EXPECT_EQ(written(driver->view().kernel_stack).size(), 6u);
    EXPECT_EQ(register_of(driver->view(), "cr2").value, register_of(driver->view(), "rip").old);
}

TEST(Instructions, BeforeTheFirstThereIsNone)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_instruction);

    press(*driver, back);

    EXPECT_TRUE(driver->view().control.failed);
    EXPECT_THAT(driver->view().control.status, HasSubstr("first instruction"));
}

TEST(Over, RunsAWholeSystemCall)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);

    press(*driver, over);

    EXPECT_EQ(lamp_of(driver->view()), "RING 3");
    EXPECT_EQ(register_of(driver->view(), "rax").value, "11"); // 17 bytes were written
    EXPECT_THAT(text_of(driver->view().console), ElementsAre("Hello by SYSCALL"));
}

TEST(Over, ACallThatDoesNotReturnIsStoppedByAKey)
{
    auto const driver = driver_on_file(sample("cost/integer_loop"), {"100000000000"});
    press_until(*driver, instruction, [](View const& view) {
        return view.stage.action.starts_with("call") && view.title.ring == 3;
    });

    driver->press(over);
    EXPECT_TRUE(driver->running());
    EXPECT_TRUE(driver->view().control.running);
    driver->resize(213, 60);
    driver->press(pause);

    EXPECT_FALSE(driver->running());
    EXPECT_EQ(driver->view().control.status, "Paused.");
    EXPECT_THAT(driver->view().code.where, StartsWith("rounds"));
}

TEST(Run, ToTheNextSystemCallStopsBeforeIt)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_instruction);

    press(*driver, system_call);
    EXPECT_EQ(driver->view().control.place, "trap:1");
    press(*driver, system_call);

    EXPECT_EQ(driver->view().control.place, "trap:2");
    EXPECT_EQ(register_of(driver->view(), "rax").role, "exit_group");
}

TEST(Run, ToTheNextRingChangeStopsInTheKernel)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);

    press(*driver, ring_change);
    EXPECT_EQ(lamp_of(driver->view()), "RING 0");
    press(*driver, ring_change);

    EXPECT_EQ(lamp_of(driver->view()), "RING 3");
}

TEST(Run, ToTheEndSaysHowItEnded)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);

    press(*driver, run);

    EXPECT_TRUE(driver->view().control.ended);
    EXPECT_THAT(driver->view().control.status, HasSubstr("status 0"));
    EXPECT_THAT(text_of(driver->view().console), ElementsAre("Hello by SYSCALL"));
}

TEST(Run, IsPausedByAKey)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);

    driver->press(run);
    EXPECT_TRUE(driver->running());
    EXPECT_TRUE(driver->view().control.running);
    driver->press(pause);

    EXPECT_FALSE(driver->running());
    EXPECT_EQ(driver->view().control.status, "Paused.");
}

TEST(Restart, ReturnsToWhereTheWindowBegan)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);
    press(*driver, run);

    press(*driver, restart);

    EXPECT_EQ(driver->view().control.place, "trap:1");
    EXPECT_THAT(text_of(driver->view().console), IsEmpty());
    EXPECT_FALSE(driver->view().control.ended);
}

TEST(Letters, AreLeftToTheWindow)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);

    driver->press({Key::equals, yes});
    driver->press({Key::minus, yes});

    EXPECT_THAT(driver->for_window(), ElementsAre(Request(Command::larger), Request(Command::smaller)));
}

TEST(EveryFrame, OfAWholeRunCutsNothingOff)
{
    auto const driver = driver_on("hello_int80", Beginning::first_instruction);
    std::string cuts;
    int frames = 0;

    for (; frames < 1500 && !driver->view().control.ended; ++frames) {
        press(*driver, micro_step);
        for (Cut const& cut : driver->frame().cuts())
            cuts += driver->view().control.place + " row " + std::to_string(cut.row) + ": " + cut.text + "\n";
    }

    EXPECT_EQ(cuts, "");
    EXPECT_GT(frames, 100);
}

TEST(EveryFrame, DrawnOverTheOnesBeforeItIsTheSameAsDrawnAnew)
{
    auto const driver = driver_on("hello_int80", Beginning::first_system_call);
    auto const picture = Picture::make(1280, 800);
    int different = 0;

    for (int frame = 0; frame < 200; ++frame) {
        press(*driver, frame < 150 ? micro_step : back);
        Pixels const kept = picture.value()->drawn(driver->frame(), ThemeName::dark);
        if (frame % 20 == 15)
            different +=
                Picture::make(1280, 800).value()->drawn(driver->frame(), ThemeName::dark) == kept ? 0 : 1;
    }

    EXPECT_EQ(different, 0);
}

} // namespace
} // namespace ringside::gui
