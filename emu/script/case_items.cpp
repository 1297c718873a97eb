// One function a kind of item. A name decides the kind; its value decides nothing but the value.
#include "emu/script/case_items.hpp"

#include <algorithm>
#include <cstdio>
#include <cstring>

namespace ringside::emu::script {

namespace {

constexpr std::size_t most_bytes = 65536; // of one memory item

struct Register
{
    uint8_t index;
    uint8_t bits;
    uint8_t shift;
};

// rax eax ax al ah; r8 r8d r8w r8b. SDM Vol. 1, "General-Purpose Registers in 64-Bit Mode".
std::optional<Register> register_named(std::string_view name)
{
    static constexpr std::array<std::array<std::string_view, 4>, 8> old = {{{"rax", "eax", "ax", "al"},
                                                                            {"rcx", "ecx", "cx", "cl"},
                                                                            {"rdx", "edx", "dx", "dl"},
                                                                            {"rbx", "ebx", "bx", "bl"},
                                                                            {"rsp", "esp", "sp", "spl"},
                                                                            {"rbp", "ebp", "bp", "bpl"},
                                                                            {"rsi", "esi", "si", "sil"},
                                                                            {"rdi", "edi", "di", "dil"}}};
    static constexpr std::array<uint8_t, 4> widths = {64, 32, 16, 8};
    static constexpr std::array<std::string_view, 4> high = {"ah", "ch", "dh", "bh"};
    for (uint8_t index = 0; index < old.size(); ++index)
        for (std::size_t width = 0; width < widths.size(); ++width)
            if (old[index][width] == name)
                return Register{index, widths[width], 0};
    for (uint8_t index = 0; index < high.size(); ++index)
        if (high[index] == name)
            return Register{index, 8, 8};
    if (!name.starts_with('r') || name.size() < 2)
        return std::nullopt;
    auto digits = name.substr(1);
    uint8_t bits = 64;
    static constexpr std::array<std::pair<char, uint8_t>, 3> suffixes = {{{'d', 32}, {'w', 16}, {'b', 8}}};
    for (auto const& [letter, width] : suffixes)
        if (digits.ends_with(letter)) {
            bits = width;
            digits.remove_suffix(1);
            break;
        }
    auto const number = number_of(digits);
    if (!number || *number < 8 || *number > 15 || std::to_string(*number) != digits)
        return std::nullopt;
    return Register{static_cast<uint8_t>(*number), bits, 0};
}

template <std::size_t N>
std::optional<uint8_t> place_in(std::array<std::string_view, N> const& names, std::string_view name)
{
    auto const found = std::find(names.begin(), names.end(), name);
    if (found == names.end())
        return std::nullopt;
    return static_cast<uint8_t>(found - names.begin());
}

std::optional<uint32_t> numbered(std::string_view name, std::string_view prefix, uint32_t first,
                                 uint32_t last)
{
    if (!name.starts_with(prefix))
        return std::nullopt;
    auto const number = number_of(name.substr(prefix.size()));
    if (!number || *number < first || *number > last)
        return std::nullopt;
    return static_cast<uint32_t>(*number);
}

// Names may be written in capitals.
std::string lower(std::string_view text)
{
    std::string result(text);
    for (auto& letter : result)
        letter = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    return result;
}

std::string quote(std::string_view text)
{
    return "'" + std::string(text) + "'";
}

class Reader
{
public:
    Reader(std::vector<PlacedWord> const& words, Section section, std::vector<Item>& items)
        : words_(words), section_(section), items_(items)
    {}

    std::optional<Problem> read()
    {
        while (next_ < words_.size() && !problem_)
            read_item();
        return problem_;
    }

private:
    // ---- words
    static bool begins_item(PlacedWord const& word)
    {
        return !word.quoted && (word.text == "page" || word.text.find('=') != std::string::npos);
    }
    bool has_value() const { return next_ < words_.size() && !begins_item(words_[next_]); }

    // Splits "name=value" and puts the values of the item into values_.
    void collect_values()
    {
        values_.clear();
        auto const& word = words_[next_++];
        auto const equals = word.text.find('=');
        item_.name = lower(word.text.substr(0, equals));
        if (equals != std::string::npos && equals + 1 < word.text.size()) {
            auto at = word.at;
            at.column += static_cast<uint32_t>(equals + 1);
            values_.push_back({word.text.substr(equals + 1), at, false});
        }
        while (has_value())
            values_.push_back(words_[next_++]);
    }

    bool fail(Position const& at, std::string sentence)
    {
        if (!problem_)
            problem_ = Problem{at, std::move(sentence)};
        return false;
    }
    bool fail(std::string sentence) { return fail(item_.at, std::move(sentence)); }

    bool has_one_value()
    {
        if (values_.empty())
            return fail(quote(item_.name) + " has no value");
        if (values_.size() > 1)
            return fail(values_[1].at, quote(values_[1].text) + " is no item; items read NAME=VALUE");
        return true;
    }

    bool read_number(unsigned bits)
    {
        if (!has_one_value())
            return false;
        auto const number = number_of(values_[0].text, bits);
        if (!number)
            return fail(values_[0].at, quote(values_[0].text) + " is no number of " + std::to_string(bits) +
                                           " bits (decimal or 0x...)");
        item_.number = *number;
        return true;
    }

    bool read_small_number(uint64_t most)
    {
        if (!read_number(64))
            return false;
        return item_.number <= most ||
               fail(values_[0].at, quote(item_.name) + " goes from 0 to " + std::to_string(most));
    }

    // ---- items
    void read_item()
    {
        item_ = Item{};
        item_.at = words_[next_].at;
        if (!begins_item(words_[next_])) {
            fail(quote(words_[next_].text) + " is no item; items read NAME=VALUE");
            return;
        }
        if (words_[next_].text == "page") {
            read_page();
        } else {
            collect_values();
            choose();
        }
        if (!problem_)
            items_.push_back(std::move(item_));
    }

    void choose()
    {
        bool const known =
            item_.name.starts_with('[') ? (read_memory(), true) : choose_register() || choose_table();
        if (!known && !problem_)
            fail("unknown item " + quote(item_.name));
    }

    bool choose_register()
    {
        std::string_view const name = item_.name;
        if (auto const found = register_named(name)) {
            item_.kind = Item::Kind::gpr;
            item_.index = found->index;
            item_.bits = found->bits;
            item_.shift = found->shift;
            return read_number(found->bits), true;
        }
        if (name == "rip" || name == "eip")
            return item_.kind = Item::Kind::rip, read_number(64), true;
        if (name == "rflags" || name == "eflags")
            return item_.kind = Item::Kind::rflags, read_number(32), true;
        if (name == "flags")
            return read_status_flags(), true;
        if (name == "ring" || name == "cpl")
            return item_.kind = Item::Kind::ring, read_small_number(3), true;
        if (auto const flag = std::find_if(flag_names.begin(), flag_names.end(),
                                           [name](FlagName const& entry) { return entry.name == name; });
            flag != flag_names.end())
            return read_flag(*flag), true;
        if (name == id_flag.name)
            return read_flag(id_flag), true;
        if (auto const segment = place_in(segment_names, name)) {
            item_.kind = Item::Kind::segment;
            item_.index = *segment;
            return read_number(16), true;
        }
        return choose_float_register();
    }

    bool choose_float_register()
    {
        std::string_view const name = item_.name;
        if (auto const index = numbered(name, "xmm", 0, 15))
            return item_.index = *index, read_xmm(), true;
        if (numbered(name, "ymm", 0, 15))
            return fail("the processor of level v1 has no ymm registers"), true;
        if (auto const index = numbered(name, "st", 0, 7))
            return item_.index = *index, read_st(), true;
        if (auto const index = numbered(name, "mm", 0, 7))
            return item_.kind = Item::Kind::mm, item_.index = *index, read_number(64), true;
        if (name == "mxcsr")
            return item_.kind = Item::Kind::mxcsr, read_number(32), true;
        if (name == "fcw")
            return item_.kind = Item::Kind::fcw, read_number(16), true;
        if (name == "fsw")
            return item_.kind = Item::Kind::fsw, read_number(16), true;
        return false;
    }

    bool choose_table()
    {
        std::string_view const name = item_.name;
        if (name == "fault")
            return read_fault(), true;
        if (name == "steps")
            return read_steps(), true;
        if (auto const field = place_in(table_field_names, name)) {
            item_.kind = Item::Kind::table;
            item_.index = *field;
            return read_number(*field == 0 || *field == 2 ? 64 : 16), true;
        }
        if (auto const number = numbered(name, "cr", 0, 8)) {
            item_.kind = Item::Kind::control;
            item_.index = *number;
            if (*number == 1 || (*number > 4 && *number < 8))
                return fail("there is no control register " + quote(name)), true;
            return read_number(64), true;
        }
        if (auto const number = numbered(name, "tss.rsp", 0, 2))
            return item_.kind = Item::Kind::tss_stack, item_.index = *number, read_number(64), true;
        if (auto const number = numbered(name, "tss.ist", 1, 7))
            return item_.kind = Item::Kind::tss_ist, item_.index = *number, read_number(64), true;
        if (name.starts_with("msr["))
            return read_msr(), true;
        if (name.starts_with("idt["))
            return read_gate(), true;
        if (name.starts_with("gdt["))
            return read_descriptor(), true;
        return false;
    }

    bool read_flag(FlagName const& flag)
    {
        item_.kind = Item::Kind::flag;
        item_.mask = flag.mask;
        if (!read_small_number(flag.mask == cpu::flag::iopl ? 3 : 1))
            return false;
        item_.number <<= std::countr_zero(flag.mask);
        return true;
    }

    bool read_status_flags()
    {
        if (!has_one_value())
            return false;
        static constexpr std::string_view letters = "OSZAPC";
        static constexpr std::array<uint64_t, 6> masks = {cpu::flag::of, cpu::flag::sf, cpu::flag::zf,
                                                          cpu::flag::af, cpu::flag::pf, cpu::flag::cf};
        item_.kind = Item::Kind::status_flags;
        item_.mask = cpu::flag::status;
        std::string_view const text = values_[0].text;
        if (text == "-")
            return true;
        for (std::size_t i = 0; i < text.size(); ++i) {
            auto const place = letters.find(text[i]);
            if (place == std::string_view::npos)
                return fail(values_[0].at,
                            quote(text) + " names flags by the letters O S Z A P C, or - for none");
            bool const either = i + 1 < text.size() && text[i + 1] == '?';
            if (either && section_ == Section::given)
                return fail(values_[0].at, "'given' sets a flag or not; '?' belongs to 'then'");
            if (either)
                item_.mask &= ~masks[place];
            else
                item_.number |= masks[place];
            i += either ? 1u : 0u;
        }
        item_.number &= item_.mask;
        return true;
    }

    // "[" NUMBER "]" of a name that starts with `prefix`; the rest after "]" in `rest`.
    std::optional<uint64_t> bracketed(std::size_t prefix, std::string_view& rest)
    {
        std::string_view const name = item_.name;
        auto const close = name.find(']');
        if (close == std::string_view::npos) {
            fail(quote(name) + " lacks its ']'");
            return std::nullopt;
        }
        rest = name.substr(close + 1);
        auto const text = name.substr(prefix, close - prefix);
        auto const number = number_of(text);
        if (!number)
            fail(quote(text) + " is no number (decimal or 0x...)");
        return number;
    }

    bool read_msr()
    {
        item_.kind = Item::Kind::msr;
        std::string_view const name = item_.name;
        auto const close = name.find(']');
        auto const text = close == std::string_view::npos ? name : name.substr(4, close - 4);
        auto const known = std::find_if(msr_names.begin(), msr_names.end(),
                                        [text](MsrName const& entry) { return lower(entry.name) == text; });
        auto const number =
            known != msr_names.end() ? std::optional<uint64_t>(known->number) : number_of(text, 32);
        if (!number || close + 1 != name.size())
            return fail(quote(name) + " names no MSR; msr[EFER], msr[0xc0000080]");
        bool const modelled =
            std::any_of(msr_names.begin(), msr_names.end(),
                        [&number](MsrName const& entry) { return entry.number == *number; });
        item_.index = static_cast<uint32_t>(*number);
        return modelled ? read_number(64) : fail("the processor has no MSR " + std::string(text));
    }

    bool read_gate()
    {
        std::string_view rest;
        auto const vector = bracketed(4, rest);
        if (!vector)
            return false;
        item_.kind = Item::Kind::gate;
        auto const field = rest.starts_with('.') ? place_in(gate_field_names, rest.substr(1)) : std::nullopt;
        if (*vector > 255 || !field)
            return fail(quote(item_.name) +
                        " names no field of a gate: idt[0-255].offset selector ist type dpl present");
        item_.index = static_cast<uint32_t>(*vector);
        item_.field = *field;
        static constexpr std::array<uint64_t, 6> most = {~uint64_t{0}, 0xffff, 7, 0x1f, 3, 1};
        return read_small_number(most[*field]);
    }

    bool read_descriptor()
    {
        std::string_view rest;
        auto const index = bracketed(4, rest);
        if (!index)
            return false;
        item_.kind = Item::Kind::descriptor;
        auto const field =
            rest.starts_with('.') ? place_in(descriptor_field_names, rest.substr(1)) : std::nullopt;
        if (*index > 511 || !field)
            return fail(
                quote(item_.name) +
                " names no field of a descriptor: gdt[0-511].base limit type s dpl present avl l d g");
        item_.index = static_cast<uint32_t>(*index);
        item_.field = *field;
        static constexpr std::array<uint64_t, 10> most = {0xffff'ffff, 0xf'ffff, 15, 1, 3, 1, 1, 1, 1, 1};
        return read_small_number(most[*field]);
    }

    bool read_memory()
    {
        item_.kind = Item::Kind::memory;
        std::string_view rest;
        auto const address = bracketed(1, rest);
        if (!address)
            return false;
        if (!rest.empty())
            return fail(quote(item_.name) + " reads [ADDRESS]=TYPE VALUES");
        item_.number = *address;
        if (values_.size() < 2)
            return fail(quote(item_.name) + " needs a type and values: u8 u16 u32 u64 f32 f64 f80 bytes str");
        for (std::size_t i = 1; i < values_.size(); ++i)
            if (!append_value(values_[0].text, values_[i]))
                return false;
        if (item_.number + (item_.bytes.size() - 1) < item_.number)
            return fail(quote(item_.name) + " goes past the last address");
        return true;
    }

    bool append_value(std::string_view type, PlacedWord const& value)
    {
        std::optional<std::vector<uint8_t>> bytes;
        static constexpr std::array<std::string_view, 4> integers = {"u8", "u16", "u32", "u64"};
        if (auto const width = place_in(integers, type)) {
            auto const number = number_of(value.text, 8u << *width);
            if (number && !value.quoted) {
                bytes.emplace(std::size_t{1} << *width);
                std::memcpy(bytes->data(), &*number, bytes->size());
            }
        } else if (type == "f32") {
            bytes = float32_bytes(value.text);
        } else if (type == "f64") {
            bytes = float64_bytes(value.text);
        } else if (type == "f80") {
            bytes = float80_bytes(value.text);
        } else if (type == "bytes") {
            bytes = hex_bytes(value.text);
        } else if (type == "str") {
            if (value.quoted)
                bytes.emplace(value.text.begin(), value.text.end());
        } else {
            return fail(values_[0].at,
                        "unknown type " + quote(type) + ": u8 u16 u32 u64 f32 f64 f80 bytes str");
        }
        if (!bytes)
            return fail(value.at, quote(value.text) + " is no value of type " + std::string(type));
        if (item_.bytes.size() + bytes->size() > most_bytes)
            return fail(value.at, "one item holds at most " + std::to_string(most_bytes) + " bytes");
        item_.bytes.insert(item_.bytes.end(), bytes->begin(), bytes->end());
        return true;
    }

    bool read_xmm()
    {
        item_.kind = Item::Kind::xmm;
        if (values_.empty())
            return fail(quote(item_.name) + " has no value");
        if (values_[0].text == "f32" || values_[0].text == "f64") {
            for (std::size_t i = 1; i < values_.size(); ++i)
                if (!append_value(values_[0].text, values_[i]))
                    return false;
            return item_.bytes.size() == 16 || fail(quote(item_.name) + " takes four f32 or two f64");
        }
        if (!has_one_value())
            return false;
        auto digits = values_[0].text;
        if (digits.starts_with("0x") || digits.starts_with("0X"))
            digits.erase(0, 2);
        auto const bytes =
            digits.size() <= 32 ? hex_bytes(std::string(32 - digits.size(), '0') + digits) : std::nullopt;
        if (!bytes || digits.empty())
            return fail(values_[0].at,
                        quote(values_[0].text) + " is no value of an xmm register: at most 32 hex digits");
        item_.bytes.assign(bytes->rbegin(), bytes->rend());
        return true;
    }

    bool read_st()
    {
        item_.kind = Item::Kind::st;
        if (values_.size() > 1 && values_[0].text == "f80")
            values_.erase(values_.begin());
        if (!has_one_value())
            return false;
        item_.empty = values_[0].text == "empty";
        return item_.empty ? item_.bytes.assign(10, 0), true : append_value("f80", values_[0]);
    }

    bool read_page()
    {
        ++next_;
        item_.kind = Item::Kind::page;
        item_.name = "page";
        if (section_ == Section::then)
            return fail("'page' belongs to 'given'");
        if (!has_value())
            return fail("'page' needs an address: page ADDRESS ro|rw user|kernel nx|x absent");
        auto const address = number_of(words_[next_].text);
        if (!address)
            return fail(words_[next_].at, quote(words_[next_].text) + " is no number (decimal or 0x...)");
        item_.number = *address;
        for (++next_; has_value(); ++next_)
            if (!read_right(words_[next_].text))
                return fail(words_[next_].at,
                            quote(words_[next_].text) +
                                " is no attribute of a page: ro rw user kernel nx x absent");
        return true;
    }

    bool read_right(std::string_view word)
    {
        if (word == "ro" || word == "rw")
            item_.rights.writable = word == "rw";
        else if (word == "user" || word == "kernel")
            item_.rights.user = word == "user";
        else if (word == "nx" || word == "x")
            item_.rights.executable = word == "x";
        else if (word == "absent")
            item_.absent = true;
        else
            return false;
        return true;
    }

    bool read_fault()
    {
        item_.kind = Item::Kind::fault;
        if (section_ == Section::given)
            return fail("'fault' belongs to 'then'");
        if (!has_one_value())
            return false;
        std::string_view const text = values_[0].text;
        if (text == "none")
            return true;
        auto const open = text.find('(');
        auto const name = text.substr(0, open);
        auto const known = std::find_if(fault_names.begin(), fault_names.end(),
                                        [name](FaultName const& entry) { return entry.name == name; });
        if (known == fault_names.end())
            return fail(values_[0].at,
                        quote(text) + " is no fault; for example fault=#GP(0x402), fault=#UD, fault=none");
        item_.fault.vector = known->vector;
        if (open == std::string_view::npos)
            return !cpu::has_error_code(known->vector) ||
                   fail(values_[0].at,
                        std::string(name) + " has an error code: " + std::string(name) + "(0)");
        auto const code =
            text.ends_with(')') ? number_of(text.substr(open + 1, text.size() - open - 2), 32) : std::nullopt;
        if (!code)
            return fail(values_[0].at, quote(text) + " lacks a number between its brackets");
        if (!cpu::has_error_code(known->vector))
            return fail(values_[0].at, std::string(name) + " has no error code");
        item_.fault.error_code = static_cast<uint32_t>(*code);
        item_.has_error_code = true;
        return true;
    }

    bool read_steps()
    {
        item_.kind = Item::Kind::steps;
        if (section_ == Section::given)
            return fail("'steps' belongs to 'then'");
        for (auto const& value : values_)
            for (std::size_t start = 0; start < value.text.size();) {
                auto const comma = std::min(value.text.find(',', start), value.text.size());
                auto const name = std::string_view(value.text).substr(start, comma - start);
                auto const step = cpu::step_named(name);
                auto at = value.at;
                at.column += static_cast<uint32_t>(start);
                if (step == cpu::Step::count_)
                    return fail(at, "unknown micro-step " + quote(name));
                item_.steps.push_back(step);
                start = comma + 1;
            }
        return !item_.steps.empty() || fail("'steps' names no micro-step");
    }

    std::vector<PlacedWord> const& words_;
    Section section_;
    std::vector<Item>& items_;
    std::size_t next_ = 0;
    Item item_;
    std::vector<PlacedWord> values_;
    std::optional<Problem> problem_;
};

} // namespace

std::optional<Problem> read_items(std::vector<PlacedWord> const& words, Section section,
                                  std::vector<Item>& items)
{
    return Reader(words, section, items).read();
}

std::string fault_text(cpu::Fault const& fault)
{
    if (!fault.happened())
        return "none";
    auto const known = std::find_if(fault_names.begin(), fault_names.end(), [&fault](FaultName const& entry) {
        return entry.vector == fault.vector;
    });
    auto text = known != fault_names.end() ? std::string(known->name)
                                           : "vector " + std::to_string(static_cast<unsigned>(fault.vector));
    if (!cpu::has_error_code(fault.vector))
        return text;
    if (fault.error_code == 0)
        return text + "(0)";
    std::array<char, 16> code{};
    std::snprintf(code.data(), code.size(), "(0x%x)", fault.error_code);
    return text + code.data();
}

} // namespace ringside::emu::script
