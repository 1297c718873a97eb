// The trap stage: numbered micro-steps at the left - done, the current one marked, those to come in grey -
// beside them the picture of what they read and write, and below the current one in words with the manual's
// title. Before a transition, and outside one: what the next instruction will read, write and flag.
#include "gui/panels/trap_stage.hpp"

#include "gui/widgets/diagram.hpp"
#include "gui/widgets/numbers.hpp"

#include <algorithm>

namespace ringside::gui {

namespace {

constexpr int list_columns = 26;      // mark, number and the longest name
constexpr int wide_list_columns = 42; // and a value
constexpr int wide_stage = 84;
constexpr int many_rows = 16; // from here on there is room for one more row of words
constexpr int least_words_rows = 4;

int current_index(StageView const& stage)
{
    for (std::size_t i = 0; i < stage.steps.size(); ++i)
        if (stage.steps[i].state == StageStep::State::current)
            return static_cast<int>(i);
    return 0;
}

bool begun(StageView const& stage)
{
    return !stage.steps.empty() && stage.steps.front().state != StageStep::State::to_come;
}

Style style_of(StageStep const& step)
{
    if (step.failed)
        return {Tone::fault, Tone::cursor, Weight::bold};
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

char const* mark_of(StageStep const& step)
{
    if (step.failed)
        return "!";
    switch (step.state) {
    case StageStep::State::current:
        return "▶";
    case StageStep::State::done:
        return "✓";
    case StageStep::State::to_come:
        break;
    }
    return " ";
}

// A value that does not fit is left out, unless it is a number: then its last digits stay.
std::string fitting(std::string const& value, int columns)
{
    if (width_of(value) <= columns)
        return value;
    bool const number = value.find_first_not_of("0123456789abcdef") == std::string::npos;
    return number && columns >= 5 ? low_digits(value, columns) : std::string();
}

void draw_step(Block& block, int row, StageStep const& step)
{
    Style const style = style_of(step);
    block.fill_row(row, style);
    std::string const number = (step.number < 10 ? " " : "") + std::to_string(step.number);
    int const end =
        block.write_within(0, row, mark_of(step) + number + " " + step.name, style, block.columns());
    int const right = block.columns() - 1;
    block.write_right(right, row, fitting(step.value, right - (end + 1)), style);
}

char const* word_of(Catalogue const& tr, StageEffect::Kind kind)
{
    switch (kind) {
    case StageEffect::Kind::reads:
        return tr("reads");
    case StageEffect::Kind::writes:
        return tr("writes");
    case StageEffect::Kind::loads:
        return tr("loads");
    case StageEffect::Kind::flags:
        break;
    }
    return tr("flags");
}

// "[ffffffff80148ff8]" in fewer columns is "[…48ff8]".
std::string place_in(std::string const& what, int columns)
{
    if (width_of(what) <= columns || !what.starts_with('['))
        return shortened(what, columns);
    return "[" + low_digits(what.substr(1, what.size() - 2), columns - 2) + "]";
}

void draw_effect(Block& block, int row, char const* word, StageEffect const& effect)
{
    constexpr int kind_columns = 8;
    constexpr int bytes_columns = 6;
    int const rest = block.columns() - kind_columns - bytes_columns;
    int const what = std::clamp(rest * 2 / 5, 8, 19);
    int const values = rest - what - 1;
    block.write_within(0, row, word, {Tone::hardware_word, Tone::background, Weight::bold}, kind_columns);
    block.write(kind_columns, row, place_in(effect.what, what));
    block.write_within(kind_columns + what + 1, row, effect.bytes, {Tone::faint}, block.columns());
    int const half = (values - 3) / 2;
    bool const whole = width_of(effect.before) + 3 + width_of(effect.after) <= values;
    std::string const before = whole ? effect.before : low_digits(effect.before, half);
    int at = kind_columns + what + bytes_columns + 1;
    if (!effect.before.empty())
        at = block.write(at, row, before + " → ", {Tone::faint});
    block.write(at, row, low_digits(effect.after, block.columns() - at),
                {Tone::text, Tone::background, Weight::bold});
}

// Rows that do not fit any more are noted as cut.
int draw_lines(Block& words, int row, std::string const& text, Style style)
{
    for (std::string const& line : wrapped(text, words.columns() - 2))
        row = words.write_line(row, line, style);
    return row;
}

} // namespace

void TrapStagePanel::draw(View const& view, Actions& actions)
{
    StageView const& stage = view.stage;
    draw_title(view);
    Parts const parts = divide(view);
    bool const apart = begun(stage) && !note_fits(stage, parts.picture);
    draw_words(view, parts.words, apart ? stage.diagram.note : "", actions);
    if (!stage.steps.empty())
        draw_steps(stage, parts.list, actions);
    if (begun(stage))
        draw_picture(stage, parts.picture, actions);
    else
        draw_effects(view, parts.picture);
}

void TrapStagePanel::draw_title(View const& view)
{
    StageView const& stage = view.stage;
    std::string note;
    if (!stage.steps.empty()) {
        auto const done = std::count_if(stage.steps.begin(), stage.steps.end(), [](StageStep const& step) {
            return step.state != StageStep::State::to_come;
        });
        note = std::to_string(done) + " / " + std::to_string(stage.steps.size());
    }
    block_.begin(stage.title.empty() ? view.tr("Trap stage") : stage.title, note);
}

int TrapStagePanel::words_rows(StageView const& stage, int columns) const
{
    auto const lines = [columns](std::string const& text) {
        return static_cast<int>(wrapped(text, columns - 2).size());
    };
    int const failure = stage.fault.empty() ? lines(stage.action) : lines("! " + stage.fault) + 2;
    return failure + lines(stage.sentence) + lines(stage.manual) + lines(stage.next);
}

// The words take as many rows as they need, and at least so many that most steps need the same: then the
// picture does not move.
TrapStagePanel::Parts TrapStagePanel::divide(View const& view) const
{
    StageView const& stage = view.stage;
    Area const area = block_.area();
    Area const rest{area.column, area.row + 1, area.columns, area.rows - 1};
    Parts parts;
    if (stage.steps.empty()) {
        int const words = std::min(words_rows(stage, rest.columns) + 1, rest.rows);
        parts.words = {rest.column, rest.row + 1, rest.columns, words - 1};
        parts.picture = {rest.column, rest.row + words + 1, rest.columns, rest.rows - words - 1};
        return parts;
    }
    bool const wide = rest.columns >= wide_stage;
    bool const beside = wide && rest.rows >= static_cast<int>(stage.steps.size());
    bool const many = rest.rows >= many_rows;
    int const list = wide ? wide_list_columns : list_columns;
    Area const right{rest.column + list, rest.row, rest.columns - list, rest.rows};
    int const columns = beside ? right.columns : rest.columns;
    int const least = least_words_rows + (many ? 1 : 0) + (beside ? 2 : 0);
    int const words = std::clamp(words_rows(stage, columns), least, std::max(rest.rows - 2, least));
    int const upper = std::max(rest.rows - words, 1);
    parts.list = {rest.column, rest.row, list, beside ? rest.rows : upper};
    parts.picture = {right.column, right.row, right.columns, upper};
    parts.words = {beside ? right.column : rest.column, rest.bottom() - words, columns, words};
    return parts;
}

void TrapStagePanel::draw_steps(StageView const& stage, Area area, Actions& actions)
{
    Block list(block_.canvas(), area);
    auto const steps = static_cast<int>(stage.steps.size());
    int const first =
        std::clamp(current_index(stage) - (2 * area.rows) / 3, 0, std::max(steps - area.rows, 0));
    for (int row = 0; row < area.rows && first + row < steps; ++row) {
        StageStep const& step = stage.steps[static_cast<std::size_t>(first + row)];
        draw_step(list, row, step);
        actions.name({area.column, area.row + row, area.columns, 1}, "stage.step." + step.name);
    }
}

bool TrapStagePanel::note_fits(StageView const& stage, Area picture)
{
    auto const rows = static_cast<int>(wrapped(stage.diagram.note, picture.columns - 1).size());
    return DiagramDrawing(block_.canvas(), picture).rows_needed(stage.diagram) + rows <= picture.rows;
}

// What the transition does not do stands below the picture, where the picture leaves room for it.
void TrapStagePanel::draw_picture(StageView const& stage, Area area, Actions& actions)
{
    auto const lines = wrapped(stage.diagram.note, area.columns - 1);
    auto const rows = static_cast<int>(lines.size());
    bool const noted = note_fits(stage, area);
    Area picture = area;
    if (noted)
        picture.rows -= rows;
    DiagramDrawing(block_.canvas(), picture).draw(stage.diagram, block_.area().bottom(), actions);
    for (int i = 0; noted && i < rows; ++i)
        block_.canvas().write(area.column + 1, picture.bottom() + i, lines[static_cast<std::size_t>(i)],
                              {Tone::kernel_word, Tone::background, Weight::bold}, area.right());
}

void TrapStagePanel::draw_effects(View const& view, Area area)
{
    auto const& effects = view.stage.effects;
    Block block(block_.canvas(), {area.column + 1, area.row, area.columns - 2, area.rows});
    auto const rows = static_cast<std::size_t>(std::max(area.rows, 0));
    std::size_t const shown = effects.size() > rows && rows > 0 ? rows - 1 : effects.size();
    for (std::size_t i = 0; i < shown; ++i) {
        bool const first = i == 0 || effects[i - 1].kind != effects[i].kind;
        draw_effect(block, static_cast<int>(i), first ? word_of(view.tr, effects[i].kind) : "", effects[i]);
    }
    if (shown < effects.size() && rows > 0)
        block.write(0, static_cast<int>(shown), "… " + std::to_string(effects.size() - shown), {Tone::faint});
}

void TrapStagePanel::draw_words(View const& view, Area area, std::string const& note, Actions& actions)
{
    StageView const& stage = view.stage;
    Block words(block_.canvas(), area);
    Tone const tone = begun(stage) ? Tone::hardware_word : Tone::text;
    int row = stage.fault.empty() ? draw_lines(words, 0, stage.action, {tone, Tone::background, Weight::bold})
                                  : draw_failure(view, words, actions);
    row = draw_lines(words, row, stage.sentence, {});
    auto const rows = [&words](std::string const& text) {
        return static_cast<int>(wrapped(text, words.columns() - 2).size());
    };
    bool const noted = !note.empty() && row + rows(note) + rows(stage.manual) <= area.rows;
    if (noted)
        row = draw_lines(words, row, note, {Tone::kernel_word, Tone::background, Weight::bold});
    row = draw_lines(words, row, stage.manual, {Tone::faint});
    // Where the note takes its room, the code panel alone shows what comes next.
    if (!noted || row + rows(stage.next) <= area.rows)
        draw_lines(words, row, stage.next, {Tone::text, Tone::background, Weight::bold});
}

// The check that failed, and what can be done about it.
int TrapStagePanel::draw_failure(View const& view, Block& words, Actions& actions)
{
    StageView const& stage = view.stage;
    // Round the panel, in the empty columns beside it.
    Area const area = block_.area();
    int const left = std::max(area.column - 1, 0);
    block_.canvas().frame({left, area.row, area.right() + 1 - left, area.rows}, Tone::fault, 3);
    int const row = draw_lines(words, 0, "! " + stage.fault, {Tone::fault, Tone::background, Weight::bold});
    int column = 1;
    if (stage.can_go_back)
        column =
            draw_button(words, column, row, view.tr("back"), Command::back_micro_step, "stage.back", actions);
    for (std::size_t i = 0; i < stage.remedies.size(); ++i)
        column = draw_button(words, column, row, stage.remedies[i].text, {Command::what_if, i},
                             "stage.remedy." + std::to_string(i), actions);
    return row + 1;
}

// Returns the column of the next button.
int TrapStagePanel::draw_button(Block& words, int column, int row, std::string const& text, Request request,
                                std::string name, Actions& actions)
{
    std::string const label = shortened(" " + text + " ", words.columns() - 1 - column);
    if (width_of(label) < 3)
        return column;
    int const end = words.write(column, row, label, {Tone::text, Tone::cursor, Weight::bold});
    Area const area = words.area();
    actions.offer({area.column + column, area.row + row, end - column, 1}, std::move(request),
                  std::move(name));
    return end + 2;
}

} // namespace ringside::gui
