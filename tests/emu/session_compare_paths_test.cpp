// Every path of `ringside compare`: what each of them has and has not, by the traffic of its transitions (SDM
// Vol. 3A, "Exception- and Interrupt-Handler Procedures"; Vol. 2B, "SYSCALL", "SYSENTER") and by events that
// did not occur.
#include "emu/compare/acts.hpp"
#include "emu/compare/report.hpp"
#include "programs/bundled.hpp"
#include "tests/emu/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>

namespace ringside::tests {

namespace {

using cpu::Step;
using emu::Measured;
using emu::Phase;
using emu::Session;
using emu::Traffic;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

emu::Outcome<Measured> try_path(std::string_view path, std::string_view request, emu::Options options = {})
{
    options.history = emu::History::none;
    if (path == "syscall32")
        options.model.vendor = cpu::Vendor::amd;
    auto const program = find_request_program(path, request);
    auto session = Session::open(std::string(program.name), program.file, options);
    return emu::measure(*session.value());
}

Measured measured_anew(std::string_view path, emu::Options const& options)
{
    auto result = try_path(path, "time", options);
    EXPECT_TRUE(result.ok()) << result.sentence();
    return std::move(result.value());
}

// Equal runs give equal figures, and those that wait for the tick take seconds: each is run once.
Measured const& measured(std::string_view path)
{
    static std::map<std::string, Measured, std::less<>> kept;
    auto found = kept.find(path);
    if (found == kept.end())
        found = kept.emplace(path, measured_anew(path, {})).first;
    return found->second;
}

std::vector<std::string> names(std::vector<emu::Act const*> const& acts)
{
    std::vector<std::string> list;
    for (auto const* act : acts)
        list.emplace_back(act->name);
    return list;
}

std::vector<std::string> done_by(Measured const& path)
{
    return names(emu::acts_of(path));
}

// The instruction that leads back to the program.
std::string way_back(Measured const& path)
{
    auto const& steps = path[Phase::hardware_exit].steps;
    auto const has = [&](Step step) { return std::find(steps.begin(), steps.end(), step) != steps.end(); };
    if (has(Step::pop_rip))
        return "iret";
    if (has(Step::check_sysenter_cs))
        return "sysexit";
    return has(Step::check_sce) ? "sysret" : "none";
}

uint64_t instructions(emu::Sums const& sums)
{
    return sums.ring0 + sums.ring3;
}

constexpr std::string_view all_paths[] = {"call",  "vdso",     "vsyscall", "syscall", "syscall32", "sysenter",
                                          "int80", "int80-32", "pf",       "ud",      "timer",     "ring"};

} // namespace

TEST(ComparePaths, EveryPathIsRecognisedByWhatHappens)
{
    for (auto const path : all_paths)
        EXPECT_EQ(measured(path).path, path);
}

TEST(ComparePaths, EveryPathThatAnswersTellsTheSameTime)
{
    auto const now = measured("syscall").result;
    for (auto const* path :
         {"call", "vdso", "vsyscall", "syscall32", "sysenter", "int80", "int80-32", "ring"}) {
        EXPECT_EQ(measured(path).result, now) << path;
        EXPECT_TRUE(measured(path).has_result) << path;
    }
}

TEST(ComparePaths, AFunctionCallHasOnlySetupServiceAndBack)
{
    for (auto const* path : {"call", "vdso"}) {
        auto const one = measured(path);
        EXPECT_GT(instructions(one[Phase::setup]), 0u) << path;
        EXPECT_GT(instructions(one[Phase::service]), 0u) << path;
        for (auto const phase :
             {Phase::hardware_entry, Phase::entry, Phase::dispatch, Phase::exit, Phase::hardware_exit}) {
            EXPECT_EQ(instructions(one[phase]), 0u) << path << " " << emu::name(phase);
            EXPECT_EQ(one[phase].hardware, Traffic{}) << path << " " << emu::name(phase);
        }
        EXPECT_EQ(one.total().ring0, 0u) << path;
        EXPECT_THAT(done_by(one), ElementsAre("push_return_address", "come_back")) << path;
    }
}

TEST(ComparePaths, TheFastInstructionsTouchNoMemory)
{
    for (auto const* path : {"syscall", "syscall32", "sysenter"}) {
        auto const one = measured(path);
        EXPECT_EQ(one[Phase::hardware_entry].hardware, Traffic{}) << path;
        EXPECT_EQ(one[Phase::hardware_entry].ring3, 1u) << path;
        for (auto const phase : {Phase::entry, Phase::dispatch, Phase::service, Phase::exit})
            EXPECT_GT(one[phase].ring0, 0u) << path << " " << emu::name(phase);
        EXPECT_THAT(done_by(one), Not(Contains("read_idt"))) << path;
        EXPECT_THAT(done_by(one), Contains("switch_stack_by_software")) << path;
    }
}

TEST(ComparePaths, SysenterSavesNothingAndSyscallTwoRegisters)
{
    EXPECT_THAT(done_by(measured("sysenter")), Not(Contains("return_address_in_register")));
    EXPECT_THAT(done_by(measured("sysenter")), Not(Contains("save_rflags")));
    EXPECT_THAT(done_by(measured("sysenter")), Contains("switch_stack_by_hardware"));
    EXPECT_THAT(done_by(measured("syscall")), Contains("return_address_in_register"));
    EXPECT_THAT(done_by(measured("syscall")), Contains("save_rflags"));
}

TEST(ComparePaths, AnExceptionPushesItsErrorCodeToo)
{
    EXPECT_EQ(measured("pf")[Phase::hardware_entry].hardware, (Traffic{3, 32, 6, 48}));
    EXPECT_EQ(measured("vsyscall")[Phase::hardware_entry].hardware, (Traffic{3, 32, 6, 48}));
    EXPECT_EQ(measured("timer")[Phase::hardware_entry].hardware, (Traffic{3, 32, 5, 40}));
    EXPECT_EQ(measured("ud")[Phase::hardware_entry].hardware, (Traffic{3, 32, 5, 40}));
    EXPECT_THAT(measured("pf")[Phase::hardware_entry].steps, Contains(Step::write_cr2));
    EXPECT_THAT(measured("timer")[Phase::hardware_entry].steps, Not(Contains(Step::check_gate_dpl)));
}

TEST(ComparePaths, ATrapThatNobodyAskedForIsNoInstruction)
{
    for (auto const* path : {"pf", "ud", "timer", "vsyscall"})
        EXPECT_EQ(instructions(measured(path)[Phase::hardware_entry]), 0u) << path;
    for (auto const* path : {"pf", "ud", "timer"}) {
        EXPECT_EQ(instructions(measured(path)[Phase::dispatch]), 0u) << path;
        EXPECT_GT(measured(path)[Phase::service].ring0, 0u) << path;
        EXPECT_FALSE(measured(path).has_result) << path;
    }
}

TEST(ComparePaths, AnUndefinedInstructionDoesNotComeBack)
{
    auto const ud = measured("ud");

    EXPECT_THAT(ud.end, HasSubstr("SIGILL"));
    EXPECT_EQ(instructions(ud[Phase::hardware_exit]), 0u);
    EXPECT_THAT(names(emu::acts_missing(ud, {ud, measured("pf")})),
                testing::IsSupersetOf({"return_by_iret", "come_back"}));
    EXPECT_THAT(emu::comparison_json("time", {ud}), HasSubstr("\"result\": null"));
}

TEST(ComparePaths, InTheRingTheTickWorksAndTheProgramOnlyStores)
{
    auto const ring = measured("ring");

    EXPECT_EQ(ring.total().ring0, 0u);
    EXPECT_EQ(ring.total().hardware, Traffic{});
    EXPECT_GT(ring.nested.ring0, 0u);
    EXPECT_THAT(done_by(ring), ElementsAre("come_back"));
}

// Linux returns by SYSRET where it may, from SYSENTER too: never by SYSEXIT in a 64-bit kernel (Linux
// arch/x86/entry/entry_64_compat.S).
TEST(ComparePaths, EachReturnsByTheInstructionThatLinuxUses)
{
    std::map<std::string, std::string> ways;
    for (auto const path : all_paths)
        ways[std::string(path)] = way_back(measured(path));

    std::map<std::string, std::string> const expected = {
        {"call", "none"},      {"vdso", "none"},        {"ring", "none"},       {"ud", "none"},
        {"syscall", "sysret"}, {"syscall32", "sysret"}, {"sysenter", "sysret"}, {"int80", "iret"},
        {"int80-32", "iret"},  {"vsyscall", "iret"},    {"pf", "iret"},         {"timer", "iret"}};
    EXPECT_EQ(ways, expected);
}

TEST(ComparePaths, WhatIsMissingIsWhatOthersDid)
{
    auto const syscall = measured("syscall");
    auto const int80 = measured("int80");

    EXPECT_THAT(names(emu::acts_missing(syscall, {syscall, int80})),
                ElementsAre("read_idt", "read_gdt", "read_tss", "access_memory_by_hardware",
                            "push_return_address", "switch_stack_by_hardware", "return_by_iret"));
    EXPECT_THAT(names(emu::acts_missing(int80, {syscall, int80})),
                ElementsAre("return_address_in_register", "switch_stack_by_software"));
    EXPECT_THAT(names(emu::acts_missing(syscall, {syscall, syscall})), IsEmpty());
    EXPECT_THAT(names(emu::acts_missing(syscall, {syscall})), Contains("write_cr3"));
}

TEST(ComparePaths, IsolationWritesCr3InAndOut)
{
    emu::Options options;
    options.append = "pti=on";
    for (auto const* path : {"syscall", "sysenter", "int80"}) {
        auto const one = measured_anew(path, options);
        EXPECT_EQ(one[Phase::entry].cr3_writes, 1u) << path;
        EXPECT_EQ(one[Phase::exit].cr3_writes, 1u) << path;
        EXPECT_THAT(done_by(one), Contains("write_cr3")) << path;
        EXPECT_EQ(one.result, measured(path).result) << path;
    }
}

TEST(ComparePaths, WithoutTheLegacyPageNothingIsMeasured)
{
    emu::Options options;
    options.append = "vsyscall=none"; // the unmeasured request already ends the program
    auto const refused = try_path("vsyscall", "time", options);

    ASSERT_FALSE(refused.ok());
    EXPECT_THAT(refused.sentence(), HasSubstr("never reaches its path_begin"));
}

} // namespace ringside::tests
