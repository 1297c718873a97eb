// The sentences that are known are those of the sources, and every language has them all.
#include "gui/text/told.hpp"

#include "tests/support/folders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <string>

namespace ringside::gui {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
namespace fs = std::filesystem;

// A literal of a source, with those that follow it as one, and {} for every {:#x}.
struct Literal
{
    std::string text;
    bool refuses = false; // it is part of a refusal
};

// Reads C++ as far as literals go.
class Literals
{
public:
    explicit Literals(std::string_view source) : rest_(source)
    {
        while (!rest_.empty())
            read();
    }

    std::vector<Literal> list;

private:
    void read()
    {
        if (rest_.starts_with("//"))
            return rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
        if (rest_.front() == '"')
            return read_literal();
        // A quote within a number only parts its digits.
        bool const letter = rest_.front() == '\'' && std::isalnum(static_cast<unsigned char>(before_)) == 0;
        if (letter)
            return rest_.remove_prefix(
                std::min(rest_.find('\'', rest_[1] == '\\' ? 3 : 2) + 1, rest_.size()));
        before_ = rest_.front();
        code_ += before_;
        if (before_ == ';')
            refuses_ = false;
        if (code_.ends_with("Refusal{") || code_.ends_with("refuse("))
            refuses_ = true;
        rest_.remove_prefix(1);
    }

    void read_literal()
    {
        std::string text;
        while (!rest_.empty() && rest_.front() == '"') {
            rest_.remove_prefix(1);
            for (; !rest_.empty() && rest_.front() != '"'; rest_.remove_prefix(1)) {
                if (rest_.front() == '\\')
                    rest_.remove_prefix(1);
                text += rest_.front();
            }
            rest_.remove_prefix(std::min<std::size_t>(rest_.size(), 1));
            auto const next = std::min(rest_.find_first_not_of(" \n"), rest_.size());
            rest_.remove_prefix(next);
        }
        list.push_back({with_plain_holes(text), refuses_});
    }

    static std::string with_plain_holes(std::string text)
    {
        for (auto at = text.find("{:"); at != text.npos; at = text.find("{:", at))
            text.erase(at + 1, text.find('}', at) - at - 1);
        return text;
    }

    std::string_view rest_;
    std::string code_;
    char before_ = ' ';
    bool refuses_ = false;
};

// The literals of all sources below a folder, or of one file; not those of the list itself.
std::vector<Literal> literals_of(std::string const& place)
{
    std::vector<Literal> list;
    auto const add = [&](fs::path const& file) {
        Literals read(tests::read_file(file));
        list.insert(list.end(), read.list.begin(), read.list.end());
    };
    fs::path const whole = tests::source_folder() / place;
    if (!fs::is_directory(whole))
        return add(whole), list;
    for (auto const& entry : fs::recursive_directory_iterator(whole))
        if (entry.path().extension() == ".cpp" && entry.path().filename() != "sentences.cpp")
            add(entry.path());
    return list;
}

// The words between the holes, without the marks at their ends: those may stand elsewhere in the source.
std::vector<std::string> words_of(std::string_view text)
{
    constexpr std::string_view marks = " :;,.\"()\n";
    std::vector<std::string> list;
    while (true) {
        auto const at = std::min(text.find("{}"), text.size());
        auto const piece = text.substr(0, at);
        if (auto const first = piece.find_first_not_of(marks); first != piece.npos)
            list.emplace_back(piece.substr(first, piece.find_last_not_of(marks) - first + 1));
        if (at == text.size())
            return list;
        text.remove_prefix(at + 2);
    }
}

std::string all_known()
{
    std::string all;
    for (Sentence const& known : known_sentences())
        all += std::string(known.words) + "\n";
    return all;
}

std::size_t holes_of(std::string_view words)
{
    std::size_t count = 0;
    for (auto at = words.find("{}"); at != words.npos; at = words.find("{}", at + 2))
        ++count;
    return count;
}

// What the machine could have put there.
std::string example_of(Hole hole, std::size_t index)
{
    switch (hole) {
    case Hole::number:
        return "0x" + std::to_string(index + 1);
    case Hole::word:
        return "int80-32";
    case Hole::text:
    case Hole::part:
        break;
    }
    return "#GP" + std::to_string(index);
}

std::vector<std::string> examples_for(Sentence const& known)
{
    std::vector<std::string> pieces;
    for (std::size_t i = 0; i < holes_of(known.words); ++i)
        pieces.push_back(example_of(known.holes[i], i));
    return pieces;
}

TEST(KnownSentences, StandInTheSources)
{
    std::string sources;
    for (char const* const place :
         {"emu", "kernel-model", "gui/platform/png.cpp", "gui/settings.cpp", "gui/settings_file.cpp",
          "gui/compare/start.cpp", "gui/view/tables_cells.cpp"})
        for (Literal const& literal : literals_of(place))
            sources += literal.text + "\n";
    std::vector<std::string> gone;

    for (Sentence const& known : known_sentences())
        for (std::string const& words : words_of(known.words))
            if (sources.find(words) == sources.npos)
                gone.push_back(words);

    EXPECT_THAT(gone, IsEmpty());
}

// The sources whose refusals the window shows.
TEST(KnownSentences, AreAllThatIsRefusedInTheWindow)
{
    std::string const known = all_known();
    std::set<std::string> unknown;

    for (char const* const place :
         {"emu/boot", "emu/session", "emu/time", "emu/compare/request.cpp", "emu/compare/way.cpp",
          "emu/compare/paths.cpp", "emu/compare/measure.cpp", "emu/command_line/expression.cpp",
          "gui/platform/png.cpp", "gui/settings.cpp", "gui/compare/start.cpp", "gui/view/tables_cells.cpp"})
        for (Literal const& literal : literals_of(place))
            for (std::string const& words : words_of(literal.text))
                if (literal.refuses && known.find(words) == known.npos)
                    unknown.insert(words);

    // Whoever calls a start off hears nothing of it.
    EXPECT_THAT(unknown, ElementsAre("called off"));
}

TEST(KnownSentences, AreToldEachByItsOwnWords)
{
    for (char const* const language : {"en", "zh_CN"}) {
        Catalogue const tr = catalogue_for(language);
        for (Sentence const& known : known_sentences()) {
            auto const examples = examples_for(known);
            EXPECT_EQ(told(tr, filled(known.words, examples)), filled(tr(known.words), examples)) << language;
        }
    }
}

TEST(KnownSentences, AreTheVerySameInEnglish)
{
    for (Sentence const& known : known_sentences()) {
        std::string const sentence = filled(known.words, examples_for(known));
        EXPECT_EQ(told(catalogue_for("en"), sentence), sentence);
        EXPECT_EQ(told(Catalogue(), sentence), sentence);
    }
}

TEST(KnownSentences, HaveEveryHoleOnceInEveryLanguage)
{
    std::vector<std::string> const marks = {"<1>", "<2>", "<3>", "<4>", "<5>"};
    for (std::string_view const language : catalogue_names()) {
        Catalogue const tr = catalogue_for(language);
        for (Sentence const& known : known_sentences()) {
            std::string const shown = filled(tr(known.words), marks);
            auto const holes = holes_of(known.words);
            ASSERT_LE(holes, known.holes.size()) << known.words;
            for (std::size_t i = 0; i < marks.size(); ++i)
                EXPECT_EQ(shown.find(marks[i]) != shown.npos && shown.find(marks[i]) == shown.rfind(marks[i]),
                          i < holes)
                    << language << ": " << shown;
            EXPECT_EQ(shown.find('{'), shown.npos) << language << ": " << shown;
        }
    }
}

TEST(KnownSentences, HaveWordsBetweenTheirHoles)
{
    for (Sentence const& known : known_sentences()) {
        std::string const words = known.words;
        EXPECT_EQ(words.find("{}{}"), words.npos) << words;
        EXPECT_GT(words.size(), 2u);
    }
}

} // namespace
} // namespace ringside::gui
