// Sentences that the machine says, in the window's language. emu/ says them in English with names and numbers
// in their midst, and knows of no window: here they are known again by their words, and said anew. Read next:
// told.cpp (how one is known again), sentences.cpp (those that are known).
#pragma once

#include "gui/text/catalogue.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ringside::gui {

// What may stand in the place of a {}.
enum class Hole : uint8_t
{
    text,   // anything, and it stays as it is: a name, what a compiler or a guest says
    number, // "3", "0x80"
    word,   // anything without a blank
    part,   // a part of the sentence that is known by itself; as it is where it is not
};

// A sentence that the machine may say, as it stands in its sources but for what varies.
struct Sentence
{
    char const* words;           // "the processor halted at {} with interrupts off"
    std::array<Hole, 5> holes{}; // one for each {}
};

std::span<Sentence const> known_sentences(); // sentences.cpp

// The sentence in the catalogue's language; as it is where no known one fits the whole of it. Of several the
// one with the most words of its own counts.
std::string told(Catalogue const& tr, std::string_view sentence);

// Puts pieces into the places of {}, one after the other; "{2}" is the second piece, for a language that
// wants another order.
std::string filled(std::string_view words, std::vector<std::string> const& pieces);

} // namespace ringside::gui
