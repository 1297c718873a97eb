// What if: `set` changes a field of the machine here and now. GDB manual, "Assignment", for `set $rax = 1`
// and `set *ADDRESS = VALUE`; the other names are those of case files. Next: ../time/change.hpp.
#include "emu/command_line/debugger.hpp"
#include "emu/command_line/expression.hpp"

#include <fmt/format.h>

namespace ringside::emu {

namespace {

struct Assignment
{
    std::string_view field;
    std::string_view value;
};

// At the "=", or before the last word where there is none: "gate 0x80 dpl 3".
Assignment split_assignment(std::string_view words)
{
    constexpr std::string_view blank = " \t";
    auto const equals = words.find('=');
    auto const end = equals != std::string_view::npos ? equals : words.find_last_of(blank);
    if (end == std::string_view::npos)
        return {words, {}};
    auto field = words.substr(0, end);
    field = field.substr(0, field.find_last_not_of(blank) + 1);
    return {field, words.substr(end + 1)};
}

Outcome<Field> field_of(Session const& session, std::string_view words)
{
    auto const number = [&](std::string_view text) { return evaluate(session, text); };
    if (!words.starts_with('*'))
        return parse_field(words, number);
    auto const address = number(words.substr(1));
    return address.ok() ? Outcome<Field>(Field{Field::Area::memory, address.value()}) : address.refusal();
}

} // namespace

Outcome<void> Debugger::set(std::string_view words)
{
    if (words.starts_with("var "))
        words = split_word(words).rest;
    auto const [name, number] = split_assignment(words);
    if (split_word(number).first.empty())
        return Refusal{"write set FIELD = VALUE, for example set gate 0x80 dpl = 3"};
    auto const field = field_of(session_, name);
    if (!field.ok())
        return field.refusal();
    auto const value = evaluate(session_, number);
    if (!value.ok())
        return value.refusal();
    auto const is_first = !session_.changed_run();
    auto const changed = session_.change({field.value(), value.value()});
    if (!changed.ok())
        return changed.refusal();
    if (is_first)
        shown_of_original_ = shown_output_;
    shown_output_ = std::min<uint64_t>(shown_output_, session_.console().size());
    answer(fmt::format("{}\n", session_.changes().back().sentence));
    show_position();
    return {};
}

Outcome<void> Debugger::info_changes()
{
    for (auto const& made : session_.changes())
        answer(fmt::format("time {}  {}\n", made.time, made.sentence));
    for (auto const& remedy : session_.remedies())
        answer(fmt::format("here: {}?\n", remedy.sentence));
    return {};
}

} // namespace ringside::emu
