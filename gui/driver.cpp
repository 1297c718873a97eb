// Keys and clicks to requests, requests to whoever does them, and the view kept up to date. Next:
// driver/steps.cpp, driver/runs.cpp.
#include "gui/driver.hpp"

namespace ringside::gui {

Driver::Driver(std::unique_ptr<emu::Session> session, Beginning beginning, Catalogue tr, Keys keys)
    : session_(std::move(session)), beginning_(beginning), tr_(tr), keys_(std::move(keys)), builder_(tr)
{
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
    if (press_in_field(press) || press_in_console(press))
        return;
    if (auto const command = keys_.command_for(press))
        perform(*command);
}

void Driver::type(std::string_view text)
{
    if (!type_in_field(text))
        type_in_console(text);
}

void Driver::click(int column, int row)
{
    if (Widget const* const widget = actions_.at(column, row, Gesture::click)) {
        dragged_ = widget->name;
        perform(Request(widget->request));
    }
}

bool Driver::click(std::string_view name)
{
    frame();
    Widget const* const widget = actions_.find(name);
    if (widget == nullptr || (widget->gesture != Gesture::click && widget->gesture != Gesture::drag))
        return false;
    perform(Request(widget->request));
    return true;
}

void Driver::drag(int column, int row)
{
    Widget const* const widget = actions_.at(column, row, Gesture::drag);
    if (widget == nullptr || widget->name == dragged_)
        return;
    dragged_ = widget->name;
    perform(Request(widget->request));
}

void Driver::release()
{
    dragged_.clear();
}

void Driver::wheel(int column, int row, int rows)
{
    if (Widget const* const widget = actions_.at(column, row, Gesture::wheel))
        perform({widget->request.command, static_cast<uint64_t>(static_cast<int64_t>(rows)),
                 widget->request.text});
}

// While the machine runs, every key that wants something of it stops it instead; only "restart" also does
// what it says.
void Driver::perform(Request const& request)
{
    if (perform_tables(request) || perform_choice(request) || perform_console(request) ||
        perform_stack(request))
        return;
    if (stop_run() && request.command != Command::restart)
        return;
    if (perform_long_run(request)) {
        if (!task_.valid())
            refresh();
        return;
    }
    if (!perform_step(request) && !perform_back(request))
        say(tr_("This is not available."), true);
    refresh();
}

void Driver::say(std::string sentence, bool failed)
{
    sentence_ = std::move(sentence);
    failed_ = failed;
}

void Driver::resize(int columns, int rows)
{
    canvas_ = Canvas(columns, rows);
    Room const before = room_;
    make_room();
    if (!(room_ == before))
        refresh();
}

void Driver::make_room()
{
    int const columns = canvas_.columns();
    Layout const layout = layout_for(columns, canvas_.rows(), choices_.splits, choices_.focus);
    room_ = {static_cast<unsigned>(layout.code.rows), static_cast<unsigned>(layout.kernel_stack.rows - 1),
             static_cast<unsigned>(layout.console.rows - 1), static_cast<unsigned>(columns)};
}

// While an action runs aside, the session is its alone: the view stays, and shows what was chosen since.
void Driver::refresh()
{
    if (task_.valid()) {
        view_.mode = choices_.mode;
        view_.focus = choices_.focus;
        view_.splits = choices_.splits;
        view_.projector = choices_.projector;
        view_.tables.choice = choices_.tables;
        return;
    }
    view_ = running() ? builder_.running(*session_, room_, choices_)
                      : builder_.stopped(*session_, room_, choices_);
    view_.keys = keys_;
    console_shown_ = session_->console().size();
    if (view_.control.status.empty())
        view_.control.status = sentence_;
    view_.control.failed = failed_;
}

Canvas const& Driver::frame()
{
    canvas_ = Canvas(canvas_.columns(), canvas_.rows());
    draw_frame(view_, actions_, canvas_);
    return canvas_;
}

} // namespace ringside::gui
