// The main function of every GoogleTest binary. Beside GoogleTest's own output it writes one line for each
// test into the file that RINGSIDE_RECORD names, so that ./test can count tests, also those of a binary that
// crashed. Next: record.sh, which starts the binaries, and scripts/report.awk, which reads the lines.
#include <cstdio>
#include <cstdlib>
#include <string>

#include <gtest/gtest.h>

namespace {

// A record is one line, its fields are separated by tabs.
std::string one_line(std::string text)
{
    for (char& letter : text) {
        if (letter == '\n' || letter == '\t' || letter == '\r') {
            letter = ' ';
        }
    }
    return text;
}

std::string reason(testing::TestResult const& result)
{
    for (int i = 0; i < result.total_part_count(); ++i) {
        testing::TestPartResult const& part = result.GetTestPartResult(i);
        if (part.skipped() || part.failed()) {
            return one_line(part.message());
        }
    }
    return "";
}

class Recorder : public testing::EmptyTestEventListener
{
public:
    explicit Recorder(std::FILE* file) : file_(file) {}
    ~Recorder() override { std::fclose(file_); }
    Recorder(Recorder const&) = delete;
    Recorder& operator=(Recorder const&) = delete;

    void OnTestStart(testing::TestInfo const& test) override { write("started", test, ""); }

    void OnTestEnd(testing::TestInfo const& test) override
    {
        testing::TestResult const& result = *test.result();
        char const* const status = result.Skipped() ? "skipped" : result.Failed() ? "failed" : "passed";
        write(status, test, reason(result));
    }

private:
    void write(char const* status, testing::TestInfo const& test, std::string const& why)
    {
        std::fprintf(file_, "%s\t%s.%s\t%s\n", status, test.test_suite_name(), test.name(), why.c_str());
        std::fflush(file_);
    }

    std::FILE* file_;
};

} // namespace

int main(int argc, char** argv)
{
    testing::InitGoogleTest(&argc, argv);
    char const* const path = std::getenv("RINGSIDE_RECORD");
    if (std::FILE* const file = path != nullptr ? std::fopen(path, "a") : nullptr) {
        testing::UnitTest::GetInstance()->listeners().Append(new Recorder(file));
    }
    return RUN_ALL_TESTS();
}
