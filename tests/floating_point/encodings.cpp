// Enumerating encodings by the opcode maps, and running each on both processors: see encodings.hpp.
#include "tests/floating_point/encodings.hpp"

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>

namespace ringside::test {

namespace {

constexpr uint8_t memory_operand = 0x06; // mod 0, [rsi]
constexpr unsigned default_rounds = 100;
constexpr unsigned most_reported = 60;
constexpr unsigned most_attempts = 5;
constexpr auto invalid_opcode = static_cast<unsigned>(cpu::Vector::invalid_opcode);

unsigned rounds_wanted()
{
    auto const* const text = std::getenv("RINGSIDE_ROUNDS");
    return text != nullptr ? static_cast<unsigned>(std::strtoul(text, nullptr, 10)) : default_rounds;
}

bool takes_immediate(unsigned opcode)
{
    return opcode == 0x70 || opcode == 0xc2 || (opcode >= 0xc4 && opcode <= 0xc6) ||
           (opcode >= 0x71 && opcode <= 0x73);
}

bool is_shift_group(unsigned opcode)
{
    return opcode >= 0x71 && opcode <= 0x73;
}

// SSE3 and SSE4a, which share opcodes with SSE2.
bool is_newer(unsigned prefix, unsigned opcode, bool memory)
{
    if (opcode == 0x12 || opcode == 0x16)
        return prefix == 0xf3 || (prefix == 0xf2 && opcode == 0x12);
    if (opcode == 0x2b && memory)
        return prefix == 0xf2 || prefix == 0xf3;
    if (opcode == 0x7c || opcode == 0x7d || opcode == 0xd0)
        return prefix == 0x66 || prefix == 0xf2;
    return opcode == 0xf0 && prefix == 0xf2;
}

Tolerance tolerance_of(unsigned opcode)
{
    Tolerance tolerance;
    if (opcode == 0x52 || opcode == 0x53) // RSQRTPS, RCPPS: the host's error and ours
        tolerance.single_relative = 2 * 1.5 / 4096;
    return tolerance;
}

std::vector<unsigned> vector_opcodes()
{
    std::vector<unsigned> opcodes;
    auto const add = [&](unsigned first, unsigned last) {
        for (auto opcode = first; opcode <= last; ++opcode)
            opcodes.push_back(opcode);
    };
    add(0x10, 0x17);
    add(0x28, 0x2f);
    add(0x50, 0x77);
    add(0x7c, 0x7f);
    add(0xc2, 0xc6);
    add(0xd0, 0xfe);
    return opcodes;
}

void add_modes(std::vector<Encoding>& encodings, unsigned prefix, bool wide, unsigned opcode)
{
    auto const add = [&](uint8_t modrm) {
        Encoding encoding;
        if (prefix != 0)
            encoding.bytes.push_back(static_cast<uint8_t>(prefix));
        if (wide)
            encoding.bytes.push_back(0x48);
        encoding.bytes.insert(encoding.bytes.end(), {0x0f, static_cast<uint8_t>(opcode)});
        if (opcode != 0x77)
            encoding.bytes.push_back(modrm);
        encoding.tolerance = tolerance_of(opcode);
        encoding.newer = is_newer(prefix, opcode, modrm < 0xc0);
        encodings.push_back(encoding);
    };
    if (is_shift_group(opcode)) {
        for (unsigned group = 0; group < 8; ++group)
            add(static_cast<uint8_t>(0xc1 | group << 3));
        return;
    }
    add(memory_operand | 1 << 3);
    if (opcode != 0x77)
        add(0xc0 | 1 << 3 | 2);
}

// F2XM1 FYL2X FPTAN FPATAN, FYL2XP1, FSINCOS, FSIN FCOS.
bool is_transcendental(unsigned escape, unsigned modrm)
{
    return escape == 0xd9 &&
           ((modrm >= 0xf0 && modrm <= 0xf3) || modrm == 0xf9 || modrm == 0xfb || modrm >= 0xfe);
}

} // namespace

std::vector<Encoding> vector_encodings()
{
    std::vector<Encoding> encodings;
    for (auto const opcode : vector_opcodes())
        for (unsigned const prefix : {0u, 0x66u, 0xf3u, 0xf2u})
            for (bool const wide : {false, true})
                add_modes(encodings, prefix, wide, opcode);
    return encodings;
}

std::vector<Encoding> x87_encodings()
{
    std::vector<Encoding> encodings;
    for (unsigned escape = 0xd8; escape <= 0xdf; ++escape) {
        for (unsigned group = 0; group < 8; ++group) {
            Encoding encoding{
                {static_cast<uint8_t>(escape), static_cast<uint8_t>(memory_operand | group << 3)}};
            encoding.newer = group == 1 && (escape == 0xdb || escape == 0xdd || escape == 0xdf); // FISTTP
            encodings.push_back(encoding);
        }
        for (unsigned modrm = 0xc0; modrm <= 0xff; ++modrm)
            if (!is_transcendental(escape, modrm))
                encodings.push_back({{static_cast<uint8_t>(escape), static_cast<uint8_t>(modrm)}});
    }
    encodings.push_back({{0x9b}});
    return encodings;
}

std::vector<Encoding> transcendental_encodings()
{
    std::vector<Encoding> encodings;
    for (unsigned modrm = 0xc0; modrm <= 0xff; ++modrm)
        if (is_transcendental(0xd9, modrm))
            encodings.push_back(
                {{0xd9, static_cast<uint8_t>(modrm)}, {.x87_status = 0x200, .st0_ulps = 1, .st1_ulps = 1}});
    return encodings;
}

Comparison::Comparison(uint64_t seed) : guest_(cpu::Vendor::amd), states_(seed), rounds_(rounds_wanted())
{}

// A task switch between instruction and FNSTENV loses the x87 pointers on AMD, so a difference is looked at
// again.
std::string Comparison::difference(Encoding const& encoding, Machine const& before)
{
    auto const guest = guest_.run(before);
    if (encoding.newer)
        return guest.fault == invalid_opcode ? "" : "    must be #UD\n";
    std::string found;
    for (unsigned attempt = 0; attempt < most_attempts; ++attempt) {
        found = differences(native_.run(before), guest, encoding.tolerance);
        if (found.empty())
            break;
    }
    return found;
}

bool Comparison::agree(Encoding const& encoding, Machine const& before)
{
    auto const found = difference(encoding, before);
    if (!found.empty() && ++failed_ <= most_reported)
        report_ += fmt::format("{:02x}:\n{}{}", fmt::join(encoding.bytes, " "), describe(before), found);
    return found.empty();
}

void Comparison::run(Encoding const& encoding)
{
    auto bytes = encoding.bytes;
    bool const immediate = bytes.size() > 2 && takes_immediate(bytes[bytes.size() - 2]);
    if (immediate)
        bytes.push_back(0);
    for (unsigned round = 0; round < rounds_; ++round) {
        auto const before = states_.next();
        if (immediate)
            bytes.back() = static_cast<uint8_t>(before.gpr[cpu::rbx]);
        if (round == 0 || immediate) {
            native_.set_instruction(bytes);
            guest_.set_instruction(bytes);
        }
        if (!agree({bytes, encoding.tolerance, encoding.newer}, before))
            return;
    }
}

} // namespace ringside::test
