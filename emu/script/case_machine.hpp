// The machine of a case: a processor with Linux's tables (GDT, IDT, TSS, MSRs), one page of code at 0x1000,
// one of stack below 0x8000, and a gate for every vector that leads to an address of its own.
// docs/case_files.md says what lies where. GoogleTests of transitions run on it, too. Read next:
// case_runner.hpp, which executes a case on it.
#pragma once

#include "cpu/cpu.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <span>

namespace ringside::emu::script {

enum class Mode : uint8_t
{
    long_mode,      // 64-bit code
    compat,         // 32-bit code under a 64-bit kernel
    protected_mode, // 32-bit code without paging, as at boot
};

// An interrupt or trap gate. In protected mode 8 bytes, without the upper half of the offset and the IST.
// SDM Vol. 3A, "64-Bit Mode IDT" and "IDT Descriptors".
struct Gate
{
    uint64_t offset = 0;
    uint16_t selector = 0;
    uint8_t ist = 0;
    uint8_t type = 0xe;
    uint8_t dpl = 0;
    bool present = true;
    bool operator==(Gate const&) const = default;
};

struct PageRights
{
    bool user = true;
    bool writable = true;
    bool executable = true;
    bool operator==(PageRights const&) const = default;
};

struct Setup
{
    cpu::Model model{};
    Mode mode = Mode::long_mode;
    unsigned ring = 3;
};

// Nothing is connected: ports and devices read as all ones, and no interrupt is pending unless a test says
// so.
class EmptyBus final : public cpu::Bus
{
public:
    int pending = -1;

    uint64_t read_device(cpu::Physical, unsigned) override { return ~uint64_t{0}; }
    void write_device(cpu::Physical, unsigned, uint64_t) override {}
    uint32_t read_port(uint16_t, unsigned) override { return ~uint32_t{0}; }
    void write_port(uint16_t, unsigned, uint32_t) override {}
    int pending_interrupt() override { return pending; }
    void acknowledge_interrupt(int) override { pending = -1; }
    void note_unimplemented(std::string_view, uint64_t) override {}
};

class CaseMachine
{
public:
    static constexpr uint64_t code_address = 0x1000;
    static constexpr uint64_t stack_top = 0x8000;
    static constexpr unsigned gates = 256;

    explicit CaseMachine(Setup const& setup);

    Setup const setup;
    EmptyBus bus;
    cpu::PhysicalMemory memory;
    cpu::Cpu cpu;

    // ---- pages. In protected mode every address of the first MiB is there already, and nothing can be
    // mapped.
    struct Page
    {
        uint64_t frame = 0; // physical address
        PageRights rights{};
        bool present = true; // false: `page ADDR absent`
    };
    // Maps the page that holds `linear`, zeroed if it is new, or changes its rights. False: there is no room.
    bool map(uint64_t linear, PageRights rights = {});
    void unmap(uint64_t linear);
    bool is_mapped(uint64_t linear) const;
    // Every page that user or kernel can see, by linear address; page tables are not among them.
    std::map<uint64_t, Page> const& pages() const { return pages_; }

    // ---- memory by linear address, past all rights. False: something of it is not mapped.
    bool poke(uint64_t linear, std::span<uint8_t const> bytes);
    bool peek(uint64_t linear, std::span<uint8_t> bytes) const;
    void poke_number(uint64_t linear, uint64_t value, unsigned bytes);
    uint64_t peek_number(uint64_t linear, unsigned bytes) const;
    // Puts code at 0x1000 and RIP there.
    void load(std::span<uint8_t const> code);

    // ---- tables
    uint64_t kernel_base() const;
    uint64_t gdt() const { return kernel_base(); }
    uint64_t idt() const { return kernel_base() + 0x1000; }
    uint64_t tss() const { return kernel_base() + 0x2000; }
    // Tops of the stacks that the TSS names.
    uint64_t ring_stack(unsigned ring) const;  // RSP0-RSP2
    uint64_t ist_stack(unsigned number) const; // IST1-IST7
    // Where the gate of a vector leads, and where SYSCALL and SYSENTER lead.
    uint64_t gate_address(unsigned vector) const { return kernel_base() + 0x10'0000 + uint64_t{vector} * 16; }
    uint64_t syscall_address() const { return kernel_base() + 0x10'1000; }
    uint64_t compat_syscall_address() const { return kernel_base() + 0x10'1010; }
    uint64_t sysenter_address() const { return kernel_base() + 0x10'1020; }

    Gate gate(unsigned vector) const;
    void set_gate(unsigned vector, Gate const& gate);
    uint64_t descriptor(unsigned index) const { return peek_number(gdt() + uint64_t{index} * 8, 8); }
    void set_descriptor(unsigned index, uint64_t raw) { poke_number(gdt() + uint64_t{index} * 8, raw, 8); }
    // Loads a segment register with its hidden part from the GDT as it is now, unchecked.
    void load_segment(cpu::SegmentName name, uint16_t selector);
    void load_task_register(uint16_t selector);
    // CS and SS of a ring, in the machine's mode; DS and ES in 32-bit modes. Sets CPL.
    void enter_ring(unsigned ring);

private:
    bool paged() const { return setup.mode != Mode::protected_mode; }
    uint64_t take_frame();
    void write_entry(uint64_t linear, Page const& page);
    void map_kernel();
    void fill_gdt();
    void fill_idt();
    void fill_tss();
    void set_registers();

    std::map<uint64_t, Page> pages_;
    uint64_t next_frame_ = 0x1000;
    uint64_t root_ = 0; // PML4
};

} // namespace ringside::emu::script
