// Only what the view says: the report reads no machine. Next: window_command.cpp.
#include "gui/report.hpp"

#include "gui/settings.hpp"
#include "gui/widgets/block.hpp"
#include "gui/widgets/numbers.hpp"

namespace ringside::gui {

namespace {

void add(std::string& text, std::string_view name, std::string_view value)
{
    text += name;
    text += ' ';
    text += value;
    text += '\n';
}

void add_stack(std::string& text, std::string const& name, StackView const& stack)
{
    add(text, "marker." + name, hexadecimal(stack.pointer) + (stack.ghost ? " ghost" : " live"));
    add(text, "tag." + name, stack.tag);
    for (SlotRow const& row : stack.rows) {
        if (row.written)
            add(text, "written." + name, hexadecimal(row.address) + " " + row.value + " " + row.meaning);
        if (row.awaited)
            add(text, "awaited." + name, hexadecimal(row.address) + " " + row.meaning);
    }
}

} // namespace

std::string report(View const& view)
{
    std::string text;
    add(text, "place", view.control.place);
    add(text, "status", view.control.status);
    constexpr std::string_view modes[] = {"single", "compare", "tables"};
    constexpr std::string_view focuses[] = {"commands", "line", "console", "field", "files"};
    static_assert(std::size(focuses) == focus_count);
    add(text, "mode", modes[static_cast<std::size_t>(view.mode)]);
    add(text, "focus", focuses[static_cast<std::size_t>(view.focus)]);
    add(text, "theme", name_of(view.theme));
    add(text, "detail", view.detail == Detail::essential ? "essential" : "all");
    add(text, "line", view.line.text);
    add(text, "running", view.control.running ? "yes" : "no");
    add(text, "ended", view.control.ended ? "yes" : "no");
    add(text, "lamp", lamp_text(view));
    add(text, "stage", view.stage.title);
    add(text, "steps", std::to_string(view.stage.steps.size()));
    for (StageStep const& step : view.stage.steps)
        if (step.state == StageStep::State::current)
            add(text, "step", std::to_string(step.number) + " " + step.name + " " + step.value);
    add(text, "action", view.stage.action);
    add_stack(text, "user", view.user_stack);
    add_stack(text, "kernel", view.kernel_stack);
    for (RegisterGroup const& group : view.registers.groups)
        for (RegisterRow const& row : group.rows)
            add(text, "register." + row.name, row.value + (row.changed ? " was " + row.old : ""));
    add(text, "code", view.code.where);
    return text;
}

} // namespace ringside::gui
