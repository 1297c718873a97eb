// Lines of Intel syntax and the bytes they become. The bytes are those of GNU as, except where the line says
// which of two encodings it wants.
#include "emu/script/assembler.hpp"
#include "emu/script/program.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstring>

namespace ringside::emu::script {

namespace {

std::string hex(std::vector<uint8_t> const& bytes)
{
    std::string text;
    char pair[4];
    for (auto const byte : bytes) {
        std::snprintf(pair, sizeof pair, "%02x", byte);
        text += pair;
    }
    return text;
}

std::string bytes64(std::string_view line)
{
    auto const assembled = assemble(line, 64, 0x1000);
    return assembled.ok() ? hex(assembled.bytes) : assembled.problem;
}

std::string bytes32(std::string_view line)
{
    auto const assembled = assemble(line, 32, 0x1000);
    return assembled.ok() ? hex(assembled.bytes) : assembled.problem;
}

Program program_of(std::vector<std::string> const& lines)
{
    Case test;
    for (auto const& line : lines)
        test.run.push_back({{}, line});
    return assemble_program(test);
}

} // namespace

TEST(Assembler, SignExtendsImmediatesToTheOperandsWidth)
{
    EXPECT_EQ(bytes64("add eax, 0xffffff80"), "83c080");
    EXPECT_EQ(bytes64("mov eax, 0x80000000"), "b800000080");
    EXPECT_EQ(bytes64("mov al, 0xff"), "b0ff");
    EXPECT_EQ(bytes64("mov ax, 0xffff"), "66b8ffff");
    EXPECT_EQ(bytes64("mov rax, -1"), "48c7c0ffffffff");
    EXPECT_EQ(bytes64("cmp rax, 0xffffffffffffff80"), "4883f880");
    EXPECT_EQ(bytes64("push -2"), "6afe");
    EXPECT_EQ(bytes64("int 0x80"), "cd80");
    EXPECT_EQ(bytes64("out 0x80, al"), "e680");
}

TEST(Assembler, InfersTheSizeOfMemoryOnlyWhereItIsCertain)
{
    EXPECT_EQ(bytes64("add [rdi], rbx"), "48011f");
    EXPECT_EQ(bytes64("add qword ptr [rdi], 1"), "48830701");
    EXPECT_EQ(bytes64("add qword [rdi], 1"), "48830701");
    EXPECT_EQ(bytes64("movzx eax, byte [rbx]"), "0fb603");
    EXPECT_EQ(bytes64("call [rax]"), "ff10");
    EXPECT_EQ(bytes64("fxsave [rax]"), "0fae00");
    EXPECT_EQ(bytes64("lea rax, [rbx+8]"), "488d4308");
    for (auto const* const line :
         {"add [rdi], 1", "movzx eax, [rbx]", "shl [rax], cl", "fld [rax]", "not [rax]"})
        EXPECT_EQ(bytes64(line), "say how large the operand is: byte, word, dword, qword ...") << line;
}

TEST(Assembler, TakesAddressesApart)
{
    EXPECT_EQ(bytes64("mov rax, [rbx+rcx*8-5]"), "488b44cbfb");
    EXPECT_EQ(bytes64("mov rax, [8*rcx+rbx]"), "488b04cb");
    EXPECT_EQ(bytes64("mov rax, [rax+rsp]"), "488b0404");
    EXPECT_EQ(bytes64("mov rax, [rip+0x10]"), "488b0510000000");
    EXPECT_EQ(bytes64("mov al, fs:[rbx]"), "648a03");
    EXPECT_EQ(bytes64("mov al, [ebx]"), "678a03");
    EXPECT_EQ(bytes32("mov ebx, [0x5000]"), "8b1d00500000");
    EXPECT_EQ(bytes32("mov eax, [ebx+0xfffffffc]"), "8b43fc");
    EXPECT_EQ(bytes64("mov rax, [rsp*2]"), "there is no such form of 'mov' in 64-bit code");
    EXPECT_EQ(bytes64("mov rax, [rbx+rcx*3]"), "an index is scaled by 1, 2, 4 or 8");
}

TEST(Assembler, KnowsOtherSpellings)
{
    EXPECT_EQ(bytes64("je 0x1002"), bytes64("jz 0x1002"));
    EXPECT_EQ(bytes64("cmovae eax, ebx"), bytes64("cmovnb eax, ebx"));
    EXPECT_EQ(bytes64("sal eax, 1"), bytes64("shl eax, 1"));
    EXPECT_EQ(bytes64("pushf"), "9c");
    EXPECT_EQ(bytes64("pushfw"), "669c");
    EXPECT_EQ(bytes64("sysretq"), "480f07");
    EXPECT_EQ(bytes64("sysret"), "0f07");
    EXPECT_EQ(bytes64("sysexitq"), "480f35");
    EXPECT_EQ(bytes64("retfq"), "48cb");
    EXPECT_EQ(bytes64("REP MOVSB"), "f3a4");
    EXPECT_EQ(bytes64("repe cmpsd"), "f3a7");
    EXPECT_EQ(bytes64("movsd xmm0, [rax]"), "f20f1000");
    EXPECT_EQ(bytes64("movsd"), "a5");
    EXPECT_EQ(bytes32("aam"), "d40a");
    EXPECT_EQ(bytes32("pusha"), "60");
    EXPECT_EQ(bytes64("fadd st(3)"), "d8c3");
    EXPECT_EQ(bytes64("faddp"), "dec1");
    EXPECT_EQ(bytes64("mov ds, eax"), "8ed8");
    EXPECT_EQ(bytes32("jmp 0x33:0x2000"), "ea002000003300");
}

TEST(Assembler, CountsBranchesFromTheirEnd)
{
    for (int64_t distance = -300; distance <= 300; ++distance) {
        auto const target = static_cast<uint64_t>(0x1000 + distance);
        auto const assembled = assemble("jz " + std::to_string(target), 64, 0x1000);
        ASSERT_TRUE(assembled.ok());
        auto const& bytes = assembled.bytes;
        int32_t relative = static_cast<int8_t>(bytes[1]);
        if (bytes.size() != 2)
            std::memcpy(&relative, bytes.data() + 2, sizeof relative);
        EXPECT_EQ(0x1000 + bytes.size() + static_cast<uint64_t>(static_cast<int64_t>(relative)), target);
        EXPECT_EQ(bytes.size() == 2, distance >= -126 && distance <= 129) << distance;
    }
}

TEST(Assembler, SaysWhereALineIsWrong)
{
    auto const assembled = assemble("mov rax, bogus", 64, 0x1000);
    EXPECT_EQ(assembled.problem, "'bogus' is no register, number or label");
    EXPECT_EQ(assembled.column, 10u);
    EXPECT_EQ(bytes64("frobnicate rax"), "unknown instruction 'frobnicate'");
    EXPECT_EQ(bytes64("mov rax rbx"), "expected ',' between operands");
    EXPECT_EQ(bytes64("mov [rax"), "expected '+', '-' or ']' in the address");
    EXPECT_EQ(bytes64("lock"), "expected an instruction");
    EXPECT_EQ(bytes64("push eax"), "there is no such form of 'push' in 64-bit code");
    EXPECT_EQ(bytes32("mov rax, 1"), "there is no such form of 'mov' in 32-bit code");
    EXPECT_EQ(bytes64("loop 0x2000"), "the target is too far for a short branch");
}

TEST(Program, GrowsBranchesThatDoNotReach)
{
    std::vector<std::string> lines = {"jmp end"};
    for (int i = 0; i < 127; ++i)
        lines.emplace_back("nop");
    auto const near_enough = program_of([&] {
        auto all = lines;
        all.emplace_back("end: nop");
        return all;
    }());
    lines.emplace_back("nop");
    auto const too_far = program_of([&] {
        auto all = lines;
        all.emplace_back("end: nop");
        return all;
    }());

    EXPECT_EQ(near_enough.bytes[0], 0xeb);
    EXPECT_EQ(near_enough.bytes[1], 127);
    EXPECT_EQ(too_far.bytes[0], 0xe9);
    EXPECT_EQ(too_far.bytes[1], 128);
}

TEST(Program, ResolvesLabelsInAddresses)
{
    auto const program = program_of({"lea rax, [rip+there]", "there: nop"});
    EXPECT_EQ(hex(program.bytes), "488d050000000090");
}

TEST(Program, RefusesALabelTwice)
{
    auto const program = program_of({"a: nop", "a: nop"});
    ASSERT_TRUE(program.problem);
    EXPECT_EQ(program.problem->sentence, "label 'a' stands twice");
}

} // namespace ringside::emu::script
