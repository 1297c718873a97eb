// Random integer instructions here and on our processor: registers, flags, memory and faults must agree.
//   silicon_fuzz [--count N] [--seed S] [--keep-going]
// Each disagreement is printed as a case, for `silicon_record` to complete.
#include "cpu/instructions/form.hpp"
#include "emu/script/assembler.hpp"
#include "emu/script/case_items.hpp"
#include "tests/silicon/native_case.hpp"
#include "tests/silicon/random_code.hpp"

#include <algorithm>
#include <cinttypes>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <sys/mman.h>

namespace {

using namespace ringside;
using namespace ringside::silicon;
using script::CaseMachine;

constexpr uint64_t task_size_max = 0x7fff'ffff'f000;
constexpr unsigned most_steps = 20'000; // iterations of a REP, at most

struct MappedPage
{
    uint64_t linear;
    bool writable;
};
constexpr std::array<MappedPage, 5> mapped_pages = {{{CaseMachine::code_address, false},
                                                     {CaseMachine::stack_top - cpu::page_size, true},
                                                     {data_page, true},
                                                     {data_page + cpu::page_size, true},
                                                     {read_only_page, false}}};

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_branch(std::string_view name)
{
    return name.starts_with('j') || is_one_of(name, {"call", "ret", "loop", "loope", "loopne"});
}

bool is_modelled(std::string_view mnemonic)
{
    auto const forms = cpu::catalogue();
    return std::any_of(forms.begin(), forms.end(), [mnemonic](cpu::Form const& form) {
        return form.mnemonic.substr(0, form.mnemonic.find('.')) == mnemonic;
    });
}

// What cannot be compared.
bool is_excluded(script::Inspected const& inspected)
{
    auto const& name = inspected.mnemonic;
    if (!is_modelled(name) || name.starts_with("int") || name.starts_with("iret"))
        return true; // of a later level, or the host kernel's business
    if (name.starts_with('f'))
        return true; // x87: compared elsewhere
    if (is_one_of(name, {"syscall", "sysenter", "cpuid", "rdtsc", "rdtscp", "rdpmc"}))
        return true;
    if (is_one_of(name, {"sldt", "str", "smsw", "sgdt", "sidt", "lar", "lsl"}))
        return true; // carried out by Linux (UMIP), or about the host's own table
    if (is_one_of(name, {"shld", "shrd", "bswap"}) && inspected.operand_bits == 16)
        return true; // undefined results
    // A far branch of random bytes finds no selector that leads anywhere but out of the test.
    // INS and OUTS under REP check the port before they look at a count of 0, which the manuals leave open.
    return inspected.is_far || (inspected.repeats && (name.starts_with("ins") || name.starts_with("outs")));
}

class Fuzzer
{
public:
    explicit Fuzzer(uint64_t seed) : random_(seed)
    {
        for (auto const& page : mapped_pages) {
            auto* const at = reinterpret_cast<uint8_t*>(page.linear);
            void* const got = mmap(at, cpu::page_size, PROT_READ | PROT_WRITE | PROT_EXEC,
                                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
            if (got != at) {
                std::printf("cannot map the page 0x%" PRIx64 " (vm.mmap_min_addr?)\n", page.linear);
                std::exit(77);
            }
            std::memset(at, 0xcc, cpu::page_size);
        }
        for (auto* const machine : {&long_, &compat_})
            for (auto const& page : mapped_pages)
                machine->map(page.linear, {.user = true, .writable = page.writable, .executable = true});
        prepare_to_run_natively();
    }

    // True: both agree, or the instruction cannot be compared.
    bool run_one()
    {
        bits_ = random_.one_in(4) ? 32 : 64;
        auto& machine = bits_ == 64 ? long_ : compat_;
        code_ = random_code(random_, bits_);
        auto const inspected = script::inspect(code_, bits_, host_vendor_);
        if (is_excluded(inspected))
            return true;
        code_.resize(inspected.length);
        branches_ = is_branch(inspected.mnemonic);
        prepare(machine);
        run_ours(machine);
        run_host();
        ++compared;
        return agree(machine);
    }

    uint64_t compared = 0;

    void print_case(uint64_t number) const
    {
        std::printf("case  fuzz/%" PRIu64 "\n", number);
        if (bits_ == 32)
            std::printf("mode  compat\n");
        std::printf("given rflags=0x%" PRIx64, start_.rflags);
        static constexpr std::array<char const*, 8> names = {"rax", "rcx", "rdx", "rbx",
                                                             "rsp", "rbp", "rsi", "rdi"};
        for (unsigned i = 0; i < 16; ++i) {
            if (start_.gpr[i] == 0)
                continue;
            if (i < 8)
                std::printf(" %s=0x%" PRIx64, names[i], start_.gpr[i]);
            else
                std::printf(" r%u=0x%" PRIx64, i, start_.gpr[i]);
        }
        std::printf("\n      [0x9000]=u8 0 [0xa000]=u8 0 page 0xb000 ro\nbytes");
        for (auto const byte : code_)
            std::printf(" %02x", byte);
        std::printf("   # %s\n", script::inspect(code_, bits_).mnemonic.c_str());
        for (auto const& sentence : differences_)
            std::printf("# %s\n", sentence.c_str());
    }

private:
    void prepare(CaseMachine& machine)
    {
        start_ = {};
        auto const registers = bits_ == 64 ? 16u : 8u;
        for (unsigned i = 0; i < registers; ++i)
            start_.gpr[i] = random_value(random_, bits_);
        if (random_.one_in(2)) // counts of shifts and REP
            start_.gpr[cpu::rcx] = random_.below(80);
        start_.gpr[cpu::rsp] = CaseMachine::stack_top - 0x100 - random_.below(0x40) * 8;
        start_.rflags = 0x202 | (random_.next() & (cpu::flag::status | cpu::flag::df));
        start_.rip = CaseMachine::code_address;
        start_.cs = bits_ == 64 ? 0x33 : 0x23;
        start_.ds = start_.es = bits_ == 64 ? 0 : 0x2b;
        state_to_fxsave(cpu::State{}, start_.fxsave);
        auto& contents = contents_;
        for (auto& page : contents)
            for (std::size_t at = 0; at < page.size(); at += 8) {
                auto const value = random_.one_in(64) ? random_.next() : at * 0x0101010101;
                std::memcpy(page.data() + at, &value, 8);
            }
        contents[0].fill(0xcc);
        std::copy(code_.begin(), code_.end(), contents[0].begin());
        for (std::size_t i = 0; i < mapped_pages.size(); ++i) {
            auto* const at = reinterpret_cast<uint8_t*>(mapped_pages[i].linear);
            if (!mapped_pages[i].writable)
                mprotect(at, cpu::page_size, PROT_READ | PROT_WRITE | PROT_EXEC);
            std::memcpy(at, contents[i].data(), cpu::page_size);
            if (!mapped_pages[i].writable)
                mprotect(at, cpu::page_size, PROT_READ | PROT_EXEC);
            machine.poke(mapped_pages[i].linear, contents[i]);
        }
    }

    void run_ours(CaseMachine& machine)
    {
        auto& state = machine.cpu.state;
        machine.enter_ring(3);
        state.gpr = start_.gpr;
        state.rip = start_.rip;
        state.rflags = start_.rflags;
        state.shadow = cpu::Shadow::none;
        state.x87 = {};
        state.xmm = {};
        machine.cpu.state_replaced();
        machine.cpu.stop_at_faults = true;
        undefined_ = script::flag_effect(code_, bits_, state.gpr[cpu::rcx]).undefined;
        fault_ = {};
        for (unsigned step = 0; step < most_steps; ++step) {
            if (machine.cpu.step() == cpu::Stop::fault) {
                fault_ = machine.cpu.last_fault();
                return;
            }
            if (branches_ || state.rip != start_.rip)
                return;
        }
    }

    // A branch may go anywhere, so it is single-stepped; everything else runs into the INT3 behind it.
    void run_host()
    {
        auto registers = start_;
        if (branches_)
            registers.rflags |= cpu::flag::tf;
        host_ = run_natively(registers);
        host_fault_ = {};
        auto& rip = host_.registers.rip;
        if (host_.signal == SIGTRAP && host_.vector == 3)
            rip -= 1;
        else if (host_.signal == SIGTRAP && host_.vector == 1 && branches_)
            host_.registers.rflags &= ~uint64_t{cpu::flag::tf};
        else
            host_fault_ = {static_cast<cpu::Vector>(host_.vector),
                           cpu::has_error_code(static_cast<cpu::Vector>(host_.vector)) ? host_.error_code : 0,
                           host_.vector == 14 ? host_.address : 0};
        if (branches_)
            host_.registers.rflags &= ~uint64_t{cpu::flag::tf};
        if (host_fault_.vector == cpu::Vector::page_fault && host_fault_.address >= task_size_max)
            host_fault_.error_code = (host_fault_.error_code & ~1u) | (fault_.error_code & 1u);
    }

    // Silicon has pushed some words when ENTER or PUSHA faults at a later one; they lie below RSP, which has
    // not moved.
    bool may_have_pushed() const
    {
        auto const name = script::inspect(code_, bits_).mnemonic;
        return fault_.happened() && (name == "enter" || name.starts_with("pusha"));
    }

    bool agree(CaseMachine& machine)
    {
        differences_.clear();
        auto const& ours = machine.cpu.state;
        auto const differ = [this](std::string const& what, uint64_t mine, uint64_t theirs) {
            std::array<char, 96> text{};
            std::snprintf(text.data(), text.size(), "%s: ours 0x%" PRIx64 ", the host's 0x%" PRIx64,
                          what.c_str(), mine, theirs);
            differences_.emplace_back(text.data());
        };
        if (may_name_another_fault())
            host_fault_ = fault_;
        if (fault_.vector != host_fault_.vector || fault_.error_code != host_fault_.error_code)
            differences_.push_back("fault: ours " + script::fault_text(fault_) + ", the host's " +
                                   script::fault_text(host_fault_));
        else if (fault_.address != host_fault_.address)
            differ("cr2", fault_.address, host_fault_.address);
        for (unsigned i = 0; i < 16; ++i)
            if (ours.gpr[i] != host_.registers.gpr[i])
                differ("register " + std::to_string(i), ours.gpr[i], host_.registers.gpr[i]);
        if (ours.rip != host_.registers.rip)
            differ("rip", ours.rip, host_.registers.rip);
        auto const ignored = undefined_ | cpu::flag::rf;
        auto const mask = fault_.happened() ? ~uint64_t{cpu::flag::rf} : ~ignored;
        if (((ours.rflags ^ host_.registers.rflags) & mask) != 0)
            differ("rflags", ours.rflags & mask, host_.registers.rflags & mask);
        for (auto const& page : mapped_pages)
            if (!may_have_pushed() || page.linear + cpu::page_size != CaseMachine::stack_top)
                compare_page(machine, page.linear);
        return differences_.empty();
    }

    void compare_page(CaseMachine& machine, uint64_t linear)
    {
        std::array<uint8_t, cpu::page_size> bytes{};
        machine.peek(linear, bytes);
        auto const* const theirs = reinterpret_cast<uint8_t const*>(linear);
        if (std::memcmp(bytes.data(), theirs, bytes.size()) != 0)
            differences_.push_back("memory of the page at " + std::to_string(linear));
    }

    // CMPS reads two operands, and which of two faults it names first is nowhere said.
    bool may_name_another_fault() const
    {
        return script::inspect(code_, bits_).mnemonic.starts_with("cmps") && fault_.happened() &&
               host_fault_.happened();
    }

    Random random_;
    cpu::Vendor host_vendor_ = host_vendor();
    CaseMachine long_{{.model = {.vendor = host_vendor()}, .mode = script::Mode::long_mode, .ring = 3}};
    CaseMachine compat_{{.model = {.vendor = host_vendor()}, .mode = script::Mode::compat, .ring = 3}};
    std::array<std::array<uint8_t, cpu::page_size>, mapped_pages.size()> contents_{};
    unsigned bits_ = 64;
    bool branches_ = false;
    std::vector<uint8_t> code_;
    NativeRegisters start_;
    NativeEnding host_;
    cpu::Fault fault_{};
    cpu::Fault host_fault_{};
    uint64_t undefined_ = 0;
    std::vector<std::string> differences_;
};

} // namespace

int main(int count, char** words)
{
    uint64_t rounds = 100'000;
    uint64_t seed = 1;
    bool keep_going = false;
    for (int i = 1; i < count; ++i) {
        std::string_view const word = words[i];
        if (word == "--keep-going")
            keep_going = true;
        else if (word == "--count" && i + 1 < count)
            rounds = std::strtoull(words[++i], nullptr, 0);
        else if (word == "--seed" && i + 1 < count)
            seed = std::strtoull(words[++i], nullptr, 0);
    }
    Fuzzer fuzzer(seed);
    uint64_t wrong = 0;
    for (uint64_t number = 0; number < rounds; ++number) {
        if (fuzzer.run_one())
            continue;
        ++wrong;
        fuzzer.print_case(number);
        if (!keep_going && wrong == 10)
            break;
    }
    std::printf("%" PRIu64 " random instructions of seed %" PRIu64 " ran here and on our processor; %" PRIu64
                " differ\n",
                fuzzer.compared, seed, wrong);
    return wrong == 0 ? 0 : 1;
}
