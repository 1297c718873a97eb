// ptrace(2), memfd_create(2), proc(5) on /proc/PID/mem.
#include "emu/native/tracee.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace ringside::emu {

namespace {

constexpr unsigned longest_seconds = 20;

// In the child: nothing here may allocate. It stays on the processor that it is on, so that one time-stamp
// counter is read throughout.
[[noreturn]] void become(int file)
{
    cpu_set_t here;
    CPU_ZERO(&here);
    if (auto const processor = sched_getcpu(); processor >= 0) {
        CPU_SET(static_cast<std::size_t>(processor), &here);
        sched_setaffinity(0, sizeof here, &here);
    }
    auto const nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
    dup2(nowhere, STDIN_FILENO);
    dup2(nowhere, STDOUT_FILENO);
    alarm(longest_seconds);
    std::array<char, 10> name = {"ringside"};
    std::array<char*, 2> const arguments = {name.data(), nullptr};
    std::array<char*, 1> const environment = {nullptr};
    if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0)
        fexecve(file, arguments.data(), environment.data());
    _exit(127);
}

int memory_file(std::span<std::byte const> bytes)
{
    auto const file = memfd_create("request", MFD_CLOEXEC);
    std::size_t done = 0;
    while (file >= 0 && done < bytes.size()) {
        auto const count = ::write(file, bytes.data() + done, bytes.size() - done);
        if (count <= 0) {
            close(file);
            return -1;
        }
        done += static_cast<std::size_t>(count);
    }
    return file;
}

} // namespace

Outcome<Tracee> Tracee::start(std::string const& name, std::span<std::byte const> file)
{
    auto const from = memory_file(file);
    if (from < 0)
        return Refusal{fmt::format("this host gives no memory file for {}: {}", name, std::strerror(errno))};
    auto const process = fork();
    if (process == 0)
        become(from);
    close(from);
    if (process < 0)
        return Refusal{fmt::format("this host starts no process: {}", std::strerror(errno))};
    Tracee tracee(process, -1);
    int status = 0;
    if (waitpid(process, &status, 0) != process || !WIFSTOPPED(status)) {
        tracee.process_ = -1;
        return Refusal{fmt::format("this host cannot run {} under ptrace(2)", name)};
    }
    ptrace(PTRACE_SETOPTIONS, process, nullptr, PTRACE_O_EXITKILL);
    tracee.memory_ = open(fmt::format("/proc/{}/mem", process).c_str(), O_RDWR | O_CLOEXEC);
    if (tracee.memory_ < 0)
        return Refusal{fmt::format("the memory of {} cannot be opened: {}", name, std::strerror(errno))};
    return tracee;
}

Tracee::Tracee(Tracee&& other) noexcept
    : process_(std::exchange(other.process_, -1)), memory_(std::exchange(other.memory_, -1))
{}

Tracee::~Tracee()
{
    if (memory_ >= 0)
        close(memory_);
    if (process_ <= 0)
        return;
    kill(process_, SIGKILL);
    int status = 0;
    while (waitpid(process_, &status, 0) == process_ && WIFSTOPPED(status)) {
    }
}

bool Tracee::read(uint64_t address, void* bytes, std::size_t count) const
{
    return pread(memory_, bytes, count, static_cast<off_t>(address)) == static_cast<ssize_t>(count);
}

bool Tracee::write(uint64_t address, void const* bytes, std::size_t count) const
{
    return pwrite(memory_, bytes, count, static_cast<off_t>(address)) == static_cast<ssize_t>(count);
}

// Once it has been waited for, its number may be another process': from then on there is none.
Outcome<void> Tracee::wait_for_trap()
{
    int status = 0;
    if (waitpid(process_, &status, 0) != process_) {
        process_ = -1;
        return Refusal{"it was lost"};
    }
    if (!WIFSTOPPED(status)) {
        process_ = -1;
        return Refusal{"it ended before its request"};
    }
    if (WSTOPSIG(status) == SIGALRM)
        return Refusal{fmt::format("it took more than {} seconds", longest_seconds)};
    if (WSTOPSIG(status) != SIGTRAP)
        return Refusal{
            fmt::format("it got {} (SIG{})", strsignal(WSTOPSIG(status)), sigabbrev_np(WSTOPSIG(status)))};
    return {};
}

Outcome<void> Tracee::run_to_trap()
{
    if (ptrace(PTRACE_CONT, process_, nullptr, nullptr) != 0)
        return Refusal{"it cannot be continued"};
    return wait_for_trap();
}

Outcome<void> Tracee::run_to(uint64_t address)
{
    constexpr uint8_t int3 = 0xcc;
    uint8_t before = 0;
    if (!read(address, &before, 1) || !write(address, &int3, 1))
        return Refusal{"its code cannot be changed"};
    auto const ran = run_to_trap();
    if (!ran.ok())
        return ran;
    if (!write(address, &before, 1))
        return Refusal{"its code cannot be changed"};
    go_to(address);
    return {};
}

void Tracee::go_to(uint64_t address)
{
    user_regs_struct registers{};
    ptrace(PTRACE_GETREGS, process_, nullptr, &registers);
    registers.rip = address;
    ptrace(PTRACE_SETREGS, process_, nullptr, &registers);
}

// The two bytes of SYSCALL, or of INT 0x80 in 32-bit code, stand for a moment where it is about to go on.
// mmap(2); syscall(2), "Architecture calling conventions".
Outcome<void> Tracee::map(uint64_t address, std::size_t bytes, bool is_64)
{
    constexpr std::array<uint8_t, 2> syscall_code = {0x0f, 0x05};
    constexpr std::array<uint8_t, 2> int80_code = {0xcd, 0x80};
    constexpr unsigned protection = PROT_READ | PROT_WRITE | PROT_EXEC;
    constexpr unsigned flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE;
    user_regs_struct before{};
    std::array<uint8_t, 2> code{};
    if (ptrace(PTRACE_GETREGS, process_, nullptr, &before) != 0 || !read(before.rip, code.data(), 2) ||
        !write(before.rip, is_64 ? syscall_code.data() : int80_code.data(), 2))
        return Refusal{"its code cannot be changed"};
    auto call = before;
    call.rax = is_64 ? 9 : 192; // mmap, mmap2
    (is_64 ? call.rdi : call.rbx) = address;
    (is_64 ? call.rsi : call.rcx) = bytes;
    call.rdx = protection;
    (is_64 ? call.r10 : call.rsi) = flags;
    (is_64 ? call.r8 : call.rdi) = is_64 ? ~0ull : 0xffffffffull; // no file
    (is_64 ? call.r9 : call.rbp) = 0;
    ptrace(PTRACE_SETREGS, process_, nullptr, &call);
    if (ptrace(PTRACE_SINGLESTEP, process_, nullptr, nullptr) != 0)
        return Refusal{"it cannot be stepped"};
    if (auto const stepped = wait_for_trap(); !stepped.ok())
        return stepped;
    ptrace(PTRACE_GETREGS, process_, nullptr, &call);
    auto const mapped = call.rax == address;
    ptrace(PTRACE_SETREGS, process_, nullptr, &before);
    if (!write(before.rip, code.data(), 2))
        return Refusal{"its code cannot be changed"};
    if (!mapped)
        return Refusal{"the host lends it no page for code and data"};
    return {};
}

} // namespace ringside::emu
