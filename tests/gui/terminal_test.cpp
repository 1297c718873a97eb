// The guest's terminal: what its bytes look like, and that no bytes do harm.
#include "gui/canvas.hpp"
#include "gui/terminal/marks.hpp"
#include "gui/terminal/playback.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace ringside::gui {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

// The screen's rows down to the last that holds a letter.
std::vector<std::string> rows_of(TerminalScreen const& screen)
{
    std::vector<std::string> rows;
    for (int row = 0; row < TerminalScreen::rows; ++row)
        rows.push_back(text_of(screen.line(row)));
    while (!rows.empty() && rows.back().empty())
        rows.pop_back();
    return rows;
}

std::vector<std::string> rows_after(std::string_view bytes)
{
    Emulator emulator;
    emulator.write(bytes);
    return rows_of(emulator.screen());
}

bool equal(TerminalScreen const& one, TerminalScreen const& other)
{
    for (int row = 0; row < TerminalScreen::rows; ++row)
        for (int column = 0; column < TerminalScreen::columns; ++column)
            if (!(one.cell(row, column) == other.cell(row, column)))
                return false;
    auto const same_line = [](auto const& a, auto const& b) { return a && b ? *a == *b : !a && !b; };
    return one.cursor_row == other.cursor_row && one.cursor_column == other.cursor_column &&
           one.cursor_visible == other.cursor_visible && one.alternate() == other.alternate() &&
           std::equal(one.above().begin(), one.above().end(), other.above().begin(), other.above().end(),
                      same_line);
}

std::string random_bytes(std::size_t count, unsigned seed, std::string_view alphabet = {})
{
    std::mt19937 random(seed);
    std::string bytes;
    for (std::size_t i = 0; i < count; ++i)
        bytes.push_back(alphabet.empty() ? static_cast<char>(random())
                                         : alphabet[random() % alphabet.size()]);
    return bytes;
}

constexpr std::string_view sequence_letters =
    "\033\033\033[[[[]?>!;:;0123456789999hlmnpqrstHJKrABCDEFGILMPSTXZ@`abcdefgj (0)B#8c78DEHMNOP\\_^ "
    "\x07\x08\t\n\r"
    "\x0e\x0f\x18\x9b\x9d\x90\xe5\x9b\x9e\xcc\x81\xf0\x9f\x98\x80";

TEST(Terminal, WritesLinesAndWraps)
{
    EXPECT_THAT(rows_after("one\r\ntwo\r\n"), ElementsAre("one", "two"));
    EXPECT_THAT(rows_after("one\ntwo"), ElementsAre("one", "   two"));
    EXPECT_THAT(rows_after(std::string(85, 'x')), ElementsAre(std::string(80, 'x'), "xxxxx"));
    EXPECT_THAT(rows_after("abc\b\bX\tY"), ElementsAre("aXc     Y"));
}

TEST(Terminal, ColoursBoldAndReverseStayWithTheirLetters)
{
    Emulator emulator;
    emulator.write("\033[31mr\033[1;42mg\033[0;7mv\033[m \033[38;5;21mb\033[38;2;250;240;10my\033[93mY");
    TerminalScreen const& screen = emulator.screen();

    EXPECT_EQ(screen.cell(0, 0).pen.text, Hue::red);
    EXPECT_EQ(screen.cell(0, 1).pen.fill, Hue::green);
    EXPECT_TRUE(screen.cell(0, 1).pen.bold);
    EXPECT_TRUE(screen.cell(0, 2).pen.reversed);
    EXPECT_EQ(screen.cell(0, 3).pen, TerminalPen());
    EXPECT_EQ(screen.cell(0, 4).pen.text, Hue::blue);
    EXPECT_EQ(screen.cell(0, 5).pen.text, Hue::yellow);
    EXPECT_EQ(screen.cell(0, 6).pen.text, Hue::yellow);
}

TEST(Terminal, MovesItsCursorAndClears)
{
    EXPECT_THAT(rows_after("gone\033[2J\033[3;5Hhere\033[1;1Htop"), ElementsAre("top", "", "    here"));
    EXPECT_THAT(rows_after("abcdef\033[3D\033[K"), ElementsAre("abc"));
    EXPECT_THAT(rows_after("abcdef\r\033[2Pxy\033[@Z"), ElementsAre("xyZef"));
    EXPECT_THAT(rows_after("1\r\n2\r\n3\033[2;1H\033[L"), ElementsAre("1", "", "2", "3"));
    EXPECT_THAT(rows_after("1\r\n2\r\n3\033[1;1H\033[M"), ElementsAre("2", "3"));
}

TEST(Terminal, KeepsWhatScrollsOff)
{
    Emulator emulator;
    for (int line = 1; line <= 40; ++line)
        emulator.write("line " + std::to_string(line) + "\r\n");

    EXPECT_THAT(rows_of(emulator.screen()).front(), "line 17");
    ASSERT_EQ(emulator.screen().above().size(), 16u);
    EXPECT_EQ(text_of(*emulator.screen().above().back()), "line 16");
}

TEST(Terminal, ScrollsWithinItsRegionOnly)
{
    auto const rows = rows_after("a\r\nb\r\nc\r\nd\033[2;3r\033[3;1H\n\nX");

    EXPECT_THAT(rows, ElementsAre("a", "", "X", "d"));
}

TEST(Terminal, HasASecondScreenForFullScreenPrograms)
{
    Emulator emulator;
    emulator.write("shell\r\n\033[?1049h\033[Heditor");
    EXPECT_THAT(rows_of(emulator.screen()), ElementsAre("editor"));

    emulator.write("\033[?1049l");

    EXPECT_THAT(rows_of(emulator.screen()), ElementsAre("shell"));
    EXPECT_EQ(emulator.screen().cursor_row, 1);
    emulator.write("\033[?1047h\033c");
    EXPECT_FALSE(emulator.screen().alternate());
}

TEST(Terminal, GivesWideLettersTwoColumns)
{
    Emulator emulator;
    emulator.write("栈a\xcc\x81z");

    EXPECT_EQ(emulator.screen().cell(0, 0).letter, U'栈');
    EXPECT_EQ(emulator.screen().cell(0, 1).columns, 0);
    EXPECT_EQ(emulator.screen().cell(0, 2).letter, U'a');
    EXPECT_EQ(emulator.screen().cell(0, 3).letter, U'z');
    EXPECT_EQ(emulator.screen().cursor_column, 4);
}

TEST(Terminal, ShowsBrokenUtf8AsOneSignEach)
{
    EXPECT_THAT(rows_after("a\xff\xc3(\xe5\x9b z"), ElementsAre("a\uFFFD\uFFFD(\uFFFD z"));
    EXPECT_THAT(rows_after("\xc2\x9b"
                           "31m"),
                ElementsAre("\uFFFD31m"));
}

TEST(Terminal, IgnoresTitlesAnswersAndItsResizing)
{
    EXPECT_THAT(rows_after("a\033]0;title\007b\033]2;other\033\\c\033P$qm\033\\d"), ElementsAre("abcd"));
    EXPECT_THAT(rows_after("a\033[6n\033[c\033[>c\033[?6n\033[5nb"), ElementsAre("ab"));
    EXPECT_THAT(rows_after("a\033[8;5;5tb\033[8;9999;9999tc"), ElementsAre("abc"));
}

TEST(Terminal, StandsSequencesOfAnyLength)
{
    std::string many = "\033[";
    for (int i = 0; i < 1000; ++i)
        many += "1;";

    EXPECT_THAT(rows_after(many + "mx"), ElementsAre("x"));
    EXPECT_THAT(rows_after("\033[99999999999999999999999Bx").back(), StartsWith("x"));
    EXPECT_THAT(rows_after("\033[2147483648;4294967295Hx").size(), 25u);
    EXPECT_THAT(rows_after("\033" + std::string(1000, ' ') + "Fx"), ElementsAre("x"));
}

TEST(Terminal, StandsAnyBytes)
{
    for (unsigned seed = 0; seed < 20; ++seed) {
        Emulator emulator;
        emulator.write(random_bytes(20'000, seed));
        emulator.write(random_bytes(20'000, seed, sequence_letters));
        EXPECT_LT(emulator.screen().cursor_row, TerminalScreen::rows);
    }
}

// Neither a bell nor a colour moves the cursor: the letter before would get ever more marks.
TEST(Terminal, StandsAnyNumberOfMarksUponALetter)
{
    constexpr std::string_view marks = "\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81";
    for (std::string_view const between : {"\a", "\033[m", "\033[1m", "\0337", "\016"}) {
        Emulator emulator;
        emulator.write("a");
        for (int i = 0; i < 20'000; ++i) {
            emulator.write(marks);
            emulator.write(between);
        }
        emulator.write("b");
        EXPECT_THAT(rows_of(emulator.screen()), ElementsAre(StartsWith("a")));
        EXPECT_EQ(emulator.screen().cursor_column, 2) << between;
    }
}

TEST(Terminal, KnowsEveryLetterThatLibvtermTakesForAMark)
{
    constexpr int many = 12;
    Emulator emulator;
    for (char32_t letter = 0xa0; letter < 0x20000; ++letter) {
        if (letter >= 0xd800 && letter < 0xe000)
            continue;
        std::u32string const line = U"\r\033[Ka" + std::u32string(many, letter);
        emulator.write(utf8_of(line));
        int const columns = emulator.screen().cursor_column;
        ASSERT_TRUE(is_mark(letter) ? columns == 1 : columns >= 1 + many) << std::hex << uint32_t{letter};
    }
}

// To libvterm U+302A is a mark of two columns where it comes together with its letter.
TEST(Terminal, GivesNoMarkAColumnHoweverItArrives)
{
    std::string const text = "a\xe3\x80\xaa\xe3\x80\xaa";
    Emulator whole;
    whole.write(text);
    Emulator pieces;
    pieces.write(text.substr(0, 1));
    pieces.write(text.substr(1));

    EXPECT_EQ(whole.screen().cursor_column, 1);
    EXPECT_EQ(pieces.screen().cursor_column, 1);
}

TEST(Terminal, ShowsAllLettersOfScriptsThatHaveMarks)
{
    std::string const thai =
        "\xe0\xb8\xa0\xe0\xb8\xb2\xe0\xb8\xa9\xe0\xb8\xb2\xe0\xb9\x84\xe0\xb8\x97\xe0\xb8\xa2";
    EXPECT_THAT(rows_after(thai + thai), ElementsAre(thai + thai));
}

TEST(Terminal, DoesNotCareHowItsBytesArrive)
{
    std::string const bytes = random_bytes(3'000, 7, sequence_letters);
    Emulator whole;
    whole.write(bytes);

    Emulator single;
    for (char const byte : bytes)
        single.write({&byte, 1});

    EXPECT_TRUE(equal(whole.screen(), single.screen()));
}

TEST(Terminal, SendsKeysAsItsModeSays)
{
    Emulator emulator;
    using Name = TerminalKey::Name;

    EXPECT_EQ(emulator.bytes_of({.letter = U'a'}), "a");
    EXPECT_EQ(emulator.bytes_of({.letter = U'栈'}), "栈");
    EXPECT_EQ(emulator.bytes_of({.letter = U'c', .control = true}), "\x03");
    EXPECT_EQ(emulator.bytes_of({.letter = U'x', .alt = true}), "\033x");
    EXPECT_EQ(emulator.bytes_of({.name = Name::enter}), "\r");
    EXPECT_EQ(emulator.bytes_of({.name = Name::backspace}), "\x7f");
    EXPECT_EQ(emulator.bytes_of({.name = Name::escape}), "\033");
    EXPECT_EQ(emulator.bytes_of({.name = Name::up}), "\033[A");
    emulator.write("\033[?1h");
    EXPECT_EQ(emulator.bytes_of({.name = Name::up}), "\033OA");
    EXPECT_EQ(emulator.bytes_of({.name = Name::page_down}), "\033[6~");
}

TEST(Playback, ShowsTheScreenOfAnyPlaceInTheOutput)
{
    std::string const output = random_bytes(300'000, 3, sequence_letters);
    Playback playback;
    playback.show(output, false);

    for (std::size_t const place : {299'999u, 200'000u, 200'001u, 7u, 65'536u, 0u, 131'072u, 300'000u}) {
        playback.show(std::string_view(output).substr(0, place), false);
        Emulator fresh;
        fresh.write(std::string_view(output).substr(0, place));
        EXPECT_TRUE(equal(playback.screen(), fresh.screen())) << place;
    }
}

TEST(Playback, FollowsAnotherFuture)
{
    Playback playback;
    playback.show("$ ls\r\nfile\r\n$ ", false);

    playback.show("$ cat", false);

    EXPECT_THAT(rows_of(playback.screen()), ElementsAre("$ cat"));
}

TEST(Playback, ReturnsTheCarriageWhereNoTerminalStoodBetween)
{
    Playback playback;
    playback.show("one\ntwo\n", true);

    EXPECT_THAT(rows_of(playback.screen()), ElementsAre("one", "two"));
}

// Ten million bytes that scroll with every second one, then a step back.
TEST(Playback, KeepsFewStatesOfAFloodAndGoesBackInIt)
{
    std::string flood;
    while (flood.size() < 10'000'000)
        flood += "y\r\n";
    flood += "the end\r\n";
    Playback playback;
    playback.show(flood, false);

    std::string_view const before = std::string_view(flood).substr(0, flood.size() - 2'000'000);
    playback.show(before, false);

    EXPECT_LE(playback.kept(), 320u);
    EXPECT_GE(playback.kept(), 64u); // a step back writes little again
    Emulator fresh;
    fresh.write(before.substr(before.size() - 300'000)); // more lines than are kept
    EXPECT_TRUE(equal(playback.screen(), fresh.screen()));
}

} // namespace
} // namespace ringside::gui
