// What the machine says is provoked, and read in a Chinese window: besides names, numbers and the host's own
// words nothing of it is English. Which sentences are known is looked after in tests/text.
#include "emu/compare/paths.hpp"
#include "gui/platform/pixels.hpp"
#include "gui/settings.hpp"
#include "gui/text/told.hpp"
#include "tests/gui/driver_support.hpp"
#include "tests/gui/tables_support.hpp"
#include "tests/support/folders.hpp"

#include "cpu/transitions/msr_numbers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <elf.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <span>

namespace ringside {
namespace {

using namespace gui;
using namespace tests;
using emu::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
namespace fs = std::filesystem;

// Names that are the same in both languages, besides those of paths and requests; and what strerror(3) says.
constexpr std::array<std::string_view, 4> names = {"Linux", "Ringside", "cf", "gcc"};
constexpr std::array<std::string_view, 3> words_of_the_host = {"No such file or directory", "Is a directory",
                                                               "Permission denied"};

bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-_./[]#").find(c) != std::string_view::npos;
}

bool has(std::span<std::string_view const> list, std::string_view word)
{
    return std::find(list.begin(), list.end(), word) != list.end();
}

// A path, a field, an option of the command line, a mnemonic, a number; and a single letter.
bool is_name(std::string const& word)
{
    bool const marked = word.find_first_of("_./[]0123456789") != word.npos || word.starts_with('-');
    bool const small = std::any_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    return marked || !small || word.size() == 1 || has(names, word) || has(emu::known_paths(), word) ||
           has(emu::known_requests(), word);
}

std::vector<std::string> english_in(std::string text)
{
    for (std::string_view const words : words_of_the_host)
        if (auto const at = text.find(words); at != text.npos)
            text.erase(at, words.size());
    std::vector<std::string> english;
    std::string word;
    for (char const c : text + " ") {
        if (is_letter(c)) {
            word += c;
            continue;
        }
        while (word.ends_with('.'))
            word.pop_back();
        if (!word.empty() && !is_name(word))
            english.push_back(word);
        word.clear();
    }
    return english;
}

// It is Chinese, and all of it.
void expect_chinese(std::string const& text)
{
    EXPECT_TRUE(std::any_of(text.begin(), text.end(), [](char c) { return (c & 0x80) != 0; })) << text;
    EXPECT_THAT(english_in(text), IsEmpty()) << text;
}

std::string in_chinese(std::string const& sentence)
{
    EXPECT_FALSE(sentence.empty());
    return told(catalogue_for("zh_CN"), sentence);
}

std::unique_ptr<Driver> chinese_driver(std::string const& path, emu::Options const& options = {})
{
    auto session = emu::Session::open(path, options);
    EXPECT_TRUE(session.ok()) << session.sentence();
    auto driver = std::make_unique<Driver>(std::move(session.value()), Beginning::first_instruction,
                                           catalogue_for("zh_CN"));
    driver->resize(142, 44);
    return driver;
}

// What the window says of how a program ends, on a kernel of the tests or on ours.
std::string end_of(std::string const& path, std::string_view kernel = "")
{
    emu::Options options;
    if (!kernel.empty())
        options.kernel = (build_folder() / "tests/emu/guests" / kernel).string();
    auto const driver = chinese_driver(path, options);
    driver->perform(Command::resume);
    driver->run_to_stop();
    EXPECT_TRUE(driver->view().control.ended);
    EXPECT_EQ(driver->view().stage.sentence, driver->view().control.status);
    return driver->view().control.status;
}

class MachineSentences : public ::testing::Test
{
protected:
    std::string program(std::string_view code) const
    {
        return files_.write("program.s", ".globl _start\n_start:\n" + std::string(code)).string();
    }
    std::string exits_with(int status) const
    {
        return program("    mov $60, %eax\n    mov $" + std::to_string(status) + ", %edi\n    syscall\n");
    }
    // What a window says that is asked to open a file.
    std::string said_of(std::string const& path) const
    {
        auto const driver = chinese_driver(sample("trap_paths/hello_syscall").string());
        driver->perform({Command::open_file, 0, path});
        driver->run_to_stop();
        EXPECT_TRUE(driver->view().control.failed) << path;
        return driver->view().control.status;
    }
    // A sample program after a change.
    std::string spoiled(std::size_t size, uint16_t machine) const
    {
        auto bytes = read_file(sample("trap_paths/hello_syscall"));
        bytes[offsetof(Elf64_Ehdr, e_machine)] = static_cast<char>(machine);
        return files_.write("spoiled", bytes.substr(0, size)).string();
    }

    TemporaryFolder files_;
};

TEST_F(MachineSentences, TellHowARunEnds)
{
    EXPECT_EQ(end_of(exits_with(0)), "已退出，状态为 0");
    EXPECT_EQ(end_of(exits_with(3)), "已退出，状态为 3");
    EXPECT_EQ(end_of(program("    hlt\n")), "被信号 11（SIGSEGV）终止");
}

TEST_F(MachineSentences, TellHowAMachineStops)
{
    auto const hello = sample("trap_paths/hello_syscall").string();

    auto const halted = end_of(hello, "kernel_halt");
    auto const shut_down = end_of(hello, "kernel_triple_fault");

    EXPECT_THAT(halted, HasSubstr("中断已关闭"));
    EXPECT_THAT(shut_down, StartsWith("三重故障：程序或内核遇到 #UD"));
    expect_chinese(halted);
    expect_chinese(shut_down);
}

TEST_F(MachineSentences, TellWhatWasChangedAndWhatCannotBe)
{
    auto const driver = chinese_driver(sample("trap_paths/hello_int80").string());
    press(*driver, {letter('i'), false, false, true});

    ASSERT_TRUE(driver->click("tables.idt.80.dpl"));
    driver->type("4");
    press(*driver, keys::enter);
    auto const refused = driver->view().control.status;
    press(*driver, keys::escape);
    ASSERT_TRUE(driver->click("tables.idt.80.dpl"));
    driver->type("0");
    press(*driver, keys::enter);

    EXPECT_EQ(refused, "idt[0x80].dpl 有 2 位：0 到 0x3");
    EXPECT_THAT(driver->view().control.status, HasSubstr("门 0x80：DPL 3 → 0"));
    expect_chinese(driver->view().control.status);
}

TEST_F(MachineSentences, TellWhyAChangeIsRefused)
{
    auto const driver = chinese_driver(sample("trap_paths/hello_int80").string());
    emu::Change const changes[] = {
        {{Field::Area::gate, 0x100, "dpl"}, 3},
        {{Field::Area::msr, cpu::msr::lstar, ""}, 0x8000'0000'0000},
        {{Field::Area::msr, 0x79, ""}, 0},
        {{Field::Area::memory, 0x10, "", 0, 1}, 0},
        {{Field::Area::register_, 0, "cr9"}, 0},
        {{Field::Area::register_, 0, "cf"}, 2},
        {{Field::Area::descriptor, 0xfff8, "dpl"}, 0},
        {{Field::Area::descriptor, 0x10, "present"}, 2},
        {{Field::Area::descriptor, 0x10, "base"}, 0x1'0000'0000},
        {{Field::Area::page_entry, 0x10, "write", 3}, 1},
    };

    for (emu::Change const& change : changes)
        expect_chinese(in_chinese(driver->session().change(change).sentence()));
}

TEST_F(MachineSentences, TellTheChangeThatWouldLetAGatePass)
{
    auto const driver = chinese_driver((build_folder() / "tests/emu/guests/int_81").string());
    press_until(*driver, keys::micro_step, [](View const& view) { return !view.stage.remedies.empty(); });

    auto const remedies = driver->session().remedies();
    driver->perform({Command::what_if, 0});

    EXPECT_EQ(in_chinese(remedies.at(0).sentence), "假设：门 0x81：DPL 0 → 3");
    expect_chinese(driver->view().control.status);
}

TEST_F(MachineSentences, TellWhyAnAddressIsNone)
{
    auto const driver = chinese_driver(sample("trap_paths/hello_int80").string());
    for (char const* const typed : {"NOWHERE", "$RAY", "(1", "1 2", "1 +", "*0"}) {
        driver->perform(Command::go_to_address);
        driver->type(typed);
        press(*driver, keys::enter);
        ASSERT_EQ(driver->view().line.answer.size(), 1u) << typed;
        expect_chinese(driver->view().line.answer.front());
    }
}

TEST_F(MachineSentences, TellWhyAFileCannotBeOpened)
{
    auto const braces = files_.write("{} {1}: {.txt", "exited with status 3");

    EXPECT_EQ(said_of("/nowhere/at_all"), "/nowhere/at_all：No such file or directory；请检查文件名和权限");
    EXPECT_EQ(said_of("/tmp"), "/tmp：这是目录；请给出普通文件");
    EXPECT_THAT(said_of(braces.string()), StartsWith(braces.string() + "：这不是 ELF 文件"));
    EXPECT_THAT(said_of(spoiled(40, EM_X86_64)), HasSubstr("ELF 头"));
    EXPECT_THAT(said_of(spoiled(4096, EM_AARCH64)), HasSubstr("e_machine 183"));
    EXPECT_THAT(said_of("/bin/true"), HasSubstr("动态"));
    for (std::string const& path :
         {std::string("/nowhere/at_all"), std::string("/tmp"), spoiled(40, EM_X86_64),
          files_.write("empty", "").string(), std::string("/bin/true"),
          files_.write("wrong.s", "    frobnicate\n").string()})
        expect_chinese(said_of(path));
}

TEST_F(MachineSentences, LeaveTheLinesOfACompilerAsTheyAre)
{
    auto const driver = chinese_driver(sample("trap_paths/hello_syscall").string());

    driver->perform({Command::open_file, 0, files_.write("wrong.s", "    frobnicate\n").string()});
    driver->run_to_stop();

    ASSERT_GT(driver->view().line.answer.size(), 1u);
    expect_chinese(driver->view().line.answer.front());
    EXPECT_THAT(driver->view().line.answer.back(), HasSubstr("frobnicate"));
}

TEST_F(MachineSentences, TellWhyTwoMachinesCannotBeCompared)
{
    auto const driver = chinese_driver(program("    nop\n    nop\n    ud2\n"));
    press(*driver, keys::over); // the first one is fetched by a page fault

    driver->perform(Command::view_compare);
    driver->run_to_stop();
    auto const said = driver->view().compare.status;

    EXPECT_THAT(said, HasSubstr("系统调用"));
    EXPECT_THAT(said, HasSubstr("。这些是内置的机器。"));
    expect_chinese(said);
    expect_chinese(in_chinese(emu::request_program("vdso", "write").sentence()));
    expect_chinese(in_chinese(emu::request_program("int81", "getpid").sentence()));
}

TEST_F(MachineSentences, TellWhyAPictureOrTheSettingsAreNotWritten)
{
    auto const written = write_png({1, 1, {0, 0, 0, 0}}, "/nowhere/at_all.png");
    auto const settings = SettingsFile(files_.write("config.ini", "version = 1\ncolour = red\n"));
    auto const newer = SettingsFile(files_.write("newer.ini", "version = 200\n"));

    expect_chinese(in_chinese(written.sentence()));
    EXPECT_THAT(in_chinese(settings.problem()), HasSubstr("被忽略：它的第 2 行无法理解"));
    expect_chinese(in_chinese(newer.problem()));
}

// The command line's answers are the debugger's, in every language.
TEST_F(MachineSentences, LeaveTheDebuggersAnswersInEnglish)
{
    auto const driver = chinese_driver(sample("trap_paths/hello_syscall").string());

    driver->perform(Command::command_line);
    driver->type("print nowhere");
    press(*driver, keys::enter);

    ASSERT_EQ(driver->view().line.answer.size(), 1u);
    EXPECT_EQ(driver->view().line.answer.front(), "there is no symbol nowhere");
}

} // namespace
} // namespace ringside
