// A processor with memory and tables and nothing else: what a test of one instruction or one transition
// needs.
//
//   0x1000 user code    0x7000 user stack (RSP 0x8000)    0x9000 user data
//   0x20000 GDT   0x21000 IDT   0x22000 TSS   0x24000 kernel stack (RSP0 0x25000)   0x26000 stack of IST1
//   (0x27000) 0x30000 kernel code: the handler of vector N is at 0x30000 + 16 N       0x100000 page tables
//
// The first two megabytes are mapped one to one; only the three user pages are the user's. Linux's selectors
// and MSR values, gates of DPL 3 for vectors 3, 4 and 0x80. Everything that the processor tells is recorded.
#pragma once

#include "cpu/cpu.hpp"
#include "cpu/transitions/event.hpp"

#include <initializer_list>
#include <string>
#include <vector>

namespace ringside::test {

// Remembers what was told. Page walks are left out: they depend on which pages are touched.
class Recorder final : public cpu::Observer
{
public:
    void step(cpu::State const&, cpu::StepRecord const& record) override
    {
        if (record.transition != cpu::Transition::page_walk)
            steps.push_back(record);
    }
    void access(cpu::Access const& access) override
    {
        if (access.agent == cpu::Agent::hardware)
            accesses.push_back(access);
    }
    void transition_begins(cpu::State const&, cpu::Transition transition, unsigned vector) override
    {
        begun.push_back({transition, vector});
    }
    void transition_ends(cpu::State const&, cpu::Transition transition, cpu::Fault const& fault) override
    {
        ended.push_back({transition, fault});
    }

    // The names of the steps in order, blanks between.
    std::string names() const;
    // The first record of a step; one with Step::count_ if there is none.
    cpu::StepRecord find(cpu::Step wanted) const;
    // Bytes moved by the hardware: as the steps tell, and as the accesses tell.
    unsigned bytes_in_steps(cpu::Direction direction) const;
    unsigned bytes_in_accesses(cpu::Direction direction) const;

    struct Begun
    {
        cpu::Transition transition;
        unsigned vector;
    };
    struct Ended
    {
        cpu::Transition transition;
        cpu::Fault fault;
    };
    std::vector<cpu::StepRecord> steps;
    std::vector<cpu::Access> accesses;
    std::vector<Begun> begun;
    std::vector<Ended> ended;
};

// A bus without devices: ports remember, unimplemented things are listed, one interrupt can be made pending.
class QuietBus final : public cpu::Bus
{
public:
    uint64_t read_device(cpu::Physical, unsigned) override { return ~uint64_t{0}; }
    void write_device(cpu::Physical, unsigned, uint64_t) override {}
    uint32_t read_port(uint16_t port, unsigned bytes) override;
    void write_port(uint16_t port, unsigned bytes, uint32_t value) override;
    int pending_interrupt() override { return pending; }
    void acknowledge_interrupt(int) override { pending = -1; }
    void note_unimplemented(std::string_view what, uint64_t) override { unimplemented.emplace_back(what); }

    struct PortWrite
    {
        uint16_t port;
        unsigned bytes;
        uint32_t value;
    };
    int pending = -1;
    uint32_t port_value = 0;
    std::vector<PortWrite> port_writes;
    std::vector<std::string> unimplemented;
};

// The fields of a 64-bit gate, as a test names them.
struct GateFields
{
    uint64_t offset = 0;
    uint16_t selector = 0x10;
    unsigned ist = 0;
    unsigned type = 0xe;
    unsigned dpl = 0;
    bool present = true;
};

class BareMachine
{
public:
    static constexpr uint64_t user_code = 0x1000;
    static constexpr uint64_t user_stack_top = 0x8000;
    static constexpr uint64_t user_data = 0x9000;
    static constexpr uint64_t gdt = 0x20000;
    static constexpr uint64_t idt = 0x21000;
    static constexpr uint64_t tss = 0x22000;
    static constexpr uint64_t kernel_stack_top = 0x25000;
    static constexpr uint64_t interrupt_stack_top = 0x27000;
    static constexpr uint64_t kernel_code = 0x30000;
    static constexpr uint64_t page_tables = 0x100000;

    // 64-bit mode, ring 3, RIP at user_code.
    explicit BareMachine(cpu::Vendor vendor = cpu::Vendor::intel);
    ~BareMachine() { processor.observe(nullptr); }

    // ---- where it stands
    void go_to_ring_0();        // 64-bit mode, RIP at kernel_code
    void go_to_compatibility(); // ring 3, 32-bit code segment 0x23
    void go_to_legacy();        // 32-bit protected mode without paging, ring 3, 8-byte gates, 32-bit TSS
    void go_to_legacy_ring_0();

    // ---- what it holds
    void code(std::initializer_list<uint8_t> bytes); // at RIP
    void set_gate(unsigned vector, GateFields const& fields);
    void set_legacy_gate(unsigned vector, GateFields const& fields);
    void set_descriptor(uint16_t selector, uint64_t raw);
    void set_tss_field(unsigned offset, uint64_t value) { write(tss + offset, value); }
    // Bit 0 present, 1 writable, 2 user, 63 no-execute.
    void set_page(uint64_t address, uint64_t rights);
    template <std::unsigned_integral T>
    void write(uint64_t address, T value)
    {
        memory.store({address}, &value, sizeof value);
    }
    template <std::unsigned_integral T = uint64_t>
    T read(uint64_t address) const
    {
        T value;
        std::memcpy(&value, memory.data({address}), sizeof value);
        return value;
    }
    // Words from `rsp` upwards, for IRET and RET.
    void push_words(std::initializer_list<uint64_t> words);
    void push_legacy_words(std::initializer_list<uint32_t> words);

    // ---- what it does
    // One instruction with its events. A fault of the instruction is delivered.
    cpu::Stop step() { return processor.step(); }
    // One instruction; a fault is not delivered but returned. Vector::none if there was none.
    cpu::Fault fault_of_step();
    uint64_t handler(unsigned vector) const { return kernel_code + 16 * vector; }

    cpu::PhysicalMemory memory;
    QuietBus bus;
    Recorder recorder;
    cpu::Cpu processor;
    cpu::State& state = processor.state;
};

} // namespace ringside::test
