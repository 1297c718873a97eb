// Call frame information: DWARF 5, "Call Frame Information", in .debug_frame and .eh_frame. libdw finds the
// rules for an address; the expressions that the rules are made of are worked out here, against the guest's
// memory. Next: session/frames.cpp, which also crosses traps.
#include "emu/symbols/call_frames.hpp"

#include "emu/symbols/elf_file.hpp"

#include <dwarf.h>

#include <cstdlib>
#include <vector>

namespace ringside::emu {

namespace {

struct EndTable
{
    void operator()(Dwarf_CFI* table) const { dwarf_cfi_end(table); }
};
struct Free
{
    void operator()(Dwarf_Frame* frame) const { std::free(frame); }
};
using Frame = std::unique_ptr<Dwarf_Frame, Free>;

// System V ABI, AMD64 supplement, "DWARF Register Number Mapping". That of i386 is the order of the encoding.
constexpr cpu::Gpr registers_64[] = {cpu::rax, cpu::rdx, cpu::rcx, cpu::rbx, cpu::rsi, cpu::rdi,
                                     cpu::rbp, cpu::rsp, cpu::r8,  cpu::r9,  cpu::r10, cpu::r11,
                                     cpu::r12, cpu::r13, cpu::r14, cpu::r15};
constexpr cpu::Gpr registers_32[] = {cpu::rax, cpu::rcx, cpu::rdx, cpu::rbx,
                                     cpu::rsp, cpu::rbp, cpu::rsi, cpu::rdi};

// The stack machine of DWARF 5, "DWARF Expressions", as far as call frames use it.
class Evaluation
{
public:
    Evaluation(FrameRegisters const& registers, bool is_64, std::optional<uint64_t> frame_address,
               WordReader const& read)
        : registers_(registers), is_64_(is_64), frame_address_(frame_address), read_(read)
    {}

    // The value on top at the end; nothing for what is not known or not understood.
    std::optional<uint64_t> run(std::span<Dwarf_Op const> operations)
    {
        for (auto const& operation : operations)
            if (!step(operation))
                return std::nullopt;
        return stack_.empty() ? std::nullopt : std::optional(stack_.back());
    }
    // Whether the result is the value itself and not the place where it lies.
    bool is_value() const { return is_value_; }

    std::optional<uint64_t> value_of(uint64_t number) const
    {
        auto const map =
            is_64_ ? std::span<cpu::Gpr const>(registers_64) : std::span<cpu::Gpr const>(registers_32);
        if (number < map.size())
            return registers_.general[map[number]];
        return number == map.size() ? std::optional(registers_.rip) : std::nullopt;
    }

private:
    bool push(std::optional<uint64_t> value)
    {
        if (value)
            stack_.push_back(is_64_ ? *value : static_cast<uint32_t>(*value));
        return value.has_value();
    }
    template <typename Compute>
    bool combine(Compute compute)
    {
        if (stack_.size() < 2)
            return false;
        auto const top = stack_.back();
        stack_.pop_back();
        auto const below = stack_.back();
        stack_.pop_back();
        return push(compute(below, top));
    }
    bool add(uint64_t number)
    {
        if (stack_.empty())
            return false;
        auto const top = stack_.back();
        stack_.pop_back();
        return push(top + number);
    }
    bool dereference()
    {
        if (stack_.empty())
            return false;
        auto const address = stack_.back();
        stack_.pop_back();
        return push(read_(address, is_64_ ? 8 : 4));
    }
    std::optional<uint64_t> based(uint64_t number, uint64_t offset) const
    {
        auto const base = value_of(number);
        return base ? std::optional(*base + offset) : std::nullopt;
    }

    bool step(Dwarf_Op const& operation)
    {
        auto const atom = operation.atom;
        if (atom >= DW_OP_breg0 && atom <= DW_OP_breg31)
            return push(based(atom - DW_OP_breg0, operation.number));
        if (atom >= DW_OP_lit0 && atom <= DW_OP_lit31)
            return push(atom - DW_OP_lit0);
        is_value_ =
            atom == DW_OP_stack_value || (atom >= DW_OP_reg0 && atom <= DW_OP_reg31) || atom == DW_OP_regx;
        if (atom >= DW_OP_reg0 && atom <= DW_OP_reg31)
            return push(value_of(atom - DW_OP_reg0));
        switch (atom) {
        case DW_OP_regx:
            return push(value_of(operation.number));
        case DW_OP_bregx:
            return push(based(operation.number, operation.number2));
        case DW_OP_call_frame_cfa:
            return push(frame_address_);
        case DW_OP_stack_value:
            return true;
        case DW_OP_const1u:
        case DW_OP_const2u:
        case DW_OP_const4u:
        case DW_OP_const8u:
        case DW_OP_constu:
        case DW_OP_const1s:
        case DW_OP_const2s:
        case DW_OP_const4s:
        case DW_OP_const8s:
        case DW_OP_consts:
            return push(operation.number);
        case DW_OP_plus_uconst:
            return add(operation.number);
        case DW_OP_deref:
            return dereference();
        case DW_OP_plus:
            return combine([](uint64_t a, uint64_t b) { return a + b; });
        case DW_OP_minus:
            return combine([](uint64_t a, uint64_t b) { return a - b; });
        case DW_OP_and:
            return combine([](uint64_t a, uint64_t b) { return a & b; });
        case DW_OP_shl:
            return combine([](uint64_t a, uint64_t b) { return b < 64 ? a << b : 0; });
        case DW_OP_ge: // signed, as the lazy stubs of a PLT compare
            return combine([](uint64_t a, uint64_t b) {
                return uint64_t{static_cast<int64_t>(a) >= static_cast<int64_t>(b)};
            });
        default:
            return false;
        }
    }

    FrameRegisters const& registers_;
    bool is_64_;
    std::optional<uint64_t> frame_address_;
    WordReader const& read_;
    std::vector<uint64_t> stack_;
    bool is_value_ = false;
};

// What the rules of one address make of one register of the callee.
std::optional<uint64_t> in_caller(Dwarf_Frame* frame, int number, FrameRegisters const& of, bool is_64,
                                  uint64_t frame_address, WordReader const& read)
{
    Dwarf_Op memory[3];
    Dwarf_Op* operations = nullptr;
    std::size_t count = 0;
    if (dwarf_frame_register(frame, number, memory, &operations, &count) != 0)
        return std::nullopt;
    Evaluation evaluation(of, is_64, frame_address, read);
    if (count == 0) // told apart by the pointer: the same value, or undefined
        return operations == nullptr ? evaluation.value_of(static_cast<uint64_t>(number)) : std::nullopt;
    auto const result = evaluation.run({operations, count});
    if (!result || evaluation.is_value())
        return result;
    return read(*result, is_64 ? 8 : 4);
}

} // namespace

struct CallFrames::Tables
{
    ElfFile elf;
    DebugInformation dwarf;
    std::unique_ptr<Dwarf_CFI, EndTable> for_exceptions; // .eh_frame
    uint64_t bias = 0;
    bool is_64 = true;

    Frame rules(uint64_t address) const
    {
        Dwarf_Frame* frame = nullptr;
        auto* for_debuggers = dwarf != nullptr ? dwarf_getcfi(dwarf.get()) : nullptr; // .debug_frame
        for (auto* table : {for_debuggers, for_exceptions.get()})
            if (table != nullptr && dwarf_cfi_addrframe(table, address - bias, &frame) == 0)
                return Frame(frame);
        return {};
    }
};

CallFrames::CallFrames() = default;
CallFrames::~CallFrames() = default;
CallFrames::CallFrames(CallFrames&&) noexcept = default;
CallFrames& CallFrames::operator=(CallFrames&&) noexcept = default;

CallFrames::CallFrames(std::span<std::byte const> elf, uint64_t bias) : tables_(std::make_unique<Tables>())
{
    tables_->elf = open_elf(elf);
    if (tables_->elf == nullptr)
        return;
    tables_->bias = bias;
    tables_->is_64 = gelf_getclass(tables_->elf.get()) == ELFCLASS64;
    tables_->dwarf = debug_information_of(tables_->elf.get());
    tables_->for_exceptions.reset(dwarf_getcfi_elf(tables_->elf.get()));
}

bool CallFrames::know(uint64_t address) const
{
    return tables_ != nullptr && tables_->rules(address) != nullptr;
}

std::optional<FrameRegisters> CallFrames::caller(FrameRegisters const& of, uint64_t inside,
                                                 WordReader const& read) const
{
    auto const frame = tables_ != nullptr ? tables_->rules(inside) : nullptr;
    if (frame == nullptr)
        return std::nullopt;
    auto const is_64 = tables_->is_64;
    auto const return_address = dwarf_frame_info(frame.get(), nullptr, nullptr, nullptr);
    Dwarf_Op* operations = nullptr;
    std::size_t count = 0;
    if (return_address < 0 || dwarf_frame_cfa(frame.get(), &operations, &count) != 0)
        return std::nullopt;
    auto const frame_address = Evaluation(of, is_64, std::nullopt, read).run({operations, count});
    if (!frame_address)
        return std::nullopt;
    auto const rip = in_caller(frame.get(), return_address, of, is_64, *frame_address, read);
    if (!rip)
        return std::nullopt;
    FrameRegisters result;
    result.rip = *rip;
    auto const map =
        is_64 ? std::span<cpu::Gpr const>(registers_64) : std::span<cpu::Gpr const>(registers_32);
    for (std::size_t number = 0; number < map.size(); ++number)
        result.general[map[number]] =
            in_caller(frame.get(), static_cast<int>(number), of, is_64, *frame_address, read);
    result.general[cpu::rsp] = *frame_address;
    return result;
}

} // namespace ringside::emu
