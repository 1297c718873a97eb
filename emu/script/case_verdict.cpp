// What is named must be so, and what is not named must not have changed: the machine of the case with the
// items of `then` applied to it is compared with the machine as it ended.
#include "emu/script/case_items.hpp"
#include "emu/script/case_runner.hpp"

#include <algorithm>
#include <array>
#include <cinttypes>
#include <cstdio>
#include <set>

namespace ringside::emu::script {

namespace {

using Kind = Item::Kind;
using cpu::SegmentName;
using cpu::Step;

constexpr std::size_t most_complaints = 24;

std::string hex(uint64_t value)
{
    std::array<char, 24> text{};
    std::snprintf(text.data(), text.size(), "0x%" PRIx64, value);
    return text.data();
}

std::string hex128(uint64_t high, uint64_t low)
{
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "0x%016" PRIx64 "%016" PRIx64, high, low);
    return text.data();
}

std::string hex80(cpu::F80 const& value)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "0x%04x%016" PRIx64, static_cast<unsigned>(value.sign_exponent),
                  value.significand);
    return text.data();
}

// What micro-steps announced may change without being named.
struct Announced
{
    std::set<std::string, std::less<>> fields;
    std::vector<std::pair<uint64_t, uint64_t>> memory; // address, bytes

    void note(cpu::StepRecord const& record)
    {
        if (record.fault.happened())
            return;
        for (auto const& field : fields_of(record.step))
            fields.emplace(field);
        if (record.written_bytes != 0 && record.transition != cpu::Transition::page_walk)
            memory.emplace_back(record.address, record.written_bytes);
    }

    static std::vector<std::string_view> fields_of(Step step)
    {
        switch (step) {
        case Step::write_cr2:
            return {"cr2"};
        case Step::load_rsp:
            return {"rsp"};
        case Step::load_ss_null:
        case Step::load_ss:
            return {"ss"};
        case Step::load_cs:
            return {"cs"};
        case Step::set_cpl:
            return {"ring"};
        case Step::mask_rflags:
        case Step::clear_rflags:
        case Step::load_rflags:
            return {"rflags"};
        case Step::save_rcx:
            return {"rcx"};
        case Step::save_r11:
            return {"r11"};
        case Step::swap_gs_base:
            return {"gs", "msr[KERNEL_GS_BASE]"};
        case Step::load_cr3:
            return {"cr3"};
        case Step::null_data_segments:
            return {"ds", "es", "fs", "gs"};
        default:
            return {};
        }
    }

    bool covers(uint64_t address) const
    {
        return std::any_of(memory.begin(), memory.end(),
                           [address](auto const& range) { return address - range.first < range.second; });
    }
};

class Judge
{
public:
    Judge(Case const& test, CaseMachine const& expected, Ending const& ending)
        : test_(test), expected_(expected.cpu.state), expected_pages_(take(expected).pages),
          actual_(ending.after.state), ending_(ending)
    {
        for (auto const& item : test.then) {
            named_.insert(canonical_name(item));
            named_kinds_.insert(item.kind);
            if (item.kind == Kind::rflags)
                named_flags_ = ~uint64_t{0};
            if (item.kind == Kind::flag || item.kind == Kind::status_flags)
                named_flags_ |= item.mask;
            if (item.kind == Kind::status_flags)
                either_flags_ |= cpu::flag::status & ~item.mask;
        }
        for (auto const& record : ending.steps)
            announced_.note(record);
    }

    std::vector<std::string> complaints()
    {
        compare_end();
        compare_steps();
        if (ending_.end != End::too_long && ending_.end != End::shutdown) {
            compare_general();
            compare_flags();
            compare_segments();
            compare_system();
            compare_vector();
            compare_x87();
            compare_memory();
        }
        if (complaints_.size() > most_complaints) {
            auto const more = complaints_.size() - most_complaints;
            complaints_.resize(most_complaints);
            complaints_.push_back("and " + std::to_string(more) + " differences more");
        }
        return std::move(complaints_);
    }

private:
    // The register that an item is part of, as the comparisons below name it.
    static std::string canonical_name(Item const& item)
    {
        if (item.kind == Kind::gpr)
            return gpr_name(item.index);
        if (item.kind == Kind::msr)
            for (auto const& known : msr_names)
                if (known.number == item.index)
                    return "msr[" + std::string(known.name) + "]";
        return item.kind == Kind::ring ? "ring" : item.kind == Kind::rip ? "rip" : item.name;
    }

    static std::string gpr_name(unsigned index)
    {
        static constexpr std::array<std::string_view, 8> names = {"rax", "rcx", "rdx", "rbx",
                                                                  "rsp", "rbp", "rsi", "rdi"};
        return index < 8 ? std::string(names[index]) : "r" + std::to_string(index);
    }

    bool is_named(std::string const& name) const { return named_.contains(name); }

    void complain(std::string sentence) { complaints_.push_back(std::move(sentence)); }

    void differ(std::string const& name, std::string const& actual, std::string const& expected)
    {
        if (is_named(name))
            complain(name + " is " + actual + ", expected " + expected);
        else if (!announced_.fields.contains(name))
            complain(name + " changed from " + expected + " to " + actual + " and is not named");
    }

    void compare(std::string const& name, uint64_t actual, uint64_t expected)
    {
        if (actual != expected)
            differ(name, hex(actual), hex(expected));
    }

    // ---- how it ended

    void compare_end()
    {
        auto const fault = expected_fault(test_);
        if (ending_.end == End::too_long) {
            complain("is not through after 1,000,000 instructions");
            return;
        }
        if (ending_.end == End::shutdown && !expects_step(Step::shutdown)) {
            std::string chain;
            for (auto const& one : ending_.chain)
                chain += (chain.empty() ? "" : ", ") + fault_text(one);
            complain("the processor shut down: " + chain);
            return;
        }
        if (fault && fault->happened()) {
            compare_fault(*fault);
            return;
        }
        bool const is_expected = named_kinds_.contains(Kind::steps) || is_named("rip");
        if (ending_.delivered.happened() && (fault || !is_expected))
            complain("there was " + fault_text(ending_.delivered) +
                     (fault ? ", expected none" : ", and neither fault= nor steps= expects it"));
    }

    void compare_fault(cpu::Fault const& fault)
    {
        if (ending_.end != End::fault) {
            complain("there was no fault, expected " + fault_text(fault));
            return;
        }
        auto actual = ending_.fault;
        // Linux reports P=1 for every access above its TASK_SIZE_MAX, whatever the tables say.
        constexpr uint64_t task_size_max = 0x7fff'ffff'f000;
        if (ending_.hides_kernel_presence && actual.vector == cpu::Vector::page_fault &&
            actual.address >= task_size_max)
            actual.error_code = (actual.error_code & ~1u) | (fault.error_code & 1u);
        if (actual.vector != fault.vector || actual.error_code != fault.error_code)
            complain("there was " + fault_text(actual) + ", expected " + fault_text(fault));
        // CR2 is written at the delivery, before which the case ended.
        for (auto const& item : test_.then)
            if (item.kind == Kind::control && item.index == 2 && item.number != actual.address)
                complain("cr2 would be " + hex(actual.address) + ", expected " + hex(item.number));
    }

    bool expects_step(Step step) const
    {
        return std::any_of(test_.then.begin(), test_.then.end(), [step](Item const& item) {
            return std::find(item.steps.begin(), item.steps.end(), step) != item.steps.end();
        });
    }

    void compare_steps()
    {
        std::size_t next = 0;
        for (auto const& item : test_.then)
            for (auto const step : item.steps) {
                while (next < ending_.steps.size() && ending_.steps[next].step != step)
                    ++next;
                if (next == ending_.steps.size()) {
                    complain("micro-step " + std::string(cpu::name(step)) + " did not occur" + steps_seen());
                    return;
                }
                ++next;
            }
    }

    std::string steps_seen() const
    {
        std::string seen;
        for (auto const& record : ending_.steps)
            if (record.transition != cpu::Transition::page_walk)
                seen += (seen.empty() ? "; there were " : " ") + std::string(cpu::name(record.step));
        return seen.empty() ? "; there were none" : seen;
    }

    // ---- state

    void compare_general()
    {
        for (unsigned index = 0; index < 16; ++index)
            compare(gpr_name(index), actual_.gpr[index], expected_.gpr[index]);
        if (is_named("rip"))
            compare("rip", actual_.rip, expected_.rip);
    }

    void compare_flags()
    {
        auto const undefined = ending_.undefined_flags & ~named_flags_;
        auto wrong = (actual_.rflags ^ expected_.rflags) & ~undefined & ~either_flags_;
        if (announced_.fields.contains("rflags"))
            wrong &= named_flags_;
        auto const check = [&](FlagName const& flag) {
            if ((wrong & flag.mask) == 0)
                return;
            auto const shift = std::countr_zero(flag.mask);
            auto const actual = (actual_.rflags & flag.mask) >> shift;
            auto const expected = (expected_.rflags & flag.mask) >> shift;
            if ((named_flags_ & flag.mask) != 0)
                complain(std::string(flag.name) + " is " + std::to_string(actual) + ", expected " +
                         std::to_string(expected));
            else
                complain(std::string(flag.name) + " changed from " + std::to_string(expected) + " to " +
                         std::to_string(actual) + " and is not named");
        };
        for (auto const& flag : flag_names)
            check(flag);
        check(id_flag);
    }

    void compare_segments()
    {
        for (unsigned index = 0; index < segment_names.size(); ++index) {
            auto const& actual = actual_.segments[index];
            auto const& expected = expected_.segments[index];
            std::string const name(segment_names[index]);
            compare(name, actual.selector, expected.selector);
            // Whoever names a selector means the register as it is loaded from the table, or as forced by
            // SYSCALL.
            bool const base_is_msr = index >= 4 && is_named(index == 4 ? "msr[FS_BASE]" : "msr[GS_BASE]");
            if (base_is_msr)
                compare(index == 4 ? "msr[FS_BASE]" : "msr[GS_BASE]", actual.base, expected.base);
            else if (!is_named(name) && actual.selector == expected.selector && actual != expected)
                compare_hidden(name, actual, expected);
        }
        compare("ring", actual_.cpl, expected_.cpl);
    }

    void compare_hidden(std::string const& name, cpu::Segment const& actual, cpu::Segment const& expected)
    {
        if (announced_.fields.contains(name))
            return;
        if (actual.base != expected.base)
            complain(name + "'s base changed from " + hex(expected.base) + " to " + hex(actual.base) +
                     " and is not named");
        if (actual.limit != expected.limit || actual.attributes != expected.attributes)
            complain(name + "'s hidden part changed and is not named");
    }

    void compare_system()
    {
        compare("cr0", actual_.cr0, expected_.cr0);
        bool const before_delivery = ending_.end == End::fault;
        if (!before_delivery)
            compare("cr2", actual_.cr2, expected_.cr2);
        compare("cr3", actual_.cr3, expected_.cr3);
        compare("cr4", actual_.cr4, expected_.cr4);
        compare("cr8", actual_.cr8, expected_.cr8);
        for (auto const& msr : msr_names)
            if (msr.number != 0x10 && msr.number != 0xc000'0100 && msr.number != 0xc000'0101 &&
                msr.name != "FMASK")
                compare("msr[" + std::string(msr.name) + "]", read_msr(actual_, msr.number),
                        read_msr(expected_, msr.number));
        compare("gdtr.base", actual_.gdtr.base, expected_.gdtr.base);
        compare("gdtr.limit", actual_.gdtr.limit, expected_.gdtr.limit);
        compare("idtr.base", actual_.idtr.base, expected_.idtr.base);
        compare("idtr.limit", actual_.idtr.limit, expected_.idtr.limit);
        compare("tr", actual_.tr.selector, expected_.tr.selector);
        compare("ldtr", actual_.ldtr.selector, expected_.ldtr.selector);
    }

    void compare_vector()
    {
        for (unsigned index = 0; index < 16; ++index)
            if (auto const& actual = actual_.xmm[index], &expected = expected_.xmm[index]; actual != expected)
                differ("xmm" + std::to_string(index), hex128(actual.high, actual.low),
                       hex128(expected.high, expected.low));
        compare("mxcsr", actual_.mxcsr, expected_.mxcsr);
    }

    // An empty register's contents are nobody's business, nor are the last instruction and operand pointers,
    // which no item names. Using an MMX register validates all eight and clears TOP. SDM Vol. 1, "The x87 FPU
    // State".
    void compare_x87()
    {
        auto const& actual = actual_.x87;
        auto const& expected = expected_.x87;
        compare("fcw", actual.control, expected.control);
        bool const mmx = std::any_of(test_.then.begin(), test_.then.end(),
                                     [](Item const& item) { return item.kind == Kind::mm; });
        if (!mmx || is_named("fsw"))
            compare("fsw", actual.status, expected.status);
        for (unsigned index = 0; index < 8; ++index) {
            auto const physical = (actual.top() + index) & 7u;
            auto const name = mmx ? "mm" + std::to_string(physical) : "st" + std::to_string(index);
            bool const is_empty = (actual.empty >> physical & 1) != 0;
            bool const was_empty = (expected.empty >> physical & 1) != 0;
            if (mmx) {
                if (!was_empty)
                    compare(name, actual.registers[physical].significand,
                            expected.registers[physical].significand);
            } else if (is_empty != was_empty) {
                if (is_empty && was_popped(physical) && !is_named(name))
                    continue;
                differ(name, is_empty ? "empty" : hex80(actual.registers[physical]),
                       was_empty ? "empty" : hex80(expected.registers[physical]));
            } else if (!is_empty && actual.registers[physical] != expected.registers[physical]) {
                differ(name, hex80(actual.registers[physical]), hex80(expected.registers[physical]));
            }
        }
    }

    // TOP moved past this register, and the case leaves TOP to the processor.
    bool was_popped(unsigned physical) const
    {
        auto const first = ending_.before.state.x87.top();
        auto const popped = (actual_.x87.top() - first) & 7u;
        return follows_top(test_) && popped <= 2 && ((physical - first) & 7u) < popped;
    }

    // ---- memory

    bool names_memory(uint64_t address) const
    {
        return std::any_of(test_.then.begin(), test_.then.end(), [address](Item const& item) {
            return item.kind == Kind::memory && address - item.number < item.bytes.size();
        });
    }

    void compare_memory()
    {
        for (auto const& [linear, expected] : expected_pages_) {
            auto const found = ending_.after.pages.find(linear);
            if (found == ending_.after.pages.end())
                continue;
            auto const& actual = found->second;
            for (std::size_t i = 0; i < expected.size(); ++i) {
                auto const address = linear + i;
                if (actual[i] == expected[i] || (announced_.covers(address) && !names_memory(address)))
                    continue;
                auto const start = i;
                while (i < expected.size() && i < start + 8 && actual[i] != expected[i])
                    ++i;
                complain_memory(linear + start, std::span(actual).subspan(start, i - start),
                                std::span(expected).subspan(start, i - start));
            }
        }
    }

    void complain_memory(uint64_t address, std::span<uint8_t const> actual, std::span<uint8_t const> expected)
    {
        auto const digits = [](std::span<uint8_t const> bytes) {
            std::string text;
            std::array<char, 4> pair{};
            for (auto const byte : bytes) {
                std::snprintf(pair.data(), pair.size(), "%02x", byte);
                text += (text.empty() ? "" : " ") + std::string(pair.data());
            }
            return text;
        };
        auto const name = "[" + hex(address) + "]";
        if (names_memory(address))
            complain(name + " is " + digits(actual) + ", expected " + digits(expected));
        else
            complain(name + " changed from " + digits(expected) + " to " + digits(actual) +
                     " and is not named");
    }

    Case const& test_;
    cpu::State expected_;
    std::map<uint64_t, std::vector<uint8_t>> expected_pages_;
    cpu::State const& actual_;
    Ending const& ending_;
    Announced announced_;
    std::set<std::string, std::less<>> named_;
    std::set<Kind> named_kinds_;
    uint64_t named_flags_ = 0;
    uint64_t either_flags_ = 0;
    std::vector<std::string> complaints_;
};

} // namespace

std::vector<std::string> judge(Case const& test, Program const& program, cpu::Vendor vendor,
                               Ending const& ending)
{
    auto const expected = expected_machine(test, program, vendor, ending.after.state);
    return Judge(test, *expected, ending).complaints();
}

} // namespace ringside::emu::script
