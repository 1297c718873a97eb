// pti=on: what a program's page tables hold of the kernel, walked from the CR3 with which the program runs.
#include "emu/symbols/symbols.hpp"
#include "kernel-model/abi/image.hpp"
#include "tests/kernel_boot/machine.hpp"
#include "tests/support/folders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <map>

namespace ringside::tests {
namespace {

using testing::IsEmpty;

constexpr uint64_t present = 1;
constexpr uint64_t writable = 2;
constexpr uint64_t user = 4;
constexpr uint64_t large = 0x80;
constexpr uint64_t no_execute = uint64_t{1} << 63;
constexpr uint64_t users_tables = 0x1000;

Archive archive_with_guest()
{
    Archive archive;
    archive.add_folder("bin");
    archive.add_folder("etc");
    archive.add_host_file("bin/touched_pages",
                          build_folder() / "tests" / "kernel_boot" / "guests" / "touched_pages");
    archive.add_file("etc/text", "0123456789", 0100644);
    return archive;
}

/// A machine at an instruction of its program.
class InUserMode
{
public:
    explicit InUserMode(std::string const& parameters)
        : own_(archive_with_guest(), "init=/bin/touched_pages console=pipe " + parameters)
    {
        EXPECT_TRUE(own_.run_until("READY 1")) << own_.log();
        while (state().cpl != 3)
            own_.machine().run(state().time + 1);
    }

    cpu::State const& state() { return own_.machine().cpu.state; }

    uint64_t entry(uint64_t table, uint64_t index)
    {
        uint64_t value = 0;
        std::memcpy(&value, own_.machine().memory.data({(table & 0xf'ffff'ffff'f000) + index * 8}),
                    sizeof(value));
        return value;
    }

    /// The entry that maps the address, or the missing one at which the walk ends. SDM Vol. 3A, "4-Level
    /// Paging".
    uint64_t walk(uint64_t cr3, uint64_t address)
    {
        uint64_t value = cr3;
        for (unsigned shift = 39; shift >= 12; shift -= 9) {
            value = entry(value, address >> shift & 511);
            if ((value & present) == 0 || (value & large) != 0)
                return value;
        }
        return value;
    }

    /// Every page of 4 KiB that the upper half maps, with its entry.
    std::map<uint64_t, uint64_t> kernel_pages(uint64_t cr3)
    {
        std::map<uint64_t, uint64_t> pages;
        for (uint64_t index = 256; index < 512; ++index)
            add_pages(pages, entry(cr3, index), 0xffff'0000'0000'0000 | index << 39, 39);
        return pages;
    }

private:
    void add_pages(std::map<uint64_t, uint64_t>& pages, uint64_t value, uint64_t address, unsigned shift)
    {
        if ((value & present) == 0)
            return;
        if (shift == 12 || (value & large) != 0) {
            pages[address] = value;
            return;
        }
        for (uint64_t index = 0; index < 512; ++index)
            add_pages(pages, entry(value, index), address | index << (shift - 9), shift - 9);
    }

    OwnMachine own_;
};

emu::Symbols kernel_symbols()
{
    return emu::Symbols(kernel::embedded_image(), 0);
}

uint64_t address_of(emu::Symbols const& symbols, std::string_view name)
{
    emu::Symbol const* const symbol = symbols.named(name);
    EXPECT_NE(symbol, nullptr) << name;
    return symbol ? symbol->start : 0;
}

struct Span
{
    uint64_t start;
    uint64_t end;
    bool contains(uint64_t address) const { return address >= start && address < end; }
};

Span entry_text(emu::Symbols const& symbols)
{
    return {address_of(symbols, "entry_text_start"), address_of(symbols, "entry_text_end")};
}

Span entry_data(emu::Symbols const& symbols)
{
    return {address_of(symbols, "entry_data_start"), address_of(symbols, "entry_data_end")};
}

/// Names of the kernel's symbols outside the entry area that a walk from this CR3 finds.
std::vector<std::string> visible_symbols(InUserMode& machine, uint64_t cr3)
{
    emu::Symbols const symbols = kernel_symbols();
    Span const text = entry_text(symbols);
    Span const data = entry_data(symbols);
    std::vector<std::string> visible;
    for (emu::Symbol const& symbol : symbols.all()) {
        bool const in_kernel = symbol.start >= 0xffff'8000'0000'0000;
        bool const in_area = text.contains(symbol.start) || data.contains(symbol.start);
        if (in_kernel && !in_area && (machine.walk(cr3, symbol.start) & present) != 0)
            visible.push_back(symbol.name);
    }
    return visible;
}

TEST(Isolation, RunsProgramsOnTheSecondPageOfThePair)
{
    InUserMode machine("pti=on");

    EXPECT_EQ(machine.state().cr3 & users_tables, users_tables);
}

TEST(Isolation, EndsTheWalkOfAnyOtherKernelAddressAtAMissingEntry)
{
    InUserMode machine("pti=on");

    EXPECT_THAT(visible_symbols(machine, machine.state().cr3), IsEmpty());
    EXPECT_EQ(machine.walk(machine.state().cr3, 0xffff'8880'0010'0000) & present, 0u); // the direct map
}

TEST(Isolation, LeavesNothingOfTheKernelButTheEntryArea)
{
    InUserMode machine("pti=on");
    emu::Symbols const symbols = kernel_symbols();
    Span const text = entry_text(symbols);
    Span const data = entry_data(symbols);

    auto const pages = machine.kernel_pages(machine.state().cr3);

    EXPECT_LE(pages.size(), 16u);
    for (auto const& [address, entry] : pages) {
        EXPECT_TRUE(text.contains(address) || data.contains(address)) << std::hex << address;
        EXPECT_EQ(entry & user, 0u) << std::hex << address;
        EXPECT_EQ((entry & writable) != 0, data.contains(address)) << std::hex << address;
        EXPECT_EQ((entry & no_execute) != 0, data.contains(address)) << std::hex << address;
    }
}

TEST(Isolation, LeavesWhatTheProcessorTouchesOnTheWayIn)
{
    InUserMode machine("pti=on");
    cpu::State const& state = machine.state();
    uint64_t const rsp0_place = state.tr.base + 4;

    for (uint64_t const address : {state.idtr.base, state.gdtr.base, state.tr.base, rsp0_place, state.lstar,
                                   state.sysenter_eip, state.sysenter_esp - 8})
        EXPECT_NE(machine.walk(state.cr3, address) & present, 0u) << std::hex << address;
}

TEST(Isolation, ShowsTheProgramsHalfInBothTables)
{
    InUserMode machine("pti=on");
    uint64_t const cr3 = machine.state().cr3;

    for (uint64_t index = 0; index < 256; ++index)
        EXPECT_EQ(machine.entry(cr3, index), machine.entry(cr3 ^ users_tables, index)) << index;
}

TEST(Isolation, LeavesTheKernelItsOwnTables)
{
    InUserMode machine("pti=on");
    emu::Symbols const symbols = kernel_symbols();
    uint64_t const kernels = machine.state().cr3 ^ users_tables;

    EXPECT_NE(machine.walk(kernels, address_of(symbols, "sys_write")) & present, 0u);
    EXPECT_NE(machine.walk(kernels, 0xffff'8880'0010'0000) & present, 0u);
}

TEST(Isolation, IsOffWithoutTheParameter)
{
    InUserMode machine("");

    EXPECT_GE(visible_symbols(machine, machine.state().cr3).size(), 500u);
}

} // namespace
} // namespace ringside::tests
