// String instructions and their REP forms. Each iteration commits by itself, so that a fault or an interrupt
// leaves RSI, RDI and RCX where the next iteration goes on; and each advances virtual time, so that no count
// is endless. SDM Vol. 1, "String Operations"; Vol. 2B, "REP/REPE/REPZ/REPNE/REPNZ".
#include "cpu/cpu.hpp"
#include "cpu/instructions/alu.hpp"
#include "cpu/instructions/form.hpp"
#include "cpu/instructions/io_permission.hpp"

namespace ringside::cpu {

namespace {

// RSI, RDI and RCX in the address size of the instruction.
class StringRegisters
{
public:
    StringRegisters(Cpu& cpu, Instruction const& instruction) : cpu_(cpu), bits_(instruction.address_bits) {}

    uint64_t get(Gpr name) const
    {
        auto const whole = cpu_.state.gpr[name];
        return bits_ == 64   ? whole
               : bits_ == 32 ? static_cast<uint32_t>(whole)
                             : static_cast<uint16_t>(whole);
    }
    void set(Gpr name, uint64_t value)
    {
        switch (bits_) {
        case 64:
            cpu_.set_gpr<uint64_t>(name, value);
            break;
        case 32:
            cpu_.set_gpr<uint32_t>(name, static_cast<uint32_t>(value));
            break;
        default:
            cpu_.set_gpr<uint16_t>(name, static_cast<uint16_t>(value));
            break;
        }
    }
    // Past one element, in the direction of DF.
    template <std::unsigned_integral T>
    void advance(Gpr name)
    {
        set(name, cpu_.state.has(flag::df) ? get(name) - sizeof(T) : get(name) + sizeof(T));
    }

private:
    Cpu& cpu_;
    uint8_t bits_;
};

// MOVS: [RDI] = [RSI]. The destination is always in ES. SDM Vol. 2B, "MOVS/MOVSB/MOVSW/MOVSD/MOVSQ".
template <std::unsigned_integral T>
Result<void> move_once(Cpu& cpu, Instruction const& instruction)
{
    StringRegisters registers(cpu, instruction);
    auto const value = TRY(cpu.read<T>(instruction.string_segment, registers.get(rsi)));
    TRY(cpu.write<T>(SegmentName::es, registers.get(rdi), value));
    registers.advance<T>(rsi);
    registers.advance<T>(rdi);
    return {};
}

// STOS. SDM Vol. 2B, "STOS/STOSB/STOSW/STOSD/STOSQ".
template <std::unsigned_integral T>
Result<void> store_once(Cpu& cpu, Instruction const& instruction)
{
    StringRegisters registers(cpu, instruction);
    TRY(cpu.write<T>(SegmentName::es, registers.get(rdi), cpu.gpr<T>(rax)));
    registers.advance<T>(rdi);
    return {};
}

// LODS. SDM Vol. 2A, "LODS/LODSB/LODSW/LODSD/LODSQ".
template <std::unsigned_integral T>
Result<void> load_once(Cpu& cpu, Instruction const& instruction)
{
    StringRegisters registers(cpu, instruction);
    cpu.set_gpr<T>(rax, TRY(cpu.read<T>(instruction.string_segment, registers.get(rsi))));
    registers.advance<T>(rsi);
    return {};
}

// CMPS compares [RSI] with [RDI]. SDM Vol. 2A, "CMPS/CMPSB/CMPSW/CMPSD/CMPSQ".
template <std::unsigned_integral T>
Result<void> compare_once(Cpu& cpu, Instruction const& instruction)
{
    StringRegisters registers(cpu, instruction);
    auto const left = TRY(cpu.read<T>(instruction.string_segment, registers.get(rsi)));
    auto const right = TRY(cpu.read<T>(SegmentName::es, registers.get(rdi)));
    registers.advance<T>(rsi);
    registers.advance<T>(rdi);
    cpu.set_status(alu::subtract(left, right).flags);
    return {};
}

// SCAS compares rAX with [RDI]. SDM Vol. 2B, "SCAS/SCASB/SCASW/SCASD".
template <std::unsigned_integral T>
Result<void> scan_once(Cpu& cpu, Instruction const& instruction)
{
    StringRegisters registers(cpu, instruction);
    auto const right = TRY(cpu.read<T>(SegmentName::es, registers.get(rdi)));
    registers.advance<T>(rdi);
    cpu.set_status(alu::subtract(cpu.gpr<T>(rax), right).flags);
    return {};
}

// INS: the destination is checked before the port is read, since a read cannot be taken back.
// SDM Vol. 2A, "INS/INSB/INSW/INSD".
template <std::unsigned_integral T>
Result<void> input_once(Cpu& cpu, Instruction const& instruction)
{
    StringRegisters registers(cpu, instruction);
    auto const port = cpu.gpr<uint16_t>(rdx);
    TRY(check_io_permission(cpu, port, sizeof(T)));
    TRY(cpu.probe_write(SegmentName::es, registers.get(rdi), sizeof(T)));
    auto const value = static_cast<T>(cpu.bus().read_port(port, sizeof(T)));
    TRY(cpu.write<T>(SegmentName::es, registers.get(rdi), value));
    registers.advance<T>(rdi);
    return {};
}

// OUTS. SDM Vol. 2B, "OUTS/OUTSB/OUTSW/OUTSD".
template <std::unsigned_integral T>
Result<void> output_once(Cpu& cpu, Instruction const& instruction)
{
    StringRegisters registers(cpu, instruction);
    auto const port = cpu.gpr<uint16_t>(rdx);
    TRY(check_io_permission(cpu, port, sizeof(T)));
    auto const value = TRY(cpu.read<T>(instruction.string_segment, registers.get(rsi)));
    cpu.bus().write_port(port, sizeof(T), value);
    registers.advance<T>(rsi);
    return {};
}

enum class Until
{
    counted,  // REP
    compared, // REPE, REPNE: also ends on ZF
};

// Runs `once` alone or under its REP prefix. Comes back to the loop at the run's time limit and at every
// change that may have invalidated the block, with RIP unmoved.
template <Handler once, Until until>
Result<void> repeat(Cpu& cpu, Instruction const& instruction)
{
    if (instruction.repeat == Repeat::none)
        return once(cpu, instruction);
    StringRegisters registers(cpu, instruction);
    auto const singly = cpu.state.has(flag::tf);
    auto const epoch = cpu.epoch();
    while (registers.get(rcx) != 0) {
        TRY(once(cpu, instruction));
        registers.set(rcx, registers.get(rcx) - 1);
        ++cpu.state.time;
        if (until == Until::compared && cpu.state.has(flag::zf) != (instruction.repeat == Repeat::rep))
            break;
        if (cpu.state.time >= cpu.until() || cpu.epoch() != epoch || cpu.stop_requested() || singly) {
            if (registers.get(rcx) != 0) {
                cpu.repeat_again();
                // An interrupt or trap here pushes RF = 1, so that a code breakpoint does not hit once more
                // for each of them. SDM Vol. 3B, "Instruction-Breakpoint Exception Condition".
                cpu.state.rflags |= flag::rf;
            }
            break;
        }
    }
    return {};
}

template <Handler h8, Handler h16, Handler h32, Handler h64, Until until>
constexpr std::array<Handler, 4> handlers = {repeat<h8, until>, repeat<h16, until>, repeat<h32, until>,
                                             repeat<h64, until>};

// One name for each width: the letter says the size, the handler is chosen by it.
constexpr Form form(std::string_view name, std::array<Handler, 4> const& by_width, Ends ends = Ends::nothing)
{
    return {name, by_width, ends};
}

constexpr auto moves = handlers<move_once<uint8_t>, move_once<uint16_t>, move_once<uint32_t>,
                                move_once<uint64_t>, Until::counted>;
constexpr auto stores = handlers<store_once<uint8_t>, store_once<uint16_t>, store_once<uint32_t>,
                                 store_once<uint64_t>, Until::counted>;
constexpr auto loads = handlers<load_once<uint8_t>, load_once<uint16_t>, load_once<uint32_t>,
                                load_once<uint64_t>, Until::counted>;
constexpr auto compares = handlers<compare_once<uint8_t>, compare_once<uint16_t>, compare_once<uint32_t>,
                                   compare_once<uint64_t>, Until::compared>;
constexpr auto scans = handlers<scan_once<uint8_t>, scan_once<uint16_t>, scan_once<uint32_t>,
                                scan_once<uint64_t>, Until::compared>;
// There is no 64-bit port: a REX.W prefix is ignored.
constexpr auto inputs = handlers<input_once<uint8_t>, input_once<uint16_t>, input_once<uint32_t>,
                                 input_once<uint32_t>, Until::counted>;
constexpr auto outputs = handlers<output_once<uint8_t>, output_once<uint16_t>, output_once<uint32_t>,
                                  output_once<uint32_t>, Until::counted>;

} // namespace

std::span<Form const> string_forms()
{
    static constexpr Form forms[] = {
        form("movsb", moves),
        form("movsw", moves),
        form("movsd.string", moves),
        form("movsq", moves),
        form("stosb", stores),
        form("stosw", stores),
        form("stosd", stores),
        form("stosq", stores),
        form("lodsb", loads),
        form("lodsw", loads),
        form("lodsd", loads),
        form("lodsq", loads),
        form("cmpsb", compares),
        form("cmpsw", compares),
        form("cmpsd.string", compares),
        form("cmpsq", compares),
        form("scasb", scans),
        form("scasw", scans),
        form("scasd", scans),
        form("scasq", scans),
        form("insb", inputs, Ends::block),
        form("insw", inputs, Ends::block),
        form("insd", inputs, Ends::block),
        form("outsb", outputs, Ends::block),
        form("outsw", outputs, Ends::block),
        form("outsd", outputs, Ends::block),
    };
    return forms;
}

} // namespace ringside::cpu
