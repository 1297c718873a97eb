// Runs every case of ring 3 on the host's own processor and compares with what the case expects.
//   silicon_rerun FILE|FOLDER...
// The last line reads "N passed, M failed, K skipped"; before it, the reasons for skipping are counted.
#include "tests/silicon/native_case.hpp"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>

namespace {

using namespace ringside;
using namespace ringside::silicon;

struct Sum
{
    unsigned passed = 0;
    unsigned failed = 0;
    unsigned skipped = 0;
    std::map<std::string, unsigned> reasons;

    void skip(std::string const& reason)
    {
        ++skipped;
        ++reasons[reason];
    }
};

std::vector<std::string> files_of(std::string const& path)
{
    namespace fs = std::filesystem;
    if (!fs::is_directory(path))
        return {path};
    std::vector<std::string> files;
    for (auto const& entry : fs::recursive_directory_iterator(path))
        if (entry.path().extension() == ".case")
            files.push_back(entry.path().string());
    std::sort(files.begin(), files.end());
    return files;
}

void rerun(script::CaseFile const& file, script::Case const& test, Sum& sum)
{
    auto const program = script::assemble_program(test);
    if (program.problem) {
        std::cout << file.place(program.problem->at) << ": " << program.problem->sentence << '\n';
        ++sum.failed;
        return;
    }
    if (auto const reason = reason_against(test, program); !reason.empty()) {
        sum.skip(reason);
        return;
    }
    auto const run = execute_natively(test, program);
    if (auto const* const why = std::get_if<std::string>(&run)) {
        sum.skip(*why);
        return;
    }
    auto const complaints = script::judge(test, program, host_vendor(), std::get<script::Ending>(run));
    if (complaints.empty()) {
        ++sum.passed;
        return;
    }
    ++sum.failed;
    std::cout << file.place(test.at) << ": " << test.name << " ends otherwise on this processor\n";
    for (auto const& sentence : complaints)
        std::cout << "    " << sentence << '\n';
}

} // namespace

int main(int count, char** words)
{
    Sum sum;
    for (int i = 1; i < count; ++i)
        for (auto const& path : files_of(words[i])) {
            auto const file = script::read_case_file(path);
            if (file.problem) {
                std::cout << file.place(file.problem->at) << ": " << file.problem->sentence << '\n';
                return 2;
            }
            for (auto const& test : file.cases)
                rerun(file, test, sum);
        }
    for (auto const& [reason, times] : sum.reasons)
        std::cout << "not on this host, since the case " << reason << ": " << times << '\n';
    std::cout << sum.passed << " passed, " << sum.failed << " failed, " << sum.skipped << " skipped\n";
    return sum.failed == 0 ? 0 : 1;
}
