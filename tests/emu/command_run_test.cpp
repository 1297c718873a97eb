// `ringside run` as a user meets it: streams, exit statuses, limits, bad words. docs/formats.
#include "tests/emu/support.hpp"
#include "tests/support/folders.hpp"
#include "tests/support/process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <thread>

namespace ringside::tests {

namespace {

using testing::HasSubstr;
using testing::StartsWith;

Ended ringside(std::vector<std::string> words, std::string input = {})
{
    words.insert(words.begin(), ringside_binary().string());
    return run(std::move(words), std::move(input));
}

std::string path_of(char const* name)
{
    return guest(name).string();
}

// Exactly one line, with our prefix, status 2, nothing on stdout.
void expect_refusal(Ended const& ended, std::string_view what)
{
    EXPECT_EQ(ended.status, 2) << ended.errors;
    EXPECT_EQ(ended.output, "");
    EXPECT_EQ(lines_of(ended.errors).size(), 1u) << ended.errors;
    EXPECT_THAT(ended.errors, StartsWith("ringside: "));
    EXPECT_THAT(ended.errors, HasSubstr(std::string(what)));
}

// Starts it, sends SIGINT after a while, and waits.
int status_after_interrupt(std::vector<std::string> words)
{
    words.insert(words.begin(), ringside_binary().string());
    std::vector<char*> pointers;
    for (auto& word : words)
        pointers.push_back(word.data());
    pointers.push_back(nullptr);
    auto const child = fork();
    if (child == 0) {
        execv(pointers[0], pointers.data());
        _exit(127);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(700));
    kill(child, SIGINT);
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1'000 + WTERMSIG(status); // has said nothing
}

} // namespace

TEST(RunCommand, GivesTheProgramsOutputAndStatus)
{
    auto const hello = ringside({"run", sample("trap_paths/hello_glibc").string()});
    auto const status = ringside({"run", path_of("status"), "a", "b"});

    EXPECT_EQ(hello.status, 0);
    EXPECT_THAT(hello.output, HasSubstr("Hello"));
    EXPECT_EQ(hello.errors, "");
    EXPECT_EQ(status.status, 3);
}

TEST(RunCommand, KeepsTheProgramsOptionsItsOwn)
{
    EXPECT_EQ(ringside({"run", path_of("status"), "--strace", "-x", "--"}).status, 4);
    EXPECT_EQ(ringside({"run", "--", path_of("status"), "one"}).status, 2);
}

TEST(RunCommand, PassesInputToItsEnd)
{
    ASSERT_TRUE(std::filesystem::exists("/bin/busybox"))
        << "busybox-static is missing: apt-get install busybox-static";

    auto const cat = ringside({"run", "/bin/busybox", "cat"}, "one\ntwo");
    auto const count = ringside({"run", "/bin/busybox", "wc", "-c"}, std::string(100'000, 'x'));

    EXPECT_EQ(cat.output, "one\ntwo");
    EXPECT_EQ(cat.status, 0);
    EXPECT_THAT(count.output, HasSubstr("100000"));
}

TEST(RunCommand, RunsBusyboxUnchanged)
{
    ASSERT_TRUE(std::filesystem::exists("/bin/busybox"))
        << "busybox-static is missing: apt-get install busybox-static";
    TemporaryFolder folder;
    auto const file = folder.write("data", "abc");

    auto const echo = ringside({"run", "/bin/busybox", "echo", "hello", "two  words", "\"quoted\\"});
    auto const list = ringside({"run", "/bin/busybox", "ls", "-l", "/"});
    auto const sum =
        ringside({"run", "--file", file.string() + ":/data", "/bin/busybox", "sha256sum", "/data"});
    auto const missing = ringside({"run", "/bin/busybox", "cat", "/nothing"});

    EXPECT_EQ(echo.output, "hello two  words \"quoted\\\n");
    EXPECT_THAT(list.output, HasSubstr(" proc\n"));
    EXPECT_THAT(sum.output, StartsWith("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    EXPECT_EQ(missing.status, 1);
}

TEST(RunCommand, GivesTheEnvironmentThatIsAskedForAndNothingElse)
{
    ASSERT_TRUE(std::filesystem::exists("/bin/busybox"))
        << "busybox-static is missing: apt-get install busybox-static";

    auto const environment =
        ringside({"run", "--env", "COLOUR=dark blue", "--env", "LANG=de", "/bin/busybox", "env"});

    EXPECT_THAT(lines_of(environment.output),
                testing::UnorderedElementsAre("PATH=/bin:/sbin:/usr/bin:/usr/sbin", "HOME=/root",
                                              "TERM=linux", "LANG=de", "COLOUR=dark blue"));
}

TEST(RunCommand, WritesCallsAsStraceDoes)
{
    TemporaryFolder folder;
    auto const file = (folder.path() / "calls").string();

    auto const run = ringside({"run", "--strace", "-o", file, sample("trap_paths/hello_syscall").string()});
    auto const lines = lines_of(read_file(file));

    EXPECT_EQ(run.status, 0);
    ASSERT_EQ(lines.size(), 4u);
    EXPECT_THAT(lines[0],
                testing::MatchesRegex(
                    "execve.\"/bin/hello_syscall\", ..*hello_syscall.., 0x7f.* /\\* 4 vars \\*/. = 0"));
    EXPECT_THAT(lines[1], StartsWith("write(1, \"Hello by SYSCALL\\n\", 17)"));
    EXPECT_THAT(lines[1], HasSubstr(" = 17"));
    EXPECT_EQ(lines[3], "+++ exited with 0 +++");
}

// Without what must differ: the environment's size, and addresses that are chosen at random.
std::vector<std::string> comparable(std::vector<std::string> lines)
{
    for (auto& line : lines) {
        line = std::regex_replace(line, std::regex("0x[0-9a-f]{6,} /\\* [0-9]+ vars \\*/"), "ENVIRONMENT");
        line = std::regex_replace(line, std::regex("execve\\(\"[^\"]*\", \\[\"[^\"]*\"(\\.\\.\\.)?"),
                                  "execve(PROGRAM");
        line = std::regex_replace(line, std::regex("0x7f[0-9a-f]{10}"), "STACK");
    }
    return lines;
}

// What strace(1) writes of a program here, and what we write; both leave with the program's status.
struct Traces
{
    std::vector<std::string> real;
    std::vector<std::string> ours;
    int real_status;
    int our_status;
};

Traces traces_of(std::vector<std::string> command)
{
    TemporaryFolder folder;
    auto const real = (folder.path() / "real").string();
    auto const ours = (folder.path() / "ours").string();
    std::vector<std::string> strace = {"strace", "-o", real};
    std::vector<std::string> run_ours = {"run", "--strace", "-o", ours};
    strace.insert(strace.end(), command.begin(), command.end());
    run_ours.insert(run_ours.end(), command.begin(), command.end());
    auto const real_status = run(strace).status;
    auto const our_status = ringside(run_ours).status;
    return {comparable(lines_of(read_file(real))), comparable(lines_of(read_file(ours))), real_status,
            our_status};
}

// From the execve line to the line of the end.
void expect_the_same_trace(std::vector<std::string> const& command)
{
    auto const traces = traces_of(command);
    EXPECT_EQ(traces.ours, traces.real) << command.back();
    EXPECT_EQ(traces.our_status, traces.real_status) << command.back();
    ASSERT_GE(traces.real.size(), 2u) << command.back();
    EXPECT_THAT(traces.real.front(), StartsWith("execve(PROGRAM")) << command.back();
    EXPECT_THAT(traces.real.back(), StartsWith("+++ ")) << command.back();
}

// Nothing but the host's ban on ptrace(2) lets these be left out.
class RealStrace : public testing::Test
{
protected:
    void SetUp() override
    {
        ASSERT_TRUE(is_installed("strace")) << "strace is missing: apt-get install strace";
        if (!may_trace())
            GTEST_SKIP() << "this host forbids ptrace(2), which the real strace needs";
    }
};

TEST_F(RealStrace, WritesTheSameTraces)
{
    auto const forbidden = sample("errors/forbidden").string();
    std::vector<std::vector<std::string>> const commands = {{sample("trap_paths/hello_syscall").string()},
                                                            {forbidden, "read-null"},
                                                            {forbidden, "write-code"},
                                                            {forbidden, "execute-data"},
                                                            {forbidden, "execute-stack"},
                                                            {forbidden, "read-kernel"},
                                                            {forbidden, "read-non-canonical"},
                                                            {forbidden, "divide-by-zero"},
                                                            {forbidden, "undefined"},
                                                            {forbidden, "breakpoint"},
                                                            {forbidden, "single-step"},
                                                            {forbidden, "unaligned"},
                                                            {forbidden, "hlt"},
                                                            {path_of("traps"), "sse"},
                                                            {path_of("traps"), "of", "x87"}};

    for (auto const& command : commands)
        expect_the_same_trace(command);
}

TEST(RunCommand, TellsWhatKilledTheProgramOnlyAsFarAsItIsKnown)
{
    auto const handled = ringside({"run", "--strace", path_of("traps"), "with", "a", "handler"});
    // Not compared with the real one: under some hypervisors that names the INT1 and not what follows.
    auto const told = ringside({"run", "--strace", path_of("traps")});
    auto const quiet = ringside({"run", "--strace", "--append", "loglevel=6", path_of("traps")});

    EXPECT_THAT(handled.errors, HasSubstr("\n--- SIGILL {si_signo=SIGILL, si_code=ILL_ILLOPN, si_addr=0x"));
    EXPECT_THAT(handled.errors, HasSubstr("\n+++ killed by SIGILL +++\n"));
    EXPECT_THAT(told.errors, HasSubstr("\n--- SIGTRAP {si_signo=SIGTRAP, si_code=TRAP_BRKPT, si_addr=0x"));
    EXPECT_THAT(quiet.errors, testing::Not(HasSubstr("---")));
    EXPECT_THAT(quiet.errors, HasSubstr("+++ killed by SIGTRAP +++\n"));
}

// The calls of guests/strace_forms.c that this kernel has, word by word.
TEST_F(RealStrace, WordsStructuresAndFlagsAsWeDo)
{
    expect_the_same_trace({path_of("strace_forms")});
}

TEST(RunCommand, StopsAtItsLimit)
{
    for (auto const* program : {"endless", "long_rep"}) {
        auto const ended = ringside({"run", "--max-insns", "3000000", path_of(program)});
        EXPECT_EQ(ended.status, 124) << program;
        EXPECT_THAT(ended.errors, HasSubstr("--max-insns")) << program;
    }
}

TEST(RunCommand, StopsOnControlC)
{
    EXPECT_EQ(status_after_interrupt({"run", path_of("endless")}), 130);
    EXPECT_EQ(status_after_interrupt({"run", path_of("long_rep")}), 130);
}

TEST(RunCommand, LetsIdleTimePassAtOnceWhenNothingCanBeTyped)
{
    auto const began = std::chrono::steady_clock::now();

    auto const ended = ringside({"run", path_of("sleeper")});

    EXPECT_EQ(ended.status, 7);
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(20));
}

TEST(RunCommand, SaysWhenStandardOutputIsClosed)
{
    auto const ended = run(
        {"sh", "-c", ringside_binary().string() + " run " + path_of("many_writes") + " | head -n 1; exit 0"});

    EXPECT_EQ(ended.output, "abc\n");
    EXPECT_THAT(ended.errors, HasSubstr("standard output was closed"));
}

TEST(RunCommand, SaysWhenTheDiskIsFull)
{
    ASSERT_TRUE(std::filesystem::exists("/dev/full")) << "full(4) is missing: is /dev mounted?";

    auto const ended =
        run({"sh", "-c", ringside_binary().string() + " run " + path_of("many_writes") + " > /dev/full"});

    EXPECT_THAT(ended.errors, HasSubstr("No space left"));
}

TEST(RunCommand, EndsInOrderWhereNobodyReadsItsErrors)
{
    auto const binary = ringside_binary().string();
    auto const refused = run({"sh", "-c", binary + " run /nothing/here 2>/dev/full"});
    auto const cut = run({"bash", "-c",
                          binary + " run --strace " + path_of("many_writes") +
                              " 2>&1 >/dev/null | head -n 1; exit ${PIPESTATUS[0]}"});

    EXPECT_EQ(refused.status, 2);
    EXPECT_EQ(cut.status, 128 + SIGPIPE);
    EXPECT_THAT(cut.output, StartsWith("execve("));
}

TEST(RunCommand, SaysWhenItsTraceOrLogCannotBeWritten)
{
    for (auto const* option : {"-o", "--log"}) {
        auto const ended = ringside({"run", "--strace", option, "/dev/full", path_of("status")});
        EXPECT_EQ(ended.status, 128 + SIGPIPE) << option;
        EXPECT_THAT(ended.errors, HasSubstr("/dev/full cannot be written: No space left on device"))
            << option;
    }
}

TEST(RunCommand, LeavesFilesAloneWhenItRefuses)
{
    TemporaryFolder folder;
    auto const notes = folder.write("notes", "precious").string();
    auto const hello = sample("trap_paths/hello_syscall").string();

    ringside({"run", "--strace", "-o", notes, "--log", notes, "/nothing/here"});
    EXPECT_EQ(read_file(notes), "precious");
    ringside({"run", "--strace", "-o", notes, "--log", "/nothing/here", hello});
    EXPECT_EQ(read_file(notes), "precious");
    ringside({"run", "--strace", "-o", notes, hello});
    EXPECT_THAT(read_file(notes), StartsWith("execve("));
}

TEST(RunCommand, PassesOutputThroughAndKeepsItsOwnWordsClean)
{
    auto const ended = ringside({"run", path_of("escapes")});
    auto const stepped =
        ringside({"step", "-ex", "break percent%n%s", "-ex", "x/i $rip", path_of("escapes")});

    EXPECT_EQ(ended.output, "\033[31m%n%s\n");
    EXPECT_EQ(ended.status, 128 + SIGILL);
    EXPECT_THAT(ended.errors, HasSubstr("killed by signal 4 (SIGILL)"));
    EXPECT_THAT(ended.errors, testing::Not(HasSubstr("\033")));
    EXPECT_THAT(stepped.errors, testing::Not(HasSubstr("\033")));
}

TEST(RunCommand, TellsATripleFaultFaultByFault)
{
    auto const ended = ringside(
        {"run", "--kernel", path_of("kernel_triple_fault"), sample("trap_paths/hello_syscall").string()});

    EXPECT_EQ(ended.status, 125);
    EXPECT_THAT(ended.errors, HasSubstr("triple fault: the program or kernel met #UD"));
    EXPECT_THAT(ended.errors, HasSubstr("#DF"));
}

TEST(RunCommand, TellsOfAHaltThatNothingEnds)
{
    auto const ended =
        ringside({"run", "--kernel", path_of("kernel_halt"), sample("trap_paths/hello_syscall").string()});

    EXPECT_EQ(ended.status, 125);
    EXPECT_THAT(ended.errors, HasSubstr("interrupts off"));
}

TEST(RunCommand, InterruptsAFaultLoopThatRetiresNothing)
{
    EXPECT_EQ(status_after_interrupt({"run", "--kernel", path_of("kernel_fault_loop"),
                                      sample("trap_paths/hello_syscall").string()}),
              130);
}

TEST(RunCommand, StopsAFaultLoopThatRetiresNothingAtItsLimit)
{
    auto const ended = ringside({"run", "--max-insns", "1000", "--kernel", path_of("kernel_fault_loop"),
                                 sample("trap_paths/hello_syscall").string()});

    EXPECT_EQ(ended.status, 124);
    EXPECT_THAT(ended.errors, HasSubstr("did not reach the program"));
}

TEST(RunCommand, EndsWith125WhenTheKernelGivesUp)
{
    auto const ended =
        ringside({"run", "--kernel", path_of("kernel_silent"), sample("trap_paths/hello_syscall").string()});

    EXPECT_EQ(ended.status, 125);
    EXPECT_THAT(ended.errors, HasSubstr("panicked"));
}

TEST(RunCommand, RefusesWhatItCannotUseInOneSentence)
{
    TemporaryFolder folder;
    auto const text = folder.write("text", "#!/bin/sh\n").string();
    auto const fifo = (folder.path() / "fifo").string();
    ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
    auto const hello = sample("trap_paths/hello_syscall").string();

    expect_refusal(ringside({"run", text}), "not an ELF file");
    expect_refusal(ringside({"run", "/tmp"}), "a directory");
    expect_refusal(ringside({"run", fifo}), "a FIFO");
    expect_refusal(ringside({"run", "/nothing/here"}), "No such file");
    expect_refusal(ringside({"run", "/bin/true"}), "dynamic");
    expect_refusal(ringside({"run"}), "no program");
    expect_refusal(ringside({"run", "--bogus", hello}), "no option --bogus");
    expect_refusal(ringside({"run", "--memory", "many", hello}), "no number of MiB");
    expect_refusal(ringside({"run", "--memory", "1", hello}), "--memory between");
    expect_refusal(ringside({"run", "--vendor", "via", hello}), "vendor");
    expect_refusal(ringside({"run", "--max-insns", "-1", hello}), "max-insns");
    expect_refusal(ringside({"run", "--file", "nocolon", hello}), "HOST:GUEST");
    expect_refusal(ringside({"run", "--file", "/nothing:/x", hello}), "No such file");
    expect_refusal(ringside({"run", "--env", "novalue", hello}), "NAME=VALUE");
    expect_refusal(ringside({"run", "--kernel", text, hello}), "kernel image");
    expect_refusal(ringside({"run", "-o", "/nothing/here", "--strace", hello}), "No such file");
    expect_refusal(ringside({"run", "--log", "/tmp", hello}), "/tmp: Is a directory");
    expect_refusal(ringside({"step", "--bogus", hello}), "no option");
    expect_refusal(ringside({"compare", "--paths", "smoke"}), "no path");
    expect_refusal(ringside({"compare", "--request", "fly"}), "no request");
}

TEST(RunCommand, EachCommandHasHelp)
{
    for (auto const* command : {"run", "step", "compare", "test", "shot"}) {
        auto const help = ringside({command, "--help"});
        EXPECT_EQ(help.status, 0) << command;
        EXPECT_THAT(help.output, HasSubstr("Usage")) << command;
        EXPECT_EQ(help.errors, "") << command;
    }
    EXPECT_THAT(ringside({"--help"}).output, HasSubstr("compare"));
}

TEST(RunCommand, IsTheSameEveryTime)
{
    TemporaryFolder folder;
    auto const log = [&](char const* name) {
        auto const path = (folder.path() / name).string();
        ringside({"run", "--log", path, "--strace", "-o", path + ".calls",
                  sample("trap_paths/hello_glibc").string()});
        return read_file(path) + read_file(path + ".calls");
    };

    EXPECT_EQ(log("one"), log("two"));
}

} // namespace ringside::tests
