// Both languages are complete, say what docs' terms say, and fit.
#include "gui/platform/picture.hpp"
#include "tests/gui/driver_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace ringside::gui {
namespace {

using testing::IsEmpty;

constexpr char const* both[] = {"en", "zh_CN"};

// What is the same in Chinese: names of the architecture, and words of the command line.
bool is_name(std::string_view text)
{
    return std::none_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; }) ||
           text == "hw" || text == "ring 0" || text == "ring 3" || text == "XMM";
}

std::string all_chinese()
{
    return catalogue_for("zh_CN").letters() + Lessons("zh_CN").letters();
}

struct Size
{
    int columns;
    int rows;
};
constexpr Size sizes[] = {{142, 44}, {174, 60}, {132, 34}, {213, 60}}; // 1280x800, 1920x1080, projector

// Text that did not fit anywhere, in all views at a trap.
std::vector<std::string> cut_texts(char const* language, Size size)
{
    std::vector<std::string> cuts;
    auto const driver =
        tests::driver_on("hello_int80", Beginning::first_system_call, catalogue_for(language));
    driver->resize(size.columns, size.rows);
    auto const look = [&] {
        for (Cut const& cut : driver->frame().cuts())
            cuts.push_back(cut.text);
    };
    for (int step = 0; step < 24; ++step) {
        tests::press(*driver, {Key::f12});
        look();
    }
    for (Command const command :
         {Command::help, Command::tour, Command::explain, Command::dismiss, Command::view_tables,
          Command::tables_idt, Command::tables_msrs, Command::tables_control, Command::tables_walk,
          Command::tables_space, Command::tables_memory, Command::tables_files, Command::view_compare}) {
        driver->perform(command);
        driver->run_to_stop();
        look();
    }
    return cuts;
}

} // namespace

TEST(Languages, HaveTheSameStrings)
{
    EXPECT_EQ(catalogue_for("zh_CN").size(), catalogue_for("en").size());
}

TEST(Languages, DoNotSayTheSameInChineseAsInEnglish)
{
    Catalogue const english = catalogue_for("en");
    Catalogue const chinese = catalogue_for("zh_CN");
    std::vector<std::string> same;

    for (std::string const& message : english.messages())
        if (!message.empty() && chinese(message.c_str()) == message && !is_name(message))
            same.push_back(message);

    EXPECT_THAT(same, IsEmpty());
}

TEST(Languages, UseTheTermsOfTextbooks)
{
    std::string const all = all_chinese();

    for (char const* const wrong : {"软中断", "中断描述表", "微操作", "堆栈"})
        EXPECT_EQ(all.find(wrong), std::string::npos) << wrong;
}

TEST(Languages, HaveEveryLetterInTheFonts)
{
    auto const picture = std::move(Picture::make(1280, 800).value());

    EXPECT_EQ(picture->lacking(all_chinese()), "");
    EXPECT_EQ(picture->lacking(catalogue_for("en").letters() + Lessons("en").letters()), "");
}

TEST(Languages, AreNotCutOff)
{
    for (char const* const language : both)
        for (Size const size : sizes)
            EXPECT_THAT(cut_texts(language, size), IsEmpty())
                << language << " " << size.columns << "x" << size.rows;
}

TEST(Languages, HaveTitlesThatFitTheirColumns)
{
    for (char const* const language : both) {
        auto const driver =
            tests::driver_on("hello_int80", Beginning::first_system_call, catalogue_for(language));
        driver->resize(142, 44);
        driver->perform(Command::view_tables);
        auto columns = 0;
        for (Section const section :
             {Section::gdt, Section::tss, Section::idt, Section::msrs, Section::control, Section::page_tables,
              Section::address_space, Section::memory, Section::open_files}) {
            driver->perform({Command::tables_section, static_cast<uint64_t>(section)});
            for (TableSheet const& sheet : driver->view().tables.sheets)
                for (TableColumn const& column : sheet.columns) {
                    ++columns;
                    EXPECT_TRUE(column.width == 0 || width_of(column.title) <= column.width)
                        << language << ": " << sheet.title << ": " << column.title;
                }
        }
        EXPECT_GT(columns, 50);
    }
}

} // namespace ringside::gui
