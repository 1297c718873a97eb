// The one-line assembler: a line of Intel syntax becomes bytes by Zydis' encoder, and the bytes are decoded
// again and compared with what was asked. Read next: program.hpp, which puts lines and labels together.
#pragma once

#include "cpu/model.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ringside::emu::script {

// The address of a label; nothing if there is none of that name.
using Labels = std::function<std::optional<uint64_t>(std::string_view)>;

struct Assembled
{
    std::vector<uint8_t> bytes;
    std::string problem;     // one sentence; "" = it was assembled
    uint32_t column = 1;     // of the problem, in characters of the line
    bool needs_wide = false; // a short branch does not reach its label

    bool ok() const { return problem.empty(); }
};

enum class BranchForm : uint8_t
{
    shortest, // 8-bit displacement if it reaches
    wide,     // 32-bit displacement
};

// `bits` is 64 or 32. `address` is where the line will stand.
Assembled assemble(std::string_view line, unsigned bits, uint64_t address, Labels const& labels = nullptr,
                   BranchForm form = BranchForm::shortest);

// What the manual's tables say about one instruction.
struct Inspected
{
    std::string mnemonic; // Zydis' spelling: "jnz", "cmovnbe"; "" = no instruction
    unsigned length = 0;
    uint32_t flags_written = 0; // of RFLAGS
    uint32_t flags_undefined = 0;
    std::optional<uint64_t> immediate; // the last one
    bool count_in_cl = false;          // a shift by CL
    unsigned operand_bits = 0;         // of the first operand
    bool is_far = false;               // a far branch
    bool repeats = false;              // a string instruction under REP
};
// AMD's processors heed an operand-size prefix before near branches of 64-bit code, Intel's do not.
Inspected inspect(std::span<uint8_t const> bytes, unsigned bits, cpu::Vendor vendor = cpu::Vendor::intel);

} // namespace ringside::emu::script
