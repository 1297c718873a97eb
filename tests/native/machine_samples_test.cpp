// The sample programs twice: on this machine's Linux, and on our kernel in our own machine. What ring 3 may
// not do ends by the same signal, everything else prints the same lines.
#include "tests/kernel_boot/machine.hpp"
#include "tests/support/folders.hpp"
#include "tests/support/process.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace ringside::tests {
namespace {

struct Sample
{
    std::string program; // "errors/forbidden"
    std::string argument;
};

void PrintTo(Sample const& sample, std::ostream* out)
{
    *out << sample.program << " " << sample.argument;
}

std::vector<Sample> samples()
{
    std::vector<Sample> all = {{"errors/bad_pointers", ""}, {"memory/mappings", ""}};
    for (char const* const name :
         {"hello_syscall", "hello_int80", "hello_int80_32", "hello_glibc", "hello_glibc_pie", "hello_musl",
          "hello_i386", "write_syscall", "write_int80", "write_int80-32"}) {
        all.push_back({std::string("trap_paths/") + name, ""});
    }
    std::istringstream forbidden(
        run({sample("errors/forbidden").string()}).output); // without an argument: a list
    for (std::string name; std::getline(forbidden, name);) {
        all.push_back({"errors/forbidden", name});
    }
    return all;
}

class MachineSample : public testing::TestWithParam<Sample>
{};

TEST_P(MachineSample, EndsAsOnThisMachinesLinux)
{
    auto const host_file = sample(GetParam().program);
    Archive archive;
    archive.add_host_file("sample", host_file);

    std::vector<std::string> words = {host_file.string()};
    words.insert(words.end(), GetParam().argument.empty() ? 0 : 1, GetParam().argument);
    Ended const native = run(words);
    OwnMachine ours(archive, "init=/sample console=pipe -- " + GetParam().argument);
    ours.run_to_the_end();

    EXPECT_FALSE(native.output.empty()) << host_file << " was not built";
    EXPECT_EQ(ours.console(), native.output) << ours.log();
    EXPECT_EQ(ours.status(), native.status) << ours.log();
}

std::string name_of(testing::TestParamInfo<Sample> const& instance)
{
    std::string name = instance.param.program + "_" + instance.param.argument;
    std::replace_if(
        name.begin(), name.end(), [](unsigned char letter) { return std::isalnum(letter) == 0; }, '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(Samples, MachineSample, testing::ValuesIn(samples()), name_of);

} // namespace
} // namespace ringside::tests
