// MNEMONIC OPERAND, OPERAND: words, brackets and sums. Case does not matter, except in labels.
#include "emu/script/operand_text.hpp"

#include "emu/script/case_text.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace ringside::emu::script {

namespace {

std::string lower(std::string_view text)
{
    std::string result(text);
    for (auto& letter : result)
        letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    return result;
}

struct SizeWord
{
    std::string_view word;
    unsigned bytes;
};
constexpr std::array<SizeWord, 13> size_words = {{{"byte", 1},
                                                  {"word", 2},
                                                  {"dword", 4},
                                                  {"fword", 6},
                                                  {"qword", 8},
                                                  {"mmword", 8},
                                                  {"tbyte", 10},
                                                  {"tword", 10},
                                                  {"xword", 10},
                                                  {"oword", 16},
                                                  {"xmmword", 16},
                                                  {"dqword", 16},
                                                  {"ymmword", 32}}};

unsigned size_of_word(std::string_view word)
{
    auto const found = std::find_if(size_words.begin(), size_words.end(),
                                    [word](SizeWord const& entry) { return entry.word == word; });
    return found == size_words.end() ? 0 : found->bytes;
}

bool is_word_letter(char letter)
{
    return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_' || letter == '.' ||
           letter == '$' || letter == '@';
}

class Splitter
{
public:
    Splitter(std::string_view line, IsRegister const& is_register, Labels const& labels)
        : line_(line), is_register_(is_register), labels_(labels)
    {}

    LineText split()
    {
        read_mnemonic();
        while (ok() && !at_end()) {
            if (!result_.operands.empty() && !take(','))
                fail("expected ',' between operands");
            if (ok())
                read_operand();
        }
        return std::move(result_);
    }

private:
    bool ok() const { return result_.problem.empty(); }
    void fail(std::string sentence)
    {
        if (!ok())
            return;
        result_.problem = std::move(sentence);
        result_.problem_column = column_of(line_, at_);
    }
    void skip_blanks()
    {
        while (at_ < line_.size() && (line_[at_] == ' ' || line_[at_] == '\t'))
            ++at_;
    }
    bool at_end()
    {
        skip_blanks();
        return at_ == line_.size();
    }
    bool next_is(char letter)
    {
        skip_blanks();
        return at_ < line_.size() && line_[at_] == letter;
    }
    bool take(char letter)
    {
        if (!next_is(letter))
            return false;
        ++at_;
        return true;
    }
    std::string peek_word()
    {
        skip_blanks();
        auto end = at_;
        while (end < line_.size() && is_word_letter(line_[end]))
            ++end;
        return std::string(line_.substr(at_, end - at_));
    }
    std::string take_word()
    {
        auto word = peek_word();
        at_ += word.size();
        return word;
    }
    bool take_word_if(std::string_view wanted)
    {
        auto const word = peek_word();
        if (lower(word) != wanted)
            return false;
        at_ += word.size();
        return true;
    }

    void read_mnemonic()
    {
        static constexpr std::array<std::string_view, 6> prefixes = {"lock", "rep",   "repe",
                                                                     "repz", "repne", "repnz"};
        for (;;) {
            skip_blanks();
            result_.mnemonic_column = column_of(line_, at_);
            auto const word = lower(take_word());
            if (word.empty()) {
                fail("expected an instruction");
                return;
            }
            if (std::find(prefixes.begin(), prefixes.end(), word) == prefixes.end()) {
                result_.mnemonic = word;
                return;
            }
            result_.prefixes.push_back(word);
        }
    }

    void read_operand()
    {
        OperandText operand;
        skip_blanks();
        operand.column = column_of(line_, at_);
        read_keywords(operand);
        if (ok())
            read_place(operand);
        if (ok() && operand.bytes != 0 && operand.kind == OperandText::Kind::register_)
            operand.bytes = 0;
        result_.operands.push_back(std::move(operand));
    }

    // short near far, byte ... ptr
    void read_keywords(OperandText& operand)
    {
        for (;;) {
            if (take_word_if("short"))
                result_.distance = Distance::short_;
            else if (take_word_if("near"))
                result_.distance = Distance::near_;
            else if (take_word_if("far"))
                result_.distance = Distance::far_;
            else if (auto const size = size_of_word(lower(peek_word())); size != 0) {
                operand.bytes = size;
                take_word();
                take_word_if("ptr");
            } else {
                return;
            }
        }
    }

    void read_place(OperandText& operand)
    {
        if (next_is('[')) {
            read_memory(operand);
            return;
        }
        auto const word = lower(peek_word());
        static constexpr std::array<std::string_view, 6> segments = {"es", "cs", "ss", "ds", "fs", "gs"};
        if (std::find(segments.begin(), segments.end(), word) != segments.end()) {
            take_word();
            if (take(':')) {
                operand.segment = word;
                if (next_is('['))
                    read_memory(operand);
                else
                    fail("expected '[' after the segment");
                return;
            }
            operand.kind = OperandText::Kind::register_;
            operand.name = word;
            return;
        }
        if (word == "st" || is_register_(word)) {
            take_word();
            operand.kind = OperandText::Kind::register_;
            operand.name = word == "st" ? "st" + stack_number() : word;
            return;
        }
        read_sum(operand);
        if (ok() && take(':')) {
            operand.kind = OperandText::Kind::far;
            operand.selector = static_cast<uint16_t>(operand.value);
            operand.value = 0;
            read_sum(operand);
        }
    }

    // ST, ST(0) ... ST(7)
    std::string stack_number()
    {
        if (!take('('))
            return "0";
        auto const number = take_word();
        if (!take(')') || number.size() != 1 || number[0] < '0' || number[0] > '7')
            fail("the x87's registers are st(0) to st(7)");
        return number;
    }

    // A number, or a label, with + and - between.
    void read_sum(OperandText& operand)
    {
        operand.kind = operand.kind == OperandText::Kind::far ? operand.kind : OperandText::Kind::number;
        bool negative = take('-');
        for (bool first = true; ok(); first = false) {
            if (!first) {
                if (take('+'))
                    negative = false;
                else if (take('-'))
                    negative = true;
                else
                    return;
            }
            add_term(operand, negative);
        }
    }

    void add_term(OperandText& operand, bool negative)
    {
        skip_blanks();
        auto const start = at_;
        auto const word = take_word();
        if (word.empty()) {
            fail("expected a number, a register or a label");
            return;
        }
        auto value = number_of(lower(word));
        if (!value && labels_) {
            value = labels_(word);
            operand.label = operand.label || value.has_value();
        }
        if (!value) {
            at_ = start;
            auto const digit = std::isdigit(static_cast<unsigned char>(word[0])) != 0;
            fail("'" + word +
                 (digit ? "' is no number (decimal or 0x...)" : "' is no register, number or label"));
            return;
        }
        operand.value += negative ? ~*value + 1 : *value;
    }

    // [base + index*scale + number]
    void read_memory(OperandText& operand)
    {
        operand.kind = OperandText::Kind::memory;
        take('[');
        bool negative = take('-');
        while (ok()) {
            read_memory_term(operand, negative);
            if (take(']'))
                return;
            negative = next_is('-');
            if (!take('+') && !take('-'))
                fail("expected '+', '-' or ']' in the address");
        }
    }

    void read_memory_term(OperandText& operand, bool negative)
    {
        auto const word = lower(peek_word());
        if (!is_register_(word)) {
            auto const number = number_of(word);
            auto const start = at_;
            take_word();
            if (number && take('*')) {
                add_index(operand, lower(take_word()), *number);
                return;
            }
            at_ = start;
            add_term(operand, negative);
            return;
        }
        if (negative) {
            fail("a register cannot be subtracted in an address");
            return;
        }
        take_word();
        if (take('*')) {
            auto const scale = number_of(take_word());
            add_index(operand, word, scale.value_or(0));
        } else if (operand.base.empty()) {
            operand.base = word;
        } else {
            add_index(operand, word, 1);
        }
    }

    void add_index(OperandText& operand, std::string const& name, uint64_t scale)
    {
        if (!is_register_(name))
            fail("expected a register beside '*'");
        else if (scale != 1 && scale != 2 && scale != 4 && scale != 8)
            fail("an index is scaled by 1, 2, 4 or 8");
        else if (!operand.index.empty())
            fail("an address has one base and one index");
        operand.index = name;
        operand.scale = static_cast<uint8_t>(scale);
        // The stack pointer cannot be an index. SDM Vol. 2A, "ModR/M and SIB Bytes".
        if (scale == 1 && (name == "rsp" || name == "esp"))
            std::swap(operand.base, operand.index);
    }

    std::string_view line_;
    IsRegister const& is_register_;
    Labels const& labels_;
    std::size_t at_ = 0;
    LineText result_;
};

} // namespace

LineText take_apart(std::string_view line, IsRegister const& is_register, Labels const& labels)
{
    return Splitter(line, is_register, labels).split();
}

} // namespace ringside::emu::script
