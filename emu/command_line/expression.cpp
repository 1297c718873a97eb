// A recursive-descent reader: sum, product, factor. GDB manual, "Expressions", "Registers".
#include "emu/command_line/expression.hpp"

#include "emu/place.hpp"

#include <fmt/format.h>

#include <array>
#include <cctype>

namespace ringside::emu {

namespace {

class Reader
{
public:
    Reader(Session const& session, std::string_view text) : session_(session), rest_(text) {}

    Outcome<uint64_t> whole()
    {
        auto value = sum();
        blanks();
        if (value.ok() && !rest_.empty())
            return Refusal{fmt::format("\"{}\" cannot follow an expression", rest_)};
        return value;
    }

private:
    static constexpr unsigned deepest = 64;

    void blanks()
    {
        while (!rest_.empty() && std::isspace(static_cast<unsigned char>(rest_.front())) != 0)
            rest_.remove_prefix(1);
    }
    bool accept(char letter)
    {
        blanks();
        if (rest_.empty() || rest_.front() != letter)
            return false;
        rest_.remove_prefix(1);
        return true;
    }
    Outcome<uint64_t> sum()
    {
        auto value = product();
        while (value.ok()) {
            auto const minus = accept('-');
            if (!minus && !accept('+'))
                return value;
            auto const other = product();
            if (!other.ok())
                return other;
            value = minus ? value.value() - other.value() : value.value() + other.value();
        }
        return value;
    }
    Outcome<uint64_t> product()
    {
        auto value = factor();
        while (value.ok() && accept('*')) {
            auto const other = factor();
            if (!other.ok())
                return other;
            value = value.value() * other.value();
        }
        return value;
    }
    Outcome<uint64_t> factor()
    {
        if (++depth_ > deepest)
            return Refusal{"the expression is nested too deeply"};
        if (accept('('))
            return closed(sum());
        if (accept('-')) {
            auto value = factor();
            return value.ok() ? Outcome<uint64_t>(~value.value() + 1) : value;
        }
        if (accept('&'))
            return factor();
        if (accept('*')) {
            auto const address = factor();
            if (!address.ok())
                return address;
            auto const word = session_.read_word(address.value());
            return word ? Outcome<uint64_t>(*word)
                        : Refusal{fmt::format("nothing is mapped at {:#x}", address.value())};
        }
        return word();
    }
    Outcome<uint64_t> closed(Outcome<uint64_t> value)
    {
        if (value.ok() && !accept(')'))
            return Refusal{"a ) is missing"};
        return value;
    }
    Outcome<uint64_t> word()
    {
        blanks();
        auto const letter = [](char c) {
            return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' || c == '$' ||
                   c == ':';
        };
        std::size_t length = 0;
        while (length < rest_.size() && letter(rest_[length]))
            ++length;
        auto const name = rest_.substr(0, length);
        rest_.remove_prefix(length);
        if (name.empty())
            return Refusal{"an address, a number, a $register or a symbol is missing"};
        uint64_t number = 0;
        if (parse_number(name, number))
            return number;
        if (name.front() == '$') {
            auto const value = register_value(session_.state(), name.substr(1));
            return value ? Outcome<uint64_t>(*value) : Refusal{fmt::format("there is no register {}", name)};
        }
        auto const address = session_.address_of(name);
        return address ? Outcome<uint64_t>(*address) : Refusal{fmt::format("there is no symbol {}", name)};
    }

    Session const& session_;
    std::string_view rest_;
    unsigned depth_ = 0;
};

constexpr std::array<std::string_view, 16> names_64 = {"rax", "rcx", "rdx", "rbx", "rsp", "rbp",
                                                       "rsi", "rdi", "r8",  "r9",  "r10", "r11",
                                                       "r12", "r13", "r14", "r15"};
constexpr std::array<std::string_view, 8> names_16 = {"ax", "cx", "dx", "bx", "sp", "bp", "si", "di"};
constexpr std::array<std::string_view, 6> segment_names = {"es", "cs", "ss", "ds", "fs", "gs"};

std::optional<uint64_t> general_register(cpu::State const& state, std::string_view name)
{
    for (std::size_t i = 0; i < names_64.size(); ++i) {
        if (name == names_64[i])
            return state.gpr[i];
        if (i >= 8 && name.starts_with(names_64[i]) && name.size() == names_64[i].size() + 1) {
            auto const width = name.back();
            auto const value = state.gpr[i];
            if (width == 'd' || width == 'w' || width == 'b' || width == 'l')
                return width == 'd' ? value & 0xffff'ffff : width == 'w' ? value & 0xffff : value & 0xff;
        }
    }
    for (std::size_t i = 0; i < names_16.size(); ++i) {
        if (name == names_16[i])
            return state.gpr[i] & 0xffff;
        if (name.size() == 3 && name.front() == 'e' && name.substr(1) == names_16[i])
            return state.gpr[i] & 0xffff'ffff;
        if (name.size() == 2 && i < 4 && name.front() == names_16[i].front() && name.back() == 'l')
            return state.gpr[i] & 0xff;
        if (name.size() == 2 && i < 4 && name.front() == names_16[i].front() && name.back() == 'h')
            return state.gpr[i] >> 8 & 0xff;
    }
    return {};
}

} // namespace

std::optional<uint64_t> register_value(cpu::State const& state, std::string_view name)
{
    if (auto const value = general_register(state, name))
        return value;
    for (std::size_t i = 0; i < segment_names.size(); ++i) {
        if (name == segment_names[i])
            return state.segments[i].selector;
        if (name.ends_with("_base") && name.substr(0, name.size() - 5) == segment_names[i])
            return state.segments[i].base;
    }
    struct Named
    {
        std::string_view name;
        uint64_t value;
    };
    Named const others[] = {{"rip", state.rip},
                            {"pc", state.rip},
                            {"eip", state.rip & 0xffff'ffff},
                            {"rflags", state.rflags},
                            {"eflags", state.rflags},
                            {"cpl", state.cpl},
                            {"cr0", state.cr0},
                            {"cr2", state.cr2},
                            {"cr3", state.cr3},
                            {"cr4", state.cr4},
                            {"cr8", state.cr8},
                            {"efer", state.efer},
                            {"star", state.star},
                            {"lstar", state.lstar},
                            {"cstar", state.cstar},
                            {"sfmask", state.sfmask},
                            {"kernel_gs_base", state.kernel_gs_base},
                            {"gdtr_base", state.gdtr.base},
                            {"idtr_base", state.idtr.base},
                            {"tr", state.tr.selector},
                            {"tr_base", state.tr.base},
                            {"time", state.time},
                            {"mxcsr", state.mxcsr}};
    for (auto const& other : others)
        if (other.name == name)
            return other.value;
    return {};
}

Outcome<uint64_t> evaluate(Session const& session, std::string_view text)
{
    return Reader(session, text).whole();
}

} // namespace ringside::emu
