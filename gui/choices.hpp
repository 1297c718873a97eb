// What a person has chosen in the window: none of it comes from the machine, and none of it goes there. The
// driver keeps it; view/ reads it through the Scene. Read next: layout.hpp, driver.hpp.
#pragma once

#include "gui/tables_choice.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

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
};

// What the clicker's keys and the step button do.
enum class StepUnit : uint8_t
{
    micro_step,
    instruction,
    line,
    call,
    system_call,
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

struct Choices
{
    Mode mode = Mode::single;
    Focus focus = Focus::commands;
    StepUnit unit = StepUnit::micro_step;
    Splits splits{};
    std::size_t console_back = 0; // lines that the console is scrolled back
    StackChoice stacks{};
    bool projector = false;
    bool presenter = false; // only the clicker's keys work
    TablesChoice tables{};
};

} // namespace ringside::gui
