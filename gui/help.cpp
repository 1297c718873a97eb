// The texts about a widget, and what it is now: registers, flags and micro-steps are read from the view,
// other things show it themselves.
#include "gui/help.hpp"

#include <algorithm>

namespace ringside::gui {

namespace {

std::string last_part(std::string const& name)
{
    return name.substr(name.rfind('.') + 1);
}

// "fs base" is the widget register.fs_base.
bool is_named(std::string const& shown, std::string const& part)
{
    return std::equal(shown.begin(), shown.end(), part.begin(), part.end(),
                      [](char a, char b) { return a == b || (a == ' ' && b == '_'); });
}

std::string join(std::initializer_list<std::string_view> parts)
{
    std::string all;
    for (std::string_view const part : parts) {
        if (part.empty())
            continue;
        all += all.empty() ? "" : "  ";
        all += part;
    }
    return all;
}

std::string register_now(View const& view, std::string const& part)
{
    for (RegisterGroup const& group : view.registers.groups)
        for (RegisterRow const& row : group.rows)
            if (is_named(row.id, part))
                return join({row.name + " = " + row.value,
                             row.old.empty() ? "" : view.tr("before:") + (" " + row.old), row.role});
    return {};
}

std::string flag_now(View const& view, std::string const& part)
{
    for (FlagView const& flag : view.registers.flags)
        if (flag.letters == part)
            return flag.letters + " = " + flag.value;
    return {};
}

std::string step_now(View const& view, std::string const& part)
{
    for (StageStep const& step : view.stage.steps)
        if (step.name == part)
            return join({std::to_string(step.number) + ". " + step.name, step.value,
                         step.state == StageStep::State::current ? view.stage.sentence : ""});
    return {};
}

std::string now_of(View const& view, std::string const& widget)
{
    if (widget.starts_with("register."))
        return register_now(view, last_part(widget));
    if (widget.starts_with("flag."))
        return flag_now(view, last_part(widget));
    if (widget.starts_with("stage.step."))
        return step_now(view, last_part(widget));
    return {};
}

// The micro-step under way, else the instruction that comes next.
std::string subject_of(View const& view)
{
    if (view.mode == Mode::tables)
        return "tables";
    if (view.mode == Mode::compare)
        return "compare";
    for (StageStep const& step : view.stage.steps)
        if (step.state == StageStep::State::current)
            return "stage.step." + step.name;
    return "stage";
}

bool is_before(Widget const& one, Widget const& other)
{
    return one.area.row != other.area.row ? one.area.row < other.area.row
                                          : one.area.column < other.area.column;
}

} // namespace

void Help::begin_tour()
{
    page_ = HelpPage::tour;
    station_ = 0;
}

void Help::explain(std::string widget, View const& view)
{
    page_ = HelpPage::explanation;
    widget_ = widget.empty() ? subject_of(view) : std::move(widget);
}

bool Help::move(int by, std::vector<Widget> const& widgets)
{
    if (page_ == HelpPage::tour) {
        std::size_t const next = station_ + static_cast<std::size_t>(by); // wraps below the first one
        if (next < lessons_.tour().size())
            station_ = next;
        else if (by > 0)
            close();
        return page_ == HelpPage::tour;
    }
    std::vector<Widget> named;
    std::copy_if(widgets.begin(), widgets.end(), std::back_inserter(named), [this](Widget const& widget) {
        return !widget.name.starts_with("help") && lessons_.about(widget.name) != nullptr;
    });
    std::stable_sort(named.begin(), named.end(), is_before);
    auto const here = std::find_if(named.begin(), named.end(),
                                   [this](Widget const& widget) { return widget.name == widget_; });
    if (named.empty())
        return true;
    auto const count = static_cast<std::ptrdiff_t>(named.size());
    std::ptrdiff_t const from = here == named.end() ? (by > 0 ? -1 : 0) : here - named.begin();
    widget_ = named[static_cast<std::size_t>((from + by + count) % count)].name;
    return true;
}

HelpView Help::view(View const& view) const
{
    HelpView help;
    help.page = page_;
    if (page_ == HelpPage::keys) {
        help.title = view.tr("All keys");
        help.keys = key_rows(view.tr, view.keys);
        return help;
    }
    Lesson const* const lesson = page_ == HelpPage::tour          ? &station()
                                 : page_ == HelpPage::explanation ? lessons_.about(widget_)
                                                                  : nullptr;
    if (page_ == HelpPage::tour) {
        help.widget = station().widgets.front();
        help.note = std::to_string(station_ + 1) + " / " + std::to_string(lessons_.tour().size());
    } else if (page_ == HelpPage::explanation) {
        help.widget = widget_;
        help.now = now_of(view, widget_);
        help.note = widget_;
    }
    if (lesson != nullptr) {
        help.title = lesson->title;
        help.paragraphs = lesson->paragraphs;
        help.manuals = lesson->manuals;
    }
    return help;
}

} // namespace ringside::gui
