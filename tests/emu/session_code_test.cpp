// The listing of code: instructions with their names, and nothing behind them that is none.
#include "cpu/decode/decoder.hpp"
#include "tests/emu/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringside::tests {

namespace {

TEST(CodeListing, EndsWhereTheSectionOfCodeEnds)
{
    auto session = open_sample("trap_paths/hello_syscall");
    auto const last_system_call = session->address_of("path_end").value() + 7;

    auto const lines = session->code(session->state().rip, 0, 100);

    ASSERT_FALSE(lines.empty());
    EXPECT_EQ(lines.back().text, "syscall");
    EXPECT_EQ(lines.back().address, last_system_call);
}

TEST(CodeListing, MarksTheInstructionAtRipAndTheSymbolsThatBeginThere)
{
    auto session = open_sample("trap_paths/hello_syscall");

    auto const lines = session->code(session->state().rip, 0, 5);

    ASSERT_EQ(lines.size(), 6u);
    EXPECT_TRUE(lines.front().current);
    EXPECT_EQ(lines.front().label, "path_begin");
    EXPECT_FALSE(lines.front().kernel);
    EXPECT_EQ(lines[5].label, "path_end");
}

TEST(Section, IsThatOfTheProgramTheVdsoOrTheKernel)
{
    auto session = open_sample("trap_paths/hello_glibc");

    EXPECT_EQ(session->section(session->address_of("main").value()), ".text");
    EXPECT_EQ(session->section(session->address_of("stdout").value()), ".data");
    EXPECT_EQ(session->section(session->address_in_kernel("entry_SYSCALL_64").value()), ".text");
    EXPECT_EQ(session->section(session->state().gpr[cpu::rsp]), "");
}

// ---- CALL and RET, whatever their form

struct Bytes
{
    std::vector<uint8_t> bytes;
    bool is_call = false;
    bool is_return = false;
};

class Decoded : public testing::TestWithParam<Bytes>
{};

TEST_P(Decoded, IsKnownAsCallOrReturn)
{
    cpu::Instruction instruction;
    ASSERT_EQ(cpu::decode(GetParam().bytes, 64, cpu::Model{}, instruction), cpu::Decoded::ok);

    EXPECT_EQ(cpu::is_call(instruction), GetParam().is_call);
    EXPECT_EQ(cpu::is_return(instruction), GetParam().is_return);
}

INSTANTIATE_TEST_SUITE_P(Forms, Decoded,
                         testing::Values(Bytes{{0xe8, 1, 0, 0, 0}, true},       // CALL rel32
                                         Bytes{{0x67, 0xe8, 1, 0, 0, 0}, true}, // with an address size
                                         Bytes{{0x41, 0xff, 0xd4}, true},       // CALL r12
                                         Bytes{{0x42, 0xff, 0x14, 0x20}, true}, // CALL [rax + r12]
                                         Bytes{{0xff, 0x34, 0x24}},             // PUSH [rsp]
                                         Bytes{{0xff, 0xe0}},                   // JMP rax
                                         Bytes{{0xc3}, false, true},            // RET
                                         Bytes{{0xf3, 0xc3}, false, true},      // REP RET
                                         Bytes{{0xf2, 0xc3}, false, true},      // BND RET
                                         Bytes{{0xc2, 8, 0}, false, true},      // RET 8
                                         Bytes{{0x48, 0xcf}}));                 // IRETQ

TEST(CallBefore, FindsTheBeginningOfEveryFormAndNothingElse)
{
    auto const session = open_file(guest("borrowed_names"));
    auto const extended = session->address_of("behind_extended").value();
    auto const prefixed = session->address_of("behind_prefixed").value();
    auto const push = session->address_of("behind_push").value();

    EXPECT_EQ(session->call_before(extended), extended - 3);
    EXPECT_EQ(session->call_before(prefixed), prefixed - 6);
    EXPECT_EQ(session->call_before(push), std::nullopt);
}

TEST(AddressInKernel, IsNotThatOfAProgramsFunctionOfTheSameName)
{
    auto const session = open_file(guest("borrowed_names"));

    auto const kernel = session->address_in_kernel("do_syscall_64");
    auto const program = session->address_of("do_syscall_64");

    ASSERT_TRUE(kernel && program);
    EXPECT_GT(*kernel, 0xffff'8000'0000'0000);
    EXPECT_LT(*program, 0x8000'0000'0000u);
    EXPECT_EQ(session->address_in_kernel("path_begin"), std::nullopt);
}

} // namespace

} // namespace ringside::tests
