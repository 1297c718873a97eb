// Whatever a file holds, it gives cases or one sentence: real case files with bytes changed, lost and
// doubled.
#include "emu/script/case_runner.hpp"
#include "tests/support/folders.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace ringside::emu::script {

namespace {

class Damage
{
public:
    explicit Damage(uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15 + 1) {}

    void apply(std::string& text)
    {
        for (auto count = 1 + below(4); count > 0 && !text.empty(); --count) {
            auto const at = below(text.size());
            auto const length = std::min<std::size_t>(1 + below(24), text.size() - at);
            switch (below(5)) {
            case 0:
                text[at] = static_cast<char>(below(256));
                break;
            case 1:
                text.erase(at, length);
                break;
            case 2:
                text.insert(at, text.substr(below(text.size()), length));
                break;
            case 3:
                text.insert(at, letters_[below(letters_.size())]);
                break;
            default:
                std::swap(text[at], text[below(text.size())]);
            }
        }
    }

private:
    std::size_t below(std::size_t limit)
    {
        state_ ^= state_ >> 12;
        state_ ^= state_ << 25;
        state_ ^= state_ >> 27;
        return static_cast<std::size_t>((state_ * 0x2545f4914f6cdd1d) >> 33) % limit;
    }

    uint64_t state_;
    std::vector<std::string> letters_ = {"\n",      "=",
                                         "[",       "]",
                                         "\"",      "#",
                                         "fault=#", "0x",
                                         "-",       "include ",
                                         "steps=",  "page ",
                                         ":",       "case x\n",
                                         "run ",    "\\x",
                                         "*8+",     "rsp*1",
                                         ",",       "lock ",
                                         "((",      "0xffffffffffffffff",
                                         "\t",      "then "};
};

// The beginning of a file, up to a whole case.
std::string sample_of(std::filesystem::path const& path)
{
    auto const text = tests::read_file(path);
    return text.substr(0, text.find("\ncase", std::min<std::size_t>(text.size(), 1500)));
}

void read_and_run(std::string const& text)
{
    auto const file = parse_cases("damaged.case", text);
    if (file.problem)
        return;
    for (auto const& test : file.cases) {
        auto const program = assemble_program(test);
        if (program.problem)
            continue;
        auto const prepared = prepare(test, program, cpu::Vendor::intel);
        EXPECT_TRUE(prepared.index() == 0 || !std::get<Problem>(prepared).sentence.empty());
    }
}

} // namespace

TEST(DamagedCases, GiveCasesOrOneSentence)
{
    std::vector<std::string> samples;
    for (auto const& entry : std::filesystem::recursive_directory_iterator(tests::case_folder()))
        if (entry.path().extension() == ".case")
            samples.push_back(sample_of(entry.path()));
    std::sort(samples.begin(), samples.end());
    ASSERT_FALSE(samples.empty());

    for (uint64_t seed = 0; seed < 1500; ++seed) {
        auto text = samples[seed % samples.size()];
        Damage(seed).apply(text);
        read_and_run(text);
    }
}

} // namespace ringside::emu::script
