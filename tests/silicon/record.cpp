// Writes the `then` lines of cases from what the host's own processor does.
//   silicon_record [-i] FILE...      prints the file with its `then` lines; -i rewrites it
// Cases whose `then` is right already, and cases that cannot run here, stay as they are (the latter are
// told). Flags that the manual leaves undefined are recorded as either.
#include "emu/script/assembler.hpp"
#include "emu/script/case_items.hpp"
#include "tests/silicon/native_case.hpp"

#include <cinttypes>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

namespace {

using namespace ringside;
using namespace ringside::silicon;

constexpr std::size_t longest_line = 100;
constexpr uint64_t stack_page = script::CaseMachine::stack_top - cpu::page_size;

std::string hex(uint64_t value)
{
    std::array<char, 24> text{};
    std::snprintf(text.data(), text.size(), value < 10 ? "%" PRIu64 : "0x%" PRIx64, value);
    return text.data();
}

class Recording
{
public:
    Recording(script::Case const& test, script::Program const& program, script::Ending const& ending)
        : before_(ending.before.state), after_(ending.after.state), ending_(ending),
          slot_(script::code_bits(test.mode) / 8)
    {
        auto const bits = script::code_bits(test.mode);
        for (std::span<uint8_t const> bytes = program.bytes; !bytes.empty();) {
            auto const code = bytes.first(std::min<std::size_t>(bytes.size(), 15));
            auto const length = script::inspect(code, bits).length;
            if (length == 0)
                break;
            written_ |= script::flag_effect(code, bits, before_.gpr[cpu::rcx]).written;
            bytes = bytes.subspan(length);
        }
    }

    std::vector<std::string> items()
    {
        record_fault();
        for (unsigned i = 0; i < 16; ++i)
            if (before_.gpr[i] != after_.gpr[i])
                add(gpr_name(i), hex(after_.gpr[i]));
        record_flags();
        record_segments();
        record_vector();
        record_x87();
        for (auto const& [linear, bytes] : ending_.after.pages)
            record_page(linear, bytes);
        return std::move(items_);
    }

private:
    void add(std::string const& name, std::string const& value) { items_.push_back(name + "=" + value); }

    static std::string gpr_name(unsigned index)
    {
        static constexpr std::array<std::string_view, 8> names = {"rax", "rcx", "rdx", "rbx",
                                                                  "rsp", "rbp", "rsi", "rdi"};
        return index < 8 ? std::string(names[index]) : "r" + std::to_string(index);
    }

    void record_fault()
    {
        if (ending_.end != script::End::fault)
            return;
        add("fault", script::fault_text(ending_.fault));
        if (ending_.fault.vector == cpu::Vector::page_fault)
            add("cr2", hex(ending_.fault.address));
    }

    void record_flags()
    {
        auto const changed = before_.rflags ^ after_.rflags;
        bool const faulted = ending_.end == script::End::fault;
        if ((changed & cpu::flag::status) != 0 || (!faulted && (written_ & cpu::flag::status) != 0)) {
            static constexpr std::array<std::pair<char, uint64_t>, 6> letters = {{{'O', cpu::flag::of},
                                                                                  {'S', cpu::flag::sf},
                                                                                  {'Z', cpu::flag::zf},
                                                                                  {'A', cpu::flag::af},
                                                                                  {'P', cpu::flag::pf},
                                                                                  {'C', cpu::flag::cf}}};
            std::string text;
            for (auto const& [letter, mask] : letters) {
                if ((ending_.undefined_flags & mask) != 0)
                    text += std::string(1, letter) + '?';
                else if ((after_.rflags & mask) != 0)
                    text += letter;
            }
            add("flags", text.empty() ? "-" : text);
        }
        for (auto const& flag : script::flag_names)
            record_flag(flag, changed);
        record_flag(script::id_flag, changed);
    }

    void record_flag(script::FlagName const& flag, uint64_t changed)
    {
        if ((flag.mask & cpu::flag::status) == 0 && (changed & flag.mask) != 0)
            add(std::string(flag.name),
                std::to_string((after_.rflags & flag.mask) >> std::countr_zero(flag.mask)));
    }

    void record_segments()
    {
        for (unsigned i = 0; i < script::segment_names.size(); ++i)
            if (before_.segments[i].selector != after_.segments[i].selector)
                add(std::string(script::segment_names[i]), hex(after_.segments[i].selector));
    }

    void record_vector()
    {
        for (unsigned i = 0; i < 16; ++i)
            if (before_.xmm[i] != after_.xmm[i]) {
                std::array<char, 40> text{};
                std::snprintf(text.data(), text.size(), "%016" PRIx64 "%016" PRIx64, after_.xmm[i].high,
                              after_.xmm[i].low);
                add("xmm" + std::to_string(i), text.data());
            }
        if (before_.mxcsr != after_.mxcsr)
            add("mxcsr", hex(after_.mxcsr));
    }

    void record_x87()
    {
        auto const& before = before_.x87;
        auto const& after = after_.x87;
        if (before.control != after.control)
            add("fcw", hex(after.control));
        bool mmx = false;
        for (unsigned i = 0; i < 8; ++i)
            mmx = mmx || (after.empty == 0 && before.registers[i] != after.registers[i] &&
                          after.registers[i].sign_exponent == 0xffff);
        if (before.status != after.status && !mmx)
            add("fsw", hex(after.status));
        for (unsigned i = 0; i < 8; ++i)
            record_stack_register(i, mmx);
    }

    void record_stack_register(unsigned index, bool mmx)
    {
        auto const physical = mmx ? index : (after_.x87.top() + index) & 7u;
        auto const& value = after_.x87.registers[physical];
        bool const same = before_.x87.registers[physical] == value;
        bool const was_empty = (before_.x87.empty >> physical & 1) != 0;
        bool const is_empty = (after_.x87.empty >> physical & 1) != 0;
        if (mmx && !same)
            add("mm" + std::to_string(index), hex(value.significand));
        if (mmx || (was_empty == is_empty && (is_empty || same)))
            return;
        std::array<char, 32> text{};
        std::snprintf(text.data(), text.size(), "0x%04x%016" PRIx64,
                      static_cast<unsigned>(value.sign_exponent), value.significand);
        add("st" + std::to_string(index), is_empty ? "empty" : text.data());
    }

    // The smallest aligned unit of each eight bytes that holds what changed (on the stack: a slot); units of
    // one size that follow each other make one item.
    void record_page(uint64_t linear, std::vector<uint8_t> const& bytes)
    {
        auto const& old = ending_.before.pages.at(linear);
        uint64_t next = 0;
        unsigned last_width = 0;
        for (std::size_t at = 0; at < bytes.size(); at += 8) {
            std::size_t first = 8;
            std::size_t last = 0;
            for (std::size_t i = 0; i < 8; ++i)
                if (old[at + i] != bytes[at + i]) {
                    first = std::min(first, i);
                    last = i;
                }
            if (first == 8)
                continue;
            unsigned width = linear == stack_page ? slot_ : 1;
            while (first / width != last / width)
                width *= 2;
            first -= first % width;
            uint64_t value = 0;
            std::memcpy(&value, bytes.data() + at + first, width);
            auto const address = linear + at + first;
            if (width == last_width && address == next)
                items_.back() += " " + hex(value);
            else
                add("[" + hex(address) + "]", "u" + std::to_string(width * 8) + " " + hex(value));
            next = address + width;
            last_width = width;
        }
    }

    cpu::State const& before_;
    cpu::State const& after_;
    script::Ending const& ending_;
    uint64_t written_ = 0;
    unsigned slot_; // bytes of a stack slot
    std::vector<std::string> items_;
};

std::string then_line(std::vector<std::string> const& items)
{
    std::string text = "then ";
    std::size_t column = text.size();
    for (auto const& item : items) {
        if (column + item.size() + 1 > longest_line && column > 6) {
            text += "\n     ";
            column = 5;
        }
        text += " " + item;
        column += item.size() + 1;
    }
    return items.empty() ? "then" : text;
}

// The new `then` of a case, or nothing where it stays as it is.
std::optional<std::string> record(script::CaseFile const& file, script::Case const& test)
{
    auto const program = script::assemble_program(test);
    auto const tell = [&](std::string const& sentence) {
        std::cerr << file.place(test.at) << ": " << test.name << ": " << sentence << '\n';
        return std::nullopt;
    };
    if (program.problem)
        return tell(file.place(program.problem->at) + ": " + program.problem->sentence);
    if (auto const reason = reason_against(test, program); !reason.empty())
        return tell("not recorded, since it " + reason);
    auto blank = test; // what a wrong `then` names must not decide how the case ends
    auto const run = execute_natively(blank, program);
    if (auto const* const why = std::get_if<std::string>(&run))
        return tell(*why);
    auto const& ending = std::get<script::Ending>(run);
    if (!test.then_lines.empty() && script::judge(test, program, host_vendor(), ending).empty())
        return std::nullopt;
    return then_line(Recording(test, program, ending).items());
}

std::string rewrite(script::CaseFile const& file, std::string const& path)
{
    std::ifstream stream(path);
    std::vector<std::string> lines(1);
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    std::map<uint32_t, std::string> put; // after this line
    std::vector<bool> dropped(lines.size() + 1);
    for (auto const& test : file.cases) {
        if (test.at.file != 0)
            continue;
        auto const text = record(file, test);
        if (!text)
            continue;
        for (auto const line : test.then_lines)
            dropped[line] = true;
        put[test.then_lines.empty() ? test.last_line : test.then_lines.front()] = *text;
    }
    std::ostringstream out;
    for (uint32_t number = 1; number < lines.size(); ++number) {
        if (!dropped[number])
            out << lines[number] << '\n';
        if (auto const found = put.find(number); found != put.end())
            out << found->second << '\n';
    }
    return out.str();
}

} // namespace

int main(int count, char** words)
{
    bool in_place = false;
    for (int i = 1; i < count; ++i) {
        std::string const path = words[i];
        if (path == "-i") {
            in_place = true;
            continue;
        }
        auto const file = script::read_case_file(path);
        if (file.problem) {
            std::cerr << file.place(file.problem->at) << ": " << file.problem->sentence << '\n';
            return 2;
        }
        auto const text = rewrite(file, path);
        if (in_place)
            std::ofstream(path) << text;
        else
            std::cout << text;
    }
    return 0;
}
