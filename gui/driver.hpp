// Drives the session for the window: takes keys and clicks, does what they ask for, and keeps the view up to
// date. It knows no display, so tests press keys here and read the view. Read next: driver/README.md,
// view/builder.hpp, window_command.cpp.
#pragma once

#include "emu/session.hpp"
#include "gui/actions.hpp"
#include "gui/canvas.hpp"
#include "gui/choices.hpp"
#include "gui/command_line.hpp"
#include "gui/compare/comparison.hpp"
#include "gui/frame.hpp"
#include "gui/help.hpp"
#include "gui/opening/file_list.hpp"
#include "gui/opening/program_file.hpp"
#include "gui/view/builder.hpp"

#include <array>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ringside::gui {

// Where the window begins, and where "restart" returns to.
enum class Beginning : uint8_t
{
    first_instruction,
    first_system_call,
};

class Driver
{
public:
    Driver(std::unique_ptr<emu::Session> session, Beginning beginning, Catalogue tr, Keys keys = {});
    ~Driver();
    Driver(Driver const&) = delete;
    Driver& operator=(Driver const&) = delete;

    // ---- what a person does. driver.cpp
    void press(KeyPress press);
    void type(std::string_view text); // into the text field that has the focus; UTF-8
    void click(int column, int row);
    bool click(std::string_view widget); // by name; false: there is none
    void drag(int column, int row);      // the button was pressed before and is still down
    void ask(int column, int row);       // what is this? the right button
    void release();                      // of the mouse's button
    void wheel(int column, int row, int rows);
    void perform(Request const& request);
    // What only the window can do: the size of the letters, full screen, a picture of itself.
    std::vector<Request> for_window() { return std::exchange(for_window_, {}); }

    // ---- long runs. driver/runs.cpp
    // While the machine runs: one slice of it, about a frame long.
    bool running() const
    {
        return target_.has_value() || task_.valid() || next_beat_.has_value() || opening_.has_value() ||
               (choices_.mode == Mode::compare && comparison_.starting());
    }
    // False: nothing came of it that must be drawn.
    bool run_slice();
    // It runs, but has nothing to do before a key or its clock. The next slice may come a little later.
    bool waiting() const { return next_beat_.has_value() || (running() && idle_since_.has_value()); }
    // Runs until it stops or waits by itself. For pictures and tests.
    void run_to_stop();
    // To a place, as --at names it, with what the last step changed marked.
    emu::Outcome<void> go_to(emu::Place const& place);
    // The compare view on two bundled machines, at so many steps of a phase. driver/compare.cpp
    void compare(std::array<std::string, 2> const& paths, std::string const& request,
                 emu::Phase phase = emu::Phase::setup, uint64_t steps = 0);
    // The compare view on the machine at hand and a program of one's own beside it.
    void compare_with(std::string const& file);
    Comparison& comparison() { return comparison_; }

    // ---- the program's file. driver/opening.cpp
    // The session at hand was made from it; it is read again when it changes.
    void keep_file(ProgramFile file);
    // To be called now and then. True: it has changed, and what is shown too.
    bool look_at_file(ProgramFile::Clock::time_point now);

    // ---- what is seen
    // Cells that the frame has; the view is made to fit.
    void resize(int columns, int rows, Detail detail = Detail::all);
    Canvas const& frame();
    View const& view() const { return view_; }
    Choices const& choices() const { return choices_; }
    Help const& help() const { return help_; }
    std::vector<Widget> const& widgets() const { return actions_.widgets(); } // of the last frame
    // The tour begins by itself after the first comparison.
    void offer_tour() { tour_waits_ = true; }
    // As the command line and the configuration say, before anything is pressed.
    void choose(Choices const& choices);
    // One sentence in the title row, from whoever has to say something.
    void say(std::string sentence, bool failed = false);
    emu::Session& session() { return *session_; }

private:
    // Each takes the commands it knows and tells whether this was one of them.
    bool perform_choice(Request const& request);   // driver/choices.cpp: needs no machine
    bool perform_stack(Request const& request);    // driver/stacks.cpp: needs no machine
    bool perform_line(Request const& request);     // driver/line.cpp: neither does this
    bool perform_help(Request const& request);     // driver/help.cpp: nor this
    bool perform_opening(Request const& request);  // driver/opening.cpp: makes another machine
    bool perform_code(Request const& request);     // driver/code.cpp: moves nothing
    bool perform_step(Request const& request);     // driver/steps.cpp
    bool perform_back(Request const& request);     // driver/steps.cpp
    bool perform_units(Request const& request);    // driver/units.cpp
    bool perform_what_if(Request const& request);  // driver/what_if.cpp
    bool perform_long_run(Request const& request); // driver/runs.cpp
    bool perform_timeline(Request const& request); // driver/timeline.cpp
    bool perform_console(Request const& request);  // driver/console.cpp

    // driver/console.cpp
    bool press_in_console(KeyPress press);
    bool type_in_console(std::string_view text);
    void send(std::string const& bytes);

    // driver/tables.cpp
    bool perform_tables(Request const& request);
    bool perform_in_page(Request const& request);
    void scroll_tables(int rows, std::string const& section);
    void select_row(int direction);
    void select_cell(int direction);
    void edit_address();
    void begin_edit(std::string const& name);
    void end_edit();
    bool press_in_field(KeyPress press); // false: no field is open
    bool type_in_field(std::string_view text);
    void commit_edit();
    void change_field(std::string const& field, uint64_t value);

    void perform_once(Request const& request);
    void go_on_repeating(); // driver/units.cpp
    void make_room();
    void choose_unit(Request const& request); // driver/choices.cpp
    void change_view(Mode mode);

    // driver/code.cpp
    uint64_t code_cursor();
    void show_level(unsigned level);
    bool perform_play(Request const& request); // driver/play.cpp
    bool play_beat();                          // false: it is not time yet

    // driver/compare.cpp
    bool perform_compare(Request const& request); // the compare view's, which has its own machines
    void enter_compare();
    void leave_compare();
    void follow_line(); // it may have led out of the comparison
    void show_comparison();
    Face face() const;

    // driver/runs.cpp
    void begin();
    void run_to(emu::Goal goal, uint64_t value = 0);
    void run_aside(std::function<emu::Stopped()> action);
    void look_after_task();
    void take_task();
    void go_to_time(uint64_t time); // driver/timeline.cpp
    void run_target();
    void wait_for_input(emu::Stopped const& stopped);
    void pass_idle_time();
    bool stop_run();
    void forward(emu::Stopped const& stopped);

    // driver/help.cpp
    void begin_tour();
    bool press_in_help(KeyPress press);
    bool click_in_help(int column, int row);
    void show_help();

    // driver/opening.cpp
    struct Opening
    {
        ProgramFile file; // none: a sample
        bool again;       // the same program, built anew
        std::future<emu::Outcome<std::unique_ptr<emu::Session>>> session;
    };
    bool press_in_list(KeyPress press);
    bool type_in_list(std::string_view text);
    void open_list();
    void close_list();
    void take_from_list();
    void show_list();
    void open_program(std::string const& path);
    void open_sample(std::string const& name);
    void start_opening(ProgramFile file, bool again);
    void begin_opening(Opening opening);
    void look_after_opening(std::chrono::milliseconds wait);
    void show_refusal(std::string const& path, std::string const& text);
    void begin_with(std::shared_ptr<emu::Session> session);
    void go_on_with(std::shared_ptr<emu::Session> session);
    void take_session(std::shared_ptr<emu::Session> session);

    // driver/line.cpp
    void open_line(CommandLine::Purpose purpose);
    bool press_in_line(KeyPress press);
    bool type_in_line(std::string_view text);
    void execute_line();
    void show_answer();
    bool execute_window_word(std::string const& text);
    void go_to_address(std::string const& text);
    void show_line();

    void refresh();

    std::shared_ptr<emu::Session> session_;      // the compare view may have it too
    std::weak_ptr<emu::Session> begins_at_call_; // the session that begins at its first system call
    Catalogue tr_;
    Keys keys_;
    Choices choices_{};
    ViewBuilder builder_;
    Comparison comparison_;
    View view_{};
    Room room_{};
    Canvas canvas_{least_columns, least_rows};
    Actions actions_{};
    std::vector<Request> for_window_;
    std::string dragged_;              // the widget that the last drag was in
    std::optional<Splitter> splitter_; // follows the mouse
    Command repeated_ = Command::none; // so many times more, as long as nothing stops it
    unsigned repetitions_ = 0;
    std::optional<emu::Target> target_;
    std::future<emu::Stopped> task_; // an action of unknown length; meanwhile nobody else touches the session
    std::optional<std::chrono::steady_clock::time_point> idle_since_; // of the run under way
    std::optional<std::chrono::steady_clock::time_point> next_beat_;  // while it plays
    bool refreshed_ = false;                                          // since the slice began
    std::size_t console_shown_ = 0;                                   // bytes in the view
    CommandLine line_;
    FileList files_;
    ProgramFile file_;
    std::weak_ptr<emu::Session> file_session_; // made from the file; the compare view leads to others
    std::optional<Opening> opening_;
    Help help_;
    bool tour_waits_ = false;
    std::string sentence_;
    bool failed_ = false;
    uint64_t slice_ = 20'000;
};

} // namespace ringside::gui
