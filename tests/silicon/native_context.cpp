// The kernel does the loading and storing: a signal handler may change every register of the interrupted
// code, CS, SS and the x87 and SSE state included. One signal (UD2) goes in, any other signal comes out, both
// through on_signal(). sigaction(2), sigreturn(2); arch/x86/kernel/signal.c.
#include "tests/silicon/native_context.hpp"

#include <asm/prctl.h>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <ucontext.h>

namespace ringside::silicon {

namespace {

constexpr std::size_t signal_stack_bytes = 256 * 1024;
constexpr uint64_t xstate_x87_and_sse = 3;

// A signal handler has no other way to reach what it works on. One process runs one piece of code at a time.
struct Exchange
{
    bool running = false;
    NativeRegisters const* start = nullptr;
    NativeEnding* ending = nullptr;
    uint64_t host_fs_base = 0;
    gregset_t host_registers{};
    alignas(16) std::array<uint8_t, 512> host_fxsave{};
    uint64_t host_flags = 0;
};
Exchange exchange;

constexpr std::array<int, 16> register_place = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP,
                                                REG_RSI, REG_RDI, REG_R8,  REG_R9,  REG_R10, REG_R11,
                                                REG_R12, REG_R13, REG_R14, REG_R15};

uint64_t fs_base()
{
    uint64_t base = 0;
    asm volatile("rdfsbase %0" : "=r"(base));
    return base;
}

// The frame's x87 and SSE part, and the bit that says it is not in its initial state. asm/sigcontext.h.
uint8_t* fxsave_of(ucontext_t& context)
{
    auto* const image = reinterpret_cast<uint8_t*>(context.uc_mcontext.fpregs);
    uint32_t magic = 0;
    std::memcpy(&magic, image + 464, sizeof magic);
    if (magic == 0x46505853) { // FP_XSTATE_MAGIC1: an XSAVE header follows
        uint64_t features = 0;
        std::memcpy(&features, image + 512, sizeof features);
        features |= xstate_x87_and_sse;
        std::memcpy(image + 512, &features, sizeof features);
    }
    return image;
}

// Bytes 464-511 of the image belong to the kernel.
constexpr std::size_t fxsave_bytes = 416;

void enter(ucontext_t& context)
{
    auto& registers = context.uc_mcontext.gregs;
    std::memcpy(&exchange.host_registers, &registers, sizeof registers);
    exchange.host_registers[REG_RIP] += 2; // after the UD2
    auto* const image = fxsave_of(context);
    std::memcpy(exchange.host_fxsave.data(), image, fxsave_bytes);
    auto const& start = *exchange.start;
    std::memcpy(image, start.fxsave.data(), fxsave_bytes);
    for (std::size_t i = 0; i < register_place.size(); ++i)
        registers[register_place[i]] = static_cast<greg_t>(start.gpr[i]);
    registers[REG_RIP] = static_cast<greg_t>(start.rip);
    registers[REG_EFL] = static_cast<greg_t>(start.rflags);
    registers[REG_CSGSFS] = static_cast<greg_t>(uint64_t{start.cs} | uint64_t{start.ss} << 48);
    exchange.running = true;
    asm volatile("mov %0, %%ds\n\tmov %1, %%es" : : "r"(uint32_t{start.ds}), "r"(uint32_t{start.es}));
    asm volatile("wrgsbase %0" : : "r"(start.gs_base));
    asm volatile("wrfsbase %0" : : "r"(start.fs_base)); // from here on there is no thread-local storage
}

void leave(ucontext_t& context, int signal, NativeRegisters const& selectors)
{
    auto& registers = context.uc_mcontext.gregs;
    auto& ending = *exchange.ending;
    ending.registers = selectors;
    for (std::size_t i = 0; i < register_place.size(); ++i)
        ending.registers.gpr[i] = static_cast<uint64_t>(registers[register_place[i]]);
    ending.registers.rip = static_cast<uint64_t>(registers[REG_RIP]);
    ending.registers.rflags = static_cast<uint64_t>(registers[REG_EFL]);
    auto const segments = static_cast<uint64_t>(registers[REG_CSGSFS]);
    ending.registers.cs = static_cast<uint16_t>(segments);
    ending.registers.ss = static_cast<uint16_t>(segments >> 48);
    ending.signal = signal;
    ending.vector = static_cast<unsigned>(registers[REG_TRAPNO]);
    ending.error_code = static_cast<uint32_t>(registers[REG_ERR]);
    ending.address = static_cast<uint64_t>(registers[REG_CR2]);
    auto* const image = fxsave_of(context);
    std::memcpy(ending.registers.fxsave.data(), image, fxsave_bytes);
    std::memcpy(image, exchange.host_fxsave.data(), fxsave_bytes);
    std::memcpy(&registers, &exchange.host_registers, sizeof registers);
    exchange.running = false;
}

// Whatever flags and segment bases the interrupted code had, the handler has its own before it does anything
// else.
void on_signal(int signal, siginfo_t*, void* context)
{
    asm volatile("pushfq\n\tandq %0, (%%rsp)\n\tpopfq" : : "i"(~0x40000) : "memory", "cc"); // AC
    NativeRegisters selectors;
    asm volatile("rdfsbase %0" : "=r"(selectors.fs_base));
    asm volatile("rdgsbase %0" : "=r"(selectors.gs_base));
    asm volatile("mov %%ds, %0" : "=r"(selectors.ds));
    asm volatile("mov %%es, %0" : "=r"(selectors.es));
    asm volatile("mov %%fs, %0" : "=r"(selectors.fs));
    asm volatile("mov %%gs, %0" : "=r"(selectors.gs));
    if (exchange.running) {
        asm volatile("mov %0, %%ds\n\tmov %0, %%es\n\tmov %0, %%fs\n\tmov %0, %%gs" : : "r"(0));
        asm volatile("wrfsbase %0" : : "r"(exchange.host_fs_base));
    }
    auto& frame = *static_cast<ucontext_t*>(context);
    if (exchange.running)
        leave(frame, signal, selectors);
    else if (signal == SIGILL && exchange.start != nullptr)
        enter(frame);
    else if (signal != SIGALRM)
        _Exit(99); // not ours: the test itself is broken
}

} // namespace

void prepare_to_run_natively()
{
    constexpr unsigned long hwcap2_fsgsbase = 2;
    if ((getauxval(AT_HWCAP2) & hwcap2_fsgsbase) == 0) {
        std::fputs("this host has no WRFSBASE for programs (Linux before 5.9)\n", stderr);
        std::exit(77);
    }
    exchange.host_fs_base = fs_base();
    stack_t stack{};
    stack.ss_size = signal_stack_bytes;
    stack.ss_sp = mmap(nullptr, stack.ss_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    sigaltstack(&stack, nullptr);
    struct sigaction action = {};
    action.sa_sigaction = on_signal;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
    for (auto const signal : {SIGSEGV, SIGILL, SIGFPE, SIGTRAP, SIGBUS, SIGALRM})
        sigaction(signal, &action, nullptr);
}

NativeEnding run_natively(NativeRegisters const& start)
{
    NativeEnding ending;
    exchange.start = &start;
    exchange.ending = &ending;
    // NT and ID are not taken from a signal frame, so they are set before, and kept by it.
    constexpr uint64_t kept = 0x20'4000;
    asm volatile("pushfq\n\torq %0, (%%rsp)\n\tpopfq\n\tud2" : : "r"(start.rflags & kept) : "memory", "cc");
    asm volatile("pushfq\n\tandq %0, (%%rsp)\n\tpopfq" : : "i"(~0x204000) : "memory", "cc");
    exchange.start = nullptr;
    return ending;
}

} // namespace ringside::silicon
