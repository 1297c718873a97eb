// The levels of calls, from the innermost out: through the kernel's functions, its entry code and the trap,
// into the program. Where a compiler left tables for it the frames are exact; assembly without them is
// searched for what it must have left on the stack. Next: ../symbols/call_frames.hpp.
#include "emu/session/parts.hpp"
#include "kernel-model/abi/pt_regs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace ringside::emu {

namespace {

constexpr std::size_t most_frames = 48;
constexpr uint64_t user_stack_searched = 4096;
constexpr uint64_t highest_user_address = 0x0000'7fff'ffff'ffff;

// What SYSCALL, SYSENTER and INT 0x80 have in common: two bytes.
constexpr unsigned trap_bytes = 2;

// How one walk over the frames proceeds.
class Walk
{
public:
    Walk(Session const& session, Session::Parts const& parts) : session_(session), parts_(parts)
    {
        // In the midst of a transition the function that trapped is still under way, wherever RIP is by now.
        start_ = session.lamp() == Lamp::hardware ? parts.base.machine.cpu : parts.state();
        here_.rip = start_.rip;
        for (std::size_t i = 0; i < start_.gpr.size(); ++i)
            here_.general[i] = start_.gpr[i];
    }

    std::vector<StackFrame> frames()
    {
        while (frames_.size() < most_frames && add() && go_out())
            ;
        return std::move(frames_);
    }

private:
    bool in_kernel() const { return parts_.is_kernel_address(here_.rip); }
    // An address inside the instruction under way: what lies behind it may be another function already.
    uint64_t inside() const
    {
        return after_call_ ? here_.rip - 1 : asked() ? here_.rip - trap_bytes : here_.rip;
    }
    // The level was left by an instruction that asks for it: not by a fault, which will try it again, nor by
    // an interrupt.
    bool asked() const
    {
        return left_by_ == cpu::Transition::syscall || left_by_ == cpu::Transition::software_interrupt ||
               left_by_ == cpu::Transition::sysenter;
    }
    uint64_t instruction() const
    {
        if (after_call_)
            return call_before(here_.rip);
        // A fast call of 32-bit code goes on elsewhere than behind itself.
        return asked() && is_fast_call() ? parts_.run.calls.open->rip : inside();
    }

    // Where SYSENTER and 32-bit SYSCALL come back; 0: in no vDSO that we know.
    uint64_t landing_pad() const
    {
        auto const* pad = parts_.vdso_symbols.named("int80_landing_pad");
        return pad != nullptr ? pad->start : 0;
    }

    // The call under way is one of these two, and the frame at hand waits for it.
    bool is_fast_call() const
    {
        auto const& open = parts_.run.calls.open;
        return open && (open->way == CallWay::sysenter || open->way == CallWay::syscall_32) &&
               (here_.rip == landing_pad() || here_.rip == open->behind);
    }

    bool add()
    {
        auto const* function = parts_.symbols_for(inside()).function(inside());
        StackFrame frame;
        frame.function.name = fmt::format("{:#x}", inside());
        frame.function.start = inside();
        if (function != nullptr)
            frame.function = {function->name, function->start, function->size, inside() - function->start,
                              in_kernel()};
        frame.function.kernel = in_kernel();
        frame.rip = here_.rip;
        frame.instruction = instruction();
        frame.rsp = here_.rsp();
        frame.slot = slot_;
        frame.left_by = left_by_;
        frame.vector = vector_;
        bool const known = function != nullptr || frames_.empty() || tables_for(inside()).know(inside());
        if (known)
            frames_.push_back(std::move(frame));
        return known;
    }

    // To the next frame outwards; false at the end.
    bool go_out()
    {
        auto const callee_rsp = here_.rsp();
        auto const inside = this->inside();
        left_by_ = cpu::Transition::none;
        slot_.reset();
        auto const read = [this](uint64_t address, unsigned bytes) { return word(address, bytes); };
        if (auto const caller = tables_for(inside).caller(here_, inside, read)) {
            here_ = *caller;
            after_call_ = true;
            slot_ = here_.rsp() - (in_kernel() || parts_.program.is_64 ? 8 : 4);
            return here_.rip != 0 && here_.rsp() > callee_rsp;
        }
        if (in_kernel())
            return leave_kernel();
        return !tables_for(inside).know(inside) && search_caller();
    }

    // Entry code is assembly without tables. It has left the interrupted registers on its stack, or it is
    // about to.
    bool leave_kernel()
    {
        auto const saved = saved_frame();
        entry_ = frames_.back().function.start;
        auto const inner = frames_.size() > 1 ? frames_[frames_.size() - 2].function.start : 0;
        slot_ = saved;
        if (saved)
            take_saved(*saved);
        else if (!take_unsaved())
            return false;
        after_call_ = false;
        if (!in_kernel())
            name_transition(inner);
        return here_.rip != 0;
    }

    // The five words that INT pushes and IRETQ pops, above the stack pointer: within pt_regs, since entry
    // code pushes nothing else before it calls. SDM Vol. 3A, "64-Bit Mode Stack Frame".
    std::optional<uint64_t> saved_frame() const
    {
        constexpr unsigned words_searched = sizeof(kernel::PtRegs) / 8 - 4;
        if (!parts_.is_kernel_address(here_.rsp()))
            return std::nullopt;
        for (unsigned i = 0; i < words_searched; ++i)
            if (is_saved_frame(here_.rsp() + i * 8))
                return here_.rsp() + i * 8;
        return std::nullopt;
    }

    bool is_saved_frame(uint64_t address) const
    {
        std::array<uint64_t, 5> words{};
        for (unsigned i = 0; i < words.size(); ++i) {
            auto const value = word(address + i * 8, 8);
            if (!value)
                return false;
            words[i] = *value;
        }
        auto const [rip, cs, flags, rsp, ss] = words;
        constexpr uint64_t no_flags = ~uint64_t{0x3f'7fd7}; // and bit 1 is always set
        if ((flags & no_flags) != 0 || (flags & 2) == 0 || cs > 0xffff || ss > 0xffff)
            return false;
        if ((cs & 3) == 3)
            return (ss & 3) == 3 && rip <= highest_user_address && rsp <= highest_user_address;
        return cs == start_.segment(cpu::SegmentName::cs).selector && parts_.is_kernel_address(rip) &&
               parts_.is_kernel_address(rsp);
    }

    // Registers from the frame; those that are not pushed yet are still in the processor.
    void take_saved(uint64_t frame)
    {
        using kernel::PtRegs;
        auto const regs = frame - offsetof(PtRegs, ip);
        constexpr std::pair<cpu::Gpr, std::size_t> kept[] = {
            {cpu::rbx, offsetof(PtRegs, bx)},  {cpu::rbp, offsetof(PtRegs, bp)},
            {cpu::r12, offsetof(PtRegs, r12)}, {cpu::r13, offsetof(PtRegs, r13)},
            {cpu::r14, offsetof(PtRegs, r14)}, {cpu::r15, offsetof(PtRegs, r15)}};
        for (auto const& [index, offset] : kept)
            if (regs + offset >= here_.rsp())
                here_.general[index] = word(regs + offset, 8);
        here_.general[cpu::rsp] = word(frame + offsetof(PtRegs, sp) - offsetof(PtRegs, ip), 8);
        here_.rip = word(frame, 8).value_or(0);
        if (here_.rip == 0 && entry_ == start_.sysenter_eip)
            take_from_sysenter(); // the kernel has not filled in yet what SYSENTER has lost
    }

    // SYSENTER keeps nothing: the vDSO has put its stack pointer into EBP, and where to go on is one place of
    // the vDSO.
    void take_from_sysenter()
    {
        here_.rip = landing_pad();
        here_.general[cpu::rsp] = here_.general[cpu::rbp];
    }

    // SYSCALL keeps RIP in RCX and leaves RSP alone; entry code keeps RSP in the TSS until it has a stack.
    bool take_unsaved()
    {
        if (frames_.size() > 1)
            return false;
        auto const on_kernel_stack = parts_.is_kernel_address(here_.rsp());
        if (entry_ == start_.sysenter_eip) {
            take_from_sysenter();
            return here_.rip != 0;
        }
        here_.rip = start_.gpr[cpu::rcx];
        if (on_kernel_stack)
            here_.general[cpu::rsp] = session_.tss_rsp(2);
        return here_.rip <= highest_user_address;
    }

    // By which way ring 3 was left: told by where the entry code lies, or by which gate's stub hands over to
    // the C++ function that runs.
    void name_transition(uint64_t inner)
    {
        if (is_fast_call()) { // both leave through one piece of code
            left_by_ = parts_.run.calls.open->way == CallWay::sysenter ? cpu::Transition::sysenter
                                                                       : cpu::Transition::syscall;
        } else if (entry_ == start_.lstar || entry_ == start_.cstar) {
            left_by_ = cpu::Transition::syscall;
        } else if (entry_ == start_.sysenter_eip) {
            left_by_ = cpu::Transition::sysenter;
        } else {
            for (unsigned vector = 0; vector < 256 && left_by_ == cpu::Transition::none; ++vector)
                if (leads_here(vector, inner))
                    left_through(vector);
        }
    }

    bool leads_here(unsigned vector, uint64_t inner) const
    {
        auto const gate = session_.gate(vector);
        if (!gate || !gate->present)
            return false;
        if (gate->offset == entry_)
            return true;
        constexpr uint8_t push_immediate = 0x68;
        std::array<uint8_t, 7> code{}; // PUSH -1 where the vector has no error code, then PUSH handler
        if (session_.read_memory(gate->offset, code) < code.size())
            return false;
        auto const at = code[0] == push_immediate ? 1u : 3u;
        int32_t handler = 0;
        if (code[at - 1] != push_immediate || at + sizeof handler > code.size())
            return false;
        std::memcpy(&handler, code.data() + at, sizeof handler);
        // Called already, or still on the stack or in RDI, where the common entry code takes it from.
        auto const wanted = static_cast<uint64_t>(int64_t{handler});
        return inner != 0 ? wanted == inner
                          : wanted == start_.gpr[cpu::rdi] || wanted == word(start_.gpr[cpu::rsp], 8);
    }

    void left_through(unsigned vector)
    {
        constexpr unsigned first_interrupt = 32;
        vector_ = vector;
        left_by_ = vector == 0x80             ? cpu::Transition::software_interrupt
                   : vector < first_interrupt ? cpu::Transition::exception
                                              : cpu::Transition::external_interrupt;
    }

    // Code without tables: the next word on the stack that points behind a CALL which may have led here.
    bool search_caller()
    {
        auto const function = frames_.back().function.start;
        auto const bytes = parts_.program.is_64 ? 8u : 4u;
        auto const first = here_.rsp() & ~uint64_t{bytes - 1};
        for (auto slot = first; slot < first + user_stack_searched; slot += bytes) {
            auto const value = word(slot, bytes);
            if (!value)
                return false;
            if (parts_.symbols_for(*value).covering(*value) == nullptr || !may_call(*value, function))
                continue;
            here_ = {};
            here_.rip = *value;
            here_.general[cpu::rsp] = slot + bytes;
            slot_ = slot;
            after_call_ = true;
            return true;
        }
        return false;
    }

    // Whether a CALL that may lead to the function ends at the address: directly, or through a register or a
    // table.
    bool may_call(uint64_t address, uint64_t function) const
    {
        auto const call = session_.call_before(address);
        if (!call)
            return false;
        auto const target = session_.code(*call, 0, 0).front().target;
        return !target || *target == function;
    }

    // The beginning of the CALL that ends at the address; the address itself if none does.
    uint64_t call_before(uint64_t address) const { return session_.call_before(address).value_or(address); }

    std::optional<uint64_t> word(uint64_t address, unsigned bytes) const
    {
        uint64_t value = 0;
        std::array<uint8_t, 8> raw{};
        if (session_.read_memory(address, std::span(raw).first(bytes)) < bytes)
            return std::nullopt;
        std::memcpy(&value, raw.data(), raw.size());
        return value;
    }

    CallFrames const& tables_for(uint64_t address) const { return parts_.call_frames_for(address); }

    Session const& session_;
    Session::Parts const& parts_;
    cpu::State start_;
    FrameRegisters here_;
    bool after_call_ = false; // `here_` was found by its return address
    uint64_t entry_ = 0;      // the entry code's function
    cpu::Transition left_by_ = cpu::Transition::none;
    unsigned vector_ = 0;
    std::optional<uint64_t> slot_;
    std::vector<StackFrame> frames_;
};

} // namespace

std::vector<StackFrame> Session::frames() const
{
    return Walk(*this, *parts_).frames();
}

std::vector<SymbolPosition> Session::call_chain() const
{
    std::vector<SymbolPosition> chain;
    for (auto& frame : frames())
        chain.push_back(std::move(frame.function));
    return chain;
}

} // namespace ringside::emu
