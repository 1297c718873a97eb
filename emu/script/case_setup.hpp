// From a case to its machine, and from `then` to the state that is expected: both are items applied to a
// machine. Read next: case_runner.hpp.
#pragma once

#include "emu/script/case_file.hpp"
#include "emu/script/program.hpp"

#include <map>
#include <memory>
#include <variant>
#include <vector>

namespace ringside::emu::script {

// Everything that a case compares.
struct Snapshot
{
    cpu::State state{};
    std::map<uint64_t, std::vector<uint8_t>> pages; // by linear address
};
Snapshot take(CaseMachine const& machine);

// The machine that a case starts from, with its code in place, or what cannot be set up.
std::variant<std::unique_ptr<CaseMachine>, Problem> prepare(Case const& test, Program const& program,
                                                            cpu::Vendor vendor);
// The same machine as `then` says it should end. Where `then` names ST registers and not FSW, TOP and the
// condition codes are those of the machine as it ended.
std::unique_ptr<CaseMachine> expected_machine(Case const& test, Program const& program, cpu::Vendor vendor,
                                              cpu::State const& ended);
// Whether TOP and C0-C3 are left to the processor.
bool follows_top(Case const& test);

uint64_t read_msr(cpu::State const& state, uint32_t number);

} // namespace ringside::emu::script
