// Reading and writing the names of places in a run (docs/formats, "Places in a run"). Next:
// session/travel.cpp.
#include "emu/place.hpp"

#include <charconv>

namespace ringside::emu {

bool parse_number(std::string_view text, uint64_t& number)
{
    int base = 10;
    if (text.starts_with("0x") || text.starts_with("0X")) {
        base = 16;
        text.remove_prefix(2);
    }
    auto const end = text.data() + text.size();
    auto const result = std::from_chars(text.data(), end, number, base);
    return result.ec == std::errc{} && result.ptr == end;
}

Outcome<Place> parse_place(std::string_view text)
{
    auto const refusal = Refusal{"no place in a run is called \"" + std::string(text) +
                                 "\"; write start, trap:N, trap:N.M or insn:N"};
    Place place;
    if (text == "start")
        return place;
    if (text.starts_with("insn:")) {
        place.kind = Place::Kind::instruction;
        if (!parse_number(text.substr(5), place.number))
            return refusal;
        return place;
    }
    if (!text.starts_with("trap:"))
        return refusal;
    place.kind = Place::Kind::trap;
    text.remove_prefix(5);
    auto const dot = text.find('.');
    if (!parse_number(text.substr(0, dot), place.number) || place.number == 0)
        return refusal;
    uint64_t micro_step = 0;
    if (dot != std::string_view::npos &&
        (!parse_number(text.substr(dot + 1), micro_step) || micro_step > 1000))
        return refusal;
    place.micro_step = static_cast<unsigned>(micro_step);
    return place;
}

std::string to_text(Place const& place)
{
    switch (place.kind) {
    case Place::Kind::start:
        return "start";
    case Place::Kind::instruction:
        return "insn:" + std::to_string(place.number);
    case Place::Kind::trap:
        break;
    }
    auto text = "trap:" + std::to_string(place.number);
    if (place.micro_step != 0)
        text += "." + std::to_string(place.micro_step);
    return text;
}

} // namespace ringside::emu
