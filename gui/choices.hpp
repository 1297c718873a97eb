// What a person has chosen in the window: none of it comes from the machine, and none of it goes there. The
// driver keeps it; view/ reads it through the Scene. Read next: layout.hpp, driver.hpp.
#pragma once

#include "gui/tables_choice.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ringside::gui {

enum class Mode : uint8_t
{
    single,
    compare, // two machines by different paths
    tables,  // all tables of the machine
};

// Where keys go.
enum class Focus : uint8_t
{
    commands, // letters are commands
    line,     // the command line
    console,  // the guest's terminal
    field,    // of a table, which is being changed
    files,    // the list of files to open
};
inline constexpr std::size_t focus_count = 5;

// What the clicker's keys and the step button do.
enum class StepUnit : uint8_t
{
    micro_step,
    instruction,
    line,
    call,
    system_call,
};

// As options and the command line name them.
inline constexpr std::array<std::pair<std::string_view, StepUnit>, 5> unit_words = {
    {{"micro", StepUnit::micro_step},
     {"instruction", StepUnit::instruction},
     {"line", StepUnit::line},
     {"call", StepUnit::call},
     {"syscall", StepUnit::system_call}}};

// Of a clicker's page key with Shift.
inline constexpr int many_units = 10;

enum class ThemeName : uint8_t
{
    dark,      // for desks
    light,     // for projectors
    greyscale, // for print: told apart without colours
};

// Where the splitters stand: shares of what they divide, in thousandths.
struct Splits
{
    int code = 228;      // of the columns, from the left
    int registers = 334; // of the columns, from the right
    int stage = 640;     // of the centre's rows
    int tables = 340;    // of the right column's rows, from below
    int console = 600;   // of the bottom's columns, from the left
    bool operator==(Splits const&) const = default;
};

// What is looked at in the stacks. Scrolling holds at one position of the machine only: with the next step
// they follow RSP again.
struct StackChoice
{
    int user_rows = 0; // scrolled by, downwards
    int kernel_rows = 0;
    uint64_t time = 0; // the position at which it was scrolled
    unsigned micro_step = 0;
    std::optional<uint64_t> selected{}; // a slot's address
};

// One that can be dragged.
enum class Splitter : uint8_t
{
    code,
    registers,
    stage,
    tables,
    console,
};

// How much the window shows.
enum class Detail : uint8_t
{
    all,
    essential, // letters would be too small for a projector: trap stage, stacks, lamp, code, what changed
};

// Where the code panel looks. It returns to RIP with the machine's next move; the cursor stays.
struct CodeChoice
{
    unsigned level = 0;               // of Session::frames(); 0: the innermost
    std::optional<uint64_t> anchor{}; // an instruction that was asked for, or scrolled to
    std::optional<uint64_t> cursor{}; // an instruction

    void return_to_rip()
    {
        level = 0;
        anchor.reset();
    }
};

enum class RegisterPage : uint8_t
{
    general,
    vector, // x87 and XMM
};

struct Choices
{
    Mode mode = Mode::single;
    Focus focus = Focus::commands;
    StepUnit unit = StepUnit::micro_step;
    int play_notch = 2; // of the dial: a micro-step in half a second
    ThemeName theme = ThemeName::dark;
    Splits splits{};
    std::size_t console_back = 0; // lines that the console is scrolled back
    StackChoice stacks{};
    int timeline_zoom =
        0; // of the strip: 0 as suits the run, -1 all of it, each step above four times closer
    TablesChoice tables{};
    Detail detail = Detail::all;
    bool projector = false;
    bool presenter = false;          // only the clicker's keys work
    std::vector<std::string> recent; // files that were opened, the newest first
    bool tour_seen = false;
    CodeChoice code{};
    RegisterPage registers = RegisterPage::general;
};

} // namespace ringside::gui
