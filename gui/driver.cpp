// Keys and clicks to requests, requests to whoever does them, and the view kept up to date. Next:
// driver/steps.cpp, driver/runs.cpp.
#include "gui/driver.hpp"

#include "gui/play_dial.hpp"

namespace ringside::gui {

Driver::Driver(std::unique_ptr<emu::Session> session, Beginning beginning, Catalogue tr, Keys keys)
    : session_(std::move(session)), tr_(tr), keys_(std::move(keys)), builder_(tr), comparison_(tr),
      line_(*session_), help_(tr.language())
{
    if (beginning == Beginning::first_system_call)
        begins_at_call_ = session_;
    begin();
    refresh();
}

Driver::~Driver()
{
    if (task_.valid()) {
        session_->interrupt();
        task_.wait();
    }
}

void Driver::press(KeyPress press)
{
    bool const is_ours = !choices_.presenter;
    if (is_ours && (press_in_list(press) || press_in_line(press) || press_in_field(press) ||
                    press_in_console(press) || press_in_help(press)))
        return;
    if (choices_.mode == Mode::compare && is_ours && !task_.valid() && comparison_.press(press))
        return refresh();
    auto const command = keys_.command_for(press);
    if (!command || (!is_ours && !Keys::is_clicker(press) && *command != Command::presenter))
        return;
    perform(*command);
}

void Driver::type(std::string_view text)
{
    if (choices_.presenter)
        return;
    if (!type_in_list(text) && !type_in_line(text) && !type_in_field(text))
        type_in_console(text);
}

void Driver::click(int column, int row)
{
    if (choices_.presenter || click_in_help(column, row))
        return;
    Widget const* const widget = actions_.at(column, row, Gesture::click);
    if (widget == nullptr)
        return;
    dragged_ = widget->name;
    if (widget->request.command == Command::move_splitter)
        splitter_ = static_cast<Splitter>(widget->request.value);
    else
        perform(Request(widget->request));
}

bool Driver::click(std::string_view name)
{
    frame();
    Widget const* const widget = actions_.find(name);
    if (widget == nullptr || (widget->gesture != Gesture::click && widget->gesture != Gesture::drag))
        return false;
    click(widget->area.column, widget->area.row);
    release();
    return true;
}

void Driver::drag(int column, int row)
{
    if (splitter_) {
        choices_.splits = moved(choices_.splits, *splitter_, column, row, canvas_.columns(), canvas_.rows(),
                                choices_.focus);
        make_room();
        return refresh();
    }
    Widget const* const widget = actions_.at(column, row, Gesture::drag);
    bool const same = widget == nullptr || widget->name == dragged_ || dragged_.empty();
    if (same || widget->request.command == Command::move_splitter)
        return;
    dragged_ = widget->name;
    perform(Request(widget->request));
}

void Driver::ask(int column, int row)
{
    if (choices_.presenter)
        return;
    if (Widget const* const widget = actions_.at(column, row, Gesture::nothing); widget != nullptr)
        perform({Command::explain, 0, widget->name});
}

void Driver::release()
{
    dragged_.clear();
    splitter_.reset();
}

void Driver::wheel(int column, int row, int rows)
{
    if (choices_.presenter)
        return;
    if (Widget const* const widget = actions_.at(column, row, Gesture::wheel))
        perform({widget->request.command, static_cast<uint64_t>(static_cast<int64_t>(rows)),
                 widget->request.text});
}

// While the machine runs, every key that wants something of it stops it instead; only "restart" also does
// what it says.
void Driver::perform(Request const& request)
{
    if (perform_help(request) || perform_opening(request) || perform_compare(request) ||
        perform_tables(request) || perform_line(request) || perform_choice(request) ||
        perform_console(request) || perform_stack(request) || perform_play(request))
        return;
    // While the mouse is dragged along the timeline, the next place takes over from the one before.
    if (stop_run() && request.command != Command::restart && request.command != Command::go_to_time)
        return;
    if (perform_code(request))
        return refresh();
    choices_.code.return_to_rip(); // what follows moves the machine
    if (!perform_units(request))
        perform_once(request);
}

void Driver::perform_once(Request const& request)
{
    bool const done = perform_step(request) || perform_back(request) || perform_long_run(request) ||
                      perform_what_if(request);
    if (!done)
        say(tr_("This is not available."), true);
    refresh();
}

void Driver::say(std::string sentence, bool failed)
{
    sentence_ = std::move(sentence);
    failed_ = failed;
    if (!running() && !view_.control.ended) {
        view_.control.status = sentence_;
        view_.control.failed = failed_;
    }
}

void Driver::choose(Choices const& choices)
{
    choices_ = choices;
    make_room();
    refresh();
}

void Driver::resize(int columns, int rows, Detail detail)
{
    canvas_ = Canvas(columns, rows);
    bool const same = detail == choices_.detail;
    choices_.detail = detail;
    Room const before = room_;
    make_room();
    if (!same || !(room_ == before) || choices_.mode == Mode::compare)
        refresh();
}

// How much of code, stacks and console the view must hold.
void Driver::make_room()
{
    int const columns = canvas_.columns();
    int const rows = canvas_.rows();
    Layout const layout = layout_for(columns, rows, choices_.splits, choices_.focus);
    EssentialLayout const essential = essential_layout_for(columns, rows);
    bool const all = choices_.detail == Detail::all;
    room_ = {static_cast<unsigned>((all ? layout.code : essential.code).rows),
             static_cast<unsigned>((all ? layout.kernel_stack : essential.kernel_stack).rows - 1),
             static_cast<unsigned>(layout.console.rows - 1), static_cast<unsigned>(columns),
             static_cast<unsigned>(rows)};
}

// While an action runs aside, the session is its alone: the view stays, and shows what was chosen since.
void Driver::refresh()
{
    if (choices_.mode == Mode::compare)
        return show_comparison();
    if (task_.valid()) {
        show_choices(choices_, view_);
        view_.tables.choice = choices_.tables;
        show_help();
        show_list();
        return show_line();
    }
    // Between two beats of play the machine stands still.
    view_ =
        target_ ? builder_.running(*session_, room_, choices_) : builder_.stopped(*session_, room_, choices_);
    refreshed_ = true;
    view_.keys = keys_;
    view_.control.playing = next_beat_.has_value();
    view_.control.speed = speed_text(choices_.play_notch);
    console_shown_ = session_->console().size();
    if (view_.control.status.empty())
        view_.control.status = sentence_;
    view_.control.failed = failed_;
    show_line();
    show_list();
    show_help();
}

Canvas const& Driver::frame()
{
    canvas_ = Canvas(canvas_.columns(), canvas_.rows());
    draw_frame(view_, actions_, canvas_);
    return canvas_;
}

} // namespace ringside::gui
