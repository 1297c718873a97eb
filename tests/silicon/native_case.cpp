// What ring 3 of a Linux process can show: registers, flags, memory of the user's half, faults with their
// codes. What it cannot: tables, MSRs, other rings, and whatever Linux does itself on the way (system calls,
// UMIP).
#include "tests/silicon/native_case.hpp"

#include "emu/script/assembler.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ringside::silicon {

namespace {

using cpu::SegmentName;
using script::Item;

constexpr uint64_t user_half = uint64_t{1} << 47;
constexpr uint8_t filler = 0xcc; // INT3 behind the last line

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

// ---- what cannot be done here

std::string reason_against_given(Item const& item)
{
    switch (item.kind) {
    case Item::Kind::ring:
        return item.number == 3 ? "" : "runs in another ring";
    case Item::Kind::table:
    case Item::Kind::gate:
    case Item::Kind::descriptor:
    case Item::Kind::tss_stack:
    case Item::Kind::tss_ist:
        return "changes a system table";
    case Item::Kind::control:
        return "sets a control register";
    case Item::Kind::msr:
        return item.index == 0xc000'0100 || item.index == 0xc000'0101 ? "" : "sets an MSR of the kernel";
    case Item::Kind::segment:
        return item.index == 0 || item.index == 3 ? "" : "sets CS, SS, FS or GS";
    case Item::Kind::flag:
        return (item.mask & cpu::flag::iopl) != 0 && item.number != 0 ? "sets IOPL" : "";
    case Item::Kind::page:
        if (item.number >= user_half)
            return "names a page of the kernel's half";
        return item.rights.user || item.absent ? "" : "has a page of the kernel's";
    case Item::Kind::memory:
        return item.number + item.bytes.size() <= user_half ? "" : "names memory of the kernel's half";
    default:
        return "";
    }
}

std::string reason_against_then(Item const& item)
{
    switch (item.kind) {
    case Item::Kind::steps:
        return "names micro-steps";
    case Item::Kind::ring:
        return item.number == 3 ? "" : "changes the ring";
    case Item::Kind::control:
        return item.index == 2 ? "" : "names a control register";
    case Item::Kind::rip:
        return item.number < user_half ? "" : "is delivered to the kernel";
    case Item::Kind::table:
    case Item::Kind::gate:
    case Item::Kind::descriptor:
    case Item::Kind::tss_stack:
    case Item::Kind::tss_ist:
        return "names a system table";
    case Item::Kind::memory:
        return item.number + item.bytes.size() <= user_half ? "" : "names memory of the kernel's half";
    default:
        return "";
    }
}

// Instructions that Linux would carry out, or that tell about this host and not about the architecture.
std::string reason_against_code(script::Case const& test, script::Program const& program)
{
    auto const bits = script::code_bits(test.mode);
    std::span<uint8_t const> bytes = program.bytes;
    while (!bytes.empty()) {
        auto const inspected = script::inspect(bytes.first(std::min<std::size_t>(bytes.size(), 15)), bits);
        if (inspected.length == 0)
            return "";
        auto const& name = inspected.mnemonic;
        if (is_one_of(name, {"syscall", "sysenter"}) || (name == "int" && inspected.immediate == 0x80))
            return "would call the host's kernel";
        if (is_one_of(name, {"sgdt", "sidt", "sldt", "str", "smsw"}))
            return "is carried out by the host's kernel (UMIP)";
        if (is_one_of(name, {"cpuid", "rdtsc", "rdtscp", "rdpid", "xgetbv"}))
            return "tells about the host";
        bytes = bytes.subspan(inspected.length);
    }
    return "";
}

// ---- pages

struct Shared
{
    NativeEnding ending{};
    uint64_t rounds = 0;
};

// Linux refuses the lowest pages to most programs. proc(5), /proc/sys/vm/mmap_min_addr.
std::string explain_mapping(uint64_t linear)
{
    std::string why = "cannot map its page at " + std::to_string(linear) + ": " + std::strerror(errno);
    std::ifstream stream("/proc/sys/vm/mmap_min_addr");
    uint64_t lowest = 0;
    if (stream >> lowest && linear < lowest)
        why += " (vm.mmap_min_addr is " + std::to_string(lowest) + ")";
    return why;
}

using Pages = std::vector<std::pair<uint64_t, script::CaseMachine::Page>>;

std::string map_pages(Pages const& pages, script::CaseMachine const& machine, std::size_t code_bytes)
{
    for (auto const& [linear, page] : pages) {
        if (!page.present)
            continue;
        auto* const at = reinterpret_cast<uint8_t*>(linear);
        void* const mapped = mmap(at, cpu::page_size, PROT_READ | PROT_WRITE,
                                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
        if (mapped != at)
            return explain_mapping(linear);
        machine.memory.read({page.frame}, {at, cpu::page_size});
        if (linear == script::CaseMachine::code_address)
            std::memset(at + code_bytes, filler, cpu::page_size - code_bytes);
        int protection = PROT_READ;
        protection |= page.rights.writable ? PROT_WRITE : 0;
        protection |= page.rights.executable ? PROT_EXEC : 0;
        mprotect(at, cpu::page_size, protection);
    }
    return "";
}

NativeRegisters registers_of(cpu::State const& state)
{
    NativeRegisters registers;
    registers.gpr = state.gpr;
    registers.rip = state.rip;
    registers.rflags = state.rflags;
    registers.cs = state.segment(SegmentName::cs).selector;
    registers.ss = state.segment(SegmentName::ss).selector;
    registers.ds = state.segment(SegmentName::ds).selector;
    registers.es = state.segment(SegmentName::es).selector;
    registers.fs_base = state.segment(SegmentName::fs).base;
    registers.gs_base = state.segment(SegmentName::gs).base;
    state_to_fxsave(state, registers.fxsave);
    return registers;
}

// The child: runs and leaves the result in shared memory.
[[noreturn]] void run_child(Pages const& pages, script::CaseMachine const& machine, std::size_t code_bytes,
                            Shared& shared, std::span<uint8_t> contents)
{
    if (!map_pages(pages, machine, code_bytes).empty())
        _exit(3);
    prepare_to_run_natively();
    itimerval const limit{{0, 0}, {1, 0}};
    setitimer(ITIMER_REAL, &limit, nullptr);
    shared.ending = run_natively(registers_of(machine.cpu.state));
    std::size_t offset = 0;
    for (auto const& [linear, page] : pages) {
        if (page.present)
            std::memcpy(contents.data() + offset, reinterpret_cast<void const*>(linear), cpu::page_size);
        offset += cpu::page_size;
    }
    _exit(0);
}

// ---- the ending

class Translation
{
public:
    Translation(script::Case const& test, script::Program const& program, script::Ending& ending,
                NativeEnding const& native)
        : ending_(ending), native_(native), end_(script::CaseMachine::code_address + program.bytes.size())
    {
        auto const fault = script::expected_fault(test);
        awaits_fault_ = fault && fault->happened();
    }

    void translate()
    {
        auto& state = ending_.after.state;
        auto const& registers = native_.registers;
        state.gpr = registers.gpr;
        state.rip = registers.rip;
        state.rflags =
            (registers.rflags & ~uint64_t{cpu::flag::rf}) | (ending_.before.state.rflags & cpu::flag::rf);
        auto const set = [&state](SegmentName name, uint16_t selector) {
            state.segment(name).selector = selector;
        };
        set(SegmentName::cs, registers.cs);
        set(SegmentName::ss, registers.ss);
        set(SegmentName::ds, registers.ds);
        set(SegmentName::es, registers.es);
        set(SegmentName::fs, registers.fs);
        set(SegmentName::gs, registers.gs);
        state.segment(SegmentName::fs).base = registers.fs_base;
        state.segment(SegmentName::gs).base = registers.gs_base;
        fxsave_to_state(registers.fxsave, state);
        ending_.hides_kernel_presence = true;
        decide_end();
    }

private:
    void decide_end()
    {
        if (native_.signal == SIGALRM) {
            ending_.end = script::End::too_long;
            return;
        }
        auto const rip = native_.registers.rip;
        bool const breakpoint = native_.vector == 3;
        if (breakpoint && rip > end_ && rip <= script::CaseMachine::code_address + cpu::page_size) {
            ending_.end = script::End::left;
            ending_.after.state.rip = rip - 1;
            return;
        }
        auto const outside = rip < script::CaseMachine::code_address || rip >= end_;
        if (outside && !breakpoint && !awaits_fault_ && is_fetch_fault(rip)) {
            ending_.end = script::End::left;
            return;
        }
        ending_.end = script::End::fault;
        ending_.fault.vector = static_cast<cpu::Vector>(native_.vector);
        if (cpu::has_error_code(ending_.fault.vector))
            ending_.fault.error_code = native_.error_code;
        if (ending_.fault.vector == cpu::Vector::page_fault)
            ending_.fault.address = native_.address;
        ending_.delivered = ending_.fault;
    }

    bool is_fetch_fault(uint64_t rip) const
    {
        constexpr uint32_t fetch = 0x10;
        return native_.vector == 14 && native_.address == rip && (native_.error_code & fetch) != 0;
    }

    script::Ending& ending_;
    NativeEnding const& native_;
    uint64_t end_;
    bool awaits_fault_ = false;
};

// Which flags are undefined at the end of straight-line code, from what is known beforehand.
uint64_t undefined_flags(script::Case const& test, script::Program const& program, cpu::State const& before)
{
    auto const bits = script::code_bits(test.mode);
    uint64_t undefined = 0;
    std::span<uint8_t const> bytes = program.bytes;
    while (!bytes.empty()) {
        auto const code = bytes.first(std::min<std::size_t>(bytes.size(), 15));
        auto const length = script::inspect(code, bits).length;
        if (length == 0)
            break;
        auto const effect = script::flag_effect(code, bits, before.gpr[cpu::rcx]);
        undefined = (undefined & ~uint64_t{effect.written}) | effect.undefined;
        bytes = bytes.subspan(length);
    }
    return undefined;
}

} // namespace

cpu::Vendor host_vendor()
{
    std::ifstream stream("/proc/cpuinfo");
    std::string line;
    while (std::getline(stream, line))
        if (line.starts_with("vendor_id"))
            return line.find("AuthenticAMD") != std::string::npos ? cpu::Vendor::amd : cpu::Vendor::intel;
    return cpu::Vendor::intel;
}

std::string reason_against(script::Case const& test, script::Program const& program)
{
    if (test.vendor && *test.vendor != host_vendor())
        return *test.vendor == cpu::Vendor::intel ? "is for Intel's processors, and this is one of AMD's"
                                                  : "is for AMD's processors, and this is another";
    if (test.mode == script::Mode::protected_mode)
        return "runs without paging";
    for (auto const& item : test.given)
        if (auto const reason = reason_against_given(item); !reason.empty())
            return reason;
    for (auto const& item : test.then)
        if (auto const reason = reason_against_then(item); !reason.empty())
            return reason;
    return reason_against_code(test, program);
}

std::variant<script::Ending, std::string> execute_natively(script::Case const& test,
                                                           script::Program const& program)
{
    auto prepared = script::prepare(test, program, host_vendor());
    if (auto const* const problem = std::get_if<script::Problem>(&prepared))
        return problem->sentence;
    auto const& machine = *std::get<std::unique_ptr<script::CaseMachine>>(prepared);
    Pages pages;
    for (auto const& entry : machine.pages())
        if (entry.first < user_half)
            pages.push_back(entry);
    auto const bytes = sizeof(Shared) + pages.size() * cpu::page_size;
    auto* const memory = static_cast<uint8_t*>(
        mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    if (memory == MAP_FAILED)
        return std::string("cannot share memory with a child: ") + std::strerror(errno);
    auto& shared = *new (memory) Shared;
    std::span const contents(memory + sizeof(Shared), pages.size() * cpu::page_size);
    auto const child = fork();
    if (child == 0)
        run_child(pages, machine, program.bytes.size(), shared, contents);
    int status = 0;
    waitpid(child, &status, 0);
    std::string why;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 3)
        why = "the host does not let a program have the pages of this case (vm.mmap_min_addr?)";
    else if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        why = "the child that ran it ended with status " + std::to_string(status);
    script::Ending ending;
    if (why.empty()) {
        ending.before = script::take(machine);
        ending.after = ending.before;
        std::size_t offset = 0;
        for (auto const& [linear, page] : pages) {
            auto& page_bytes = ending.after.pages[linear];
            if (page.present)
                page_bytes.assign(contents.begin() + static_cast<std::ptrdiff_t>(offset),
                                  contents.begin() + static_cast<std::ptrdiff_t>(offset + cpu::page_size));
            if (linear == script::CaseMachine::code_address)
                std::replace(page_bytes.begin() + static_cast<std::ptrdiff_t>(program.bytes.size()),
                             page_bytes.end(), filler, uint8_t{0});
            offset += cpu::page_size;
        }
        Translation(test, program, ending, shared.ending).translate();
        ending.undefined_flags = undefined_flags(test, program, ending.before.state);
    }
    munmap(memory, bytes);
    if (!why.empty())
        return why;
    return ending;
}

// ---- FXSAVE

void state_to_fxsave(cpu::State const& state, std::array<uint8_t, 512>& image)
{
    auto const put = [&image](std::size_t at, auto value) {
        std::memcpy(image.data() + at, &value, sizeof value);
    };
    put(0, state.x87.control);
    put(2, state.x87.status);
    put(4, static_cast<uint8_t>(~state.x87.empty));
    put(24, state.mxcsr);
    for (unsigned i = 0; i < 8; ++i) {
        auto const& value = state.x87.registers[(state.x87.top() + i) & 7u];
        put(32 + 16 * i, value.significand);
        put(40 + 16 * i, value.sign_exponent);
    }
    for (unsigned i = 0; i < 16; ++i)
        put(160 + 16 * i, state.xmm[i]);
}

void fxsave_to_state(std::array<uint8_t, 512> const& image, cpu::State& state)
{
    auto const get = [&image](std::size_t at, auto& value) {
        std::memcpy(&value, image.data() + at, sizeof value);
    };
    uint8_t valid = 0;
    get(0, state.x87.control);
    get(2, state.x87.status);
    get(4, valid);
    state.x87.empty = static_cast<uint8_t>(~valid);
    get(24, state.mxcsr);
    for (unsigned i = 0; i < 8; ++i) {
        auto& value = state.x87.registers[(state.x87.top() + i) & 7u];
        get(32 + 16 * i, value.significand);
        get(40 + 16 * i, value.sign_exponent);
    }
    for (unsigned i = 0; i < 16; ++i)
        get(160 + 16 * i, state.xmm[i]);
}

} // namespace ringside::silicon
