// DR0-DR7: what the four breakpoints watch, when #DB comes, and what DR6 then tells. SDM Vol. 3B, "Debug
// Registers" and "Debug Exceptions".
#include "emu/script/case_machine.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace ringside::emu::script {
namespace {

using cpu::Stop;

using Bytes = std::vector<uint8_t>;

constexpr uint64_t code = CaseMachine::code_address;
constexpr uint64_t data = 0x5000;
constexpr uint64_t dr6_reset = 0xffff'0ff0;

// DR7 with breakpoint 0 enabled: R/W is 0 execute, 1 write, 2 port, 3 access; LEN as the register has it.
constexpr uint64_t local_0(uint64_t condition, uint64_t length)
{
    return 0x401 | condition << 16 | length << 18;
}
constexpr uint64_t execute = 0;
constexpr uint64_t write = 1;
constexpr uint64_t port = 2;
constexpr uint64_t access = 3;
constexpr uint64_t bytes_1 = 0;
constexpr uint64_t bytes_4 = 3;
constexpr uint64_t bytes_8 = 2;

class Watched : public CaseMachine
{
public:
    Watched(Bytes const& bytes, uint64_t address, uint64_t dr7, unsigned ring = 3)
        : CaseMachine({.ring = ring})
    {
        map(data);
        load(bytes);
        auto& state = cpu.state;
        state.gpr[cpu::rbx] = data;
        state.breakpoint_address[0] = address;
        state.dr7 = dr7;
        cpu.state_replaced();
    }

    bool in_handler() const { return cpu.state.rip == gate_address(1); }
    uint64_t pushed(unsigned word) const { return peek_number(cpu.state.gpr[cpu::rsp] + 8 * word, 8); }
};

Bytes const store_then_nops = {0x48, 0x89, 0x03, 0x90, 0x90}; // mov [rbx], rax; nop; nop
Bytes const load_then_nops = {0x48, 0x8b, 0x03, 0x90, 0x90};  // mov rax, [rbx]; nop; nop

TEST(CodeBreakpoint, FaultsBeforeTheInstructionInTheMidstOfABlock)
{
    Watched machine({0x90, 0x90, 0x90, 0x90}, code + 2, local_0(execute, bytes_1));

    machine.cpu.run(3);

    EXPECT_TRUE(machine.in_handler());
    EXPECT_EQ(machine.pushed(0), code + 2);
    EXPECT_EQ(machine.pushed(2) & cpu::flag::rf, 0u);
    EXPECT_EQ(machine.cpu.state.dr6, dr6_reset | 1);
}

TEST(CodeBreakpoint, LetsOneInstructionPassWithRf)
{
    Watched machine({0xeb, 0xfe}, code, local_0(execute, bytes_1)); // jmp to itself
    machine.cpu.state.rflags |= cpu::flag::rf;

    machine.cpu.step();
    EXPECT_EQ(machine.cpu.state.rip, code);
    machine.cpu.step();

    EXPECT_TRUE(machine.in_handler());
}

TEST(CodeBreakpoint, RfSurvivesAnInterruptBeforeTheInstruction)
{
    Watched machine({0x90}, code, local_0(execute, bytes_1));
    machine.cpu.state.rflags |= cpu::flag::rf;
    machine.bus.pending = 0x40;

    machine.cpu.step();

    EXPECT_EQ(machine.cpu.state.rip, machine.gate_address(0x40));
    EXPECT_NE(machine.pushed(2) & cpu::flag::rf, 0u);
}

TEST(CodeBreakpoint, DoesNotHitWhileItIsNotEnabled)
{
    Watched machine({0x90, 0x90}, code + 1, 0x400);

    machine.cpu.run(2);

    EXPECT_EQ(machine.cpu.state.rip, code + 2);
    EXPECT_EQ(machine.cpu.state.dr6, dr6_reset);
}

TEST(DataBreakpoint, TrapsAfterTheInstructionThatWrote)
{
    Watched machine(store_then_nops, data, local_0(write, bytes_8));
    machine.cpu.state.gpr[cpu::rax] = 7;

    machine.cpu.run(2);

    EXPECT_TRUE(machine.in_handler());
    EXPECT_EQ(machine.pushed(0), code + 3);
    EXPECT_EQ(machine.peek_number(data, 8), 7u);
    EXPECT_EQ(machine.cpu.state.dr6, dr6_reset | 1);
}

TEST(DataBreakpoint, ForWritesIgnoresReads)
{
    Watched machine(load_then_nops, data, local_0(write, bytes_8));

    machine.cpu.run(3);

    EXPECT_EQ(machine.cpu.state.rip, code + 5);
}

TEST(DataBreakpoint, ForAccessesTrapsAfterReads)
{
    Watched machine(load_then_nops, data + 4, local_0(access, bytes_4));

    machine.cpu.run(2);

    EXPECT_TRUE(machine.in_handler());
    EXPECT_EQ(machine.pushed(0), code + 3);
}

TEST(DataBreakpoint, CoversItsAlignedBytesOnly)
{
    Watched machine(store_then_nops, data + 8, local_0(access, bytes_8));

    machine.cpu.run(3);

    EXPECT_EQ(machine.cpu.state.rip, code + 5);
}

TEST(DataBreakpoint, SeesStackAccesses)
{
    Watched machine({0x50, 0x90}, CaseMachine::stack_top - 8, local_0(write, bytes_1)); // push rax

    machine.cpu.run(2);

    EXPECT_TRUE(machine.in_handler());
    EXPECT_EQ(machine.pushed(0), code + 1);
}

TEST(DataBreakpoint, StopsRepAfterTheIterationThatHit)
{
    Watched machine({0xf3, 0xaa, 0x90}, data + 2, local_0(write, bytes_1)); // rep stosb
    machine.cpu.state.gpr[cpu::rdi] = data;
    machine.cpu.state.gpr[cpu::rcx] = 10;

    machine.cpu.run(4);

    EXPECT_TRUE(machine.in_handler());
    EXPECT_EQ(machine.cpu.state.gpr[cpu::rcx], 7u);
    EXPECT_EQ(machine.pushed(0), code);
}

TEST(DataBreakpoint, OfAnInstructionThatFaultsIsForgotten)
{
    Watched machine({0xa4, 0x90}, data, local_0(access, bytes_1)); // movsb to an absent page
    machine.cpu.state.gpr[cpu::rsi] = data;
    machine.cpu.state.gpr[cpu::rdi] = 0x6000;

    machine.cpu.step();

    EXPECT_EQ(machine.cpu.state.rip, machine.gate_address(14));
    EXPECT_EQ(machine.cpu.state.dr6, dr6_reset);
}

// The trap of a MOV SS waits for the next instruction, here an INT, and so arrives in its handler.
TEST(DataBreakpoint, OnMovSsComesAfterTheNextInstruction)
{
    Watched machine({0x8e, 0x13, 0xcd, 0x40}, data, local_0(access, bytes_1)); // mov ss, [rbx]; int 0x40
    machine.poke_number(data, 0x2b, 2);
    machine.set_gate(0x40, {.offset = machine.gate_address(0x40), .selector = 0x10, .dpl = 3});

    machine.cpu.step();
    EXPECT_EQ(machine.cpu.state.rip, code + 2);
    machine.cpu.step();

    EXPECT_TRUE(machine.in_handler());
    EXPECT_EQ(machine.pushed(0), machine.gate_address(0x40));
}

TEST(PortBreakpoint, NeedsCr4De)
{
    Watched machine({0xe6, 0x80, 0xe6, 0x80}, 0x80, local_0(port, bytes_1), 0); // out 0x80, al; twice

    machine.cpu.step();
    EXPECT_EQ(machine.cpu.state.rip, code + 2);
    machine.cpu.state.cr4 |= cpu::cr4::de;
    machine.cpu.step();

    EXPECT_TRUE(machine.in_handler());
    EXPECT_EQ(machine.pushed(0), code + 4);
}

TEST(GeneralDetect, FaultsBeforeAnyUseOfADebugRegister)
{
    Watched machine({0x0f, 0x21, 0xc0}, 0, 0x400 | cpu::dr7::general_detect, 0); // mov rax, dr0

    machine.cpu.step();

    EXPECT_TRUE(machine.in_handler());
    EXPECT_EQ(machine.pushed(0), code);
    EXPECT_EQ(machine.cpu.state.dr6, dr6_reset | 0x2000);
    EXPECT_EQ(machine.cpu.state.dr7, 0x400u);
}

TEST(HardwareBreakpoint, EnabledByMovToDr7HoldsFromTheNextInstructionOn)
{
    Watched machine({0x0f, 0x23, 0xf8, 0x48, 0x89, 0x0b, 0x90}, data, 0x400,
                    0); // mov dr7, rax; mov [rbx], rcx
    machine.cpu.state.gpr[cpu::rax] = local_0(write, bytes_8);
    machine.poke_number(data, 0, 8);

    machine.cpu.run(3);

    EXPECT_TRUE(machine.in_handler());
    EXPECT_EQ(machine.pushed(0), code + 6);
}

} // namespace
} // namespace ringside::emu::script
