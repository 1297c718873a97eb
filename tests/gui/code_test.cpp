// The code panel, the levels and the registers over a real session.
#include "programs/bundled.hpp"
#include "tests/gui/driver_support.hpp"
#include "tests/support/folders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace ringside::tests {
namespace {

using namespace gui;
using namespace keys;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr KeyPress breakpoint{Key::f9};
constexpr KeyPress resume{Key::f5};
constexpr KeyPress to_cursor{Key::f10, true};
constexpr KeyPress back_to_rip{Key::backspace};

std::vector<std::string> texts_of(View const& view, CodeRow::Kind kind)
{
    std::vector<std::string> texts;
    for (CodeRow const& row : view.code.rows)
        if (row.kind == kind)
            texts.push_back(row.text);
    return texts;
}

CodeRow const* current_row(View const& view)
{
    auto const found = std::find_if(view.code.rows.begin(), view.code.rows.end(),
                                    [](CodeRow const& row) { return row.current; });
    return found != view.code.rows.end() ? &*found : nullptr;
}

std::vector<std::string> levels_of(View const& view)
{
    std::vector<std::string> texts;
    for (TitleLevel const& level : view.title.levels)
        texts.push_back(level.text);
    return texts;
}

void run_to(Driver& driver, std::string_view function)
{
    driver.session().add_breakpoint(driver.session().address_of(function).value());
    press(driver, resume);
}

std::vector<unsigned> ages_of(View const& view)
{
    std::vector<unsigned> ages;
    for (CodeRow const& row : view.code.rows)
        if (row.age > 0)
            ages.push_back(row.age);
    return ages;
}

TEST(Code, StandsUnderItsSourceLines)
{
    auto const driver = driver_on_file(sample("trap_paths/hello_glibc"));

    run_to(*driver, "main");

    EXPECT_THAT(texts_of(driver->view(), CodeRow::Kind::source), Contains("9 printf(\"Hello, world\\n\");"));
    EXPECT_EQ(driver->view().code.file, "programs/trap_paths/hello.c");
}

TEST(Code, OfTheEntryStandsUnderTheCommentsOfItsAssembly)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);

    press(*driver, instruction);

    EXPECT_THAT(texts_of(driver->view(), CodeRow::Kind::comment), Contains("pt_regs->cs"));
    EXPECT_EQ(driver->view().code.file, "kernel-model/entry/syscall.S");
}

TEST(Code, KeepsTheTrailOfWhatWasExecuted)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_instruction);

    press(*driver, instruction, 5); // a page fault, its gate's stub, two instructions of the common entry

    EXPECT_THAT(ages_of(driver->view()), testing::IsSupersetOf({1u, 2u}));
    press(*driver, {letter('s'), false, true});
    EXPECT_EQ(current_row(driver->view())->age, 0u);
}

TEST(Code, TellsWhetherTheBranchIsTaken)
{
    auto const driver = driver_on_file(sample("trap_paths/hello_glibc"));

    press_until(*driver, instruction, [](View const& view) {
        return current_row(view)->text.starts_with("j") && current_row(view)->jumps &&
               !texts_of(view, CodeRow::Kind::note).empty();
    });

    std::string const note = texts_of(driver->view(), CodeRow::Kind::note).front();
    uint64_t const from = driver->session().state().rip;
    auto const length = driver->session().code(from, 0, 0).front().bytes.size();
    press(*driver, instruction);
    bool const fell_through = driver->session().state().rip == from + length;
    EXPECT_THAT(note, HasSubstr(fell_through ? "not taken" : "✓ taken"));
}

TEST(Code, SaysNothingOfABranchBeforeWhichAnInterruptIsDelivered)
{
    auto const driver = driver_on_file(sample("cost/integer_loop"), {"100000000"});
    press_until(*driver, ring_change,
                [](View const& view) { return view.code.where.starts_with("asm_sysvec_apic_timer"); });
    press(*driver, back_instruction);
    ASSERT_THAT(driver->view().stage.title, testing::StartsWith("Next: interrupt"));

    uint64_t const rip = driver->session().state().rip;
    ASSERT_TRUE(driver->session().change({{emu::Field::Area::memory, rip, {}, 0, 2}, 0x1075}).ok()); // JNE
    driver->choose(driver->choices()); // shows it

    EXPECT_THAT(current_row(driver->view())->text, testing::StartsWith("jn"));
    EXPECT_THAT(driver->view().stage.title, testing::StartsWith("Next: interrupt"));
    EXPECT_THAT(texts_of(driver->view(), CodeRow::Kind::note), testing::IsEmpty());
}

TEST(Breakpoint, IsSetByAClickOnTheGutterAndByItsKey)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_instruction);
    uint64_t const place = driver->session().code(driver->session().state().rip, 0, 2).back().address;
    char name[40];
    std::snprintf(name, sizeof name, "code.gutter.%llx", static_cast<unsigned long long>(place));

    ASSERT_TRUE(driver->click(name));
    EXPECT_THAT(driver->session().breakpoints(), ElementsAre(place));
    press(*driver, resume);
    EXPECT_EQ(driver->session().state().rip, place);
    press(*driver, breakpoint); // at RIP, where there is no cursor
    EXPECT_THAT(driver->session().breakpoints(), ElementsAre());
}

TEST(Cursor, IsWhereTheRunGoesTo)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_instruction);
    uint64_t const place = driver->session().code(driver->session().state().rip, 0, 3).back().address;

    press(*driver, down, 3);
    press(*driver, to_cursor);

    EXPECT_EQ(driver->session().state().rip, place);
}

TEST(Code, IsScrolledAndFindsTheWayBack)
{
    auto const driver = driver_on_file(sample("trap_paths/hello_glibc"));
    uint64_t const rip = driver->session().state().rip;
    driver->resize(142, 44);
    driver->frame();

    driver->wheel(5, 10, 200);
    EXPECT_TRUE(driver->view().code.away);
    EXPECT_EQ(current_row(driver->view()), nullptr);
    press(*driver, back_to_rip);
    EXPECT_FALSE(driver->view().code.away);
    EXPECT_EQ(current_row(driver->view())->address, rip);
    driver->wheel(5, 10, -200);
    EXPECT_TRUE(driver->view().code.away);
    press(*driver, instruction);
    EXPECT_FALSE(driver->view().code.away);
}

TEST(Breakpoint, IsSetWhereAScrolledPanelShowsTheCursor)
{
    auto const driver = driver_on_file(sample("trap_paths/hello_glibc"));
    driver->resize(142, 44);
    driver->frame();
    driver->wheel(5, 10, 200);
    auto const& rows = driver->view().code.rows;
    auto const marked = std::find_if(rows.begin(), rows.end(), [](CodeRow const& row) { return row.cursor; });
    ASSERT_NE(marked, rows.end());
    auto const address = marked->address;

    press(*driver, breakpoint);

    EXPECT_THAT(driver->session().breakpoints(), ElementsAre(address));
}

TEST(Levels, LeadFromTheProgramThroughTheTrapIntoTheHandler)
{
    auto const driver = driver_on_file(sample("trap_paths/hello_musl"));

    run_to(*driver, "sys_writev");

    auto const levels = levels_of(driver->view());
    EXPECT_THAT(levels, Contains("main"));
    EXPECT_THAT(std::vector(levels.end() - 4, levels.end()),
                ElementsAre("SYSCALL", "entry_SYSCALL_64", "do_syscall_64", "sys_writev"));
}

TEST(Levels, ShowTheirCodeWhenTheyAreClicked)
{
    auto const driver = driver_on_file(sample("trap_paths/hello_musl"));
    driver->resize(213, 60); // all of them fit
    run_to(*driver, "sys_writev");
    auto const frames = driver->session().frames();
    auto const main = std::find_if(frames.begin(), frames.end(), [](emu::StackFrame const& frame) {
        return frame.function.name == "main";
    });
    ASSERT_NE(main, frames.end());

    ASSERT_TRUE(driver->click("title.level." + std::to_string(main - frames.begin())));
    EXPECT_EQ(driver->choices().stacks.selected, main->slot);

    ASSERT_NE(current_row(driver->view()), nullptr);
    EXPECT_THAT(current_row(driver->view())->text, HasSubstr("call"));
    EXPECT_THAT(driver->view().code.where, testing::StartsWith("main"));
    EXPECT_EQ(driver->view().code.file, "programs/trap_paths/hello.c");
}

TEST(Registers, SayWhereATransitionTookTheirValues)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);

    press(*driver, micro_step, 4);
    EXPECT_EQ(register_of(driver->view(), "rcx").role, "← RIP");
    EXPECT_EQ(register_of(driver->view(), "r11").role, "← RFLAGS");
    EXPECT_NE(register_of(driver->view(), "rip").role, "← LSTAR"); // not yet
    press(*driver, micro_step);
    EXPECT_EQ(register_of(driver->view(), "rip").role, "← LSTAR");
}

TEST(Registers, FollowTheOrderOfI386In32BitCode)
{
    auto const driver = driver_on("hello_int80_32", Beginning::first_system_call);
    auto const& rows = driver->view().registers.groups.front().rows;

    ASSERT_EQ(rows.size(), 7u);
    EXPECT_EQ(rows[0].name + " " + rows[0].role, "eax write");
    EXPECT_EQ(rows[1].name + " " + rows[1].role, "ebx fd");
    EXPECT_EQ(rows[2].name + " " + rows[2].role, "ecx buf");
    EXPECT_EQ(rows[3].name + " " + rows[3].role, "edx count");
}

// CS.L is 1 behind load_cs, though the call was made in 32-bit code. Linux entry_SYSCALL_compat.
TEST(Registers, KeepTheCallOf32BitCodeThroughItsSyscall)
{
    emu::Options options;
    options.model.vendor = cpu::Vendor::amd;
    auto session = emu::Session::open("getpid", find_bundled("getpid_syscall32").file, options);
    Driver driver(std::move(session.value()), Beginning::first_system_call, Catalogue());
    driver.resize(142, 44);
    ASSERT_EQ(driver.view().stage.title, "Next: SYSCALL");
    EXPECT_EQ(register_of(driver.view(), "eax").role, "getpid");

    press_until(driver, micro_step, [](View const& view) { return step_of(view).ends_with(" load_cs"); });

    EXPECT_TRUE(driver.session().state().code_64());
    EXPECT_EQ(register_of(driver.view(), "rax").role, "getpid");
}

TEST(Registers, HaveAPageOfVectorRegisters)
{
    auto const driver = driver_on_file(sample("trap_paths/hello_glibc"));
    run_to(*driver, "main");

    ASSERT_TRUE(driver->click("registers.page"));

    EXPECT_TRUE(driver->view().registers.vector_page);
    EXPECT_EQ(register_of(driver->view(), "mxcsr").value, "1f80");
    EXPECT_THAT(register_of(driver->view(), "xmm0").value, testing::SizeIs(33));
    press(*driver, {letter('x')});
    EXPECT_FALSE(driver->view().registers.vector_page);
}

} // namespace
} // namespace ringside::tests
