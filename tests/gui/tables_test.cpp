// The tables view: what the sheets say of the machine, what-ifs, and how a person moves among them.
#include "emu/machine.hpp"
#include "emu/session/kernel_structures.hpp"
#include "gui/tables_tiles.hpp"
#include "gui/view/tables_cells.hpp"
#include "gui/widgets/numbers.hpp"
#include "tests/gui/tables_support.hpp"

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
using namespace tests::keys;

constexpr bool yes = true;
constexpr bool no = false;

constexpr KeyPress alt(char key)
{
    return {letter(key), no, no, yes};
}

uint64_t number_of(std::string const& text)
{
    return std::stoull(text, nullptr, 16);
}

// ---- the sheets

TEST(TablesView, DecodesGdtIdtAndTss)
{
    auto const driver = driver_on("hello_int80", Beginning::first_system_call);
    press(*driver, alt('g'));
    View const& view = driver->view();
    auto const& state = driver->session().state();

    EXPECT_EQ(view.mode, Mode::tables);
    EXPECT_EQ(cell_text(view, "tables.gdt.30.raw"), "00affb000000ffff");
    EXPECT_EQ(cell_text(view, "tables.gdt.30.type"), "b code r-x");
    EXPECT_EQ(cell_text(view, "tables.gdt.30.dpl"), "3");
    EXPECT_EQ(cell_text(view, "tables.gdt.30.l"), "1");
    EXPECT_EQ(cell_text(view, "tables.gdt.40.type"), "b TSS, busy");
    EXPECT_EQ(cell_text(view, "tables.gdt.40.base"), hexadecimal(state.tr.base));
    EXPECT_EQ(cell_text(view, "tables.tss.rsp0"), hexadecimal(*driver->session().tss_rsp(0)));
    EXPECT_EQ(cell_text(view, "tables.tss.io_map_base"), "68");
    EXPECT_EQ(cell_text(view, "tables.idt.80.dpl"), "3");
    EXPECT_EQ(cell_text(view, "tables.idt.80.type"), "e int");
    EXPECT_EQ(cell_text(view, "tables.idt.80.handler"), "entry_INT80_compat");
    EXPECT_EQ(cell_text(view, "tables.idt.08.ist"), "1");
    EXPECT_EQ(cell_text(view, "tables.idt.0e.dpl"), "0");
}

TEST(TablesView, ShowsEqualGatesAsOneRowUntilAskedForEach)
{
    auto const driver = driver_on("hello_int80", Beginning::first_system_call);
    press(*driver, alt('i'));
    auto const rows = sheet_of(driver->view(), Section::idt).rows.size();
    EXPECT_EQ(cell_text(driver->view(), "tables.idt.20"), "20–7f");
    EXPECT_EQ(cell_text(driver->view(), "tables.idt.81"), "81–eb");

    press(*driver, alt('e'));

    EXPECT_LT(rows, 40u);
    EXPECT_THAT(sheet_of(driver->view(), Section::idt).rows, SizeIs(257)); // IDTR and 256 gates
    EXPECT_EQ(cell_text(driver->view(), "tables.idt.21"), "21");
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
    EXPECT_EQ(cell_text(driver->view(), "tables.cr0.wp"), "1");
    EXPECT_EQ(cell_text(driver->view(), "tables.cr4.smap"), "1");
    EXPECT_EQ(cell_text(driver->view(), "tables.msr.efer.sce"), "1");
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
    EXPECT_EQ(cell_text(view, "tables.walk.address"), "ffff888000401234");
    EXPECT_EQ(cell_text(view, "tables.walk.pde.large"), "1");
    EXPECT_EQ(cell_text(view, "tables.walk.physical"), "401234");
    EXPECT_EQ(cell_text(view, "tables.walk.ring3"), "---");
    EXPECT_EQ(cell_text(view, "tables.walk.ring0"), "rw-");

    ASSERT_TRUE(driver->click("tables.walk.address"));
    driver->type("_start");
    press(*driver, enter);
    EXPECT_EQ(cell_text(view, "tables.walk.address"), hexadecimal(*driver->session().address_of("_start")));
    EXPECT_EQ(cell_text(view, "tables.walk.ring3"), "r-x");
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

TEST(TablesView, ShowsTheEndOfALongTextThatIsTyped)
{
    auto const driver = driver_on("hello_int80", Beginning::first_system_call);
    driver->resize(100, 30);
    press(*driver, alt('i'));

    driver->perform({Command::tables_edit, 0, "tables.idt.80.dpl"});
    driver->type(std::string(77, '1') + "789");

    EXPECT_THAT(driver->frame().text(driver->frame().whole()), HasSubstr("11789▏"));
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

std::string rights_in_maps(emu::KernelRegion const& region)
{
    return std::string(region.read ? "r" : "-") + (region.write ? "w" : "-") + (region.execute ? "x" : "-") +
           (region.shared ? "s" : "p");
}

// A row lies wholly in one region and says its rights, or wholly outside all of them and has none.
void expect_rights_of_the_list(TableRow const& row, std::vector<emu::KernelRegion> const& regions)
{
    uint64_t const first = number_of(row.cells[0].text);
    uint64_t const last = number_of(row.cells[1].text) - 1; // the end of all addresses is written as 0
    std::string rights = "–";
    for (emu::KernelRegion const& region : regions) {
        if (last < region.start || first > region.end - 1)
            continue;
        EXPECT_GE(first, region.start) << row.name;
        EXPECT_LE(last, region.end - 1) << row.name;
        rights = rights_in_maps(region);
    }
    EXPECT_EQ(row.cells[7].text, rights) << row.name;
}

void expect_covered(emu::KernelRegion const& region, std::vector<TableRow> const& rows)
{
    uint64_t covered = region.start;
    for (TableRow const& row : rows)
        if (row.cells[0].text == hexadecimal(covered) && covered < region.end)
            covered = number_of(row.cells[1].text);
    EXPECT_EQ(covered, region.end) << hexadecimal(region.start);
}

// Every region of the kernel's list is covered by stretches that say its rights, and no other stretch says
// any.
TEST(AddressSpace, CoversEachRegionOfTheKernelsListExactly)
{
    auto const driver = driver_on("mappings", Beginning::first_instruction);
    press(*driver, alt('a'));
    emu::KernelStructures const kernel(driver->session());
    for (int call = 0; call < 12; ++call) {
        press(*driver, {Key::f8});
        auto const regions = kernel.regions(driver->session());
        auto const& rows = sheet_of(driver->view(), Section::address_space).rows;
        ASSERT_GE(regions.size(), 4u); // code, data, stack, vdso at least
        EXPECT_GT(rows.size(), regions.size());
        for (TableRow const& row : rows)
            expect_rights_of_the_list(row, regions);
        for (emu::KernelRegion const& region : regions)
            expect_covered(region, rows);
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

// Where the kernel keeps the address of the task that runs.
uint64_t slot_of_current_task(emu::Session& session)
{
    uint64_t const task = emu::KernelStructures(session).current_task(session)->address;
    uint64_t at = *session.address_of("ringside::kernel::per_cpu");
    while (session.value_of({emu::Field::Area::memory, at, {}, 0, 8}).value() != task)
        at += 8;
    return at;
}

TEST(AddressSpace, FindsNoFaultWhereTheKernelsListIsNotKnown)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);
    auto& session = driver->session();
    ASSERT_TRUE(
        session.change({{emu::Field::Area::memory, slot_of_current_task(session), {}, 0, 8}, 0}).ok());

    press(*driver, alt('a'));

    EXPECT_EQ(sheet_of(driver->view(), Section::address_space).note, "this kernel's list is not known");
    EXPECT_THAT(stretches(driver->view()), testing::Each(testing::Field(&Stretch::difference, "")));
    EXPECT_THAT(stretches(driver->view()), testing::Each(testing::Field(&Stretch::list, "?")));
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

    EXPECT_EQ(cell_text(driver->view(), "tables.walk.address"), "ffff888000000000");
}

// ---- memory and files

TEST(MemoryView, HasARowForEachRowOfALargeWindow)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);
    press(*driver, alt('h'));

    driver->resize(213, 120);

    EXPECT_GE(sheet_of(driver->view(), Section::memory).rows.size(), 120u);
}

TEST(MemoryView, ShowsBytesLettersAndWriters)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);
    press(*driver, alt('h'));
    uint64_t const buffer = driver->session().state().gpr[cpu::rsi];
    press(*driver, {letter('g'), yes});
    driver->type("$rsi");
    press(*driver, enter);

    TableSheet const& sheet = sheet_of(driver->view(), Section::memory);
    EXPECT_EQ(cell_text(driver->view(), "tables.memory.address"), hexadecimal(buffer));
    ASSERT_GT(sheet.rows.size(), 2u);
    TableRow const& row = sheet.rows[1];
    EXPECT_EQ(row.cells[0].text, hexadecimal(buffer));
    EXPECT_EQ(row.cells[1].text, "48"); // H
    EXPECT_EQ(row.cells[2].text, "65"); // e
    EXPECT_THAT(row.cells[17].text, StartsWith("Hello"));
    EXPECT_EQ(row.cells[18].text, "··"); // as the file has it
    EXPECT_THAT(row.cells[19].text, HasSubstr(".rodata"));
}

TEST(MemoryView, NamesWhoWroteEachWordOfARow)
{
    auto const driver = driver_on("hello_int80", Beginning::first_system_call);
    press(*driver, instruction, 2); // the trap, and behind it
    press_until(*driver, instruction, [](View const& view) { return !written(view.kernel_stack).empty(); });
    press(*driver, alt('h'));
    uint64_t const rsp = driver->session().state().gpr[cpu::rsp];
    press(*driver, {letter('g'), yes});
    driver->type(hexadecimal(rsp));
    press(*driver, enter);

    TableSheet const& sheet = sheet_of(driver->view(), Section::memory);
    ASSERT_GT(sheet.rows.size(), 2u);
    EXPECT_EQ(sheet.rows[1].cells[18].text, "KH"); // orig_ax, RIP
    EXPECT_EQ(sheet.rows[2].cells[18].text, "HH"); // CS, RFLAGS
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

TEST(OpenFiles, AreListedWithKindAndFlags)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);
    press(*driver, alt('f'));
    View const& view = driver->view();

    EXPECT_EQ(cell_text(view, "tables.files.1.kind"), "ConsoleFile");
    EXPECT_EQ(cell_text(view, "tables.files.1.path"), "no path"); // the kernel opened it itself
    EXPECT_THAT(cell_text(view, "tables.files.0.flags"), HasSubstr("O_RDONLY"));
    EXPECT_THAT(cell_text(view, "tables.files.1.flags"), HasSubstr("O_WRONLY"));
    EXPECT_THAT(sheet_of(view, Section::open_files).rows, SizeIs(3));
}

TEST(OpenFiles, HaveThePathThatWasOpened)
{
    auto const driver = driver_on_file("/bin/busybox", {"cat", "/bin/busybox"});
    driver->resize(142, 44);
    press(*driver, alt('f'));

    press_until(*driver, {Key::f8},
                [](View const& view) { return sheet_of(view, Section::open_files).rows.size() == 4; });

    EXPECT_EQ(cell_text(driver->view(), "tables.files.3.path"), "/bin/busybox");
    EXPECT_THAT(cell_text(driver->view(), "tables.files.3.flags"), HasSubstr("O_RDONLY"));
}

// A click must mean one field.
TEST(TablesView, NamesNoTwoCellsAlike)
{
    auto const driver = driver_on("hello_int80", Beginning::first_system_call);
    std::size_t all = 0;
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
        EXPECT_TRUE(twice == names.end()) << *twice;
        all += names.size();
    }
    EXPECT_GT(all, 1000u);
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
    EXPECT_EQ(cell_text(driver->view(), "tables.idt.80.dpl"), "3");
    EXPECT_FALSE(find_cell(driver->view().tables.sheets, "tables.idt.80.dpl")->by_hand);
    EXPECT_FALSE(driver->session().changed_run());
}

TEST(WhatIf, ChangesTheDescriptorThatTheCellStandsIn)
{
    auto const driver = driver_on("hello_int80", Beginning::first_system_call);
    press(*driver, alt('g'));
    auto const present = [&](uint64_t selector) {
        return driver->session().value_of({emu::Field::Area::descriptor, selector, "present"}).value();
    };
    ASSERT_EQ(present(10 * 8), 0u);

    ASSERT_TRUE(driver->click("tables.gdt.50.present")); // GDT[10]
    driver->type("1");
    press(*driver, enter);

    EXPECT_EQ(present(10 * 8), 1u);
    EXPECT_EQ(cell_text(driver->view(), "tables.gdt.50.present"), "1");
    EXPECT_TRUE(find_cell(driver->view().tables.sheets, "tables.gdt.50.present")->by_hand);
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
    EXPECT_EQ(cell_text(driver->view(), "tables.idt.80.dpl"), "3");
    EXPECT_FALSE(driver->session().changed_run());
}

// Every cell that offers a change names a field that there is.
TEST(WhatIf, FindsEveryFieldThatACellNames)
{
    auto const driver = driver_on("hello_int80", Beginning::first_system_call);
    std::size_t fields = 0;
    for (std::size_t section = 0; section < section_count; ++section) {
        driver->perform({Command::tables_section, section});
        for (TableSheet const& sheet : driver->view().tables.sheets)
            for (TableRow const& row : sheet.rows)
                for (TableCell const& cell : row.cells) {
                    if (cell.field.empty())
                        continue;
                    ++fields;
                    auto const field = field_of(cell.field);
                    ASSERT_TRUE(field.ok()) << cell.name << ": " << cell.field;
                    auto const value = driver->session().value_of(field.value());
                    ASSERT_TRUE(value.ok()) << cell.field << ": " << value.sentence();
                    if (cell.name.ends_with(".limit") && cell.name.starts_with("tables.gdt."))
                        continue; // shown in bytes, held in pages
                    EXPECT_EQ(number_of(cell.text), value.value()) << cell.field;
                }
    }
    EXPECT_GT(fields, 1000u);
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

// The cells of a section that can be clicked where they are drawn.
std::size_t in_sight(Driver const& driver, Section section)
{
    std::size_t count = 0;
    for (TableRow const& row : sheet_of(driver.view(), section).rows)
        for (TableCell const& cell : row.cells)
            count += !cell.name.empty() &&
                     std::any_of(driver.widgets().begin(), driver.widgets().end(),
                                 [&](Widget const& widget) { return widget.name == cell.name; });
    return count;
}

// Every section at every size: nothing is cut, and what is in sight can be clicked.
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
        EXPECT_GT(in_sight(*driver, static_cast<Section>(section)), 2u)
            << section_name(static_cast<Section>(section));
        for (Widget const& widget : driver->widgets())
            EXPECT_TRUE(widget.area.column >= 0 && widget.area.row >= 0 && widget.area.right() <= columns &&
                        widget.area.bottom() <= rows)
                << widget.name;
    }
}

INSTANTIATE_TEST_SUITE_P(All, TablesSize,
                         testing::Values(std::pair(100, 30), std::pair(132, 34), std::pair(142, 44),
                                         std::pair(213, 60), std::pair(426, 120)));

} // namespace
} // namespace ringside::gui
