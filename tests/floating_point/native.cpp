// The trampoline round a native instruction: see native.hpp. It saves the host's state, loads the test's,
// falls into the instruction, and takes the state out again. A signal goes on at the second half, with the
// vector noted.
#include "tests/floating_point/native.hpp"

#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/mman.h>
#include <ucontext.h>

namespace ringside::test {

namespace {

// Offsets are known to the assembly below.
struct alignas(16) Context
{
    FxImage in;
    FxImage out;
    FxImage host;
    std::array<uint64_t, 16> gpr; // in and out
    uint64_t flags;               // in and out
    Environment environment;
};
static_assert(offsetof(Context, out) == 512 && offsetof(Context, host) == 1024);
static_assert(offsetof(Context, gpr) == 1536 && offsetof(Context, flags) == 1664);
static_assert(offsetof(Context, environment) == 1672);

extern "C" char const ringside_native_enter[];
extern "C" char const ringside_native_enter_end[];
extern "C" char const ringside_native_leave[];
extern "C" char const ringside_native_leave_end[];

asm(R"(
.text
ringside_native_enter:
    push %rbx
    push %rbp
    push %r12
    push %r13
    push %r14
    push %r15
    mov %rdi, %r15
    fxsave64 1024(%r15)
    fxrstor64 0(%r15)
    mov 1536(%r15), %rax
    mov 1544(%r15), %rcx
    mov 1552(%r15), %rdx
    mov 1560(%r15), %rbx
    mov 1576(%r15), %rbp
    mov 1584(%r15), %rsi
    mov 1592(%r15), %rdi
    mov 1600(%r15), %r8
    mov 1608(%r15), %r9
    mov 1616(%r15), %r10
    mov 1624(%r15), %r11
    mov 1632(%r15), %r12
    mov 1640(%r15), %r13
    mov 1648(%r15), %r14
    push 1664(%r15)
    popfq
ringside_native_enter_end:
ringside_native_leave:
    pushfq
    pop 1664(%r15)
    mov %rax, 1536(%r15)
    mov %rcx, 1544(%r15)
    mov %rdx, 1552(%r15)
    mov %rbx, 1560(%r15)
    mov %rbp, 1576(%r15)
    mov %rsi, 1584(%r15)
    mov %rdi, 1592(%r15)
    mov %r8, 1600(%r15)
    mov %r9, 1608(%r15)
    mov %r10, 1616(%r15)
    mov %r11, 1624(%r15)
    mov %r12, 1632(%r15)
    mov %r13, 1640(%r15)
    mov %r14, 1648(%r15)
    fxsave64 512(%r15)
    fnstenv 1672(%r15)
    fxrstor64 1024(%r15)
    pop %r15
    pop %r14
    pop %r13
    pop %r12
    pop %rbp
    pop %rbx
    ret
ringside_native_leave_end:
)");

constexpr uint64_t longest = 15;
constexpr uint64_t leave_address = instruction_address + longest + 1;

volatile sig_atomic_t faulted_vector = Machine::no_fault;

// Where the kernel resumes after a fault of the instruction: in the second half of the trampoline.
void on_signal(int number, siginfo_t*, void* raw)
{
    auto* const context = static_cast<ucontext_t*>(raw);
    auto& rip = context->uc_mcontext.gregs[REG_RIP];
    if (static_cast<uint64_t>(rip) != instruction_address) {
        signal(number, SIG_DFL);
        return;
    }
    faulted_vector = static_cast<int>(context->uc_mcontext.gregs[REG_TRAPNO]);
    rip = static_cast<greg_t>(leave_address);
}

constexpr int signals[] = {SIGFPE, SIGSEGV, SIGILL, SIGBUS};

void* at(uint64_t address)
{
    return reinterpret_cast<void*>(address);
}

} // namespace

Native::Native()
{
    auto* const pages = mmap(at(code_address), 0x2000, PROT_READ | PROT_WRITE | PROT_EXEC,
                             MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    if (pages != at(code_address)) {
        std::perror("mmap of the native test pages");
        std::abort();
    }
    struct sigaction action = {};
    action.sa_sigaction = on_signal;
    action.sa_flags = SA_SIGINFO;
    for (int const number : signals)
        sigaction(number, &action, nullptr);
}

Native::~Native()
{
    for (int const number : signals)
        signal(number, SIG_DFL);
    munmap(at(code_address), 0x2000);
}

void Native::set_instruction(std::span<uint8_t const> bytes)
{
    auto const enter_bytes = static_cast<size_t>(ringside_native_enter_end - ringside_native_enter);
    auto const leave_bytes = static_cast<size_t>(ringside_native_leave_end - ringside_native_leave);
    constexpr int nop = 0x90;
    std::memset(at(instruction_address), nop, longest + 1);
    std::memcpy(at(instruction_address - enter_bytes), ringside_native_enter, enter_bytes);
    std::memcpy(at(instruction_address), bytes.data(), bytes.size());
    std::memcpy(at(leave_address), ringside_native_leave, leave_bytes);
}

Machine Native::run(Machine const& before)
{
    static Context context;
    context.in = before.fx;
    context.gpr = before.gpr;
    context.flags = before.flags;
    std::memcpy(at(data_address), before.memory.data(), data_bytes);
    faulted_vector = Machine::no_fault;
    auto const enter_bytes = static_cast<uint64_t>(ringside_native_enter_end - ringside_native_enter);
    reinterpret_cast<void (*)(Context*)>(instruction_address - enter_bytes)(&context);
    Machine after = before;
    after.fx = context.out;
    after.environment = context.environment;
    after.gpr = context.gpr;
    after.flags = context.flags;
    after.fault = static_cast<unsigned>(faulted_vector);
    std::memcpy(after.memory.data(), at(data_address), data_bytes);
    return after;
}

} // namespace ringside::test
