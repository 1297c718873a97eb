// A case file as data: what the parser makes and runner, recorder and reports read. docs/case_files.md
// describes the text. Read next: case_parser.cpp, which makes it; case_runner.hpp, which executes it.
#pragma once

#include "cpu/cpu.hpp"
#include "emu/script/case_machine.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ringside::emu::script {

// A place in a file: `file` indexes CaseFile::files, since a file may include others. Columns count
// characters.
struct Position
{
    uint32_t file = 0;
    uint32_t line = 1;
    uint32_t column = 1;
};

// What stops the reading of a file: one sentence and where.
struct Problem
{
    Position at{};
    std::string sentence;
};

// One thing that `given` sets and `then` expects.
struct Item
{
    enum class Kind : uint8_t
    {
        gpr,          // index, bits, shift (8 for AH CH DH BH), number
        rip,          // number
        rflags,       // number
        flag,         // mask, number already shifted into place
        status_flags, // flags=LETTERS: mask without those that may be either, number
        segment,      // index: SegmentName, number: selector
        ring,         // number
        memory,       // number: address; bytes
        msr,          // index: MSR number, number
        control,      // index, number
        table,        // index: TableField, number
        gate,         // index: vector, field: GateField, number
        descriptor,   // index, field: DescriptorField, number
        tss_stack,    // index: RSP0-RSP2, number
        tss_ist,      // index: IST1-IST7, number
        xmm,          // index, bytes (16)
        st,           // index, bytes (10), or empty
        mm,           // index, number
        mxcsr,        // number
        fcw,          // number
        fsw,          // number
        page,         // number: address; rights, absent
        fault,        // fault, or none
        steps,        // steps
    };

    Kind kind = Kind::gpr;
    Position at{};
    std::string name; // as written, for messages: "rax", "[0x9000]", "idt[0x80].dpl"
    uint32_t index = 0;
    uint8_t bits = 64;
    uint8_t shift = 0;
    uint8_t field = 0;
    uint64_t number = 0;
    uint64_t mask = 0;
    std::vector<uint8_t> bytes;
    PageRights rights{};
    bool absent = false;
    bool empty = false;
    bool has_error_code = false; // fault=#GP(0) against fault=#UD
    cpu::Fault fault{};
    std::vector<cpu::Step> steps;
};

enum class TableField : uint8_t
{
    gdtr_base,
    gdtr_limit,
    idtr_base,
    idtr_limit,
    tr,
    ldtr,
};

enum class GateField : uint8_t
{
    offset,
    selector,
    ist,
    type,
    dpl,
    present,
};

enum class DescriptorField : uint8_t
{
    base,
    limit,
    type,
    s,
    dpl,
    present,
    avl,
    l,
    d,
    g,
};

struct SourceLine
{
    Position at{};
    std::string text;
};

struct Case
{
    std::string name;
    Position at{};
    Mode mode = Mode::long_mode;
    std::optional<cpu::Vendor> vendor; // none: the same on both
    cpu::Level level = cpu::Level::v1;
    unsigned points = 1;
    std::vector<Item> given;
    std::vector<SourceLine> run; // Intel syntax
    std::vector<uint8_t> bytes;  // instead of run
    Position bytes_at{};
    std::vector<Item> then;
    std::vector<uint32_t> then_lines; // line numbers in the case's own file, for the recorder
    uint32_t last_line = 0;           // of the case
};

struct CaseFile
{
    std::vector<std::string> files; // names, for positions
    std::vector<Case> cases;
    std::optional<Problem> problem; // the file cannot be used

    std::string place(Position const& at) const
    {
        return files[at.file] + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
    }
};

// Reads a file of this disk. A file that cannot be opened has a problem, too.
CaseFile read_case_file(std::string const& path);
// Reads text; `path` is for messages, and includes are looked up beside it.
CaseFile parse_cases(std::string const& path, std::string_view text);

} // namespace ringside::emu::script
