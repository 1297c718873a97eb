// What panels, keys and the mouse may ask for. A panel never touches the machine: it asks here, and the
// driver does it after the frame. Every widget has a name by which tests click it. Read next: driver.hpp.
#pragma once

#include "gui/canvas.hpp"
#include "gui/keys.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ringside::gui {

// A command, and what it is to be done with: an address, a time, a number, a name.
struct Request
{
    Command command = Command::none;
    uint64_t value = 0;
    std::string text{};

    Request() = default;
    Request(Command asked, uint64_t with = 0, std::string named = {}) // a bare command is a request
        : command(asked), value(with), text(std::move(named))
    {}
    bool operator==(Request const&) const = default;
};

// What the mouse does in a widget.
enum class Gesture : uint8_t
{
    nothing, // it has a name, so that it can be explained
    click,
    drag, // also while the pressed button moves on over other widgets of this kind
    wheel,
};

// A place on the canvas. Names are stable: "code.row.401017", "tables.gdt.5", "control.f12".
struct Widget
{
    Area area{};
    Request request{};
    std::string name;
    Gesture gesture = Gesture::click;
};

class Actions
{
public:
    // A panel drew something that asks for this when it is clicked.
    void offer(Area area, Request request, std::string name)
    {
        widgets_.push_back({area, std::move(request), std::move(name), Gesture::click});
    }
    void offer_drag(Area area, Request request, std::string name)
    {
        widgets_.push_back({area, std::move(request), std::move(name), Gesture::drag});
    }
    // The wheel over this area: `value` of the request becomes the rows, downwards counted as positive.
    void offer_wheel(Area area, Request request, std::string name)
    {
        widgets_.push_back({area, std::move(request), std::move(name), Gesture::wheel});
    }
    // Nothing can be clicked there, but it can be asked what it is.
    void name(Area area, std::string name)
    {
        widgets_.push_back({area, {}, std::move(name), Gesture::nothing});
    }
    void add(Widget widget) { widgets_.push_back(std::move(widget)); }
    // A panel over the others: what lies below cannot be reached there.
    void cover(Area area) { name(area, ""); }

    // The widget on top that answers to a gesture there; none if another one covers it.
    Widget const* at(int column, int row, Gesture gesture) const;
    Widget const* find(std::string_view name) const;
    std::vector<Widget> const& widgets() const { return widgets_; }

    void forget_widgets() { widgets_.clear(); }

private:
    std::vector<Widget> widgets_;
};

} // namespace ringside::gui
