// The operands of a line of Intel syntax, as text takes them apart, before anything is encoded. Read next:
// assembler.cpp.
#pragma once

#include "emu/script/assembler.hpp"

namespace ringside::emu::script {

struct OperandText
{
    enum class Kind : uint8_t
    {
        register_, // name
        number,    // value; label: it came from one
        memory,
        far, // selector:value
    };

    Kind kind = Kind::number;
    uint32_t column = 1;
    std::string name;
    uint64_t value = 0;
    bool label = false;
    uint16_t selector = 0;
    // memory
    std::string segment; // "fs", or ""
    std::string base;
    std::string index;
    uint8_t scale = 1;
    unsigned bytes = 0; // by keyword; 0 = not said
};

enum class Distance : uint8_t
{
    any,
    short_,
    near_,
    far_,
};

struct LineText
{
    std::vector<std::string> prefixes; // lock rep repe repne
    std::string mnemonic;
    uint32_t mnemonic_column = 1;
    Distance distance = Distance::any;
    std::vector<OperandText> operands;
    std::string problem;
    uint32_t problem_column = 1;
};

// Whether a lower-case word names a register.
using IsRegister = std::function<bool(std::string_view)>;

LineText take_apart(std::string_view line, IsRegister const& is_register, Labels const& labels);

} // namespace ringside::emu::script
