// Branches to labels start short and grow until all reach; nothing ever shrinks, so that this ends.
#include "emu/script/program.hpp"

#include "emu/script/assembler.hpp"
#include "emu/script/case_text.hpp"

#include <algorithm>
#include <cctype>
#include <map>

namespace ringside::emu::script {

namespace {

constexpr std::size_t most_code = 4096;

struct Statement
{
    Position at{};
    std::string text;
    BranchForm form = BranchForm::shortest;
    std::vector<uint8_t> bytes;
};

class Layout
{
public:
    explicit Layout(Case const& test) : bits_(code_bits(test.mode))
    {
        for (auto const& line : test.run)
            add(line);
    }

    Program lay_out()
    {
        // Addresses move until nothing grows any more; every round but the last widens a branch or moves a
        // label.
        auto const most_rounds = 2 * statements_.size() + 4;
        bool moved = true;
        for (std::size_t round = 0; moved && round < most_rounds && !program_.problem; ++round)
            moved = assemble_round();
        for (auto const& statement : statements_)
            program_.bytes.insert(program_.bytes.end(), statement.bytes.begin(), statement.bytes.end());
        if (program_.bytes.size() > most_code && !program_.problem)
            program_.problem = Problem{statements_.front().at, "a case has at most 4096 bytes of code"};
        return std::move(program_);
    }

private:
    static bool is_label(std::string_view name)
    {
        auto const is_letter = [](char letter) {
            return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_' || letter == '.';
        };
        return !name.empty() && std::isdigit(static_cast<unsigned char>(name[0])) == 0 &&
               std::all_of(name.begin(), name.end(), is_letter);
    }

    void add(SourceLine const& line)
    {
        auto at = line.at;
        std::string_view text = line.text;
        for (;;) {
            auto const colon = text.find(':');
            auto const name = trimmed(text.substr(0, std::min(colon, text.size())));
            if (colon == std::string_view::npos || !is_label(name))
                break;
            if (!labels_.emplace(name, statements_.size()).second && !program_.problem)
                program_.problem = Problem{at, "label '" + std::string(name) + "' stands twice"};
            auto const rest = text.find_first_not_of(" \t", colon + 1);
            at.column += column_of(text, std::min(rest, text.size())) - 1;
            text.remove_prefix(std::min(rest, text.size()));
        }
        if (!text.empty())
            statements_.push_back({at, std::string(text), BranchForm::shortest, {}});
    }

    uint64_t address_of(std::size_t statement) const
    {
        auto address = CaseMachine::code_address;
        for (std::size_t i = 0; i < statement; ++i)
            address += statements_[i].bytes.size();
        return address;
    }

    // True: something changed its size, so that labels stand elsewhere.
    bool assemble_round()
    {
        bool moved = false;
        auto address = CaseMachine::code_address;
        Labels const labels = [this](std::string_view name) -> std::optional<uint64_t> {
            auto const found = labels_.find(name);
            return found == labels_.end() ? std::nullopt : std::optional(address_of(found->second));
        };
        for (auto& statement : statements_) {
            auto assembled = assemble(statement.text, bits_, address, labels, statement.form);
            if (!assembled.ok()) {
                auto at = statement.at;
                at.column += assembled.column - 1;
                program_.problem = Problem{at, assembled.problem};
                return false;
            }
            if (assembled.needs_wide)
                statement.form = BranchForm::wide;
            moved = moved || assembled.bytes != statement.bytes;
            statement.bytes = std::move(assembled.bytes);
            address += statement.bytes.size();
        }
        return moved;
    }

    unsigned bits_;
    std::vector<Statement> statements_;
    std::map<std::string, std::size_t, std::less<>> labels_;
    Program program_;
};

} // namespace

unsigned code_bits(Mode mode)
{
    return mode == Mode::long_mode ? 64 : 32;
}

Program assemble_program(Case const& test)
{
    if (!test.bytes.empty())
        return {test.bytes, std::nullopt};
    return Layout(test).lay_out();
}

} // namespace ringside::emu::script
