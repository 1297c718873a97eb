// Disassembly round the instruction that is executed next, or under way; labels and source lines between. A
// person may look elsewhere: choices.hpp, CodeChoice.
#include "gui/view/builder.hpp"

#include "gui/view/names.hpp"
#include "gui/widgets/numbers.hpp"

#include <algorithm>
#include <map>

namespace ringside::gui {

namespace {

constexpr unsigned trail_length = 32;

std::string bytes_text(std::vector<uint8_t> const& bytes)
{
    std::string text;
    for (uint8_t const byte : bytes)
        text += (byte < 16 ? "0" : "") + hexadecimal(byte);
    return text;
}

// Blanks of the source's own indentation say nothing in a narrow column.
std::string squeezed(std::string_view text)
{
    std::string result;
    for (char const letter : text) {
        bool const blank = letter == ' ' || letter == '\t' || letter == '\r' || letter == '\n';
        if (!blank)
            result.push_back(letter);
        else if (!result.empty() && result.back() != ' ')
            result.push_back(' ');
    }
    while (!result.empty() && result.back() == ' ')
        result.pop_back();
    return result;
}

template <std::size_t count>
bool ends_with_one_of(std::string_view name, std::string_view const (&endings)[count])
{
    return std::any_of(std::begin(endings), std::end(endings),
                       [&](std::string_view ending) { return name.ends_with(ending); });
}

bool is_compiled(emu::SourceLine const& source)
{
    constexpr std::string_view endings[] = {".c", ".h", ".cc", ".cpp", ".hpp"};
    return ends_with_one_of(source.file, endings);
}

// A source line of assembly is the instruction again; its comment is what the author had to say.
std::string comment_of(emu::SourceLine const& source)
{
    constexpr std::string_view assembly[] = {".S", ".s", ".asm", ".inc"};
    if (!ends_with_one_of(source.file, assembly))
        return {};
    for (std::string_view const mark : {"// ", "/* ", " # ", "; "})
        if (auto const found = source.text.find(mark); found != std::string::npos)
            return squeezed(std::string_view(source.text).substr(found + mark.size()));
    return {};
}

// Where the panel looks.
struct Place
{
    uint64_t current = 0; // the row to be marked
    uint64_t anchor = 0;  // the one that stands at a third of the panel
    bool away = false;
};

Place place_of(Scene const& scene)
{
    emu::Session& session = scene.session;
    CodeChoice const& choice = scene.choices.code;
    // In the midst of a transition RIP may be the target's already: the instruction that does it is still
    // this one.
    bool const under_way =
        session.position().micro_step > 0 && scene.transition != nullptr && !scene.finished;
    Place place;
    place.current = under_way ? scene.transition->rip : session.state().rip;
    if (choice.level > 0)
        if (auto const frames = session.frames(); choice.level < frames.size())
            place.current = frames[choice.level].instruction;
    place.anchor = choice.anchor.value_or(place.current);
    place.away = choice.level > 0 || choice.anchor.has_value();
    return place;
}

// How many instructions ago each address was executed last.
std::map<uint64_t, unsigned> ages(Scene const& scene)
{
    std::map<uint64_t, unsigned> ages;
    if (scene.transition == nullptr) // it runs: nothing stands still long enough
        return ages;
    unsigned age = 0;
    for (uint64_t const address : scene.session.trail(trail_length))
        ages.try_emplace(address, ++age);
    return ages;
}

// Told by a rehearsal: whether the branch at RIP will be taken.
std::string branch_note(Scene const& scene, emu::CodeLine const& line)
{
    emu::Session& session = scene.session;
    bool const at_rip = scene.transition != nullptr && session.position().micro_step == 0 &&
                        line.address == session.state().rip && line.conditional;
    if (!at_rip || session.exit_state().ended)
        return {};
    // A delivery that is due before the branch leaves it for later.
    emu::Preview const preview = session.preview();
    if (preview.fault.happened() || scene.transition->transition != cpu::Transition::none)
        return {};
    if (preview.after.rip == line.address + line.bytes.size())
        return scene.tr("✗ not taken: it goes on below");
    return scene.tr("✓ taken: it jumps");
}

class Writer
{
public:
    Writer(Scene const& scene, Place const& place)
        : scene_(scene), place_(place), cursor_(scene.choices.code.cursor), ages_(ages(scene))
    {
        if (!cursor_ && place.away) // where a command that names no address acts
            cursor_ = place.anchor;
    }

    void add(emu::CodeLine const& line)
    {
        Actor const owner = line.kernel ? Actor::kernel : Actor::user;
        if (!line.label.empty())
            add(CodeRow::Kind::label, line.address, brief(line.label), owner);
        add_source(line, owner);
        CodeRow row{CodeRow::Kind::instruction,     line.address,
                    bytes_text(line.bytes),         brief_instruction(line.text),
                    line.address == place_.current, owner};
        row.cursor = cursor_ == line.address;
        row.breakpoint = line.breakpoint;
        auto const age = ages_.find(line.address);
        row.age = age != ages_.end() ? age->second : 0;
        row.jumps = line.jumps;
        row.target = line.target;
        code.rows.push_back(std::move(row));
        if (auto const note = branch_note(scene_, line); !note.empty())
            add(CodeRow::Kind::note, line.address, note, owner);
    }

    CodeView code;

private:
    void add(CodeRow::Kind kind, uint64_t address, std::string text, Actor owner)
    {
        code.rows.push_back({kind, address, "", std::move(text), false, owner});
    }

    void add_source(emu::CodeLine const& line, Actor owner)
    {
        auto source = scene_.session.source(line.address);
        if (!source)
            return;
        bool const is_new = source->line != last_.line || source->file != last_.file;
        bool const compiled = is_compiled(*source);
        std::string const text = compiled ? squeezed(source->text) : comment_of(*source);
        if (is_new && !text.empty())
            add(compiled ? CodeRow::Kind::source : CodeRow::Kind::comment, line.address,
                (compiled ? std::to_string(source->line) + " " : "") + text, owner);
        if (line.address == place_.current)
            code.file = source->file;
        last_ = std::move(*source);
    }

    Scene const& scene_;
    Place place_;
    std::optional<uint64_t> cursor_;
    std::map<uint64_t, unsigned> ages_;
    emu::SourceLine last_{};
};

} // namespace

CodeView code_view(Scene const& scene)
{
    Place const place = place_of(scene);
    unsigned const rows = scene.room.code_rows;
    Writer writer(scene, place);
    for (emu::CodeLine const& line : scene.session.code(place.anchor, rows / 3, rows))
        writer.add(line);
    CodeView code = std::move(writer.code);
    code.where = brief(scene.session.describe(place.anchor));
    code.anchor = place.anchor;
    code.away = place.away;
    return code;
}

} // namespace ringside::gui
