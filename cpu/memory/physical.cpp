// RAM with its page flags, the store that everyone uses, and snapshots that share unchanged pages.
#include "cpu/memory/physical.hpp"

#include "cpu/result.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace ringside::cpu {

namespace {
bool all_zero(uint8_t const* bytes)
{
    return bytes[0] == 0 && std::memcmp(bytes, bytes + 1, page_size - 1) == 0;
}
} // namespace

PhysicalMemory::PhysicalMemory(uint64_t bytes)
    : size_(bytes), flags_(bytes / page_size),
      kept_((bytes / page_size + Chunk::pages_in_chunk - 1) / Chunk::pages_in_chunk)
{
    ASSERT(bytes % page_size == 0);
    // calloc leaves large blocks untouched until they are used, so an unused gigabyte costs nothing.
    allocation_.reset(static_cast<uint8_t*>(std::calloc(bytes + page_size, 1)));
    ASSERT(allocation_ != nullptr);
    auto const address = reinterpret_cast<uintptr_t>(allocation_.get());
    ram_ = allocation_.get() + (page_size - address % page_size) % page_size;
}

PhysicalMemory::~PhysicalMemory() = default;

void PhysicalMemory::remove_listener(PageListener& listener)
{
    std::erase(listeners_, &listener);
}

void PhysicalMemory::mark_changed(uint64_t page)
{
    if ((flags_[page] & changed) != 0)
        return;
    flags_[page] |= changed;
    changed_pages_.push_back(page);
}

void PhysicalMemory::forget_code(uint64_t page)
{
    flags_[page] = static_cast<uint8_t>(flags_[page] & ~code);
    for (auto* listener : listeners_)
        listener->code_changed(page);
}

void PhysicalMemory::forget_tables()
{
    // Every translation goes, so no page is the source of one any more.
    for (auto const page : table_pages_)
        flags_[page] = static_cast<uint8_t>(flags_[page] & ~tables);
    table_pages_.clear();
    for (auto* listener : listeners_)
        listener->page_tables_changed();
}

void PhysicalMemory::store(Physical address, void const* bytes, uint64_t count)
{
    ASSERT(is_ram(address, count));
    auto const page = address.page();
    if (flags_[page] != changed) [[unlikely]] {
        mark_changed(page);
        if ((flags_[page] & code) != 0)
            forget_code(page);
        if ((flags_[page] & tables) != 0)
            forget_tables();
    }
    std::memcpy(ram_ + address.value, bytes, count);
}

void PhysicalMemory::store_by_walker(Physical address, uint64_t entry)
{
    auto const page = address.page();
    mark_changed(page);
    if ((flags_[page] & code) != 0)
        forget_code(page);
    std::memcpy(ram_ + address.value, &entry, sizeof entry);
}

void PhysicalMemory::write(Physical address, std::span<uint8_t const> bytes)
{
    while (!bytes.empty()) {
        auto const count = std::min<uint64_t>(bytes.size(), page_size - address.value % page_size);
        store(address, bytes.data(), count);
        address.value += count;
        bytes = bytes.subspan(count);
    }
}

void PhysicalMemory::read(Physical address, std::span<uint8_t> bytes) const
{
    ASSERT(is_ram(address, bytes.size()));
    std::memcpy(bytes.data(), ram_ + address.value, bytes.size());
}

void PhysicalMemory::page_has_code(uint64_t page)
{
    if ((flags_[page] & code) != 0)
        return;
    flags_[page] |= code;
    for (auto* listener : listeners_)
        listener->forget_write_permission(page);
}

void PhysicalMemory::page_has_tables(uint64_t page)
{
    if ((flags_[page] & tables) != 0)
        return;
    flags_[page] |= tables;
    table_pages_.push_back(page);
    for (auto* listener : listeners_)
        listener->forget_write_permission(page);
}

bool PhysicalMemory::may_write_directly(uint64_t page)
{
    if ((flags_[page] & (code | tables)) != 0)
        return false;
    mark_changed(page);
    return true;
}

PhysicalMemory::Snapshot PhysicalMemory::save()
{
    std::sort(changed_pages_.begin(), changed_pages_.end());
    std::shared_ptr<Chunk> chunk;
    uint64_t chunk_number = ~uint64_t{0};
    for (auto const page : changed_pages_) {
        flags_[page] = static_cast<uint8_t>(flags_[page] & ~changed);
        if (page / Chunk::pages_in_chunk != chunk_number) {
            chunk_number = page / Chunk::pages_in_chunk;
            auto const& old = kept_[chunk_number];
            chunk = old != nullptr ? std::make_shared<Chunk>(*old) : std::make_shared<Chunk>();
            kept_[chunk_number] = chunk;
        }
        auto const* bytes = ram_ + page * page_size;
        auto& copy = chunk->pages[page % Chunk::pages_in_chunk];
        copy = all_zero(bytes) ? nullptr : std::make_shared<Page const>(bytes, bytes + page_size);
    }
    changed_pages_.clear();
    for (auto* listener : listeners_)
        listener->forget_write_permissions();
    return {kept_};
}

void PhysicalMemory::restore_page(uint64_t page, Page const* contents)
{
    if ((flags_[page] & code) != 0)
        forget_code(page);
    auto* bytes = ram_ + page * page_size;
    if (contents != nullptr)
        std::memcpy(bytes, contents->data(), page_size);
    else
        std::memset(bytes, 0, page_size);
}

void PhysicalMemory::restore(Snapshot const& snapshot)
{
    ASSERT(snapshot.chunks.size() == kept_.size());
    for (auto const page : changed_pages_) {
        flags_[page] = static_cast<uint8_t>(flags_[page] & ~changed);
        restore_page(page, page_in(snapshot.chunks, page));
    }
    changed_pages_.clear();
    for (uint64_t number = 0; number < kept_.size(); ++number) {
        if (snapshot.chunks[number] == kept_[number])
            continue;
        auto const first = number * Chunk::pages_in_chunk;
        auto const end = std::min(first + Chunk::pages_in_chunk, flags_.size());
        for (auto page = first; page < end; ++page)
            if (page_in(snapshot.chunks, page) != page_in(kept_, page))
                restore_page(page, page_in(snapshot.chunks, page));
    }
    kept_ = snapshot.chunks;
    forget_tables();
    for (auto* listener : listeners_)
        listener->forget_write_permissions();
}

PhysicalMemory::Page const* PhysicalMemory::page_in(Chunks const& chunks, uint64_t page)
{
    auto const& chunk = chunks[page / Chunk::pages_in_chunk];
    return chunk != nullptr ? chunk->pages[page % Chunk::pages_in_chunk].get() : nullptr;
}

bool PhysicalMemory::Snapshot::operator==(Snapshot const& other) const
{
    if (chunks.size() != other.chunks.size())
        return false;
    for (uint64_t number = 0; number < chunks.size(); ++number) {
        if (chunks[number] == other.chunks[number])
            continue;
        auto const first = number * Chunk::pages_in_chunk;
        for (auto page = first; page < first + Chunk::pages_in_chunk; ++page) {
            auto const* mine = page_in(chunks, page);
            auto const* theirs = page_in(other.chunks, page);
            // save() keeps a page of zeros as nullptr, so a null page equals only a null page.
            if (mine != theirs && (mine == nullptr || theirs == nullptr || *mine != *theirs))
                return false;
        }
    }
    return true;
}

} // namespace ringside::cpu
