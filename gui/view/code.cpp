// Disassembly round the instruction that is executed next, or under way; labels and source lines between.
#include "gui/view/builder.hpp"

#include "gui/view/names.hpp"
#include "gui/widgets/numbers.hpp"

namespace ringside::gui {

namespace {

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

// A source line of assembly is the instruction again: only C and C++ are shown.
bool says_more(emu::SourceLine const& source)
{
    for (std::string_view const ending : {".c", ".cc", ".cpp", ".hpp"})
        if (source.file.ends_with(ending))
            return !squeezed(source.text).empty();
    return false;
}

CodeRow instruction_row(emu::CodeLine const& line, bool current, Actor owner)
{
    return {CodeRow::Kind::instruction, line.address, bytes_text(line.bytes),
            brief(line.text),           current,      owner};
}

} // namespace

CodeView code_view(Scene const& scene)
{
    emu::Session& session = scene.session;
    // In the midst of a transition RIP may be the target's already: the instruction that does it is still
    // this one.
    bool const under_way =
        session.position().micro_step > 0 && scene.transition != nullptr && !scene.finished;
    uint64_t const address = under_way ? scene.transition->rip : session.state().rip;

    CodeView code;
    code.where = brief(session.describe(address));
    unsigned const above = scene.room.code_rows / 3;
    emu::SourceLine last;
    for (emu::CodeLine const& line : session.code(address, above, scene.room.code_rows)) {
        Actor const owner = line.kernel ? Actor::kernel : Actor::user;
        if (!line.label.empty())
            code.rows.push_back({CodeRow::Kind::label, line.address, "", brief(line.label), false, owner});
        auto const source = session.source(line.address);
        if (source && says_more(*source) && (source->line != last.line || source->file != last.file))
            code.rows.push_back({CodeRow::Kind::source, line.address, "",
                                 std::to_string(source->line) + " " + squeezed(source->text), false, owner});
        if (source)
            last = *source;
        code.rows.push_back(instruction_row(line, line.address == address, owner));
    }
    return code;
}

} // namespace ringside::gui
