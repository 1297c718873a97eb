// The table of keys. The first binding of a command is the one that the hints name. Next: key_names.cpp.
#include "gui/keys.hpp"

#include <algorithm>
#include <array>

namespace ringside::gui {

namespace {

constexpr bool yes = true;
constexpr bool no = false;

constexpr std::array table = {
    Binding{{Key::f12}, Command::micro_step},
    Binding{{Key::period}, Command::micro_step},
    Binding{{Key::f11}, Command::instruction},
    Binding{{letter('s')}, Command::instruction},
    Binding{{Key::f10}, Command::over},
    Binding{{letter('n')}, Command::over},
    Binding{{Key::f11, no, yes}, Command::out},
    Binding{{letter('f')}, Command::out},
    Binding{{Key::f8}, Command::next_system_call},
    Binding{{Key::f8, no, yes}, Command::next_ring_change},
    Binding{{Key::f5}, Command::resume},
    Binding{{letter('c')}, Command::resume},
    Binding{{Key::f6}, Command::pause},
    Binding{{Key::f9}, Command::breakpoint},
    Binding{{Key::f10, yes}, Command::run_to_cursor},
    Binding{{Key::up, no, yes}, Command::code_page_up},
    Binding{{Key::down, no, yes}, Command::code_page_down},
    Binding{{Key::backspace}, Command::return_to_rip},
    Binding{{letter('x')}, Command::register_page},
    Binding{{Key::comma}, Command::back_micro_step},
    Binding{{Key::f12, yes, yes}, Command::back_micro_step},
    Binding{{letter('s'), no, yes}, Command::back_instruction},
    Binding{{Key::f11, yes, yes}, Command::back_instruction},
    Binding{{letter('n'), no, yes}, Command::back_over},
    Binding{{Key::f10, yes, yes}, Command::back_over},
    Binding{{letter('f'), no, yes}, Command::back_out},
    Binding{{Key::f8, yes, yes}, Command::back_system_call},
    Binding{{letter('c'), no, yes}, Command::back_resume},
    Binding{{Key::f5, yes, yes}, Command::back_resume},
    Binding{{Key::f5, yes}, Command::restart},
    Binding{{Key::page_down}, Command::next_unit},
    Binding{{Key::page_up}, Command::previous_unit},
    Binding{{Key::page_down, no, yes}, Command::ten_units},
    Binding{{Key::page_up, no, yes}, Command::back_ten_units},
    Binding{{letter('u')}, Command::choose_unit},
    Binding{{Key::f2, no, yes}, Command::presenter},
    Binding{{Key::left}, Command::timeline_back},
    Binding{{Key::right}, Command::timeline_forward},
    Binding{{Key::home}, Command::timeline_start},
    Binding{{Key::end}, Command::timeline_end},
    Binding{{Key::space}, Command::play},
    Binding{{letter('[')}, Command::slower},
    Binding{{letter(']')}, Command::faster},
    Binding{{letter('1')}, Command::view_single},
    Binding{{letter('2')}, Command::view_compare},
    Binding{{letter('3')}, Command::view_tables},
    Binding{{letter('g'), no, no, yes}, Command::tables_gdt},
    Binding{{letter('t'), no, no, yes}, Command::tables_tss},
    Binding{{letter('i'), no, no, yes}, Command::tables_idt},
    Binding{{letter('m'), no, no, yes}, Command::tables_msrs},
    Binding{{letter('c'), no, no, yes}, Command::tables_control},
    Binding{{letter('p'), no, no, yes}, Command::tables_walk},
    Binding{{letter('a'), no, no, yes}, Command::tables_space},
    Binding{{letter('h'), no, no, yes}, Command::tables_memory},
    Binding{{letter('f'), no, no, yes}, Command::tables_files},
    Binding{{letter('e'), no, no, yes}, Command::tables_gates},
    Binding{{Key::enter}, Command::tables_edit},
    Binding{{Key::up}, Command::row_up},
    Binding{{Key::down}, Command::row_down},
    Binding{{Key::left, no, no, yes}, Command::cell_left},
    Binding{{Key::right, no, no, yes}, Command::cell_right},
    Binding{{Key::tab}, Command::other_side},
    Binding{{Key::enter, yes}, Command::full_screen},
    Binding{{Key::f2}, Command::projector},
    Binding{{letter('t'), yes}, Command::next_theme},
    Binding{{Key::equals, yes}, Command::larger},
    Binding{{Key::equals, yes, yes}, Command::larger}, // where + is Shift and =
    Binding{{letter('+'), yes}, Command::larger},
    Binding{{letter('+'), yes, yes}, Command::larger},
    Binding{{Key::minus, yes}, Command::smaller},
    Binding{{letter('s'), yes}, Command::save_picture},
    Binding{{letter('s'), yes, yes}, Command::save_panel},
    Binding{{letter(']'), yes}, Command::console_focus},
    // A colon is Shift and another key on most keyboards, and which one differs.
    Binding{{letter(':')}, Command::command_line},
    Binding{{letter(';'), no, yes}, Command::command_line},
    Binding{{letter(':'), no, yes}, Command::command_line},
    Binding{{Key::period, no, yes}, Command::command_line},
    Binding{{letter('p'), yes}, Command::command_line},
    Binding{{letter('g'), yes}, Command::go_to_address},
    Binding{{letter('o'), yes}, Command::open_file},
    Binding{{Key::f1}, Command::help},
    Binding{{letter('?')}, Command::explain},
    Binding{{letter('/'), no, yes}, Command::explain},
    Binding{{letter('?'), no, yes}, Command::explain},
    Binding{{Key::f1, no, yes}, Command::tour},
    Binding{{Key::escape}, Command::dismiss},
    Binding{{Key::up, yes}, Command::stack_up},
    Binding{{Key::down, yes}, Command::stack_down},
    Binding{{Key::home, yes}, Command::stack_to_pointer},
    Binding{{letter('m')}, Command::compare_list},
    Binding{{letter('e')}, Command::compare_enlarge},
};

constexpr std::array names = {
    CommandName{Command::micro_step, "micro_step"},
    CommandName{Command::instruction, "instruction"},
    CommandName{Command::line, "line"},
    CommandName{Command::over, "over"},
    CommandName{Command::out, "out"},
    CommandName{Command::next_system_call, "next_system_call"},
    CommandName{Command::next_ring_change, "next_ring_change"},
    CommandName{Command::resume, "continue"},
    CommandName{Command::pause, "pause"},
    CommandName{Command::run_to_cursor, "run_to_cursor"},
    CommandName{Command::breakpoint, "breakpoint"},
    CommandName{Command::code_page_up, "code_page_up"},
    CommandName{Command::code_page_down, "code_page_down"},
    CommandName{Command::return_to_rip, "return_to_rip"},
    CommandName{Command::register_page, "register_page"},
    CommandName{Command::back_micro_step, "back_micro_step"},
    CommandName{Command::back_instruction, "back_instruction"},
    CommandName{Command::back_line, "back_line"},
    CommandName{Command::back_over, "back_over"},
    CommandName{Command::back_out, "back_out"},
    CommandName{Command::back_system_call, "back_system_call"},
    CommandName{Command::back_resume, "back_continue"},
    CommandName{Command::restart, "restart"},
    CommandName{Command::next_unit, "next_unit"},
    CommandName{Command::previous_unit, "previous_unit"},
    CommandName{Command::ten_units, "ten_units"},
    CommandName{Command::back_ten_units, "back_ten_units"},
    CommandName{Command::choose_unit, "choose_unit"},
    CommandName{Command::presenter, "presenter"},
    CommandName{Command::timeline_back, "timeline_back"},
    CommandName{Command::timeline_forward, "timeline_forward"},
    CommandName{Command::timeline_start, "timeline_start"},
    CommandName{Command::timeline_end, "timeline_end"},
    CommandName{Command::play, "play"},
    CommandName{Command::slower, "slower"},
    CommandName{Command::faster, "faster"},
    CommandName{Command::view_single, "view_single"},
    CommandName{Command::view_compare, "view_compare"},
    CommandName{Command::view_tables, "view_tables"},
    CommandName{Command::tables_gdt, "tables_gdt"},
    CommandName{Command::tables_tss, "tables_tss"},
    CommandName{Command::tables_idt, "tables_idt"},
    CommandName{Command::tables_msrs, "tables_msrs"},
    CommandName{Command::tables_control, "tables_control"},
    CommandName{Command::tables_walk, "tables_walk"},
    CommandName{Command::tables_space, "tables_space"},
    CommandName{Command::tables_memory, "tables_memory"},
    CommandName{Command::tables_files, "tables_files"},
    CommandName{Command::tables_gates, "tables_gates"},
    CommandName{Command::tables_edit, "tables_edit"},
    CommandName{Command::row_up, "row_up"},
    CommandName{Command::row_down, "row_down"},
    CommandName{Command::cell_left, "cell_left"},
    CommandName{Command::cell_right, "cell_right"},
    CommandName{Command::other_side, "other_side"},
    CommandName{Command::full_screen, "full_screen"},
    CommandName{Command::projector, "projector"},
    CommandName{Command::next_theme, "next_theme"},
    CommandName{Command::larger, "larger"},
    CommandName{Command::smaller, "smaller"},
    CommandName{Command::save_picture, "save_picture"},
    CommandName{Command::save_panel, "save_panel"},
    CommandName{Command::console_focus, "console"},
    CommandName{Command::command_line, "command_line"},
    CommandName{Command::go_to_address, "go_to_address"},
    CommandName{Command::open_file, "open_file"},
    CommandName{Command::help, "help"},
    CommandName{Command::explain, "explain"},
    CommandName{Command::tour, "tour"},
    CommandName{Command::dismiss, "dismiss"},
    CommandName{Command::stack_up, "stack_up"},
    CommandName{Command::stack_down, "stack_down"},
    CommandName{Command::stack_to_pointer, "stack_to_pointer"},
    CommandName{Command::quit, "quit"},
    CommandName{Command::compare_list, "compare_list"},
    CommandName{Command::compare_enlarge, "compare_enlarge"},
};

} // namespace

std::span<CommandName const> command_names()
{
    return names;
}

Keys::Keys() : bindings_(table.begin(), table.end())
{}

std::optional<Command> Keys::command_for(KeyPress press) const
{
    for (Binding const& binding : bindings_)
        if (binding.press == press)
            return binding.command;
    return std::nullopt;
}

std::string Keys::key_of(Command command) const
{
    for (Binding const& binding : bindings_)
        if (binding.command == command)
            return name_of(binding.press);
    return {};
}

// Clickers are keyboards with the keys of a slide show: page keys, F5 and Shift+F5 (or Escape) to begin and
// end it, a full stop or B for a black screen. We take the page keys alone: the others would do harm.
bool Keys::is_clicker(KeyPress press)
{
    return (press.key == Key::page_down || press.key == Key::page_up) && !press.control && !press.alt;
}

void Keys::bind(Command command, std::span<KeyPress const> presses)
{
    std::erase_if(bindings_, [&](Binding const& binding) {
        return binding.command == command ||
               std::find(presses.begin(), presses.end(), binding.press) != presses.end();
    });
    for (KeyPress const& press : presses)
        bindings_.push_back({press, command});
}

} // namespace ringside::gui
