// Golden pictures: every view at the moments that matter, in both languages and, once, in every theme,
// compared pixel by pixel with tests/gui/golden/*.png. Software renderer, Debian's fonts, and the kernel as
// g++ builds it, whose addresses are in the pictures.
//   RINGSIDE_GOLDEN=update gui_golden_test   writes the pictures anew; what changed lies in build/*/golden.
#include "gui/platform/picture.hpp"
#include "gui/settings.hpp"
#include "tests/gui/driver_support.hpp"
#include "tests/support/folders.hpp"

#include <gtest/gtest.h>
#include <stb/stb_image.h>

#include <cstdlib>
#include <filesystem>

namespace ringside::gui {
namespace {

using namespace tests::keys;
constexpr int width = 1280;
constexpr int height = 800;

struct Moment
{
    char const* name;
    char const* sample;
    void (*reach)(Driver&);
};

void to_push_ss(Driver& driver)
{
    tests::press(driver, micro_step, 15);
}

void to_the_users_stack(Driver& driver)
{
    tests::press(driver, instruction);
}

void to_a_failed_gate(Driver& driver)
{
    ASSERT_TRUE(driver.session().change({{emu::Field::Area::gate, 0x80, "dpl"}, 0}).ok());
    tests::press_until(driver, micro_step, [](View const& view) { return !view.stage.fault.empty(); });
}

template <Mode mode>
void to_view(Driver& driver)
{
    to_push_ss(driver);
    driver.perform(mode == Mode::compare ? Command::view_compare : Command::view_tables);
    driver.run_to_stop();
}

template <Command section>
void to_table(Driver& driver)
{
    to_view<Mode::tables>(driver);
    driver.perform(section);
}

void to_keys(Driver& driver)
{
    driver.press({Key::f1});
}

void to_explanation(Driver& driver)
{
    to_push_ss(driver);
    driver.perform({Command::explain, 0, "register.rsp"});
}

void to_tour(Driver& driver)
{
    driver.perform(Command::tour);
    driver.press({Key::right});
}

void to_the_end(Driver& driver)
{
    driver.perform(Command::resume);
    driver.run_to_stop();
}

constexpr Moment moments[] = {
    {"int80-push-ss", "hello_int80", to_push_ss},
    {"syscall-users-stack", "hello_syscall", to_the_users_stack},
    {"failed-gate", "hello_int80", to_a_failed_gate},
    {"compare", "hello_int80", to_view<Mode::compare>},
    {"tables", "hello_int80", to_view<Mode::tables>},
    {"tables-idt", "hello_int80", to_table<Command::tables_idt>},
    {"tables-walk", "hello_int80", to_table<Command::tables_walk>},
    {"tables-space", "hello_int80", to_table<Command::tables_space>},
    {"keys", "hello_int80", to_keys},
    {"explanation", "hello_int80", to_explanation},
    {"tour", "hello_int80", to_tour},
    {"end", "hello_syscall", to_the_end},
};

struct Golden
{
    Moment moment;
    char const* language = "en";
    ThemeName theme = ThemeName::dark;
    bool projector = false;

    std::string name() const
    {
        return std::string(moment.name) + "." + language +
               (theme == ThemeName::dark ? "" : "." + std::string(name_of(theme))) +
               (projector ? ".projector" : "");
    }
};

std::vector<Golden> all_pictures()
{
    std::vector<Golden> all;
    for (Moment const& moment : moments)
        for (char const* const language : {"en", "zh_CN"})
            all.push_back({moment, language});
    all.push_back({moments[0], "en", ThemeName::light});
    all.push_back({moments[0], "en", ThemeName::greyscale});
    for (char const* const language : {"en", "zh_CN"})
        all.push_back({moments[0], language, ThemeName::light, true});
    return all;
}

Pixels drawn(Golden const& golden)
{
    auto const driver =
        tests::driver_on(golden.moment.sample, Beginning::first_system_call, catalogue_for(golden.language));
    auto picture = std::move(Picture::make(width, height).value());
    Detail detail = Detail::all;
    if (golden.projector)
        detail = picture->project(Mode::single).value();
    driver->resize(picture->columns(), picture->rows(), detail);
    golden.moment.reach(*driver);
    return picture->drawn(driver->frame(), golden.theme);
}

// The pictures of the documents show what a golden one shows.
constexpr std::pair<char const*, char const*> documented[] = {
    {"window.png", "int80-push-ss.en.png"},
    {"compare.png", "compare.en.png"},
    {"tables.png", "tables.en.png"},
};

std::filesystem::path in_documents(char const* name)
{
    return tests::source_folder() / "docs/pictures" / name;
}

void update(Pixels const& pixels, std::filesystem::path const& golden)
{
    ASSERT_TRUE(write_png(pixels, golden.string()).ok());
    for (auto const& [name, shown] : documented)
        if (golden.filename() == shown) {
            ASSERT_TRUE(write_png(pixels, in_documents(name).string()).ok());
        }
}

std::optional<Pixels> read(std::filesystem::path const& file)
{
    Pixels pixels;
    int channels = 0;
    unsigned char* const bytes =
        stbi_load(file.string().c_str(), &pixels.width, &pixels.height, &channels, 4);
    if (bytes == nullptr)
        return std::nullopt;
    pixels.bytes.assign(bytes, bytes + 4 * pixels.width * pixels.height);
    stbi_image_free(bytes);
    return pixels;
}

// What differs keeps its colours, everything else becomes faint.
Pixels difference(Pixels const& before, Pixels now)
{
    for (std::size_t i = 0; i + 3 < now.bytes.size(); i += 4) {
        bool const same = before.bytes.size() == now.bytes.size() &&
                          std::equal(now.bytes.begin() + static_cast<std::ptrdiff_t>(i),
                                     now.bytes.begin() + static_cast<std::ptrdiff_t>(i) + 4,
                                     before.bytes.begin() + static_cast<std::ptrdiff_t>(i));
        for (std::size_t part = 0; same && part < 3; ++part)
            now.bytes[i + part] = static_cast<uint8_t>(now.bytes[i + part] / 4);
    }
    return now;
}

void PrintTo(Golden const& golden, std::ostream* stream)
{
    *stream << golden.name();
}

struct GoldenTest : testing::TestWithParam<Golden>
{
    static void SetUpTestSuite() { std::filesystem::create_directories(tests::build_folder() / "golden"); }
};

} // namespace

TEST_P(GoldenTest, IsWhatTheWindowShows)
{
    if (std::string_view(RINGSIDE_KERNEL_COMPILER) != "GNU")
        GTEST_SKIP() << "the pictures show the addresses of the kernel that g++ builds";
    auto const name = GetParam().name() + ".png";
    auto const file = tests::source_folder() / "tests/gui/golden" / name;
    auto const beside = tests::build_folder() / "golden" / name;
    auto const before = read(file);

    Pixels const now = drawn(GetParam());

    bool const same = before && *before == now;
    if (!same) {
        ASSERT_TRUE(write_png(before ? difference(*before, now) : now, beside.string()).ok());
        char const* const asked = std::getenv("RINGSIDE_GOLDEN");
        if (asked != nullptr && std::string_view(asked) == "update")
            update(now, file);
        else
            FAIL() << "the picture is another one; what differs: " << beside;
    }
}

TEST(DocumentedPictures, AreGoldenPictures)
{
    for (auto const& [name, shown] : documented)
        EXPECT_TRUE(tests::read_file(in_documents(name)) ==
                    tests::read_file(tests::source_folder() / "tests/gui/golden" / shown))
            << name << " is not " << shown;
    std::size_t pictures = 0;
    for (auto const& file : std::filesystem::directory_iterator(in_documents("")))
        pictures += file.path().extension() == ".png";
    EXPECT_EQ(pictures, std::size(documented));
}

INSTANTIATE_TEST_SUITE_P(Window, GoldenTest, testing::ValuesIn(all_pictures()),
                         [](testing::TestParamInfo<Golden> const& one) {
                             std::string name = one.param.name();
                             std::replace_if(
                                 name.begin(), name.end(), [](char c) { return c == '-' || c == '.'; }, '_');
                             return name;
                         });

} // namespace ringside::gui
