// The tables that views show against the processor's own reading of them, and against what the kernel put
// there. SDM Vol. 3A, "Protected-Mode Memory Management" and "Paging".
#include "emu/machine.hpp"
#include "emu/session/tables.hpp"
#include "tests/emu/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <tuple>

namespace ringside::tests {
namespace {

using namespace emu;
using testing::IsEmpty;
using testing::SizeIs;

constexpr uint64_t address_bits = 0x000f'ffff'ffff'f000;

Options isolated()
{
    Options options;
    options.append = "pti=on";
    return options;
}

// What the processor itself says, with nothing left behind.
Allowed by_processor(Session& session, uint64_t linear, unsigned ring, bool access_ok)
{
    Machine& machine = session.machine();
    auto const before = machine.save();
    auto& state = machine.cpu.state;
    state.cpl = static_cast<uint8_t>(ring);
    state.rflags = access_ok ? state.rflags | cpu::flag::ac : state.rflags & ~uint64_t{cpu::flag::ac};
    auto const may = [&](cpu::Use use) {
        return machine.cpu.translate({linear}, use, cpu::Privilege::current).ok();
    };
    Allowed const result{may(cpu::Use::read), may(cpu::Use::write), may(cpu::Use::fetch)};
    machine.restore(before);
    return result;
}

void expect_the_processors_answer(Session& session, uint64_t linear)
{
    Walk const walk = walk_from(session, root_in_use(session), linear);
    for (unsigned const ring : {0u, 3u})
        for (bool const access_ok : {false, true})
            EXPECT_EQ(allowed(session, walk, ring, access_ok), by_processor(session, linear, ring, access_ok))
                << std::hex << linear << " ring " << ring << " AC " << access_ok;
    cpu::Physical physical;
    bool const mapped = session.machine().cpu.translate_for_view({linear}, physical);
    bool const in_memory =
        walk.end == WalkEnd::page && session.machine().memory.is_ram({walk.physical}); // not a device
    EXPECT_EQ(in_memory, mapped) << std::hex << linear;
    EXPECT_TRUE(!mapped || walk.physical == physical.value) << std::hex << linear;
}

void set_entry(Session& session, uint64_t physical, uint64_t value)
{
    session.machine().memory.store({physical}, &value, sizeof value);
}

TEST(Walk, AllowsWhatTheProcessorAllows)
{
    auto const session = open_sample("trap_paths/hello_syscall");
    auto const& state = session->state();

    for (uint64_t const linear : {state.rip, state.gpr[cpu::rsp], state.lstar, state.idtr.base,
                                  state.gdtr.base, state.tr.base, uint64_t{0xffff'8880'0000'1234},
                                  uint64_t{0xffff'ffff'ff5f'd000}, uint64_t{0}, uint64_t{0x1000'0000'0000}})
        expect_the_processors_answer(*session, linear);
}

TEST(Walk, WithoutRingsAllowsWhatTheProcessorAllows)
{
    Options options;
    options.model.rings = cpu::Rings::off;
    auto const session = open_sample("trap_paths/hello_syscall", options);
    auto const& state = session->state();

    for (uint64_t const linear : {state.rip, state.gpr[cpu::rsp], state.lstar, state.tr.base,
                                  uint64_t{0xffff'8880'0000'1234}, uint64_t{0}})
        expect_the_processors_answer(*session, linear);
    Walk const kernels = walk_from(*session, root_in_use(*session), state.lstar);
    EXPECT_TRUE(allowed(*session, kernels, 3, false).execute);
}

TEST(Walk, FollowsEveryBitOfTheLastEntry)
{
    auto const session = open_sample("trap_paths/hello_syscall");
    uint64_t const linear = session->state().gpr[cpu::rsp];
    Walk const before = walk_from(*session, root_in_use(*session), linear);
    ASSERT_THAT(before.levels, SizeIs(4));
    PageEntry const leaf = before.levels.back();

    for (unsigned const bit : {0u, 1u, 2u, 63u}) {
        set_entry(*session, leaf.address, leaf.value ^ uint64_t{1} << bit);
        expect_the_processors_answer(*session, linear);
    }
}

TEST(Walk, SaysWhereAndWhyItEnds)
{
    auto const session = open_sample("trap_paths/hello_syscall");
    uint64_t const root = root_in_use(*session);
    uint64_t const linear = session->state().gpr[cpu::rsp];

    EXPECT_EQ(walk_from(*session, root, 0x8000'0000'0000).end, WalkEnd::not_canonical);
    EXPECT_THAT(walk_from(*session, root, 0x8000'0000'0000).levels, IsEmpty());
    Walk const nothing = walk_from(*session, root, 0x1000'0000'0000);
    EXPECT_EQ(nothing.end, WalkEnd::absent);
    EXPECT_THAT(nothing.levels, SizeIs(1));
    EXPECT_EQ(nothing.page_bytes, uint64_t{1} << 39);

    PageEntry const leaf = walk_from(*session, root, linear).levels.back();
    uint64_t const beyond = uint64_t{1} << 45; // the processor has 40 address bits
    set_entry(*session, leaf.address, leaf.value | beyond);
    Walk const reserved = walk_from(*session, root, linear);
    EXPECT_EQ(reserved.end, WalkEnd::reserved_bit);
    EXPECT_EQ(reserved.reserved, beyond);
    EXPECT_FALSE(by_processor(*session, linear, 0, true).read);
}

TEST(Walk, EndsEarlyInTheLargePagesOfTheDirectMap)
{
    auto const session = open_sample("trap_paths/hello_syscall");

    Walk const walk = walk_from(*session, root_in_use(*session), 0xffff'8880'0040'1234);

    EXPECT_THAT(walk.levels, SizeIs(3));
    EXPECT_EQ(walk.page_bytes, uint64_t{2} << 20);
    EXPECT_EQ(walk.physical, 0x40'1234u);
    EXPECT_FALSE(walk.rights.user);
    EXPECT_FALSE(walk.rights.executable);
}

TEST(MappedRanges, HoldExactlyThePagesThatAreMapped)
{
    auto const session = open_sample("trap_paths/hello_syscall");
    uint64_t const root = root_in_use(*session);
    auto const ranges = mapped_ranges(*session, root);
    ASSERT_FALSE(ranges.empty());

    uint64_t before = 0;
    for (MappedRange const& range : ranges) {
        EXPECT_TRUE(range.start >= before) << std::hex << range.start;
        EXPECT_EQ(range.end - range.start, range.pages * range.page_bytes);
        for (uint64_t page = range.start; page != range.end; page += range.page_bytes) {
            Walk const walk = walk_from(*session, root, page);
            ASSERT_EQ(walk.end, WalkEnd::page) << std::hex << page;
            ASSERT_EQ(walk.rights, range.rights) << std::hex << page;
            ASSERT_EQ(walk.page_bytes, range.page_bytes) << std::hex << page;
        }
        if (range.end != 0) {
            Walk const behind = walk_from(*session, root, range.end);
            EXPECT_TRUE(behind.end != WalkEnd::page || !(behind.rights == range.rights) ||
                        behind.page_bytes != range.page_bytes ||
                        behind.levels.back().global() != range.global)
                << std::hex << range.end;
        }
        before = range.end;
    }
}

constexpr unsigned last_level = 3;

// Every page below a table, by a plain recursion over all present entries, as one range each.
void add_pages(Session& session, uint64_t table, unsigned level, uint64_t linear, PageRights rights,
               std::vector<MappedRange>& pages)
{
    for (uint64_t index = 0; index < 512; ++index) {
        uint64_t entry = 0;
        session.machine().memory.read({table + index * 8},
                                      {reinterpret_cast<uint8_t*>(&entry), sizeof entry});
        if ((entry & 1) == 0)
            continue;
        uint64_t const bytes = uint64_t{1} << (39 - 9 * level);
        uint64_t start = linear + index * bytes;
        if (level == 0 && index >= 256)
            start |= 0xffff'0000'0000'0000; // canonical
        PageRights const narrowed{rights.user && (entry >> 2 & 1) != 0,
                                  rights.writable && (entry >> 1 & 1) != 0,
                                  rights.executable && entry >> 63 == 0};
        bool const is_page = level == last_level || (entry >> 7 & 1) != 0;
        if (is_page)
            pages.push_back({start, start + bytes, narrowed, (entry >> 8 & 1) != 0, bytes, 1, entry >> 5 & 1,
                             entry >> 6 & 1});
        else
            add_pages(session, entry & address_bits, level + 1, start, narrowed, pages);
    }
}

// Neighbours that are alike, run together.
std::vector<MappedRange> joined(std::vector<MappedRange> const& pages)
{
    std::vector<MappedRange> ranges;
    for (MappedRange const& page : pages) {
        bool const alike = !ranges.empty() && ranges.back().end == page.start &&
                           ranges.back().rights == page.rights && ranges.back().global == page.global &&
                           ranges.back().page_bytes == page.page_bytes;
        if (!alike) {
            ranges.push_back(page);
            continue;
        }
        ranges.back().end = page.end;
        ranges.back().pages += 1;
        ranges.back().accessed += page.accessed;
        ranges.back().dirty += page.dirty;
    }
    return ranges;
}

auto everything_of(MappedRange const& range)
{
    return std::tuple(range.start, range.end, range.rights.user, range.rights.writable,
                      range.rights.executable, range.global, range.page_bytes, range.pages, range.accessed,
                      range.dirty);
}

void expect_equal(std::vector<MappedRange> const& ranges, std::vector<MappedRange> const& plain)
{
    ASSERT_EQ(ranges.size(), plain.size());
    for (std::size_t i = 0; i < plain.size(); ++i)
        EXPECT_EQ(everything_of(ranges[i]), everything_of(plain[i])) << std::hex << plain[i].start;
}

// Both trees of a program with isolation: nothing that an entry maps is left out.
TEST(MappedRanges, AreThoseOfAPlainRecursionOverAllPresentEntries)
{
    auto const session = open_sample("trap_paths/hello_syscall", isolated());
    PageTrees const trees = page_trees(*session);
    ASSERT_TRUE(trees.program.has_value());

    for (uint64_t const root : {trees.kernel, *trees.program}) {
        std::vector<MappedRange> pages;
        add_pages(*session, root, 0, 0, {}, pages);
        EXPECT_GT(pages.size(), 10u);
        expect_equal(mapped_ranges(*session, root), joined(pages));
    }
}

// docs/lessons says so of bit G.
TEST(MappedRanges, AreGlobalNowhereInThisKernel)
{
    for (Options const& options : {Options(), isolated()}) {
        auto const session = open_sample("trap_paths/hello_syscall", options);
        EXPECT_THAT(mapped_ranges(*session, page_trees(*session).kernel),
                    testing::Each(testing::Field(&MappedRange::global, false)));
    }
}

TEST(PageTrees, AreOneWithoutIsolation)
{
    auto const session = open_sample("trap_paths/hello_syscall");

    EXPECT_EQ(page_trees(*session), (PageTrees{session->state().cr3 & address_bits, {}}));
    EXPECT_EQ(walk_from(*session, root_in_use(*session), 0xffff'8880'0000'0000).end, WalkEnd::page);
}

TEST(PageTrees, AreTwoWithIsolationWhicheverCr3Holds)
{
    auto const session = open_sample("trap_paths/hello_syscall", isolated());
    PageTrees const in_program = page_trees(*session);
    ASSERT_TRUE(in_program.program.has_value());
    EXPECT_EQ(root_in_use(*session), *in_program.program);
    EXPECT_EQ(in_program.kernel + 0x1000, *in_program.program);
    EXPECT_EQ(walk_from(*session, *in_program.program, 0xffff'8880'0000'0000).end, WalkEnd::absent);
    EXPECT_EQ(walk_from(*session, in_program.kernel, 0xffff'8880'0000'0000).end, WalkEnd::page);

    auto const handler = session->address_of("do_syscall_64");
    ASSERT_TRUE(handler.has_value());
    session->add_breakpoint(*handler);
    ASSERT_EQ(session->continue_until({}).reason, Reason::breakpoint);

    EXPECT_EQ(root_in_use(*session), in_program.kernel);
    EXPECT_EQ(page_trees(*session), in_program);
}

TEST(Gdt, HoldsTheDescriptorsThatTheKernelWrote)
{
    auto const session = open_sample("trap_paths/hello_syscall");

    auto const entries = gdt_entries(*session);

    ASSERT_THAT(entries, SizeIs(15)); // 16 slots, one of them the TSS descriptor's second half
    for (TableEntry const& entry : entries)
        EXPECT_EQ(session->descriptor(entry.selector)->raw, entry.descriptor.raw) << entry.selector;
    EXPECT_EQ(entries[2].descriptor.raw, 0x00af'9b00'0000'ffffu);
    EXPECT_EQ(entries[6].descriptor.raw, 0x00af'fb00'0000'ffffu);
    TableEntry const& task = entries[8];
    EXPECT_EQ(task.selector, session->state().tr.selector);
    EXPECT_EQ(task.base(), session->state().tr.base);
    EXPECT_EQ(task.descriptor.limit(), session->state().tr.limit);
    EXPECT_EQ(task.descriptor.type(), 0xbu); // LTR made it busy
}

TEST(Tss, HasTheStacksThatTheHardwareWouldLoad)
{
    auto const session = open_sample("trap_paths/hello_int80");

    auto const fields = tss_fields(*session);

    ASSERT_THAT(fields, SizeIs(11));
    for (unsigned ring = 0; ring < 3; ++ring)
        EXPECT_EQ(fields[ring].value, session->tss_rsp(ring));
    EXPECT_EQ(fields.back().value, 104u);
    EXPECT_NE(fields[3].value, 0u); // IST1: #DF
    EXPECT_EQ(fields[9].value, 0u); // IST7
}

// RDMSR in ring 0, run by the processor on the spot.
std::optional<uint64_t> read_by_processor(Session& session, uint32_t number)
{
    Machine& machine = session.machine();
    auto& state = machine.cpu.state;
    state.gpr[cpu::rcx] = number;
    uint64_t const rip = state.rip;
    machine.cpu.stop_at_faults = true;
    auto const stop = machine.cpu.step();
    bool const read = stop != cpu::Stop::fault;
    uint64_t const value = state.gpr[cpu::rdx] << 32 | state.gpr[cpu::rax];
    state.rip = rip;
    return read ? std::optional(value) : std::nullopt;
}

// Of all numbers that either vendor gives out. SDM Vol. 4; APM Vol. 2, "MSR Cross-Reference".
std::vector<uint32_t> readable_msrs(Session& session)
{
    constexpr uint32_t in_block = 0x2000;
    std::vector<uint32_t> numbers;
    for (uint32_t const block : {0u, 0xc000'0000u, 0xc001'0000u})
        for (uint32_t number = block; number < block + in_block; ++number)
            if (read_by_processor(session, number))
                numbers.push_back(number);
    return numbers;
}

class Msrs : public testing::TestWithParam<cpu::Vendor>
{};

TEST_P(Msrs, AreWhatRdmsrReads)
{
    Options options;
    options.model.vendor = GetParam();
    auto const session = open_sample("trap_paths/hello_syscall", options);
    session->continue_until({.goal = Goal::ring_change});
    Machine& machine = session->machine();
    ASSERT_EQ(machine.cpu.state.cpl, 0);
    cpu::Physical physical;
    ASSERT_TRUE(machine.cpu.translate_for_view({machine.cpu.state.rip}, physical));
    constexpr std::array<uint8_t, 2> rdmsr = {0x0f, 0x32};
    machine.memory.write(physical, rdmsr);

    auto const values = msr_values(*session);
    EXPECT_GE(values.size(), 21u); // what both vendors have
    std::vector<uint32_t> listed;
    for (MsrValue const& msr : values) {
        auto const value = read_by_processor(*session, msr.number);
        constexpr uint32_t tsc = 0x10; // moves on with every instruction
        listed.push_back(msr.number);
        EXPECT_TRUE(value.has_value()) << msr.name;
        EXPECT_TRUE(msr.number == tsc || value == msr.value) << msr.name;
    }
    EXPECT_THAT(listed, testing::UnorderedElementsAreArray(readable_msrs(*session)));
}

INSTANTIATE_TEST_SUITE_P(BothVendors, Msrs, testing::Values(cpu::Vendor::intel, cpu::Vendor::amd));

} // namespace
} // namespace ringside::tests
