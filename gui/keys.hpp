// Which key asks for what: one table, from which the window, the rows of buttons and hints, the help and the
// tests read. A person may bind other keys in the configuration. Read next: actions.hpp for how panels ask,
// platform/input.cpp for where keys come from.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ringside::gui {

// What can be asked for. A command that stands in the table of keys has a name there, by which the
// configuration binds it; the others are asked for by clicks.
enum class Command : uint8_t
{
    none,
    // Forwards.
    micro_step,
    instruction,
    line, // a line of the source text
    over,
    out,
    next_system_call,
    next_ring_change,
    resume,
    pause,
    run_to_cursor,
    // Backwards.
    back_micro_step,
    back_instruction,
    back_line,
    back_over,
    back_out,
    back_system_call,
    back_resume,
    restart,
    // A presenter's clicker: the chosen unit.
    next_unit,
    previous_unit,
    ten_units,
    back_ten_units,
    choose_unit, // value: a StepUnit; as a key: the next one
    presenter,   // only the clicker's keys work
    // The timeline.
    timeline_back,
    timeline_forward,
    timeline_start,
    timeline_end,
    go_to_time,    // value: virtual time
    timeline_zoom, // by the wheel
    // Play.
    play,
    slower,
    faster,
    // The trap stage and the stacks.
    what_if,             // value: the index of a remedy of the failed check
    select_slot,         // value: an address; the same one again: none
    scroll_user_stack,   // value: rows, downwards
    scroll_kernel_stack, // likewise
    stack_up,            // of the stack that RSP is in
    stack_down,
    stack_to_pointer, // both stacks follow RSP again
    // Breakpoints.
    breakpoint, // value: an address; as a key: the cursor's
    // Looking round in the code.
    put_cursor,  // value: an address
    scroll_code, // value: instructions, downwards counted as positive
    code_page_up,
    code_page_down,
    show_level, // value: of Session::frames()
    return_to_rip,
    register_page, // the next one
    // What is shown.
    view_single,
    view_compare,
    view_tables,
    other_side,
    full_screen,
    move_splitter, // value: a Splitter; it follows the mouse
    projector,
    next_theme,
    larger,
    smaller,
    save_picture, // text: "[PANEL] [FILE]"
    save_series,  // value: so many steps of the chosen unit; text: the file
    save_panel,   // the one under the mouse
    // The tables. `text` names a cell, a group or nothing.
    tables_pin,     // the panel of the single view: keeps a group in sight, or lets it go
    tables_section, // value: a Section
    tables_gdt,
    tables_tss,
    tables_idt,
    tables_msrs,
    tables_control,
    tables_walk,
    tables_space,
    tables_memory,
    tables_files,
    tables_gates,  // runs of equal gates one by one, or in one row
    tables_scroll, // value: rows downwards
    tables_edit,   // opens a field for typing
    row_up,        // the row above the selected one
    row_down,
    cell_left,
    cell_right,
    // Text fields and panels over the others.
    console_focus,
    console_scroll, // value: rows of the wheel
    command_line,
    go_to_address,
    show_code,   // value: an address; the code panel goes there, the machine does not
    open_file,   // text: its path; without one the list of files
    file_row,    // value: of the list
    file_scroll, // value: rows downwards
    help,
    explain, // text: the name of a widget
    tour,
    dismiss, // closes what lies on top
    quit,
    // The compare view.
    compare_list,    // the machines to choose from
    compare_enlarge, // value: a CompareZoom, with a text; as a key: the next one
    compare_side,    // value: the side that becomes the active one
    compare_phase,   // value: the phase whose costs are told
    compare_request, // value: of the list
    compare_machine, // text: the path of the machine that takes the active side
};

// Letters and signs stand for themselves, letters in lower case; other keys have names.
enum class Key : uint32_t
{
    none = 0,
    backspace = 8,
    tab = 9,
    enter = 13,
    escape = 27,
    space = ' ',
    comma = ',',
    minus = '-',
    period = '.',
    equals = '=',
    f1 = 0x110001,
    f2,
    f3,
    f4,
    f5,
    f6,
    f7,
    f8,
    f9,
    f10,
    f11,
    f12,
    left,
    right,
    up,
    down,
    page_up,
    page_down,
    home,
    end,
    insert,
    erase, // Delete
};

constexpr Key letter(char of)
{
    return static_cast<Key>(static_cast<unsigned char>(of));
}

struct KeyPress
{
    Key key = Key::none;
    bool control = false;
    bool shift = false;
    bool alt = false;
    bool operator==(KeyPress const&) const = default;
};

struct Binding
{
    KeyPress press;
    Command command;
};

// What each command is called in the configuration and in the help.
struct CommandName
{
    Command command;
    std::string_view name; // "micro_step"
};
std::span<CommandName const> command_names();

// Which keys ask for what. The first one of a command is the one that buttons and hints name.
class Keys
{
public:
    Keys(); // as they come

    std::optional<Command> command_for(KeyPress press) const;
    // The name of the first key of a command: "F12"; empty if it has none.
    std::string key_of(Command command) const;
    // Whether a presenter's clicker may have sent it.
    static bool is_clicker(KeyPress press);
    std::span<Binding const> bindings() const { return bindings_; }
    // These keys instead of the ones that the command had. A key that had another command loses it.
    void bind(Command command, std::span<KeyPress const> presses);

private:
    std::vector<Binding> bindings_;
};

// "Ctrl+Shift+F12", and back.
std::string name_of(KeyPress press);
std::optional<KeyPress> parse_key(std::string_view name);

} // namespace ringside::gui
