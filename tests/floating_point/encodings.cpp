// Enumerating encodings by the opcode maps, and running each on both processors: see encodings.hpp.
#include "tests/floating_point/encodings.hpp"

#include <cstdlib>
#include <fmt/format.h>

namespace ringside::test {

namespace {

constexpr unsigned default_rounds = 40;
constexpr unsigned most_reported = 60;
constexpr unsigned most_attempts = 5;
constexpr auto invalid_opcode = static_cast<unsigned>(cpu::Vector::invalid_opcode);

unsigned rounds_wanted()
{
    auto const* const text = std::getenv("RINGSIDE_ROUNDS");
    return text != nullptr ? static_cast<unsigned>(std::strtoul(text, nullptr, 10)) : default_rounds;
}

using Bytes = std::vector<uint8_t>;

Bytes joined(Bytes const& first, Bytes const& second)
{
    auto bytes = first;
    bytes.insert(bytes.end(), second.begin(), second.end());
    return bytes;
}

uint8_t byte(unsigned value)
{
    return static_cast<uint8_t>(value);
}

// ---- the ways to say where the operand is: ModRM and displacement, for the given middle field

Bytes aligned_memory(unsigned middle)
{
    return {byte(0x06 | middle << 3)}; // [rsi]
}

Bytes misaligned_memory(unsigned middle)
{
    return {byte(0x46 | middle << 3), 1}; // [rsi+1]
}

// [rsi+disp32], two bytes before the end of the page, so that any operand but a byte or word leaves it.
Bytes crossing_memory(unsigned middle)
{
    constexpr unsigned displacement = data_bytes - operand_offset - 2;
    return {byte(0x86 | middle << 3), byte(displacement), byte(displacement >> 8), 0, 0};
}

Bytes registers(unsigned middle, unsigned register_)
{
    return {byte(0xc0 | middle << 3 | register_)};
}

// ---- 0F 10-FE

bool takes_immediate(unsigned opcode)
{
    return (opcode >= 0x70 && opcode <= 0x73) || opcode == 0xc2 || (opcode >= 0xc4 && opcode <= 0xc6);
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

Encoding vector_encoding(unsigned prefix, unsigned rex, unsigned opcode, Bytes const& operands)
{
    Encoding encoding;
    if (prefix != 0)
        encoding.bytes.push_back(byte(prefix));
    if (rex != 0)
        encoding.bytes.push_back(byte(rex));
    encoding.bytes.insert(encoding.bytes.end(), {0x0f, byte(opcode)});
    encoding.bytes = joined(encoding.bytes, operands);
    encoding.immediate = takes_immediate(opcode);
    if (encoding.immediate)
        encoding.bytes.push_back(0);
    encoding.newer = is_newer(prefix, opcode, !operands.empty() && operands[0] < 0xc0);
    encoding.faults = operands.size() > 1;
    encoding.tolerance = tolerance_of(opcode);
    return encoding;
}

std::vector<Bytes> vector_operands(unsigned opcode)
{
    constexpr unsigned emms = 0x77;
    std::vector<Bytes> operands;
    if (opcode == emms)
        operands.push_back({});
    else if (is_shift_group(opcode))
        for (unsigned group = 0; group < 8; ++group)
            operands.push_back(registers(group, 1));
    else
        operands = {registers(1, 2), aligned_memory(1), misaligned_memory(1), crossing_memory(1)};
    return operands;
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
        for (auto const prefix : {0u, 0x66u, 0xf3u, 0xf2u})
            for (auto const& operands : vector_operands(opcode)) {
                encodings.push_back(vector_encoding(prefix, 0, opcode, operands));
                encodings.push_back(vector_encoding(prefix, 0x48, opcode, operands)); // REX.W
                encodings.push_back(vector_encoding(prefix, 0x44, opcode, operands)); // REX.R: register 9
                if (!operands.empty() && operands[0] >= 0xc0)
                    encodings.push_back(vector_encoding(prefix, 0x45, opcode, operands)); // and REX.B: 10
            }
    return encodings;
}

std::vector<Encoding> state_encodings()
{
    std::vector<Encoding> encodings;
    for (auto const middle : {0u, 1u, 2u, 3u, 7u}) // FXSAVE FXRSTOR LDMXCSR STMXCSR CLFLUSH
        for (unsigned const rex : {0u, 0x48u})
            for (auto const& operands :
                 {aligned_memory(middle), misaligned_memory(middle), crossing_memory(middle)}) {
                encodings.push_back(vector_encoding(0, rex, 0xae, operands));
                encodings.back().tolerance.mxcsr_mask = middle == 0;
            }
    for (auto const modrm : {0xe8u, 0xf0u, 0xf8u}) // LFENCE MFENCE SFENCE
        encodings.push_back(vector_encoding(0, 0, 0xae, {byte(modrm)}));
    for (auto const middle : {0u, 1u, 2u, 3u}) // PREFETCHNTA, PREFETCHT0-2
        encodings.push_back(vector_encoding(0, 0, 0x18, crossing_memory(middle)));
    for (auto const middle : {0u, 1u}) // PREFETCH, PREFETCHW
        encodings.push_back(vector_encoding(0, 0, 0x0d, crossing_memory(middle)));
    encodings.push_back({{0xf0, 0x0f, 0x58, 0x0e}}); // LOCK ADDPS
    encodings.push_back({{0xf0, 0xd8, 0x06}});       // LOCK FADD
    return encodings;
}

std::vector<Encoding> x87_encodings()
{
    std::vector<Encoding> encodings;
    for (unsigned escape = 0xd8; escape <= 0xdf; ++escape) {
        for (unsigned group = 0; group < 8; ++group)
            for (auto const& operands : {aligned_memory(group), crossing_memory(group)}) {
                encodings.push_back({joined({byte(escape)}, operands)});
                bool const is_fisttp = group == 1 && (escape == 0xdb || escape == 0xdd || escape == 0xdf);
                encodings.back().newer = is_fisttp;
                encodings.push_back({joined({0x66, byte(escape)}, operands)});
                encodings.back().newer = is_fisttp;
            }
        for (unsigned modrm = 0xc0; modrm <= 0xff; ++modrm)
            if (!is_transcendental(escape, modrm))
                encodings.push_back({{byte(escape), byte(modrm)}});
    }
    encodings.push_back({{0x9b}});
    return encodings;
}

std::vector<Encoding> transcendental_encodings()
{
    std::vector<Encoding> encodings;
    for (unsigned modrm = 0xc0; modrm <= 0xff; ++modrm)
        if (is_transcendental(0xd9, modrm)) {
            encodings.push_back({{0xd9, byte(modrm)}});
            constexpr uint16_t rounded_up = 0x200; // C1: the last place is not the host's
            encodings.back().tolerance = {.x87_status = rounded_up, .st0_ulps = 1, .st1_ulps = 1};
        }
    return encodings;
}

Comparison::Comparison(uint64_t seed) : guest_(cpu::Vendor::amd), states_(seed), rounds_(rounds_wanted())
{}

// A task switch between instruction and FNSTENV loses the x87 pointers on AMD, so a difference is looked at
// again.
std::string Comparison::difference(Encoding const& encoding, Machine const& before)
{
    auto const guest = guest_.run(before);
    last_fault_ = guest.fault;
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
    auto varied = encoding;
    auto const rounds = encoding.faults ? rounds_ / 20 + 1 : rounds_;
    for (unsigned round = 0; round < rounds; ++round) {
        auto const before = states_.next();
        if (encoding.immediate)
            varied.bytes.back() = byte(static_cast<unsigned>(before.gpr[cpu::rbx]));
        if (round == 0 || encoding.immediate) {
            native_.set_instruction(varied.bytes);
            guest_.set_instruction(varied.bytes);
        }
        if (!agree(varied, before))
            return;
        if (last_fault_ == invalid_opcode && round > 1)
            return; // no instruction at all: nothing depends on the state
    }
}

} // namespace ringside::test
