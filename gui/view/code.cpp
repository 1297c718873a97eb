// Disassembly round the instruction that is executed next, or under way; labels and source lines between.
#include "gui/view/builder.hpp"

#include "gui/view/numbers.hpp"

namespace ringside::gui {

namespace {

std::string bytes_text(std::vector<uint8_t> const& bytes)
{
    std::string text;
    for (uint8_t const byte : bytes)
        text += (byte < 16 ? "0" : "") + hexadecimal(byte);
    return text;
}

CodeRow instruction_row(emu::CodeLine const& line, bool current, Actor owner)
{
    return {CodeRow::Kind::instruction, line.address, bytes_text(line.bytes), line.text, current, owner};
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
    code.where = session.describe(address);
    unsigned const above = scene.room.code_rows / 3;
    emu::SourceLine last;
    for (emu::CodeLine const& line : session.code(address, above, scene.room.code_rows - above)) {
        Actor const owner = line.kernel ? Actor::kernel : Actor::user;
        if (!line.label.empty())
            code.rows.push_back({CodeRow::Kind::label, line.address, "", line.label, false, owner});
        auto const source = session.source(line.address);
        if (source && !source->text.empty() && (source->line != last.line || source->file != last.file))
            code.rows.push_back({CodeRow::Kind::source, line.address, "",
                                 std::to_string(source->line) + " " + source->text, false, owner});
        if (source)
            last = *source;
        code.rows.push_back(instruction_row(line, line.address == address, owner));
    }
    return code;
}

} // namespace ringside::gui
