// A sentence is known by what stands between its holes. Those are looked for from its end, so that the
// first hole takes as much as it can: names, which may hold anything, stand before numbers and reasons.
#include "gui/text/told.hpp"

#include <algorithm>
#include <optional>

namespace ringside::gui {

namespace {

using Pieces = std::vector<std::string_view>;

constexpr std::string_view mark = "{}";

// "a {} b" is "a " and " b": always one more than there are holes.
Pieces between_holes(std::string_view words)
{
    Pieces list;
    while (true) {
        auto const at = words.find(mark);
        list.push_back(words.substr(0, at));
        if (at == words.npos)
            return list;
        words.remove_prefix(at + mark.size());
    }
}

bool is_number(std::string_view piece)
{
    bool const hexadecimal = piece.starts_with("0x");
    auto const digits = piece.substr(hexadecimal ? 2 : 0);
    return !digits.empty() &&
           digits.find_first_not_of(hexadecimal ? "0123456789abcdef" : "0123456789") == digits.npos;
}

bool may_hold(Hole hole, std::string_view piece)
{
    switch (hole) {
    case Hole::number:
        return is_number(piece);
    case Hole::word:
        return !piece.empty() && piece.find(' ') == piece.npos;
    case Hole::text:
    case Hole::part:
        break;
    }
    return true;
}

// What stands in the holes, if the sentence as a whole is a known one.
std::optional<Pieces> pieces_of(std::string_view sentence, Sentence const& known)
{
    auto const between = between_holes(known.words);
    auto const& first = between.front();
    auto const& last = between.back();
    if (between.size() == 1)
        return sentence == first ? std::optional(Pieces{}) : std::nullopt;
    if (sentence.size() < first.size() + last.size() || !sentence.starts_with(first) ||
        !sentence.ends_with(last))
        return {};
    auto rest = sentence.substr(first.size(), sentence.size() - first.size() - last.size());
    Pieces pieces(between.size() - 1);
    for (auto i = pieces.size() - 1; i > 0; --i) {
        auto const at = rest.rfind(between[i]);
        if (at == rest.npos)
            return {};
        pieces[i] = rest.substr(at + between[i].size());
        rest = rest.substr(0, at);
    }
    pieces[0] = rest;
    for (std::size_t i = 0; i < pieces.size(); ++i)
        if (!may_hold(known.holes[i], pieces[i]))
            return {};
    return pieces;
}

std::size_t letters_of(Sentence const& known)
{
    std::size_t letters = 0;
    for (auto const piece : between_holes(known.words))
        letters += piece.size();
    return letters;
}

std::string told_line(Catalogue const& tr, std::string_view line)
{
    Sentence const* best = nullptr;
    Pieces found;
    for (Sentence const& known : known_sentences()) {
        if (best != nullptr && letters_of(known) <= letters_of(*best))
            continue;
        if (auto pieces = pieces_of(line, known)) {
            best = &known;
            found = std::move(*pieces);
        }
    }
    if (best == nullptr)
        return std::string(line);
    std::vector<std::string> said;
    for (std::size_t i = 0; i < found.size(); ++i)
        said.push_back(best->holes[i] == Hole::part ? told_line(tr, found[i]) : std::string(found[i]));
    return filled(tr(best->words), said);
}

} // namespace

// Behind the first line stands what another program said, as emu::say has it.
std::string told(Catalogue const& tr, std::string_view sentence)
{
    if (sentence.empty())
        return {};
    auto const end = std::min(sentence.find('\n'), sentence.size());
    return told_line(tr, sentence.substr(0, end)) + std::string(sentence.substr(end));
}

std::string filled(std::string_view words, std::vector<std::string> const& pieces)
{
    std::string text;
    std::size_t next = 0;
    while (!words.empty()) {
        auto const open = std::min(words.find('{'), words.size());
        text += words.substr(0, open);
        words.remove_prefix(open);
        bool const numbered = words.size() > 2 && words[1] >= '1' && words[1] <= '9' && words[2] == '}';
        auto const piece = numbered ? static_cast<std::size_t>(words[1] - '1') : next;
        if ((numbered || words.starts_with(mark)) && piece < pieces.size()) {
            text += pieces[piece];
            next += numbered ? 0 : 1;
            words.remove_prefix(numbered ? 3 : mark.size());
        } else if (!words.empty()) {
            text += words.front();
            words.remove_prefix(1);
        }
    }
    return text;
}

} // namespace ringside::gui
