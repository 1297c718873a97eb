// The tables: what the panel marks at each micro-step, what the sheets say of the machine, and how a person
// moves among them.
#include "emu/machine.hpp"
#include "emu/session/kernel_structures.hpp"
#include "gui/tables_tiles.hpp"
#include "gui/widgets/numbers.hpp"
#include "programs/bundled.hpp"
#include "tests/gui/driver_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace ringside::gui {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;
using namespace tests;

constexpr bool yes = true;
constexpr bool no = false;
constexpr KeyPress micro_step{Key::f12};
constexpr KeyPress instruction{Key::f11};
constexpr KeyPress ring_change{Key::f8, no, yes};
constexpr KeyPress enter{Key::enter};
constexpr KeyPress escape{Key::escape};
constexpr KeyPress down{Key::down};
constexpr KeyPress up{Key::up};

constexpr KeyPress alt(char key)
{
    return {letter(key), no, no, yes};
}

uint64_t number_of(std::string const& text)
{
    return std::stoull(text, nullptr, 16);
}

std::vector<std::string> marked(View const& view, TableMark mark)
{
    std::vector<std::string> names;
    for (TableGroup const& group : view.tables.groups)
        for (TableCell const& cell : group.cells)
            if (cell.mark == mark && !cell.name.empty())
                names.push_back(cell.name.substr(std::string("tables.").size()));
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

std::vector<std::string> groups_of(View const& view)
{
    std::vector<std::string> names;
    for (TableGroup const& group : view.tables.groups)
        names.push_back(group.name);
    return names;
}

// After so many more micro-steps: which step that is, and what it uses.
std::vector<std::string> used_after(Driver& driver, int steps)
{
    press(driver, micro_step, steps);
    return marked(driver.view(), TableMark::current);
}

std::string text_of(View const& view, std::string const& name)
{
    if (TableCell const* const cell = find_cell(view.tables.sheets, name))
        return cell->text;
    for (TableGroup const& group : view.tables.groups)
        for (TableCell const& cell : group.cells)
            if (cell.name == name && !cell.strong)
                return cell.text;
    return "no cell " + name;
}

TableSheet const& sheet_of(View const& view, Section section)
{
    static TableSheet const none;
    for (TableSheet const& sheet : view.tables.sheets)
        if (sheet.section == section)
            return sheet;
    ADD_FAILURE() << "no sheet " << section_name(section);
    return none;
}

std::unique_ptr<Driver> isolated(std::string_view sample)
{
    emu::Options options;
    options.append = "pti=on";
    auto session = emu::Session::open(std::string(sample), find_bundled(sample).file, options);
    EXPECT_TRUE(session.ok());
    auto driver =
        std::make_unique<Driver>(std::move(session.value()), Beginning::first_system_call, Catalogue());
    driver->resize(142, 44);
    return driver;
}

// ---- the panel

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
    EXPECT_EQ(text_of(driver->view(), "tables.msr.lstar"), hexadecimal(driver->session().state().lstar));
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
    press(*driver, {letter('s'), no, yes});
    ASSERT_EQ(driver->session().transition().transition, cpu::Transition::iret);
    auto const read = [](View const& view) { return step_of(view).ends_with("read_code_descriptor"); };
    press_until(*driver, micro_step, read);

    EXPECT_THAT(marked(driver->view(), TableMark::current), IsSupersetOf({"gdt.30", "gdt.30.dpl"}));
    press_until(*driver, micro_step,
                [](View const& view) { return step_of(view).ends_with("read_stack_descriptor"); });
    EXPECT_THAT(marked(driver->view(), TableMark::current), IsSupersetOf({"gdt.28", "gdt.28.dpl"}));
    EXPECT_EQ(text_of(driver->view(), "tables.gdt.28.dpl"), "3");
}

TEST(TablesPanel, WalksTheFaultingAddressOfAPageFault)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_instruction);
    ASSERT_EQ(driver->view().stage.title, "Next: #PF");
    uint64_t const address = driver->session().transition().fault.address;

    EXPECT_EQ(text_of(driver->view(), "tables.walk.address"), hexadecimal(address));
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
    EXPECT_EQ(text_of(driver->view(), "tables.walk.address"), hexadecimal(first->linear));
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

// ---- the sheets

TEST(TablesView, DecodesGdtIdtAndTss)
{
    auto const driver = driver_on("hello_int80", Beginning::first_system_call);
    press(*driver, alt('g'));
    View const& view = driver->view();
    auto const& state = driver->session().state();

    EXPECT_EQ(view.mode, Mode::tables);
    EXPECT_EQ(text_of(view, "tables.gdt.30.raw"), "00affb000000ffff");
    EXPECT_EQ(text_of(view, "tables.gdt.30.type"), "b code r-x");
    EXPECT_EQ(text_of(view, "tables.gdt.30.dpl"), "3");
    EXPECT_EQ(text_of(view, "tables.gdt.30.l"), "1");
    EXPECT_EQ(text_of(view, "tables.gdt.40.type"), "b TSS, busy");
    EXPECT_EQ(text_of(view, "tables.gdt.40.base"), hexadecimal(state.tr.base));
    EXPECT_EQ(text_of(view, "tables.tss.rsp0"), hexadecimal(*driver->session().tss_rsp(0)));
    EXPECT_EQ(text_of(view, "tables.tss.io_map_base"), "68");
    EXPECT_EQ(text_of(view, "tables.idt.80.dpl"), "3");
    EXPECT_EQ(text_of(view, "tables.idt.80.type"), "e int");
    EXPECT_EQ(text_of(view, "tables.idt.80.handler"), "entry_INT80_compat");
    EXPECT_EQ(text_of(view, "tables.idt.08.ist"), "1");
    EXPECT_EQ(text_of(view, "tables.idt.0e.dpl"), "0");
}

TEST(TablesView, ShowsEqualGatesAsOneRowUntilAskedForEach)
{
    auto const driver = driver_on("hello_int80", Beginning::first_system_call);
    press(*driver, alt('i'));
    auto const rows = sheet_of(driver->view(), Section::idt).rows.size();
    EXPECT_EQ(text_of(driver->view(), "tables.idt.20"), "20–7f");
    EXPECT_EQ(text_of(driver->view(), "tables.idt.81"), "81–eb");

    press(*driver, alt('e'));

    EXPECT_LT(rows, 40u);
    EXPECT_THAT(sheet_of(driver->view(), Section::idt).rows, SizeIs(257)); // IDTR and 256 gates
    EXPECT_EQ(text_of(driver->view(), "tables.idt.21"), "21");
}

TEST(TablesView, HasAllMsrsAndWhatStarMeans)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);
    press(*driver, alt('m'));
    TableSheet const& sheet = sheet_of(driver->view(), Section::msrs);
    std::vector<std::string> meanings;
    for (TableRow const& row : sheet.rows)
        meanings.push_back(row.cells.back().text);

    for (emu::MsrValue const& msr : emu::msr_values(driver->session()))
        EXPECT_TRUE(std::any_of(sheet.rows.begin(), sheet.rows.end(), [&](TableRow const& row) {
            return row.cells[1].text == msr.name && row.cells[2].text == hexadecimal(msr.value);
        })) << msr.name;
    EXPECT_THAT(meanings, IsSupersetOf({"SYSCALL: CS 10 SS 18", "SYSRET: CS 33 SS 2b",
                                        "SYSRET 32: CS 23 SS 2b", "entry_SYSCALL_64"}));
    EXPECT_EQ(text_of(driver->view(), "tables.cr0.wp"), "1");
    EXPECT_EQ(text_of(driver->view(), "tables.cr4.smap"), "1");
    EXPECT_EQ(text_of(driver->view(), "tables.msr.efer.sce"), "1");
}

TEST(TablesView, WalksAnyAddressThatIsTyped)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);
    press(*driver, alt('p'));

    press(*driver, {letter('g'), yes});
    EXPECT_EQ(driver->choices().focus, Focus::field);
    driver->type("ffff888000401234");
    press(*driver, enter);

    View const& view = driver->view();
    EXPECT_EQ(driver->choices().focus, Focus::commands);
    EXPECT_EQ(text_of(view, "tables.walk.address"), "ffff888000401234");
    EXPECT_EQ(text_of(view, "tables.walk.pde.large"), "1");
    EXPECT_EQ(text_of(view, "tables.walk.physical"), "401234");
    EXPECT_EQ(text_of(view, "tables.walk.ring3"), "---");
    EXPECT_EQ(text_of(view, "tables.walk.ring0"), "rw-");

    ASSERT_TRUE(driver->click("tables.walk.address"));
    driver->type("_start");
    press(*driver, enter);
    EXPECT_EQ(text_of(view, "tables.walk.address"), hexadecimal(*driver->session().address_of("_start")));
    EXPECT_EQ(text_of(view, "tables.walk.ring3"), "r-x");
}

TEST(TablesView, SaysWhyAnAddressThatIsTypedIsNone)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);
    press(*driver, alt('p'));
    ASSERT_TRUE(driver->click("tables.walk.address"));
    driver->type("nowhere+");
    press(*driver, enter);

    EXPECT_TRUE(driver->view().control.failed);
    EXPECT_NE(driver->view().control.status, "");
    EXPECT_EQ(driver->choices().focus, Focus::field);
    press(*driver, escape);
    EXPECT_EQ(driver->choices().focus, Focus::commands);
    EXPECT_EQ(driver->view().tables.choice.walk, std::nullopt);
}

TEST(TablesView, LettersAreNoCommandsWhileAFieldIsOpen)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);
    press(*driver, alt('p'));
    ASSERT_TRUE(driver->click("tables.walk.address"));

    press(*driver, {letter('s')}); // would step
    driver->type("s");
    press(*driver, {Key::backspace});

    EXPECT_EQ(driver->view().control.place, "trap:1");
    EXPECT_EQ(driver->choices().tables.text, "");
    press(*driver, instruction); // a function key leaves the field
    EXPECT_EQ(driver->choices().focus, Focus::commands);
    EXPECT_NE(driver->view().control.place, "trap:1");
}

TEST(TablesView, MarksWhatTheMicroStepUses)
{
    auto const driver = driver_on("hello_int80", Beginning::first_system_call);
    press(*driver, alt('i'));
    press(*driver, micro_step, 4);

    TableCell const* const dpl = find_cell(driver->view().tables.sheets, "tables.idt.80.dpl");
    ASSERT_NE(dpl, nullptr);
    EXPECT_EQ(step_of(driver->view()), "4 check_gate_dpl");
    EXPECT_EQ(dpl->mark, TableMark::current);
    EXPECT_EQ(find_cell(driver->view().tables.sheets, "tables.idt.80.type")->mark, TableMark::done);
    EXPECT_EQ(find_cell(driver->view().tables.sheets, "tables.tss.rsp0")->mark, TableMark::coming);
}

// ---- the address space

struct Stretch
{
    std::string from;
    std::string ring3;
    std::string list;
    std::string name;
    std::string difference;
};

std::vector<Stretch> stretches(View const& view)
{
    std::vector<Stretch> list;
    for (TableRow const& row : sheet_of(view, Section::address_space).rows)
        list.push_back(
            {row.cells[0].text, row.cells[3].text, row.cells[7].text, row.cells[8].text, row.cells[9].text});
    return list;
}

Stretch stretch_named(View const& view, std::string_view name, std::string_view difference)
{
    for (Stretch const& one : stretches(view))
        if (one.name.starts_with(name) && one.difference == difference)
            return one;
    ADD_FAILURE() << "no stretch " << name;
    return {};
}

TEST(AddressSpace, HasBothListsAndWordsForWhereTheyDiffer)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);
    press(*driver, alt('a'));
    View const& view = driver->view();

    EXPECT_EQ(stretch_named(view, "[stack]", "not touched yet").list, "rw-p");
    EXPECT_EQ(stretch_named(view, "[stack]", "not touched yet").ring3, "–");
    EXPECT_EQ(stretch_named(view, "[stack]", "").ring3, "rw-");
    EXPECT_EQ(stretch_named(view, "[vdso]", "").ring3, "r-x");
    EXPECT_EQ(stretch_named(view, "[vsyscall]", "calls fault and are emulated").list, "--xp");
    EXPECT_EQ(stretch_named(view, "all of memory", "").ring3, "---");
    for (Stretch const& one : stretches(view))
        EXPECT_THAT(one.difference, Not(StartsWith("!"))) << one.from;
}

// Every region of the kernel's list is covered by stretches that say its rights, and by nothing else.
TEST(AddressSpace, CoversEachRegionOfTheKernelsListExactly)
{
    auto const driver = driver_on("mappings", Beginning::first_instruction);
    press(*driver, alt('a'));
    emu::KernelStructures const kernel(driver->session());
    for (int call = 0; call < 12; ++call) {
        press(*driver, {Key::f8});
        for (emu::KernelRegion const& region : kernel.regions(driver->session())) {
            uint64_t covered = region.start;
            for (TableRow const& row : sheet_of(driver->view(), Section::address_space).rows)
                if (row.cells[0].text == hexadecimal(covered) && covered < region.end &&
                    row.cells[7].text != "–")
                    covered = number_of(row.cells[1].text);
            EXPECT_EQ(covered, region.end) << hexadecimal(region.start);
        }
    }
}

TEST(AddressSpace, TellsATableThatAllowsMoreThanTheList)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);
    auto& session = driver->session();
    uint64_t const rip = session.state().rip;
    emu::Walk const walk = emu::walk_from(session, emu::root_in_use(session), rip);
    uint64_t const writable = walk.levels.back().value | 2;
    session.machine().memory.store({walk.levels.back().address}, &writable, sizeof writable);
    press(*driver, alt('a'));

    bool const told = std::any_of(
        driver->view().tables.sheets.back().rows.begin(), driver->view().tables.sheets.back().rows.end(),
        [](TableRow const& row) { return row.cells[9].text == "! the tables allow more than the list"; });
    EXPECT_TRUE(told);
}

TEST(AddressSpace, WithIsolationSaysWhatTheProgramsTablesHold)
{
    auto const driver = isolated("hello_syscall");
    press(*driver, alt('a'));
    View const& view = driver->view();

    EXPECT_EQ(stretch_named(view, "all of memory", "not in the program's tables").ring3, "---");
    std::vector<std::string> differences;
    for (Stretch const& one : stretches(view))
        differences.push_back(one.difference);
    EXPECT_THAT(differences, Contains("also in the program's tables"));
    EXPECT_NE(find_cell(view.tables.sheets, "tables.walk.other.pml4e"), nullptr);
}

TEST(AddressSpace, LeadsToTheWalkOfARangeThatIsClicked)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);
    press(*driver, alt('a'));

    ASSERT_TRUE(driver->click("tables.space.ffff888000000000"));

    EXPECT_EQ(text_of(driver->view(), "tables.walk.address"), "ffff888000000000");
}

// ---- memory and files

TEST(MemoryView, ShowsBytesLettersAndWriters)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);
    press(*driver, alt('h'));
    uint64_t const buffer = driver->session().state().gpr[cpu::rsi];
    press(*driver, {letter('g'), yes});
    driver->type("$rsi");
    press(*driver, enter);

    TableSheet const& sheet = sheet_of(driver->view(), Section::memory);
    EXPECT_EQ(text_of(driver->view(), "tables.memory.address"), hexadecimal(buffer));
    ASSERT_GT(sheet.rows.size(), 2u);
    EXPECT_EQ(sheet.rows[1].cells[0].text, hexadecimal(buffer));
    EXPECT_THAT(sheet.rows[1].cells[17].text, StartsWith("Hello"));
}

TEST(MemoryView, MarksWhatAMicroStepWrote)
{
    auto const driver = driver_on("hello_int80", Beginning::first_system_call);
    press(*driver, micro_step, 19);
    ASSERT_EQ(step_of(driver->view()), "19 push_rip");
    press(*driver, alt('h'));
    uint64_t const slot = driver->session().state().gpr[cpu::rsp];

    TableCell const* const byte =
        find_cell(driver->view().tables.sheets, "tables.memory." + hexadecimal(slot) + ".byte");
    ASSERT_NE(byte, nullptr);
    EXPECT_EQ(byte->text, hexadecimal((driver->session().state().rip + 2) & 0xff)); // behind INT 0x80
    EXPECT_TRUE(byte->changed);
}

TEST(OpenFiles, AreListedWithPathAndFlags)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);
    press(*driver, alt('f'));
    View const& view = driver->view();

    EXPECT_EQ(text_of(view, "tables.files.1.kind"), "ConsoleFile");
    EXPECT_THAT(text_of(view, "tables.files.1.flags"), HasSubstr("O_WRONLY"));
    EXPECT_THAT(sheet_of(view, Section::open_files).rows, SizeIs(3));
}

// A click must mean one field.
TEST(TablesView, NamesNoTwoCellsAlike)
{
    auto const driver = driver_on("hello_int80", Beginning::first_system_call);
    for (std::size_t section = 0; section < section_count; ++section) {
        driver->perform({Command::tables_section, section});
        std::vector<std::string> names;
        for (TableSheet const& sheet : driver->view().tables.sheets)
            for (TableRow const& row : sheet.rows)
                for (TableCell const& cell : row.cells)
                    if (!cell.name.empty() && cell.name != "tables.cr.cr3")
                        names.push_back(cell.name);
        std::sort(names.begin(), names.end());
        auto const twice = std::adjacent_find(names.begin(), names.end());
        EXPECT_EQ(twice, names.end()) << *twice;
    }
}

// ---- what if

TEST(WhatIf, ClosesTheGateForRing3AndTheTrapFails)
{
    auto const driver = driver_on("hello_int80", Beginning::first_system_call);
    press(*driver, alt('i'));

    ASSERT_TRUE(driver->click("tables.idt.80.dpl"));
    driver->type("0");
    press(*driver, enter);

    TableCell const* const dpl = find_cell(driver->view().tables.sheets, "tables.idt.80.dpl");
    ASSERT_NE(dpl, nullptr);
    EXPECT_EQ(dpl->text, "0");
    EXPECT_TRUE(dpl->by_hand);
    EXPECT_TRUE(driver->session().changed_run());
    EXPECT_THAT(driver->view().control.status, HasSubstr("DPL 3 → 0"));
    press(*driver, micro_step, 4);
    EXPECT_EQ(step_of(driver->view()), "4 check_gate_dpl");
    EXPECT_EQ(find_cell(driver->view().tables.sheets, "tables.idt.80.dpl")->mark, TableMark::failed);

    press(*driver, {Key::f5, yes}); // restart
    EXPECT_EQ(text_of(driver->view(), "tables.idt.80.dpl"), "3");
    EXPECT_FALSE(find_cell(driver->view().tables.sheets, "tables.idt.80.dpl")->by_hand);
    EXPECT_FALSE(driver->session().changed_run());
}

TEST(WhatIf, SendsSyscallElsewhereByASymbol)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);
    press(*driver, alt('m'));

    ASSERT_TRUE(driver->click("tables.msr.lstar"));
    driver->type("asm_exc_divide_error");
    press(*driver, enter);
    press(*driver, instruction);

    EXPECT_EQ(driver->session().describe(driver->session().state().rip), "asm_exc_divide_error");
}

TEST(WhatIf, RefusesAValueThatDoesNotFit)
{
    auto const driver = driver_on("hello_int80", Beginning::first_system_call);
    press(*driver, alt('i'));

    ASSERT_TRUE(driver->click("tables.idt.80.dpl"));
    driver->type("4");
    press(*driver, enter);

    EXPECT_TRUE(driver->view().control.failed);
    EXPECT_THAT(driver->view().control.status, HasSubstr("2 bits"));
    EXPECT_EQ(text_of(driver->view(), "tables.idt.80.dpl"), "3");
    EXPECT_FALSE(driver->session().changed_run());
}

// Every cell that offers a change names a field that there is.
TEST(WhatIf, FindsEveryFieldThatACellNames)
{
    auto const driver = driver_on("hello_int80", Beginning::first_system_call);
    auto const number = [](std::string_view text) -> emu::Outcome<uint64_t> {
        return std::stoull(std::string(text), nullptr, 0);
    };
    for (std::size_t section = 0; section < section_count; ++section) {
        driver->perform({Command::tables_section, section});
        for (TableSheet const& sheet : driver->view().tables.sheets)
            for (TableRow const& row : sheet.rows)
                for (TableCell const& cell : row.cells) {
                    if (cell.field.empty())
                        continue;
                    auto const field = emu::parse_field(cell.field, number);
                    ASSERT_TRUE(field.ok()) << cell.name << ": " << cell.field;
                    auto const value = driver->session().value_of(field.value());
                    ASSERT_TRUE(value.ok()) << cell.field << ": " << value.sentence();
                    if (cell.name.ends_with(".limit") && cell.name.starts_with("tables.gdt."))
                        continue; // shown in bytes, held in pages
                    EXPECT_EQ(number_of(cell.text), value.value()) << cell.field;
                }
    }
}

// ---- moving about

TEST(TablesView, SelectsRowsAndCellsByKeys)
{
    auto const driver = driver_on("hello_int80", Beginning::first_system_call);
    press(*driver, alt('i'));

    press(*driver, down, 2);
    EXPECT_THAT(driver->choices().tables.selected, StartsWith("tables.idt.00"));
    press(*driver, down, 40); // past the last one
    EXPECT_THAT(driver->choices().tables.selected, StartsWith("tables.idt.ff"));
    press(*driver, up);
    EXPECT_THAT(driver->choices().tables.selected, StartsWith("tables.idt.ed"));
    press(*driver, {Key::right, no, no, yes});
    EXPECT_EQ(driver->choices().tables.selected, "tables.idt.ed.selector");
    press(*driver, escape);
    EXPECT_EQ(driver->choices().tables.selected, "");
}

TEST(TablesView, ScrollsByTheWheelAndKeepsTheSelectedRowInSight)
{
    auto const driver = driver_on("hello_int80", Beginning::first_system_call);
    press(*driver, alt('i'));
    press(*driver, alt('e'));
    Area const body = tables_layout_for(142, 44).body;
    EXPECT_THAT(driver->frame().text(body), HasSubstr("00 #DE"));

    driver->wheel(70, 20, 100);
    EXPECT_THAT(driver->frame().text(body), Not(HasSubstr("00 #DE")));
    EXPECT_EQ(driver->choices().tables.first[static_cast<std::size_t>(Section::idt)], 100);
    driver->wheel(70, 20, 1000);
    EXPECT_THAT(driver->frame().text(body), HasSubstr("asm_sysvec_spurious_apic_interrupt"));
    driver->wheel(70, 20, -1);
    EXPECT_THAT(driver->frame().text(body), Not(HasSubstr("asm_sysvec_spurious_apic_interrupt")));

    press(*driver, down, 2);
    EXPECT_THAT(driver->frame().text(body), HasSubstr("00 #DE"));
}

TEST(TablesView, GoesFromSectionToSectionByTab)
{
    auto const driver = driver_on("hello_int80", Beginning::first_system_call);
    press(*driver, {letter('3')});

    std::vector<std::string> sections;
    for (std::size_t i = 0; i < section_count; ++i) {
        sections.push_back(section_name(driver->choices().tables.section));
        press(*driver, {Key::tab});
    }

    EXPECT_THAT(sections, ElementsAre("gdt", "tss", "idt", "msrs", "control", "page_tables", "address_space",
                                      "memory", "open_files"));
    EXPECT_EQ(driver->choices().tables.section, Section::gdt);
}

// Every section at every size: nothing is cut, every cell with a name can be clicked in sight.
class TablesSize : public testing::TestWithParam<std::pair<int, int>>
{};

TEST_P(TablesSize, CutsNothingOff)
{
    auto const [columns, rows] = GetParam();
    auto const driver = driver_on("hello_int80", Beginning::first_system_call);
    driver->resize(columns, rows);
    press(*driver, micro_step, 15);
    for (std::size_t section = 0; section < section_count; ++section) {
        driver->perform({Command::tables_section, section});
        Canvas const& canvas = driver->frame();
        for (Cut const& cut : canvas.cuts())
            ADD_FAILURE() << section_name(static_cast<Section>(section)) << ": " << cut.text;
        EXPECT_THAT(canvas.text(canvas.whole()), Not(HasSubstr("no cell")));
    }
}

INSTANTIATE_TEST_SUITE_P(All, TablesSize,
                         testing::Values(std::pair(100, 30), std::pair(132, 34), std::pair(142, 44),
                                         std::pair(213, 60), std::pair(426, 120)));

} // namespace
} // namespace ringside::gui
