// docs/paths.md tells what `ringside compare` prints: every command in it is repeated here.
#include "tests/support/folders.hpp"
#include "tests/support/process.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace ringside::tests {

namespace {

constexpr std::string_view indent = "    ";
constexpr std::string_view prompt = "    $ ringside ";

struct Transcript
{
    std::vector<std::string> words;
    std::string output;
};

std::vector<std::string> words_of(std::string const& line)
{
    std::istringstream stream(line);
    std::vector<std::string> words;
    for (std::string word; stream >> word;)
        words.push_back(word);
    return words;
}

// Indented text is a transcript: a command and what it prints. Empty lines at its end are the document's own.
std::vector<Transcript> transcripts_of(std::string const& text)
{
    std::vector<Transcript> all;
    std::istringstream lines(text);
    std::string empty_lines;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with(prompt)) {
            all.push_back({words_of(line.substr(prompt.size())), ""});
            empty_lines.clear();
        } else if (line.empty()) {
            empty_lines += "\n";
        } else if (line.starts_with(indent) && !all.empty()) {
            all.back().output += empty_lines + line.substr(indent.size()) + "\n";
            empty_lines.clear();
        }
    }
    return all;
}

std::string without_last_empty_lines(std::string text)
{
    while (text.ends_with("\n\n"))
        text.pop_back();
    return text;
}

void expect_repeated(std::vector<Transcript> const& transcripts)
{
    for (auto const& transcript : transcripts) {
        Command command;
        command.arguments = transcript.words;
        command.arguments.insert(command.arguments.begin(), ringside_binary().string());
        command.environment = {{"COLUMNS", "80"}};
        auto const ended = run(command);
        auto const printed = without_last_empty_lines(ended.output + ended.errors);
        EXPECT_EQ(printed, transcript.output) << testing::PrintToString(transcript.words);
    }
}

} // namespace

TEST(PathsDocument, EveryCommandInItPrintsWhatItSays)
{
    auto const transcripts = transcripts_of(read_file(source_folder() / "docs/paths.md"));

    EXPECT_GE(transcripts.size(), 8u);
    expect_repeated(transcripts);
}

} // namespace ringside::tests
