// Another program in the window: chosen in the list, dropped, or the same file built anew.
#include "gui/opening/file_list.hpp"
#include "gui/opening/program_file.hpp"
#include "tests/gui/driver_support.hpp"
#include "tests/support/folders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>

namespace ringside {
namespace {

using namespace gui;
using namespace tests;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
namespace fs = std::filesystem;

// Makes its first system call after as many NOPs as it is told, then exits with a status.
std::string source(int nops, int status)
{
    std::string text = ".globl _start\n.globl work\n_start:\n";
    for (int i = 0; i < nops; ++i)
        text += "    nop\n";
    text += "    call work\n    mov $60, %eax\n    mov $" + std::to_string(status) +
            ", %edi\n    syscall\nwork:\n    mov $39, %eax\n    syscall\n    ret\n";
    return text;
}

class Opening : public ::testing::Test
{
protected:
    Opening()
    {
        fs::create_directories(folder() / "lessons");
        files_.write("one.s", source(1, 1));
        files_.write("two.s", source(2, 2));
        files_.write("notes.txt", "no program");
        files_.write(".hidden.s", source(0, 0));
        fs::copy_file(sample("trap_paths/hello_int80"), folder() / "hello");
    }

    fs::path folder() const { return fs::canonical(files_.path()); }
    std::string file(std::string const& name) const { return (folder() / name).string(); }
    // As it was written at another time.
    void write_anew(std::string const& name, std::string const& text) const
    {
        auto const before = fs::last_write_time(folder() / name);
        files_.write(name, text);
        fs::last_write_time(folder() / name, before + std::chrono::seconds(2));
    }
    std::unique_ptr<Driver> driver_with(std::string const& name) const
    {
        auto driver = driver_on_file(file(name));
        driver->resize(142, 44);
        driver->keep_file(ProgramFile(file(name), driver->session().options()));
        return driver;
    }
    // Two looks, so far apart that both are taken.
    void look(Driver& driver)
    {
        for (int i = 0; i < 2; ++i)
            driver.look_at_file(now_ += std::chrono::seconds(1));
        driver.run_to_stop();
    }

    TemporaryFolder files_;
    ProgramFile::Clock::time_point now_ = ProgramFile::Clock::now();
};

std::vector<std::string> names(FileList const& list)
{
    std::vector<std::string> all;
    for (FileEntry const& entry : list.entries())
        if (entry.kind != FileEntry::Kind::sample)
            all.push_back(entry.name);
    return all;
}

std::string program_of(Driver const& driver)
{
    return driver.view().title.file;
}

// ---- the list

TEST_F(Opening, ListsFoldersProgramsAndSourcesAfterWhatWasOpenedBefore)
{
    FileList list;
    list.show(folder(), {"/before/program"});
    EXPECT_THAT(names(list), ElementsAre("/before/program", "../", "lessons/", "hello", "one.s", "two.s"));
    EXPECT_EQ(list.entries().back().kind, FileEntry::Kind::sample);
    EXPECT_EQ(list.problem(), "");
}

TEST_F(Opening, NarrowsTheListByWhatIsTyped)
{
    FileList list;
    list.show(folder(), {});
    list.type("TWO");
    EXPECT_THAT(names(list), ElementsAre("two.s"));
    list.press({Key::backspace});
    list.press({Key::backspace});
    list.press({Key::backspace});
    EXPECT_THAT(names(list), Contains("one.s"));
    list.type(".hi");
    EXPECT_THAT(names(list), ElementsAre(".hidden.s"));
}

TEST_F(Opening, GoesToTheFolderThatIsTyped)
{
    FileList list;
    list.show("/", {});
    list.type(folder().string() + "/one");
    EXPECT_EQ(list.folder(), folder().string());
    EXPECT_THAT(names(list), ElementsAre("one.s"));
    auto const taken = list.take();
    ASSERT_TRUE(taken.has_value());
    EXPECT_EQ(taken->path, file("one.s"));
}

TEST_F(Opening, GoesUpFromAnEmptyFieldAndIntoAChosenFolder)
{
    FileList list;
    list.show(folder(), {});
    list.type("lessons");
    EXPECT_FALSE(list.take().has_value());
    EXPECT_EQ(list.folder(), file("lessons"));
    list.press({Key::backspace});
    EXPECT_EQ(list.folder(), folder().string());
}

TEST_F(Opening, CompletesTheChosenName)
{
    FileList list;
    list.show(folder(), {});
    list.type("les");
    list.press({Key::tab});
    EXPECT_EQ(list.folder(), file("lessons"));
    EXPECT_EQ(list.field().text(), "");
}

TEST_F(Opening, SaysWhyAFolderCannotBeRead)
{
    FileList list;
    list.show(folder() / "nowhere", {});
    EXPECT_THAT(list.problem(), Not(IsEmpty()));
    EXPECT_THAT(names(list), ElementsAre("../"));
}

// ---- by keys, clicks and words

TEST_F(Opening, OpensWhatIsChosenByKeys)
{
    auto const driver = driver_with("one.s");
    driver->perform(Command::open_file);
    EXPECT_TRUE(driver->view().files.open);
    EXPECT_EQ(driver->view().files.folder, folder().string());
    driver->type("two");
    press(*driver, keys::enter);
    EXPECT_FALSE(driver->view().files.open);
    EXPECT_THAT(program_of(*driver), HasSubstr("two"));
    EXPECT_EQ(driver->session().position(), driver->session().start());
    press(*driver, {Key::f5});
    EXPECT_EQ(driver->session().exit_state().status, 2);
}

TEST_F(Opening, OpensWhatIsClicked)
{
    auto const driver = driver_with("one.s");
    press(*driver, {letter('o'), true});
    ASSERT_TRUE(driver->click("files.hello"));
    driver->run_to_stop();
    EXPECT_THAT(program_of(*driver), HasSubstr("hello"));
    press(*driver, {Key::f5});
    EXPECT_THAT(driver->session().console(), HasSubstr("INT 0x80"));
}

TEST_F(Opening, OpensASampleAndForgetsTheFile)
{
    auto const driver = driver_with("one.s");
    press(*driver, {letter('o'), true});
    driver->type("hello_int80_32");
    press(*driver, keys::enter);
    EXPECT_THAT(program_of(*driver), HasSubstr("hello_int80_32"));
    auto const position = driver->session().position();
    write_anew("one.s", source(5, 5));
    look(*driver);
    EXPECT_THAT(program_of(*driver), HasSubstr("hello_int80_32"));
    EXPECT_EQ(driver->session().position(), position);
}

TEST_F(Opening, TheListTakesNoKeyFromTheMachineWhenItIsClosed)
{
    auto const driver = driver_with("one.s");
    press(*driver, {letter('o'), true});
    driver->type("s");
    press(*driver, keys::escape);
    EXPECT_FALSE(driver->view().files.open);
    EXPECT_EQ(driver->session().position(), driver->session().start());
    press(*driver, {letter('s')});
    EXPECT_FALSE(driver->session().position() == driver->session().start());
}

TEST_F(Opening, OpensByTheCommandLine)
{
    auto const driver = driver_with("one.s");
    press(*driver, {letter(':')});
    driver->type("open " + file("hello"));
    press(*driver, keys::enter);
    EXPECT_THAT(program_of(*driver), HasSubstr("hello"));
}

TEST_F(Opening, KeepsTheProgramWhereAnotherCannotBeOpened)
{
    auto const driver = driver_with("one.s");
    press(*driver, keys::instruction);
    auto const position = driver->session().position();
    driver->perform({Command::open_file, 0, file("notes.txt")});
    driver->run_to_stop();
    EXPECT_TRUE(driver->view().control.failed);
    EXPECT_THAT(driver->view().control.status, HasSubstr("notes.txt"));
    EXPECT_THAT(program_of(*driver), HasSubstr("one"));
    EXPECT_EQ(driver->session().position(), position);
}

TEST_F(Opening, ShowsWhatTheAssemblerSays)
{
    auto const driver = driver_with("one.s");
    files_.write("wrong.s", "_start:\n    frobnicate %rax\n");
    driver->perform({Command::open_file, 0, file("wrong.s")});
    driver->run_to_stop();
    EXPECT_TRUE(driver->view().line.refused);
    EXPECT_THAT(driver->view().line.answer, Contains(HasSubstr("frobnicate")));
}

TEST_F(Opening, FromTheCompareViewLeadsToTheNewProgramAlone)
{
    auto const driver = driver_with("one.s");
    press(*driver, {letter('2')});
    driver->perform({Command::open_file, 0, file("two.s")});
    driver->run_to_stop();
    EXPECT_EQ(driver->view().mode, Mode::single);
    EXPECT_THAT(program_of(*driver), HasSubstr("two"));
    press(*driver, keys::system_call);
    press(*driver, {letter('2')});
    ASSERT_NE(driver->comparison().side(0), nullptr);
    EXPECT_THAT(driver->comparison().side(0)->name(), HasSubstr("two"));
}

TEST_F(Opening, RemembersTheLastFilesForTheNextTime)
{
    auto const driver = driver_with("one.s");
    driver->perform({Command::open_file, 0, file("two.s")});
    driver->run_to_stop();
    EXPECT_THAT(driver->choices().recent, ElementsAre(file("two.s"), file("one.s")));
}

// ---- a file that changes

TEST_F(Opening, ReadsTheFileAgainWhenItHasChanged)
{
    auto const driver = driver_with("one.s");
    write_anew("one.s", source(1, 7));
    look(*driver);
    EXPECT_THAT(driver->view().control.status, HasSubstr("has changed"));
    press(*driver, {Key::f5});
    EXPECT_EQ(driver->session().exit_state().status, 7);
}

TEST_F(Opening, DoesNothingWhileTheFileStaysTheSame)
{
    auto const driver = driver_with("one.s");
    auto const* const session = &driver->session();
    look(*driver);
    look(*driver);
    EXPECT_EQ(&driver->session(), session);
}

TEST_F(Opening, GoesToTheSameSystemCallOfTheNewProgram)
{
    auto const driver = driver_with("one.s");
    press(*driver, keys::system_call, 2);
    press(*driver, keys::micro_step, 3);
    ASSERT_EQ(driver->view().control.place, "trap:2.3");
    write_anew("one.s", source(40, 7));
    look(*driver);
    EXPECT_EQ(driver->view().control.place, "trap:2.3");
    EXPECT_EQ(driver->session().state().gpr[cpu::rdi], 7u);
}

TEST_F(Opening, TakesBreakpointsAlongByTheNamesOfFunctions)
{
    auto const driver = driver_with("one.s");
    auto const before = driver->session().address_of("work");
    ASSERT_TRUE(before.has_value());
    driver->perform({Command::breakpoint, *before});
    write_anew("one.s", source(40, 7));
    look(*driver);
    auto const now = driver->session().address_of("work");
    ASSERT_TRUE(now.has_value());
    EXPECT_NE(*now, *before);
    EXPECT_THAT(driver->session().breakpoints(), ElementsAre(*now));
}

TEST_F(Opening, StandsAtTheStartOfAProgramThatDoesNotComeThatFar)
{
    auto const driver = driver_with("one.s");
    press(*driver, keys::system_call, 2);
    write_anew("one.s", ".globl _start\n_start:\n    mov $60, %eax\n    syscall\n");
    look(*driver);
    EXPECT_THAT(driver->view().control.status, HasSubstr("does not come as far"));
    EXPECT_EQ(driver->session().position(), driver->session().start());
}

TEST_F(Opening, KeepsTheOldProgramWhileTheNewOneHasErrors)
{
    auto const driver = driver_with("one.s");
    press(*driver, keys::instruction);
    auto const position = driver->session().position();
    write_anew("one.s", "_start:\n    frobnicate %rax\n");
    look(*driver);
    EXPECT_TRUE(driver->view().control.failed);
    EXPECT_EQ(driver->session().position(), position);
    fs::remove(folder() / "one.s");
    look(*driver);
    EXPECT_EQ(driver->session().position(), position);
}

} // namespace
} // namespace ringside
