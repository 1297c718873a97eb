// struct pt_regs, pushed word by word: what the entry code leaves for do_syscall_64, followed instruction by
// instruction.
#include "kernel-model/abi/pt_regs.hpp"
#include "tests/kernel_boot/machine.hpp"
#include "tests/support/folders.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace ringside::tests {
namespace {

using kernel::PtRegs;

constexpr uint64_t enosys = static_cast<uint64_t>(-38);
constexpr uint64_t trap_flags = 0x202; // IF and the fixed bit: the guest sets no other

struct Push
{
    uint64_t below_top; // how far the slot lies below the top of the kernel stack
    uint64_t value;
    bool operator==(Push const&) const = default;
};

void PrintTo(Push const& push, std::ostream* out)
{
    *out << "top-" << push.below_top << std::hex << " = 0x" << push.value << std::dec;
}

Archive registers_guest()
{
    Archive archive;
    archive.add_host_file("registers", build_folder() / "tests" / "kernel_boot" / "guests" / "registers");
    return archive;
}

class EntryCode : public testing::Test
{
protected:
    EntryCode() { machine().cpu.stop_before_system_calls = true; }

    emu::Machine& machine() { return own_.machine(); }
    cpu::State const& state() { return machine().cpu.state; }

    void run_to_call(unsigned number)
    {
        for (unsigned call = 0; call < number; ++call)
            ASSERT_EQ(machine().run(1'000'000'000), emu::Halt::system_call) << own_.log();
    }

    template <class T>
    T read(uint64_t address)
    {
        cpu::Physical physical;
        T value{};
        EXPECT_TRUE(machine().cpu.translate_for_view({address}, physical));
        machine().memory.read(physical, {reinterpret_cast<uint8_t*>(&value), sizeof(value)});
        return value;
    }

    /// RSP0 in the TSS: the top of the task's kernel stack.
    uint64_t top() { return read<uint64_t>(state().tr.base + 4); }

    /// Steps until the C++ function has been called; the words that were pushed on the way, one by one.
    /// Several pushed at once (by the hardware) are taken apart.
    std::vector<Push> follow_to_the_call()
    {
        std::vector<Push> pushes;
        uint64_t const end = top() - sizeof(PtRegs) - sizeof(uint64_t);
        uint64_t rsp = top();
        while (state().gpr[4] != end) {
            machine().step();
            bool const on_kernel_stack = state().cpl == 0 && state().gpr[4] <= top() && state().gpr[4] >= end;
            for (; on_kernel_stack && rsp > state().gpr[4]; rsp -= 8)
                pushes.push_back({top() - rsp + 8, read<uint64_t>(rsp - 8)});
        }
        pushes.pop_back(); // the return address of the call
        return pushes;
    }

    PtRegs registers() { return read<PtRegs>(top() - sizeof(PtRegs)); }

    OwnMachine own_{registers_guest(), "init=/registers console=pipe"};
};

TEST_F(EntryCode, OfSyscallPushesTwentyOneWordsInLinuxsOrder)
{
    run_to_call(1);
    cpu::State const user = state();

    std::vector<Push> const pushes = follow_to_the_call();

    std::vector<Push> const expected = {
        {8, 0x2b},          {16, user.gpr[4]},  {24, trap_flags},    {32, 0x33},          {40, user.rip + 2},
        {48, user.gpr[0]},  {56, user.gpr[7]},  {64, user.gpr[6]},   {72, user.gpr[2]},   {80, user.rip + 2},
        {88, enosys},       {96, user.gpr[8]},  {104, user.gpr[9]},  {112, user.gpr[10]}, {120, trap_flags},
        {128, user.gpr[3]}, {136, user.gpr[5]}, {144, user.gpr[12]}, {152, user.gpr[13]}, {160, user.gpr[14]},
        {168, user.gpr[15]}};
    EXPECT_EQ(pushes, expected);
}

TEST_F(EntryCode, OfInt80FindsFiveWordsOfTheHardwareAndPushesSixteen)
{
    run_to_call(2);
    cpu::State const user = state();

    std::vector<Push> const pushes = follow_to_the_call();

    std::vector<Push> const expected = {
        {8, 0x2b},          {16, user.gpr[4]},  {24, user.rflags},   {32, 0x33},          {40, user.rip + 2},
        {48, 20},           {56, user.gpr[7]},  {64, user.gpr[6]},   {72, user.gpr[2]},   {80, user.gpr[1]},
        {88, enosys},       {96, user.gpr[8]},  {104, user.gpr[9]},  {112, user.gpr[10]}, {120, user.gpr[11]},
        {128, user.gpr[3]}, {136, user.gpr[5]}, {144, user.gpr[12]}, {152, user.gpr[13]}, {160, user.gpr[14]},
        {168, user.gpr[15]}};
    EXPECT_EQ(pushes, expected);
}

TEST_F(EntryCode, HandsTheKernelRegistersWithoutAnythingOfTheProgram)
{
    run_to_call(1);

    follow_to_the_call();

    EXPECT_EQ(state().gpr[7], top() - sizeof(PtRegs)); // RDI: the frame
    EXPECT_EQ(state().gpr[6], 39u);                    // RSI: the number, from EAX alone
    EXPECT_EQ(state().gpr[2] | state().gpr[1] | state().gpr[3] | state().gpr[5], 0u);
    EXPECT_EQ(state().gpr[8] | state().gpr[9] | state().gpr[10] | state().gpr[11], 0u);
    EXPECT_EQ(state().gpr[12] | state().gpr[13] | state().gpr[14] | state().gpr[15], 0u);
}

TEST_F(EntryCode, GivesEveryRegisterBackButTheResultAndWhatSyscallOverwrites)
{
    run_to_call(1);
    cpu::State const before = state();
    run_to_call(1); // INT 0x80: three instructions after SYSCALL, which set RCX, R11 and RAX
    cpu::State const after = state();

    auto expected = before.gpr;
    expected[0] = 0x0a0a0a0a00000014;
    EXPECT_EQ(after.gpr, expected);
    EXPECT_EQ(after.rflags, before.rflags);
    EXPECT_EQ(after.kernel_gs_base, before.kernel_gs_base);
    EXPECT_EQ(after.cpl, 3);
}

TEST_F(EntryCode, AnswersInRaxAlone)
{
    run_to_call(2);
    cpu::State const before = state();
    machine().cpu.stop_before_system_calls = false;
    machine().cpu.stop_on_ring_change = true;

    ASSERT_EQ(machine().run(1'000'000'000), emu::Halt::ring_change);
    ASSERT_EQ(machine().run(1'000'000'000), emu::Halt::ring_change);

    auto expected = before.gpr;
    expected[0] = 1; // getpid of init
    EXPECT_EQ(state().cpl, 3);
    EXPECT_EQ(state().rip, before.rip + 2);
    EXPECT_EQ(state().gpr, expected);
    EXPECT_EQ(state().rflags, before.rflags);
}

} // namespace
} // namespace ringside::tests
