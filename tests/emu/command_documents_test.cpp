// What README.md and docs/paths.md say that `ringside` prints: every command in them is repeated here.
#include "tests/support/folders.hpp"
#include "tests/support/transcripts.hpp"

#include <gtest/gtest.h>

namespace ringside::tests {

namespace {

void expect_repeated(std::vector<Transcript> const& transcripts)
{
    for (auto const& transcript : transcripts)
        EXPECT_EQ(repeated(transcript), transcript.printed) << testing::PrintToString(transcript.words);
}

// The samples lie in the folder of this build, whatever it is called.
Transcript in_this_build(Transcript transcript)
{
    for (auto& word : transcript.words)
        if (std::string_view const begin = "build/release/"; word.starts_with(begin))
            word = (build_folder() / word.substr(begin.size())).string();
    return transcript;
}

} // namespace

TEST(PathsDocument, EveryCommandInItPrintsWhatItSays)
{
    auto const transcripts = transcripts_of(read_file(source_folder() / "docs/paths.md"));

    EXPECT_GE(transcripts.size(), 8u);
    expect_repeated(transcripts);
}

TEST(Readme, SaysWhatTheDebuggerPrintsWordByWord)
{
    auto const transcripts = transcripts_of(read_file(source_folder() / "README.md"));

    ASSERT_EQ(transcripts.size(), 1u);
    EXPECT_EQ(transcripts.front().typed, "syscall\nmicro 5\nstepi\n");
    expect_repeated({in_this_build(transcripts.front())});
}

} // namespace ringside::tests
