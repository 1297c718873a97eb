// The program runs unchanged to path_begin. There it gets a page with a loop round its request: LFENCE,
// RDTSC, jump to path_begin; at path_end a jump back, and so on 32 times; LFENCE, RDTSC, keep the difference.
// The loop uses RAX, RCX, RDX and flags, which no request expects to find as they were, and RBP, which none
// uses. The bytes mean the same in 32-bit code. SDM Vol. 2B, "RDTSC"; Vol. 2A, "LFENCE".
#include "emu/native/timing.hpp"

#include "emu/compare/paths.hpp"
#include "emu/native/tracee.hpp"
#include "emu/symbols/symbols.hpp"
#include "programs/bundled.hpp"

#include <cpuid.h>
#include <elf.h>
#include <fmt/format.h>
#include <time.h>
#include <x86intrin.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

namespace ringside::emu {

namespace {

constexpr uint32_t clock_page = 0x10000000; // request programs lie far below or far above
constexpr uint32_t started = clock_page + 0x800;
constexpr uint32_t index = clock_page + 0x804;
constexpr uint32_t samples_at = clock_page + 0x1000;
constexpr uint32_t batch = 32; // requests a sample: some time-stamp counters go on in steps of dozens
constexpr uint32_t warm_up = 200;
constexpr uint32_t kept = 2'000;
constexpr uint32_t rounds = warm_up + kept;

class Code
{
public:
    std::vector<uint8_t> bytes;
    uint32_t here() const { return clock_page + static_cast<uint32_t>(bytes.size()); }
    Code& put(std::initializer_list<uint8_t> list)
    {
        bytes.insert(bytes.end(), list);
        return *this;
    }
    Code& number(uint32_t value)
    {
        for (unsigned shift = 0; shift < 32; shift += 8)
            bytes.push_back(static_cast<uint8_t>(value >> shift));
        return *this;
    }
    void jump(uint8_t opcode, uint32_t target)
    {
        auto const behind = here() + 5;
        put({opcode}).number(target - behind);
    }
};

struct Loop
{
    std::vector<uint8_t> code;
    uint32_t end = 0; // where path_end jumps to
};

// `begin`: where the request begins; nothing: the measurement of nothing.
Loop loop_round(std::optional<uint32_t> begin)
{
    Code code;
    code.put({0xbd}).number(batch);               // mov ebp, batch
    code.put({0x0f, 0xae, 0xe8, 0x0f, 0x31});     // lfence; rdtsc
    code.put({0x89, 0x04, 0x25}).number(started); // mov [started], eax
    code.put({0x0f, 0xae, 0xe8});                 // lfence
    auto const again = code.here();
    code.jump(0xe9, begin ? *begin : again + 5); // jmp path_begin
    auto const end = code.here();
    code.put({0xff, 0xcd, 0x74, 0x05}); // dec ebp; jz over the jump
    code.jump(0xe9, again);
    code.put({0x0f, 0xae, 0xe8, 0x0f, 0x31});        // lfence; rdtsc
    code.put({0x2b, 0x04, 0x25}).number(started);    // sub eax, [started]
    code.put({0x8b, 0x0c, 0x25}).number(index);      // mov ecx, [index]
    code.put({0x89, 0x04, 0x8d}).number(samples_at); // mov [samples_at + rcx * 4], eax
    code.put({0xff, 0xc1});                          // inc ecx
    code.put({0x89, 0x0c, 0x25}).number(index);      // mov [index], ecx
    code.put({0x81, 0xf9}).number(rounds);           // cmp ecx, rounds
    code.put({0x73, 0x05});                          // jae the end
    code.jump(0xe9, clock_page);
    code.put({0xcc});
    return {code.bytes, end};
}

struct Marks
{
    bool is_64 = true;
    uint32_t begin = 0;
    uint32_t end = 0;
};

std::optional<Marks> marks_of(std::span<std::byte const> file)
{
    Symbols const symbols(file, 0);
    auto const* const begin = symbols.named("path_begin");
    auto const* const end = symbols.named("path_end");
    if (begin == nullptr || end == nullptr)
        return std::nullopt;
    auto const is_64 = std::to_integer<int>(file[EI_CLASS]) == ELFCLASS64;
    return Marks{is_64, static_cast<uint32_t>(begin->start), static_cast<uint32_t>(end->start)};
}

Outcome<std::vector<uint32_t>> sample(Tracee& tracee, Loop const& loop)
{
    uint32_t const zero = 0;
    if (!tracee.write(clock_page, loop.code.data(), loop.code.size()) || !tracee.write(index, &zero, 4))
        return Refusal{"its memory cannot be written"};
    tracee.go_to(clock_page);
    if (auto const ran = tracee.run_to_trap(); !ran.ok())
        return ran.refusal();
    uint32_t made = 0;
    std::vector<uint32_t> samples(kept);
    if (!tracee.read(index, &made, 4) || made != rounds ||
        !tracee.read(samples_at + 4 * warm_up, samples.data(), 4 * kept))
        return Refusal{"its request did not come to its end"};
    return samples;
}

Outcome<Timing> time_program(BundledProgram const& program, Marks const& marks)
{
    auto started_one = Tracee::start(std::string(program.name), program.file);
    if (!started_one.ok())
        return started_one.refusal();
    auto& tracee = started_one.value();
    if (auto const ran = tracee.run_to(marks.begin); !ran.ok())
        return ran.refusal();
    constexpr std::size_t size = (samples_at - clock_page + 4 * rounds + 0xfff) & ~std::size_t{0xfff};
    if (auto const mapped = tracee.map(clock_page, size, marks.is_64); !mapped.ok())
        return mapped.refusal();
    auto const empty = sample(tracee, loop_round(std::nullopt));
    if (!empty.ok())
        return empty.refusal();
    auto const loop = loop_round(marks.begin);
    Code back;
    back.put({0xe9}).number(loop.end - (marks.end + 5));
    if (!tracee.write(marks.end, back.bytes.data(), back.bytes.size()))
        return Refusal{"its code cannot be changed"};
    auto const samples = sample(tracee, loop);
    if (!samples.ok())
        return samples.refusal();
    return timing_of(samples.value(), median_of(empty.value()), batch);
}

std::string twelve_letters(unsigned first, unsigned second, unsigned third)
{
    std::array<char, 12> letters;
    std::memcpy(letters.data(), &first, 4);
    std::memcpy(letters.data() + 4, &second, 4);
    std::memcpy(letters.data() + 8, &third, 4);
    std::string text(letters.begin(), letters.end());
    std::erase_if(text, [](char letter) { return letter < ' ' || letter > '~'; });
    return text;
}

double nanoseconds()
{
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC_RAW, &now);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

} // namespace

Host this_host()
{
    constexpr double long_enough = 20e6; // nanoseconds
    constexpr unsigned hypervisor_leaf = 0x40000000;
    Host host;
    unsigned a = 0;
    unsigned b = 0;
    unsigned c = 0;
    unsigned d = 0;
    __cpuid(0, a, b, c, d);
    host.processor = twelve_letters(b, d, c);
    __cpuid(1, a, b, c, d);
    if ((c & 1u << 31) != 0) {
        __cpuid(hypervisor_leaf, a, b, c, d);
        host.hypervisor = twelve_letters(b, c, d);
        if (host.hypervisor.empty())
            host.hypervisor = "unnamed";
    }
    auto const first_time = nanoseconds();
    auto const first_tick = __rdtsc();
    while (nanoseconds() - first_time < long_enough) {
    }
    auto const time = nanoseconds() - first_time;
    host.ticks_per_nanosecond = static_cast<double>(__rdtsc() - first_tick) / time;
    return host;
}

std::string warning_about(std::string const& path, Host const& host)
{
    if (path.starts_with("int80") && !host.hypervisor.empty())
        return fmt::format(
            "the host runs under a hypervisor ({}); where that traps INT 0x80, the figure is its "
            "time and not the processor's: do not quote it",
            host.hypervisor);
    return "";
}

Outcome<Timing> time_natively(std::string const& path, std::string const& program_name, Host const& host)
{
    if (path == "ring")
        return Refusal{"Linux has no such ring; this host cannot run it"};
    if (!carries_request(path))
        return Refusal{fmt::format("{} carries no request that could be made many times", path)};
    auto const is_amd = host.processor == "AuthenticAMD" || host.processor == "HygonGenuine";
    if (path == "sysenter" && is_amd)
        return Refusal{"this processor has no SYSENTER in long mode (APM Vol. 3, \"SYSENTER\")"};
    if (path == "syscall32" && !is_amd)
        return Refusal{"this processor has no SYSCALL in 32-bit code (SDM Vol. 2B, \"SYSCALL\")"};
    auto const program = find_bundled(program_name);
    if (program.file.empty() || !program_name.ends_with("_" + path))
        return Refusal{"native timing is of the bundled request programs only"};
    auto const marks = marks_of(program.file);
    if (!marks)
        return Refusal{"its request is not marked"};
    auto timed = time_program(program, *marks);
    if (!timed.ok())
        return Refusal{fmt::format("this host cannot run it: {}", timed.sentence())};
    return timed;
}

double median_of(std::vector<uint32_t> samples)
{
    if (samples.empty())
        return 0;
    auto const middle = samples.begin() + static_cast<std::ptrdiff_t>(samples.size() / 2);
    std::nth_element(samples.begin(), middle, samples.end());
    return *middle;
}

Timing timing_of(std::vector<uint32_t> samples, double empty, double requests)
{
    if (samples.empty())
        return {};
    std::sort(samples.begin(), samples.end());
    auto const at = [&](std::size_t quarter) {
        return std::max(0.0, samples[(samples.size() - 1) * quarter / 4] - empty) / requests;
    };
    return {samples.size(), at(0), at(1), at(2), at(3)};
}

} // namespace ringside::emu
