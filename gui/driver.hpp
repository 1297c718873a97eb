// Drives the session for the window: takes keys and clicks, does what they ask for, and keeps the view up to
// date. It knows no display, so tests press keys here and read the view. Read next: view/builder.hpp,
// window_command.cpp.
#pragma once

#include "emu/session.hpp"
#include "gui/actions.hpp"
#include "gui/canvas.hpp"
#include "gui/frame.hpp"
#include "gui/view/builder.hpp"

#include <future>
#include <memory>
#include <optional>
#include <string>

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
    Driver(std::unique_ptr<emu::Session> session, Beginning beginning, Catalogue tr);
    ~Driver();
    Driver(Driver const&) = delete;
    Driver& operator=(Driver const&) = delete;

    // A key. Letters' sizes are the window's business: those commands come back.
    std::optional<Command> press(KeyPress press);
    std::optional<Command> click(int column, int row);
    std::optional<Command> perform(Command command);

    // While the machine runs: one slice of it, about a frame long.
    bool running() const { return target_.has_value() || task_.valid(); }
    void run_slice();
    // Runs until it stops by itself. For pictures and tests.
    void run_to_stop();
    // To a place, as --at names it, with what the last step changed marked.
    emu::Outcome<void> go_to(emu::Place const& place);

    // Cells that the frame has; the view is made to fit.
    void resize(int columns, int rows);
    Canvas const& frame();
    View const& view() const { return view_; }
    emu::Session& session() { return *session_; }

private:
    void begin();
    void run_to(emu::Goal goal);
    void run_aside();
    void look_after_task();
    void forward(emu::Stopped const& stopped);
    void refresh();

    std::unique_ptr<emu::Session> session_;
    Beginning beginning_;
    Catalogue tr_;
    ViewBuilder builder_;
    View view_{};
    Room room_{};
    Canvas canvas_{least_columns, least_rows};
    Actions actions_{};
    std::optional<emu::Target> target_;
    std::future<emu::Stopped> task_; // an action of unknown length; meanwhile nobody else touches the session
    std::string sentence_;
    bool failed_ = false;
    uint64_t slice_ = 20'000;
};

} // namespace ringside::gui
