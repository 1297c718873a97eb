// The tables panel: what it marks at each micro-step, and what it keeps in sight.
#include "gui/widgets/numbers.hpp"
#include "tests/gui/tables_support.hpp"

#include <gmock/gmock.h>

namespace ringside::gui {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSupersetOf;
using namespace tests;
using namespace tests::keys;

TEST(TablesPanel, PutsFirstWhatTheNextTrapWillUse)
{
    auto const driver = driver_on("hello_int80", Beginning::first_system_call);
    auto const groups = groups_of(driver->view());

    ASSERT_GE(groups.size(), 3u);
    EXPECT_EQ(groups[0], "tables.idt.80");
    EXPECT_EQ(groups[1], "tables.gdt.10");
    EXPECT_EQ(groups[2], "tables.tss");
    EXPECT_THAT(marked(driver->view(), TableMark::coming),
                IsSupersetOf({"idt.80.dpl", "idt.80.offset", "gdt.10.dpl", "tss.rsp0", "tr.limit"}));
    EXPECT_THAT(marked(driver->view(), TableMark::current), IsEmpty());
}

TEST(TablesPanel, FollowsInt80StepByStep)
{
    auto const driver = driver_on("hello_int80", Beginning::first_system_call);

    EXPECT_THAT(used_after(*driver, 1), Contains("idtr.limit"));
    EXPECT_EQ(step_of(driver->view()), "1 check_idt_limit");
    EXPECT_THAT(used_after(*driver, 1),
                IsSupersetOf({"idt.80", "idt.80.offset", "idt.80.dpl", "idt.80.ist"}));
    EXPECT_THAT(used_after(*driver, 1), ElementsAre("idt.80.type"));
    EXPECT_THAT(used_after(*driver, 1), ElementsAre("idt.80.dpl"));
    EXPECT_THAT(used_after(*driver, 1), ElementsAre("idt.80.present"));
    EXPECT_THAT(used_after(*driver, 1), IsSupersetOf({"idt.80.selector", "gdtr.limit"}));
    EXPECT_THAT(used_after(*driver, 1), IsSupersetOf({"gdt.10", "gdt.10.type", "gdt.10.dpl"}));
    EXPECT_THAT(used_after(*driver, 1), IsSupersetOf({"gdt.10.dpl", "gdt.10.l"}));
    EXPECT_THAT(used_after(*driver, 1), ElementsAre("tr.limit"));
    EXPECT_THAT(used_after(*driver, 1), ElementsAre("tss.rsp0"));
    EXPECT_EQ(step_of(driver->view()), "10 read_rsp0");
    press(*driver, micro_step, 5);

    EXPECT_EQ(step_of(driver->view()), "15 push_ss");
    EXPECT_THAT(marked(driver->view(), TableMark::current), IsEmpty());
    EXPECT_THAT(marked(driver->view(), TableMark::done),
                IsSupersetOf({"idt.80.dpl", "gdt.10.dpl", "tss.rsp0"}));
    EXPECT_THAT(used_after(*driver, 6), ElementsAre("idt.80.offset"));
    EXPECT_EQ(step_of(driver->view()), "21 load_rip");
}

TEST(TablesPanel, FollowsSyscallThroughItsMsrs)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);

    EXPECT_THAT(used_after(*driver, 1), Contains("msr.efer")); // check_sce
    EXPECT_THAT(used_after(*driver, 2), IsEmpty());            // save_rcx
    EXPECT_THAT(used_after(*driver, 2), Contains("msr.lstar"));
    EXPECT_THAT(used_after(*driver, 1), Contains("msr.sfmask"));
    EXPECT_THAT(used_after(*driver, 1), Contains("msr.star"));
    EXPECT_EQ(step_of(driver->view()), "7 load_cs");
    EXPECT_THAT(groups_of(driver->view()), Contains("tables.walk"));
    EXPECT_EQ(cell_text(driver->view(), "tables.msr.lstar"), hexadecimal(driver->session().state().lstar));
}

TEST(TablesPanel, FollowsSysenter)
{
    auto const driver = driver_on("getpid_sysenter", Beginning::first_system_call);
    press_until(*driver, instruction, [](View const& view) { return view.tables.following == "SYSENTER"; });

    EXPECT_THAT(used_after(*driver, 1), Contains("msr.sysenter_cs"));
    EXPECT_THAT(used_after(*driver, 2), Contains("msr.sysenter_esp"));
    EXPECT_THAT(used_after(*driver, 1), Contains("msr.sysenter_eip"));
    EXPECT_THAT(used_after(*driver, 1), Contains("msr.sysenter_cs"));
    EXPECT_EQ(step_of(driver->view()), "5 load_cs");
}

TEST(TablesPanel, FollowsIretToTheUsersDescriptors)
{
    auto const driver = driver_on("hello_int80", Beginning::first_system_call);
    press(*driver, instruction);
    // The one that goes back to ring 3, and then to before it.
    press_until(*driver, instruction, [](View const& view) {
        return view.tables.following == "IRET" && view.tables.groups.front().name == "tables.gdt.30";
    });
    press(*driver, {letter('s'), false, true});
    ASSERT_EQ(driver->session().transition().transition, cpu::Transition::iret);
    auto const read = [](View const& view) { return step_of(view).ends_with("read_code_descriptor"); };
    press_until(*driver, micro_step, read);

    EXPECT_THAT(marked(driver->view(), TableMark::current), IsSupersetOf({"gdt.30", "gdt.30.dpl"}));
    press_until(*driver, micro_step,
                [](View const& view) { return step_of(view).ends_with("read_stack_descriptor"); });
    EXPECT_THAT(marked(driver->view(), TableMark::current), IsSupersetOf({"gdt.28", "gdt.28.dpl"}));
    EXPECT_EQ(cell_text(driver->view(), "tables.gdt.28.dpl"), "3");
}

TEST(TablesPanel, WalksTheFaultingAddressOfAPageFault)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_instruction);
    ASSERT_EQ(driver->view().stage.title, "Next: #PF");
    uint64_t const address = driver->session().transition().fault.address;

    EXPECT_EQ(cell_text(driver->view(), "tables.walk.address"), hexadecimal(address));
    EXPECT_EQ(groups_of(driver->view()).front(), "tables.cr");
    EXPECT_THAT(used_after(*driver, 1), Contains("cr.cr2"));
}

TEST(TablesPanel, OtherwiseWalksWhatTheNextInstructionTouches)
{
    auto const driver = driver_on("hello_int80", Beginning::first_system_call);
    press(*driver, instruction);
    press_until(*driver, instruction, [](View const& view) { return view.tables.following == "write"; });
    auto const accesses = driver->session().preview().accesses;
    auto const first = std::find_if(accesses.begin(), accesses.end(), [](cpu::Access const& access) {
        return access.agent == cpu::Agent::software;
    });

    ASSERT_NE(first, accesses.end());
    EXPECT_EQ(cell_text(driver->view(), "tables.walk.address"), hexadecimal(first->linear));
    EXPECT_EQ(groups_of(driver->view()).front(), "tables.walk");
}

TEST(TablesPanel, FramesWhatIsReadAndKeepsItInSight)
{
    auto const driver = driver_on("hello_int80", Beginning::first_system_call);
    press(*driver, micro_step, 10);
    Area const area = layout_for(142, 44).tables;
    Canvas const& canvas = driver->frame();

    EXPECT_THAT(canvas.text(area), HasSubstr("▶ TSS"));
    EXPECT_THAT(canvas.text(area), HasSubstr("RSP0"));
    EXPECT_THAT(canvas.text(area), HasSubstr("✓ IDT[0x80]"));
    bool const framed = std::any_of(canvas.frames().begin(), canvas.frames().end(), [&](Frame const& frame) {
        return frame.tone == Tone::hardware_word && frame.pixels == 2 && frame.area.column == area.column;
    });
    EXPECT_TRUE(framed);
}

TEST(TablesPanel, KeepsAGroupThatIsClickedUntilItIsClickedAgain)
{
    auto const driver = driver_on("hello_int80", Beginning::first_system_call);
    press(*driver, micro_step);
    ASSERT_TRUE(driver->click("tables.tss"));
    Area const area = layout_for(142, 44).tables;

    EXPECT_EQ(driver->choices().tables.pinned, "tables.tss");
    EXPECT_THAT(driver->frame().row_text(area.row + 1, area.column, area.columns), HasSubstr("TSS"));
    ASSERT_TRUE(driver->click("tables.tss"));
    EXPECT_EQ(driver->choices().tables.pinned, "");
}

} // namespace
} // namespace ringside::gui
