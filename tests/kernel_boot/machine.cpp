// The machine, run in slices, and a page walk of its own: SDM Vol. 3A, "4-Level Paging and 5-Level Paging".
#include "tests/kernel_boot/machine.hpp"

#include "emu/boot/pvh.hpp"
#include "kernel-model/abi/image.hpp"
#include "tests/kernel_boot/parameters.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <set>

namespace ringside::tests {

OwnMachine::OwnMachine(Archive const& archive, std::string const& command_line, cpu::Vendor vendor,
                       uint64_t megabytes)
{
    cpu::Model model;
    model.vendor = vendor;
    machine_ = std::make_unique<emu::Machine>(model, megabytes << 20);
    std::string const initramfs = archive.bytes();
    auto const loaded =
        emu::load_kernel(*machine_, kernel::embedded_image(), with_parameters_for_all(command_line),
                         std::as_bytes(std::span(initramfs)));
    EXPECT_TRUE(loaded.ok()) << loaded.sentence();
}

void OwnMachine::run_to_the_end(uint64_t limit)
{
    machine_->run(limit);
}

bool OwnMachine::run_until(std::string const& word)
{
    constexpr uint64_t slice = 1000;
    constexpr uint64_t limit = 1'000'000'000;
    while (console().find(word) == std::string::npos) {
        if (machine_->run(machine_->cpu.state.time + slice) != emu::Halt::time ||
            machine_->cpu.state.time > limit)
            return false;
    }
    return true;
}

int OwnMachine::status() const
{
    return machine_->devices.state.exited ? static_cast<int>(machine_->devices.state.exit_value) : -1;
}

uint64_t OwnMachine::entry(uint64_t table, uint64_t index) const
{
    uint64_t value = 0;
    std::memcpy(&value, machine_->memory.data({(table & 0xf'ffff'ffff'f000) + index * 8}), sizeof(value));
    return value;
}

template <class Visitor>
void OwnMachine::visit_user_pages(Visitor const& visit) const
{
    constexpr uint64_t present = 1;
    for (uint64_t a = 0; a < 256; ++a) {
        uint64_t const pml4e = entry(machine_->cpu.state.cr3, a);
        for (uint64_t b = 0; (pml4e & present) != 0 && b < 512; ++b) {
            uint64_t const pdpte = entry(pml4e, b);
            for (uint64_t c = 0; (pdpte & present) != 0 && c < 512; ++c) {
                uint64_t const pde = entry(pdpte, c);
                for (uint64_t d = 0; (pde & present) != 0 && d < 512; ++d)
                    if (uint64_t const pte = entry(pde, d); (pte & present) != 0)
                        visit((((a << 9 | b) << 9 | c) << 9 | d) << 12, pte);
            }
        }
    }
}

Pages OwnMachine::user_pages() const
{
    constexpr uint64_t writable = 1 << 1;
    constexpr uint64_t user = 1 << 2;
    constexpr uint64_t no_execute = uint64_t{1} << 63;
    Pages pages;
    visit_user_pages([&](uint64_t address, uint64_t pte) {
        EXPECT_NE(pte & user, 0u) << std::hex << address;
        pages[address] = {.writable = (pte & writable) != 0, .executable = (pte & no_execute) == 0};
    });
    return pages;
}

size_t OwnMachine::frames_mapped_twice() const
{
    std::multiset<uint64_t> frames;
    visit_user_pages([&](uint64_t, uint64_t pte) { frames.insert(pte & 0xf'ffff'ffff'f000); });
    size_t twice = 0;
    for (uint64_t frame : std::set<uint64_t>(frames.begin(), frames.end()))
        twice += frames.count(frame) > 1;
    return twice;
}

} // namespace ringside::tests
