// What `ringside test` prints: for people (pretty), for TAP readers, for CI (JUnit). docs/formats.md has the
// forms.
#pragma once

#include "emu/script/case_runner.hpp"

#include <ostream>
#include <string>
#include <vector>

namespace ringside::emu::script {

struct ReportedCase
{
    std::string name;
    std::string place; // FILE:LINE:COL
    unsigned points = 1;
    CaseResult result;
};

struct ReportedFile
{
    std::string path;
    std::vector<ReportedCase> cases;
};

using Report = std::vector<ReportedFile>;

struct Totals
{
    unsigned passed = 0;
    unsigned failed = 0;
    unsigned skipped = 0;
};
Totals totals(Report const& report);

void write_pretty(Report const& report, std::ostream& out);
void write_tap(Report const& report, std::ostream& out);
void write_junit(Report const& report, std::ostream& out);
// Mnemonics of the processor's catalogue and micro-steps that no case reached.
void write_coverage(Report const& report, std::ostream& out);

} // namespace ringside::emu::script
