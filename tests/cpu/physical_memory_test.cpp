// Snapshots of physical memory: reset works, the same contents compare equal, unchanged pages are shared, and
// a store after a snapshot does not reach into it.
#include "cpu/memory/physical.hpp"

#include <gtest/gtest.h>

namespace ringside::cpu {
namespace {

constexpr uint64_t size = 4 << 20;

void store(PhysicalMemory& memory, uint64_t address, uint64_t value)
{
    memory.store({address}, &value, sizeof value);
}

uint64_t load(PhysicalMemory const& memory, uint64_t address)
{
    uint64_t value = 0;
    memory.read({address}, {reinterpret_cast<uint8_t*>(&value), sizeof value});
    return value;
}

TEST(PhysicalMemory, IsZeroAtPowerOn)
{
    PhysicalMemory memory(size);

    EXPECT_EQ(load(memory, 0), 0u);
    EXPECT_EQ(load(memory, size - 8), 0u);
    EXPECT_FALSE(memory.is_ram({size}));
    EXPECT_FALSE(memory.is_ram({size - 4}, 8));
    EXPECT_FALSE(memory.is_ram({~uint64_t{0}}, 2));
}

TEST(PhysicalMemory, RestoreUndoesEveryStoreSinceTheSnapshot)
{
    PhysicalMemory memory(size);
    store(memory, 0x1000, 1);
    auto const snapshot = memory.save();

    store(memory, 0x1000, 2);
    store(memory, 0x3000, 3);
    memory.restore(snapshot);

    EXPECT_EQ(load(memory, 0x1000), 1u);
    EXPECT_EQ(load(memory, 0x3000), 0u);
}

TEST(PhysicalMemory, AnOlderSnapshotCanBeRestoredAfterANewerOne)
{
    PhysicalMemory memory(size);
    store(memory, 0x1000, 1);
    auto const older = memory.save();
    store(memory, 0x1000, 2);
    store(memory, 0x20'0000, 7);
    auto const newer = memory.save();
    store(memory, 0x1000, 3);

    memory.restore(older);
    EXPECT_EQ(load(memory, 0x1000), 1u);
    EXPECT_EQ(load(memory, 0x20'0000), 0u);

    memory.restore(newer);
    EXPECT_EQ(load(memory, 0x1000), 2u);
    EXPECT_EQ(load(memory, 0x20'0000), 7u);
}

TEST(PhysicalMemory, SavingWhatWasRestoredGivesAnEqualSnapshot)
{
    PhysicalMemory memory(size);
    store(memory, 0x1000, 1);
    auto const first = memory.save();
    store(memory, 0x1000, 2);
    auto const second = memory.save();

    memory.restore(first);
    auto const again = memory.save();

    EXPECT_TRUE(again == first);
    EXPECT_FALSE(again == second);
}

TEST(PhysicalMemory, SnapshotsCompareByContentsAndNotByHistory)
{
    PhysicalMemory one(size);
    PhysicalMemory other(size);
    store(one, 0x5000, 5);
    store(one, 0x5000, 6);
    store(one, 0x9000, 1);
    store(one, 0x9000, 0);
    store(other, 0x5000, 6);

    EXPECT_TRUE(one.save() == other.save());
}

TEST(PhysicalMemory, UnchangedPagesAreSharedBetweenSnapshots)
{
    PhysicalMemory memory(size);
    store(memory, 0x1000, 1);
    store(memory, 0x20'0000, 2);
    auto const first = memory.save();
    store(memory, 0x1000, 3);
    auto const second = memory.save();

    EXPECT_EQ(first.chunks[1], second.chunks[1]);
    EXPECT_NE(first.chunks[0], second.chunks[0]);
}

} // namespace
} // namespace ringside::cpu
