// One lesson from beginning to end, as somebody would give it: a program is opened, its first trap is walked
// through micro-step by micro-step and back, compared, made to fail and to pass, and found again by its
// strace line. After each key the view says where the machine stands.
#include "tests/gui/driver_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringside::gui {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;
using namespace tests;
using namespace tests::keys;

constexpr KeyPress files{letter('o'), true};
constexpr KeyPress single{letter('1')};
constexpr KeyPress compare{letter('2')};
constexpr KeyPress tables{letter('3')};

// What somebody reads from the window after a key.
struct Read
{
    std::string step;
    std::string lamp;
    std::string user; // the markers
    std::string kernel;
    std::string written; // of the kernel's stack
    bool operator==(Read const&) const = default;
};

void PrintTo(Read const& read, std::ostream* out)
{
    *out << read.step << " | " << read.lamp << " | " << read.user << " | " << read.kernel << " | "
         << read.written;
}

Read reading(Driver const& driver)
{
    View const& view = driver.view();
    std::string all;
    for (std::string const& slot : written(view.kernel_stack))
        all += slot;
    return {step_of(view), lamp_of(view), marker_of(view.user_stack), marker_of(view.kernel_stack), all};
}

class Lesson : public ::testing::Test
{
protected:
    // Opens the sample by the list, as a person would.
    void open(std::string const& name)
    {
        press(*driver_, files);
        ASSERT_TRUE(driver_->view().files.open);
        driver_->type(name);
        ASSERT_TRUE(driver_->click("files." + name));
        driver_->run_to_stop();
        ASSERT_THAT(driver_->view().title.file, StartsWith(name));
        ASSERT_EQ(driver_->view().control.place, "insn:0");
        press(*driver_, system_call);
        ASSERT_EQ(driver_->view().control.place, "trap:1");
    }
    Read read() const { return reading(*driver_); }
    View const& view() const { return driver_->view(); }

    std::unique_ptr<Driver> driver_ = driver_on("hello_syscall", Beginning::first_system_call);
};

TEST_F(Lesson, LeadsThroughInt80AndBack)
{
    open("hello_int80");
    std::string const rsp = "+0x0";
    EXPECT_EQ(read().lamp, "RING 3");
    EXPECT_EQ(read().user, rsp);

    std::vector<Read> way;
    auto const names = steps_of(view());
    ASSERT_EQ(names.size(), 23u);
    for (std::size_t i = 0; i < names.size(); ++i) {
        press(*driver_, micro_step);
        way.push_back(read());
        EXPECT_EQ(way.back().step, std::to_string(i + 1) + " " + names[i]);
        EXPECT_EQ(way.back().lamp, i + 1 < names.size() ? "HARDWARE" : "RING 0");
        EXPECT_EQ(way.back().user, rsp);
    }
    EXPECT_EQ(way[14], (Read{"15 push_ss", "HARDWARE", rsp, "-0x8", "-0x8 SS 2b"}));
    EXPECT_THAT(way[15].written, StartsWith("-0x10 RSP 7fff"));
    EXPECT_THAT(way[16].written, StartsWith("-0x18 RFLAGS 202"));
    EXPECT_EQ(way[17].written, "-0x20 CS 33");
    EXPECT_EQ(way[18].written, "-0x28 RIP 4000c6");
    EXPECT_EQ(way[22].kernel, "-0x28");
    EXPECT_EQ(view().code.where, "entry_INT80_compat");

    for (std::size_t i = way.size(); i-- > 1;) {
        press(*driver_, back);
        EXPECT_EQ(read().step, way[i - 1].step);
        EXPECT_EQ(read().lamp, way[i - 1].lamp);
        EXPECT_EQ(read().kernel, way[i - 1].kernel);
    }
    press(*driver_, back);
    EXPECT_EQ(read().lamp, "RING 3");
    EXPECT_EQ(view().control.place, "trap:1");
}

TEST_F(Lesson, LeadsThroughSyscallAndBack)
{
    open("hello_syscall");
    auto const names = steps_of(view());
    ASSERT_EQ(names.size(), 9u);
    for (std::size_t i = 0; i < names.size(); ++i) {
        press(*driver_, micro_step);
        EXPECT_EQ(read().step, std::to_string(i + 1) + " " + names[i]);
        EXPECT_EQ(read().user, "+0x0");
        EXPECT_EQ(read().written, ""); // SYSCALL writes nothing
    }
    EXPECT_EQ(read().lamp, "RING 0");
    EXPECT_EQ(view().user_stack.tag, "ring 0 is running on the user's stack");
    press(*driver_, instruction, 3); // swapgs, RSP put away, the kernel's loaded
    EXPECT_EQ(view().user_stack.tag, "");
    EXPECT_EQ(read().user, "+0x0");
    EXPECT_TRUE(view().kernel_stack.active);
    press(*driver_, back_instruction, 4);
    EXPECT_EQ(view().control.place, "trap:1");
}

TEST_F(Lesson, ComparesTheTrapWhereItStands)
{
    open("hello_int80");
    press(*driver_, micro_step, 15);
    press(*driver_, compare);
    auto const& sides = view().compare.sides;
    ASSERT_NE(sides[0].view, nullptr);
    ASSERT_NE(sides[1].view, nullptr);
    EXPECT_EQ(step_of(*sides[0].view), "15 push_ss");
    EXPECT_EQ(sides[0].phase, "hardware entry, 15 of 23");
    EXPECT_EQ(sides[1].path, "syscall");
    EXPECT_EQ(lamp_of(*sides[1].view), "RING 0");
    EXPECT_EQ(sides[1].view->user_stack.tag, "ring 0 is running on the user's stack");
    EXPECT_THAT(sides[1].waiting, HasSubstr("hardware entry, 15 of 23"));

    press(*driver_, micro_step);
    EXPECT_EQ(step_of(*view().compare.sides[0].view), "16 push_rsp");
    press(*driver_, single);
    EXPECT_EQ(read().step, "16 push_rsp");
    EXPECT_THAT(view().title.file, StartsWith("hello_int80"));
}

TEST_F(Lesson, ChangesATableMakesACheckFailAndLetsItPass)
{
    open("hello_int80");
    press(*driver_, tables);
    driver_->perform({Command::tables_section, static_cast<uint64_t>(Section::idt)});
    ASSERT_TRUE(driver_->click("tables.idt.80.dpl"));
    ASSERT_EQ(view().focus, Focus::field);
    driver_->type("0");
    press(*driver_, enter);
    press(*driver_, single);
    EXPECT_THAT(view().control.what_if, HasSubstr("dpl"));

    press(*driver_, micro_step, 4);
    EXPECT_EQ(read().step, "4 check_gate_dpl");
    EXPECT_EQ(view().stage.fault, "gate DPL 0 < CPL 3 → #GP, error code 0x402");
    ASSERT_TRUE(driver_->click("stage.remedy.0"));
    driver_->run_to_stop();
    EXPECT_EQ(view().stage.fault, "");
    press(*driver_, micro_step, 11);
    EXPECT_EQ(read().step, "15 push_ss");

    press(*driver_, restart);
    EXPECT_EQ(view().control.what_if, "");
    press(*driver_, system_call);
    press(*driver_, micro_step, 5);
    EXPECT_EQ(read().step, "5 check_gate_present"); // the gate is as it was
}

TEST_F(Lesson, FindsTheCallAgainByItsStraceLine)
{
    open("hello_int80");
    press(*driver_, {Key::f5});
    EXPECT_TRUE(view().control.ended);
    EXPECT_THAT(driver_->session().console(), HasSubstr("INT 0x80"));
    ASSERT_THAT(view().strace.lines, Not(IsEmpty()));
    EXPECT_THAT(view().strace.lines.front().text, HasSubstr("write(1, "));

    ASSERT_TRUE(driver_->click("strace.1"));
    driver_->run_to_stop();
    EXPECT_EQ(view().control.place, "trap:1");
    EXPECT_EQ(read().lamp, "RING 3");
    EXPECT_EQ(driver_->session().console(), "");
    press(*driver_, micro_step);
    EXPECT_EQ(read().step, "1 check_idt_limit");
    press(*driver_, {Key::end}); // of what is known of the run
    EXPECT_TRUE(view().control.ended);
    ASSERT_TRUE(driver_->click("strace.2"));
    driver_->run_to_stop();
    EXPECT_EQ(view().control.place, "trap:2");
}

} // namespace
} // namespace ringside::gui
