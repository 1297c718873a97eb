// Executes a case on its machine and judges how it ended. Read next: case_verdict.cpp, which compares.
#pragma once

#include "emu/script/case_setup.hpp"

#include <set>

namespace ringside::emu::script {

enum class End : uint8_t
{
    left,     // control left the code, or its last line was done
    fault,    // at a fault, before its delivery, because `then` names one
    halted,   // HLT
    shutdown, // triple fault
    too_long, // 1,000,000 instructions
};

// How a case ended, here or on the host's own processor.
struct Ending
{
    End end = End::left;
    Snapshot before;
    Snapshot after;
    cpu::Fault fault{};                 // of End::fault
    std::vector<cpu::Fault> chain;      // of End::shutdown
    std::vector<cpu::StepRecord> steps; // all micro-steps, in order
    cpu::Fault delivered{};             // the last exception that was delivered
    uint64_t undefined_flags = 0;       // that the manual leaves undefined at the end
    uint64_t instructions = 0;
    std::set<uint16_t> forms; // of instructions executed: indexes into cpu::catalogue()
    bool hides_kernel_presence =
        false; // the host: P of a page-fault code is not to be trusted above the user's half
};

struct CaseResult
{
    enum class Status : uint8_t
    {
        passed,
        failed,
        skipped,
    };
    Status status = Status::passed;
    std::vector<std::string> complaints; // or the one reason for skipping
    // For the coverage report: what was executed and announced.
    std::set<uint16_t> forms{};
    std::set<cpu::Step> steps{};
};

// The fault that `then` names, or nothing; `none` is a fault that did not happen.
std::optional<cpu::Fault> expected_fault(Case const& test);
// The vendor that the case names, or else the other.
cpu::Vendor vendor_of(Case const& test, cpu::Vendor otherwise);

// Which flags an instruction about to execute leaves undefined, and which it writes at all.
struct FlagEffect
{
    uint32_t written = 0;
    uint32_t undefined = 0;
};
FlagEffect flag_effect(std::span<uint8_t const> bytes, unsigned bits, uint64_t rcx);

std::variant<Ending, Problem> execute(Case const& test, Program const& program, cpu::Vendor vendor);
// What is wrong with the ending, a sentence each; nothing if the case passed.
std::vector<std::string> judge(Case const& test, Program const& program, cpu::Vendor vendor,
                               Ending const& ending);

// Runs a case in every way there is: observed and unobserved, which must end alike.
CaseResult run_case(Case const& test, Program const& program, cpu::Vendor vendor);

} // namespace ringside::emu::script
