// The trap stage: numbered micro-steps in one or two columns - done, the current one marked, those to come in
// grey - and below them the current one in words with the manual's title. Outside a transition: the next
// instruction.
#include "gui/panels/trap_stage.hpp"

#include "gui/widgets/block.hpp"

#include <algorithm>

namespace ringside::gui {

namespace {

constexpr int least_words_rows = 6; // the rows below the steps: action, sentence, manual

struct Columns
{
    int count = 1;
    int rows = 0;  // in each
    int first = 0; // index of the first step shown: more than one when not all fit
};

int current_index(StageView const& stage)
{
    for (std::size_t i = 0; i < stage.steps.size(); ++i)
        if (stage.steps[i].state == StageStep::State::current)
            return static_cast<int>(i);
    return 0;
}

Columns arrange(StageView const& stage, int room)
{
    auto const steps = static_cast<int>(stage.steps.size());
    Columns columns;
    columns.count = steps <= room ? 1 : 2;
    columns.rows = std::min(room, (steps + columns.count - 1) / columns.count);
    int const shown = columns.count * columns.rows;
    if (steps > shown)
        columns.first = std::clamp(current_index(stage) - shown / 2, 0, steps - shown);
    return columns;
}

Style style_of(StageStep const& step)
{
    switch (step.state) {
    case StageStep::State::current:
        return fill_of(Actor::hardware);
    case StageStep::State::done:
        return {Tone::text};
    case StageStep::State::to_come:
        break;
    }
    return {Tone::faint};
}

// A value that does not fit is left out, unless it is a number: then its last digits stay.
std::string fitting(std::string const& value, int columns)
{
    if (width_of(value) <= columns)
        return value;
    bool const number = value.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (!number || columns < 5)
        return {};
    return "…" + value.substr(value.size() - static_cast<std::size_t>(columns - 1));
}

void draw_step(Block& block, int column, int row, int width, StageStep const& step)
{
    Style const style = step.failed ? Style{Tone::fault, Tone::cursor, Weight::bold} : style_of(step);
    bool const current = step.state == StageStep::State::current;
    Area const area = block.area();
    block.canvas().fill({area.column + column, area.row + row, width, 1}, style);
    std::string const number = (step.number < 10 ? " " : "") + std::to_string(step.number);
    char const* const mark = step.failed                            ? "!"
                             : current                              ? "▶"
                             : step.state == StageStep::State::done ? "✓"
                                                                    : " ";
    int const end = block.write(column, row, mark + number + " " + step.name, style);
    int const right = column + width - 1;
    block.write_right(right, row, fitting(step.value, right - (end + 1)), style);
}

int draw_lines(Block& block, int row, std::string const& text, Style style)
{
    for (std::string const& line : wrapped(text, block.columns() - 2))
        row = block.write_line(row, line, style);
    return row;
}

void draw_steps(Block& block, StageView const& stage)
{
    Columns const columns = arrange(stage, std::max(block.rows() - 1 - least_words_rows, 1));
    int const gap = columns.count - 1;
    int const width = (block.columns() - gap) / columns.count;
    auto const steps = static_cast<int>(stage.steps.size());
    for (int i = 0; i < columns.count * columns.rows && columns.first + i < steps; ++i) {
        int const column = (i / columns.rows) * (width + gap);
        draw_step(block, column, 1 + i % columns.rows, width,
                  stage.steps[static_cast<std::size_t>(columns.first + i)]);
    }
    Area const area = block.area();
    int row = 1 + columns.rows;
    if (block.rows() - row > least_words_rows)
        ++row;
    if (!stage.fault.empty()) {
        block.canvas().frame(area, Tone::fault, 3);
        row = draw_lines(block, row, "! " + stage.fault, {Tone::fault, Tone::background, Weight::bold});
    }
    row = draw_lines(block, row, stage.action, {Tone::hardware_word, Tone::background, Weight::bold});
    row = draw_lines(block, row, stage.sentence, {});
    int const last = block.rows() - 1;
    block.write_within(1, std::min(row, stage.next.empty() ? last : last - 1), stage.manual, {Tone::faint},
                       block.columns());
    block.write_within(1, last, stage.next, {Tone::text, Tone::background, Weight::bold}, block.columns());
}

} // namespace

void TrapStagePanel::draw(View const& view, Actions&)
{
    auto const& tr = view.tr;
    StageView const& stage = view.stage;
    Block block(canvas_, area_);
    std::string note;
    if (!stage.steps.empty()) {
        std::size_t const done = static_cast<std::size_t>(
            std::count_if(stage.steps.begin(), stage.steps.end(),
                          [](StageStep const& step) { return step.state != StageStep::State::to_come; }));
        note = std::to_string(done) + " / " + std::to_string(stage.steps.size());
    }
    block.begin(stage.title.empty() ? tr("Trap stage") : stage.title, note);
    if (!stage.steps.empty()) {
        draw_steps(block, stage);
        return;
    }
    int row = draw_lines(block, 2, stage.action, {Tone::text, Tone::background, Weight::bold});
    row = draw_lines(block, row + 1, stage.sentence, {});
    block.write_within(1, std::min(row + 1, block.rows() - 1), stage.manual, {Tone::faint}, block.columns());
}

} // namespace ringside::gui
