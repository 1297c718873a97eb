// The page of keys: every command of the table of keys under the subject it belongs to.
#include "gui/help.hpp"

namespace ringside::gui {

namespace {

struct Entry
{
    Command command;
    char const* does;
};

void add(std::vector<KeyRow>& rows, Keys const& keys, char const* heading,
         std::initializer_list<Entry> entries)
{
    rows.push_back({"", heading});
    for (Entry const& entry : entries) {
        std::string names;
        for (Binding const& binding : keys.bindings()) {
            if (binding.command != entry.command)
                continue;
            std::string const name = name_of(binding.press);
            // A sign that keyboards have in different places stands there once.
            if (names.size() + name.size() < 20)
                names += (names.empty() ? "" : "  ") + name;
        }
        if (!names.empty())
            rows.push_back({names, entry.does});
    }
}

} // namespace

std::vector<KeyRow> key_rows(Catalogue const& tr, Keys const& keys)
{
    std::vector<KeyRow> rows;
    add(rows, keys, tr("Forwards"),
        {{Command::micro_step, tr("one micro-step")},
         {Command::instruction, tr("one instruction")},
         {Command::over, tr("over a call or a trap")},
         {Command::out, tr("out of the function")},
         {Command::next_system_call, tr("to the next system call")},
         {Command::next_ring_change, tr("to the next change of ring")},
         {Command::resume, tr("run")},
         {Command::pause, tr("pause")},
         {Command::run_to_cursor, tr("run to the cursor")},
         {Command::breakpoint, tr("breakpoint at the cursor, set or cleared")}});
    add(rows, keys, tr("Backwards"),
        {{Command::back_micro_step, tr("one micro-step back")},
         {Command::back_instruction, tr("one instruction back")},
         {Command::back_over, tr("back over a call or a trap")},
         {Command::back_out, tr("back to before the function")},
         {Command::back_system_call, tr("back to the system call before")},
         {Command::back_resume, tr("run backwards")},
         {Command::restart, tr("to the start")}});
    add(rows, keys, tr("Clicker, timeline, play"),
        {{Command::next_unit, tr("forwards by the chosen unit")},
         {Command::previous_unit, tr("back by the chosen unit")},
         {Command::ten_units, tr("ten units forwards")},
         {Command::back_ten_units, tr("ten units back")},
         {Command::choose_unit, tr("choose the unit")},
         {Command::presenter, tr("only the clicker's keys work, or all again")},
         {Command::timeline_back, tr("along the timeline, back")},
         {Command::timeline_forward, tr("along the timeline, forwards")},
         {Command::timeline_start, tr("to the timeline's start")},
         {Command::timeline_end, tr("to the timeline's end")},
         {Command::play, tr("play, or stop")},
         {Command::slower, tr("slower")},
         {Command::faster, tr("faster")}});
    add(rows, keys, tr("What is shown"),
        {{Command::view_single, tr("one machine")},
         {Command::view_compare, tr("two paths side by side")},
         {Command::view_tables, tr("all tables")},
         {Command::other_side, tr("the other side, the next panel")},
         {Command::compare_list, tr("compared: the machines to choose from")},
         {Command::compare_enlarge, tr("compared: the next panel enlarged")},
         {Command::projector, tr("projector: large letters")},
         {Command::full_screen, tr("full screen")},
         {Command::next_theme, tr("dark, light, grey")},
         {Command::code_page_up, tr("the code, a page up")},
         {Command::code_page_down, tr("the code, a page down")},
         {Command::return_to_rip, tr("the code, back to RIP")},
         {Command::register_page, tr("general registers, or x87 and XMM")},
         {Command::larger, tr("larger letters")},
         {Command::smaller, tr("smaller letters")},
         {Command::save_picture, tr("picture of the window")},
         {Command::save_panel, tr("picture of a panel")}});
    add(rows, keys, tr("Tables and stacks"),
        {{Command::tables_gdt, tr("descriptors")},
         {Command::tables_tss, tr("task state")},
         {Command::tables_idt, tr("gates")},
         {Command::tables_msrs, tr("MSRs")},
         {Command::tables_control, tr("control registers")},
         {Command::tables_walk, tr("page tables")},
         {Command::tables_space, tr("address space")},
         {Command::tables_memory, tr("memory")},
         {Command::tables_files, tr("open files")},
         {Command::tables_gates, tr("equal gates one by one")},
         {Command::tables_edit, tr("change the field")},
         {Command::row_up, tr("the row above")},
         {Command::row_down, tr("the row below")},
         {Command::cell_left, tr("the field to the left")},
         {Command::cell_right, tr("the field to the right")},
         {Command::stack_up, tr("the stack, upwards")},
         {Command::stack_down, tr("the stack, downwards")},
         {Command::stack_to_pointer, tr("the stacks, back to RSP")}});
    add(rows, keys, tr("Text and help"),
        {{Command::console_focus, tr("keyboard to the program, and back")},
         {Command::command_line, tr("command line")},
         {Command::go_to_address, tr("go to an address")},
         {Command::open_file, tr("open a file")},
         {Command::help, tr("these keys")},
         {Command::explain, tr("explain what you point at")},
         {Command::tour, tr("the tour")},
         {Command::dismiss, tr("close what lies on top")}});
    return rows;
}

} // namespace ringside::gui
