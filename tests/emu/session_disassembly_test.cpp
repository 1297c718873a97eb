// Instructions as text in both syntaxes. AT&T's is compared with what objdump says of the same bytes.
#include "emu/symbols/disassembly.hpp"
#include "tests/support/folders.hpp"
#include "tests/support/process.hpp"

#include <gtest/gtest.h>

#include <regex>
#include <sstream>

namespace ringside::tests {
namespace {

using emu::disassemble;
using emu::Syntax;

std::string text_of(std::vector<uint8_t> const& bytes, Syntax syntax, unsigned bits = 64)
{
    return disassemble(bytes, 0x401000, bits, syntax).text;
}

TEST(AttSyntax, WritesSourceFirstAndSizesWhereNoRegisterTellsThem)
{
    EXPECT_EQ(text_of({0x48, 0x89, 0xd8}, Syntax::att), "mov %rbx, %rax");
    EXPECT_EQ(text_of({0x48, 0xc7, 0x45, 0xf8, 1, 0, 0, 0}, Syntax::att), "movq $0x1, -0x8(%rbp)");
    EXPECT_EQ(text_of({0x65, 0x48, 0x89, 0x24, 0x25, 0x94, 0, 0, 0}, Syntax::att), "mov %rsp, %gs:0x94");
    EXPECT_EQ(text_of({0xcd, 0x80}, Syntax::att), "int $0x80");
    EXPECT_EQ(text_of({0x74, 0x10}, Syntax::att), "je 0x401012");
    EXPECT_EQ(text_of({0xff, 0xe0}, Syntax::att), "jmp *%rax");
    EXPECT_EQ(text_of({0x48, 0x0f, 0x07}, Syntax::att), "sysretq");
    EXPECT_EQ(text_of({0x6a, 0xff}, Syntax::att, 32), "push $0xffffffff");
}

TEST(IntelSyntax, AlwaysWritesSizes)
{
    EXPECT_EQ(text_of({0x48, 0xc7, 0x45, 0xf8, 1, 0, 0, 0}, Syntax::intel), "mov qword ptr [rbp-0x8], 0x1");
    EXPECT_EQ(text_of({0x0f, 0x1f, 0x00}, Syntax::intel), "nop dword ptr [rax]");
}

// As gdb and compilers do.
TEST(IntelSyntax, NamesConditionsByWhatWasCompared)
{
    EXPECT_EQ(text_of({0x77, 0x00}, Syntax::intel), "ja 0x401002");
    EXPECT_EQ(text_of({0x73, 0x00}, Syntax::intel), "jae 0x401002");
    EXPECT_EQ(text_of({0x75, 0x00}, Syntax::intel), "jne 0x401002");
    EXPECT_EQ(text_of({0xf2, 0x74, 0x00}, Syntax::intel), "bnd je 0x401003");
    EXPECT_EQ(text_of({0x0f, 0x9d, 0xc0}, Syntax::intel), "setge al");
    EXPECT_EQ(text_of({0x0f, 0x4f, 0xc1}, Syntax::intel), "cmovg eax, ecx");
    EXPECT_EQ(text_of({0x7a, 0x00}, Syntax::intel), "jp 0x401002");
}

TEST(Disassembly, TellsWhereJumpsLead)
{
    std::vector<uint8_t> const conditional = {0x74, 0x10};
    std::vector<uint8_t> const indirect = {0xff, 0xe0};
    auto const branch = disassemble(conditional, 0x401000, 64, Syntax::intel);
    auto const jump = disassemble(indirect, 0x401000, 64, Syntax::intel);

    EXPECT_TRUE(branch.is_jump && branch.is_conditional);
    EXPECT_EQ(branch.target, 0x401012u);
    EXPECT_TRUE(jump.is_jump && !jump.is_conditional);
    EXPECT_FALSE(jump.target.has_value());
}

// ---- against objdump

// One blank, no comments, no names, nothing that only the encoding has.
std::string plain(std::string text)
{
    text = std::regex_replace(text, std::regex("( <.*>| #.*)"), "");
    text = std::regex_replace(text, std::regex("\\s+"), " ");
    text = std::regex_replace(text, std::regex(", "), ",");
    text = std::regex_replace(text, std::regex("(^|[ ,*:])0x0\\("), "$1(");
    while (!text.empty() && text.back() == ' ')
        text.pop_back();
    return text;
}

// Of all kinds that compilers and the kernel's assembly use, and the ones that are spelt in another way.
constexpr std::string_view source = R"(
    mov %rsp, %gs:0x94
    movq $-1, 8(%rsp)
    movl $0x7fffffff, (%rax,%rcx,4)
    movabs $0x1122334455667788, %r11
    movabs 0x1122334455667788, %al
    movzbl (%rdi), %eax
    movswq %ax, %rdx
    movslq %eax, %rsi
    lea -0x20(%rbp,%rdi,8), %r15
    lea 0x1234(%rip), %rdi
    add $0x10, %rsp
    and $-16, %rsp
    subl $1, 0x40(%rbx)
    cmpb $0, (%rsi)
    test %al, %al
    incq (%rax)
    shll %cl, (%rdx)
    shld $4, %rax, %rbx
    sarq $3, 8(%rdi)
    imul $0x18, %rcx, %rdx
    divq 8(%rsp)
    xchg %rdi, (%rsp)
    lock cmpxchg %rcx, (%rdx)
    lock decl (%rax)
    push $-38
    pushq 8(%rax)
    pop %r12
    call *%rax
    call *8(%rbx,%rcx,8)
    jmp *(%rdx)
    cmove %rax, %rbx
    setne %cl
    cltq
    cqto
    cltd
    bswap %eax
    btsq $5, (%rdi)
    int $0x80
    syscall
    sysretq
    sysretl
    sysenter
    sysexitq
    iretq
    swapgs
    lgdt (%rax)
    lidt 8(%rax)
    ltr %ax
    mov %rax, %cr3
    rdmsr
    invlpg (%rdi)
    fxsave64 (%rsp)
    flds (%rax)
    fldl 8(%rax)
    fldt 16(%rax)
    fildll (%rcx)
    fistpl 4(%rcx)
    fsubrp %st, %st(1)
    fdivp %st, %st(3)
    fxch %st(2)
    fnstcw (%rsp)
    cvtsi2sdl (%rax), %xmm1
    cvtsi2sdq (%rax), %xmm1
    movdqa 0x20(%rsp), %xmm3
    movss %xmm0, (%rdi)
    pshufd $0x4e, %xmm1, %xmm2
    enter $16, $0
    nopw 8(%rax,%rax,1)
    lret
    rep movsb %gs:(%esi), %es:(%edi)
    movsq %fs:(%rsi), %es:(%rdi)
    lods %gs:(%rsi), %eax
    stos %al, %es:(%edi)
    scas %es:(%edi), %rax
    cmpsb %es:(%edi), %ds:(%esi)
    outsb %gs:(%rsi), (%dx)
    insb (%dx), %es:(%edi)
    xlat %gs:(%rbx)
    pushw $5
    pushw 8(%rdi)
    popw (%rax)
    pushw %fs
    push %ax
    crc32b (%rax), %ecx
    crc32w (%rax), %ecx
    crc32l (%rax), %ecx
    crc32q (%rax), %rcx
    crc32 %cl, %eax
    ja 1f
    jae 1f
    cmovg %eax, %ebx
1:  setge %al
)";

struct Compared
{
    unsigned count = 0;
    std::string differences; // "ours | objdump's", a line each
};

// Every instruction of an object file.
Compared compare_with_objdump(std::filesystem::path const& object)
{
    std::istringstream listing(run({"objdump", "-d", "-w", object}).output);
    std::regex const row("\\s*([0-9a-f]+):\t(([0-9a-f]{2} )+)\\s*\t(.*)");
    std::smatch part;
    Compared compared;
    for (std::string line; std::getline(listing, line);) {
        if (!std::regex_match(line, part, row))
            continue;
        std::vector<uint8_t> bytes;
        std::istringstream digits(part[2].str());
        for (std::string byte; digits >> byte;)
            bytes.push_back(static_cast<uint8_t>(std::stoul(byte, nullptr, 16)));
        auto const address = std::stoull(part[1].str(), nullptr, 16);
        auto const ours = plain(disassemble(bytes, address, 64, Syntax::att).text);
        auto const theirs = plain(part[4].str());
        ++compared.count;
        if (ours != theirs)
            compared.differences += ours + " | " + theirs + "\n";
    }
    return compared;
}

TEST(AttSyntax, SaysWhatObjdumpSays)
{
    ASSERT_TRUE(is_installed("objdump") && is_installed("as"))
        << "objdump or as is missing: apt-get install binutils";
    TemporaryFolder const folder;
    auto const object = folder.path() / "set.o";

    auto const assembled = run({"as", "-o", object, folder.write("set.s", source)});
    ASSERT_EQ(assembled.status, 0) << assembled.errors;
    auto const compared = compare_with_objdump(object);

    EXPECT_EQ(compared.differences, "");
    EXPECT_EQ(compared.count, 92u);
}

} // namespace
} // namespace ringside::tests
