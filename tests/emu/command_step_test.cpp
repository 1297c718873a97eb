// `ringside step` by script: from the first user instruction through the hardware's micro-steps, the entry
// code and the service, back to ring 3; pt_regs is followed as it is pushed, word by word.
#include "tests/emu/support.hpp"
#include "tests/support/folders.hpp"
#include "tests/support/process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringside::tests {

namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;

Ended step(std::string const& program, std::vector<std::string> const& commands)
{
    std::vector<std::string> words{ringside_binary().string(), "step"};
    for (auto const& command : commands) {
        words.emplace_back("-ex");
        words.push_back(command);
    }
    words.push_back(program);
    return run(std::move(words));
}

Ended step_sample(char const* name, std::vector<std::string> const& commands)
{
    return step(sample(name).string(), commands);
}

bool is_before_trap_one(std::string const& line)
{
    return line.find(" trap:1 ") != std::string::npos && line.find("ring 3") != std::string::npos;
}

} // namespace

TEST(StepCommand, FollowsPtRegsAsItIsPushedWordByWord)
{
    // The hardware's five words at INT 0x80, each looked at right after its micro-step.
    auto const hardware = step_sample("trap_paths/hello_int80",
                                      {"syscall", "micro 15", "x/gx $rsp", "micro", "x/gx $rsp", "micro",
                                       "x/gx $rsp", "micro", "x/gx $rsp", "micro", "x/gx $rsp"});
    std::vector<std::string> words;
    for (auto const& line : lines_of(hardware.output))
        if (auto const at = line.find(">:  0x"); at != std::string::npos)
            words.push_back(line.substr(at + 4));

    ASSERT_EQ(words.size(), 5u) << hardware.output << hardware.errors;
    EXPECT_EQ(words[0], "0x000000000000002b");                 // SS
    EXPECT_THAT(words[1], MatchesRegex("0x00007ff.*"));        // RSP
    EXPECT_EQ(words[2], "0x0000000000000202");                 // RFLAGS
    EXPECT_EQ(words[3], "0x0000000000000033");                 // CS
    EXPECT_THAT(words[4], MatchesRegex("0x00000000004000..")); // RIP
}

TEST(StepCommand, FollowsEntryCodeThatPushesTheRest)
{
    // Behind the hardware's five words: sixteen words of software, the last one r15.
    auto const run = step_sample("trap_paths/hello_int80",
                                 {"syscall", "break do_int80_syscall_32", "continue", "info stack kernel"});

    for (auto const* name : {"SS", "RSP", "RFLAGS", "CS", "RIP"})
        EXPECT_THAT(run.output, HasSubstr(std::string(" CPU    ") + name + "\n"));
    for (auto const* name : {"orig_ax", "pt_regs.di", "pt_regs.si", "pt_regs.dx", "pt_regs.cx", "pt_regs.ax",
                             "pt_regs.r8", "pt_regs.r9", "pt_regs.r10", "pt_regs.r11", "pt_regs.bx",
                             "pt_regs.bp", "pt_regs.r12", "pt_regs.r13", "pt_regs.r14", "pt_regs.r15"})
        EXPECT_THAT(run.output, HasSubstr(std::string(" kernel ") + name + "\n"));
}

TEST(StepCommand, GoesTheWholeWayThereAndBack)
{
    auto const run =
        step_sample("trap_paths/hello_syscall",
                    {"info position", "syscall", "info steps", "stepi", "print/x $rsp", "break sys_write",
                     "continue", "finish", "ring", "info position", "continue"});

    EXPECT_EQ(run.status, 0) << run.errors;
    EXPECT_THAT(run.output, HasSubstr("insn:0 trap:0"));
    EXPECT_THAT(run.output, HasSubstr("save_rcx"));
    EXPECT_THAT(run.output, HasSubstr("<entry_SYSCALL_64>: swapgs  [ring 0]"));
    EXPECT_THAT(run.output, HasSubstr("<sys_write>"));
    EXPECT_THAT(run.output, HasSubstr("Hello by SYSCALL\n"));
    EXPECT_THAT(run.output, HasSubstr("Ring 3 now."));
    EXPECT_THAT(run.output, HasSubstr("The program exited with status 0."));
}

TEST(StepCommand, GoesBackwardsByEveryUnit)
{
    auto const run =
        step_sample("trap_paths/hello_int80", {"goto trap:1.15", "reverse-micro", "reverse-stepi",
                                               "info position", "nexti", "reverse-nexti", "info position"});
    auto const lines = lines_of(run.output);

    EXPECT_EQ(run.status, 0) << run.errors;
    EXPECT_THAT(run.output, HasSubstr("[15/23] push_ss"));
    EXPECT_THAT(run.output, HasSubstr("[14/23] load_ss_null"));
    ASSERT_FALSE(lines.empty());
    EXPECT_EQ(std::count_if(lines.begin(), lines.end(), is_before_trap_one), 2);
}

TEST(StepCommand, ShowsTheTables)
{
    auto const run =
        step_sample("trap_paths/hello_int80", {"info idt 0x80", "info gdt", "info tss", "info msr",
                                               "info walk $rip", "info registers", "info symbols main"});

    EXPECT_THAT(run.output, HasSubstr("entry_INT80_compat"));
    EXPECT_THAT(run.output, HasSubstr("dpl 3"));
    EXPECT_THAT(run.output, HasSubstr("00af9b000000ffff"));
    EXPECT_THAT(run.output, HasSubstr("rsp0"));
    EXPECT_THAT(run.output, HasSubstr("entry_SYSCALL_64"));
    EXPECT_THAT(run.output, HasSubstr("PML4E"));
    EXPECT_THAT(run.output, HasSubstr("eflags"));
    EXPECT_EQ(run.status, 2); // there is no main in a sample of assembly
    EXPECT_THAT(run.errors, HasSubstr("no symbol main"));
}

TEST(StepCommand, RefusesUnknownWordsAndEndsTheScript)
{
    auto const run = step_sample("trap_paths/hello_syscall", {"frobnicate", "info registers"});

    EXPECT_EQ(run.status, 2);
    EXPECT_EQ(run.output, "");
    EXPECT_THAT(run.errors, HasSubstr("no command \"frobnicate\""));
}

TEST(StepCommand, TakesCommandsFromFilesAndStandardInput)
{
    TemporaryFolder folder;
    auto const script = folder.write("script", "# a comment\nsyscall\ninfo position\n").string();
    auto const program = sample("trap_paths/hello_syscall").string();

    auto const from_file = run({ringside_binary().string(), "step", "-x", script, program});
    auto const from_input =
        run({ringside_binary().string(), "step", program}, "syscall\ninfo position\nquit\n");

    EXPECT_THAT(from_file.output, HasSubstr("trap:1"));
    EXPECT_THAT(from_input.output, HasSubstr("trap:1"));
    EXPECT_EQ(from_input.status, 0);
}

TEST(StepCommand, PrintsTheSameEveryTime)
{
    std::vector<std::string> const commands{"syscall", "info steps", "stepi 20", "info stack user",
                                            "info registers"};

    auto const one = step_sample("trap_paths/hello_glibc", commands);
    auto const two = step_sample("trap_paths/hello_glibc", commands);

    EXPECT_EQ(one.output, two.output);
    EXPECT_FALSE(one.output.empty());
}

TEST(StepCommand, EvaluatesExpressions)
{
    auto const run = step_sample("trap_paths/hello_syscall", {"print/x 2*(3+4)", "print/x $rip-_start",
                                                              "print *$rsp", "print/d -1", "x/s *($rsp+8)"});

    EXPECT_THAT(lines_of(run.output),
                testing::ElementsAre("0xe", "0x0", "1", "-1", HasSubstr("/bin/hello_syscall")));
}

TEST(StepCommand, SaysWhenItsAnswersCannotBeWritten)
{
    auto const program = sample("trap_paths/hello_syscall").string();

    auto const full = run(
        {"sh", "-c", ringside_binary().string() + " step -ex 'info registers' " + program + " >/dev/full"});

    EXPECT_EQ(full.status, 1);
    EXPECT_THAT(full.errors, HasSubstr("standard output cannot be written: No space left on device"));
}

TEST(StepCommand, ShowsTheOutputOfTheOriginalRunAgainAfterAChangedOne)
{
    auto const run = step_sample("trap_paths/hello_syscall",
                                 {"syscall", "set $rdx = 5", "continue", "echo \\n-\\n", "run", "continue"});

    EXPECT_THAT(run.output, HasSubstr("HelloThe program"));
    EXPECT_THAT(run.output.substr(run.output.find("\n-\n")), HasSubstr("Hello by SYSCALL\n"));
}

TEST(StepCommand, TellsWhatACountedStepChangedAsAWhole)
{
    auto const pushed = step_sample("trap_paths/hello_int80", {"syscall", "micro 18", "info stack kernel"});

    // Pushed by the micro-step before the last one.
    EXPECT_THAT(pushed.output, HasSubstr("0x0000000000000202* CPU    RFLAGS"));
}

TEST(StepCommand, ExaminesAsManyAsAreAskedFor)
{
    auto const run = step_sample("trap_paths/hello_syscall", {"x/0i 0", "x/0x 0", "x/2s *($rsp+8)", "x/s 8"});
    auto const lines = lines_of(run.output);

    ASSERT_EQ(lines.size(), 2u) << run.output;
    EXPECT_THAT(lines[0], HasSubstr("\"/bin/hello_syscall\""));
    EXPECT_THAT(lines[1], HasSubstr("\"PATH="));
    EXPECT_THAT(run.errors, HasSubstr("nothing is mapped at 0x8"));
}

TEST(StepCommand, ShowsThatALongStringGoesOn)
{
    auto const longest = std::string(300, 'a');
    auto const run = tests::run({ringside_binary().string(), "step", "-ex", "x/2s *($rsp+16)",
                                 sample("trap_paths/hello_syscall").string(), longest});
    auto const lines = lines_of(run.output);

    ASSERT_EQ(lines.size(), 2u) << run.output;
    EXPECT_THAT(lines[0], testing::EndsWith(std::string(200, 'a') + "\"..."));
    EXPECT_THAT(lines[1], testing::EndsWith("\"" + std::string(100, 'a') + "\""));
}

TEST(StepCommand, ListsAndDeletesWatchpointsBehindBreakpoints)
{
    auto const run = step_sample("trap_paths/hello_syscall",
                                 {"break _start", "break *_start+5", "break _start", "watch $rsp-8",
                                  "info breakpoints", "delete 3", "delete 1", "echo -\\n", "info breakpoints",
                                  "delete", "echo =\\n", "info breakpoints", "delete 1"});
    auto const rest = run.output.substr(run.output.find("-\n"));

    EXPECT_THAT(lines_of(run.output)[2], StartsWith("Breakpoint 1 at "));
    EXPECT_THAT(run.output, HasSubstr("\n3  watch 0x"));
    EXPECT_THAT(rest, MatchesRegex("-\n1  0x[0-9a-f]+ <path_begin.0x5>\n=\n"));
    EXPECT_THAT(run.errors, HasSubstr("no breakpoint or watchpoint 1"));
}

TEST(StepCommand, StepsAsManyLinesAsAreAskedFor)
{
    auto const lines = [](std::vector<std::string> const& commands) {
        return step_sample("trap_paths/hello_musl", commands).output;
    };
    auto const last_line = [](std::string const& text) { return lines_of(text).back(); };

    auto const one_by_one = lines({"break main", "continue", "next", "next", "info position"});
    auto const counted = lines({"break main", "continue", "next 2", "info position"});
    auto const into = lines({"break main", "continue", "step", "step", "step", "info position"});
    auto const into_counted = lines({"break main", "continue", "step 3", "info position"});

    EXPECT_EQ(last_line(counted), last_line(one_by_one));
    EXPECT_EQ(last_line(into_counted), last_line(into));
}

TEST(StepCommand, TypesInput)
{
    ASSERT_TRUE(std::filesystem::exists("/bin/busybox"))
        << "busybox-static is missing: apt-get install busybox-static";
    auto const run_busybox =
        run({ringside_binary().string(), "step", "-ex", "continue", "-ex", "input typed\\n", "-ex",
             "end-input", "-ex", "continue", "/bin/busybox", "cat"});

    EXPECT_THAT(run_busybox.output, HasSubstr("waits for input"));
    EXPECT_THAT(run_busybox.output, HasSubstr("typed\n"));
    EXPECT_THAT(run_busybox.output, HasSubstr("exited with status 0"));
}

} // namespace ringside::tests
