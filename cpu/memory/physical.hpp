// Physical memory: RAM, the devices mapped into it, and the one function through which every store passes.
// A page knows whether decoded code or page-table entries were read from it, so that a store to it drops what
// was made from it; and whether it has changed since the last snapshot. Read next: access.hpp, tlb.hpp.
#pragma once

#include <array>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace ringside::cpu {

// A guest-physical address.
struct Physical
{
    uint64_t value = 0;
    constexpr uint64_t page() const { return value >> 12; }
    auto operator<=>(Physical const&) const = default;
};

// A guest-linear address.
struct Linear
{
    uint64_t value = 0;
    constexpr uint64_t offset() const { return value & 0xfff; }
    auto operator<=>(Linear const&) const = default;
};

inline constexpr uint64_t page_size = 4096;

// What lies outside the processor: devices behind physical addresses and ports, and the interrupt controller.
class Bus
{
public:
    virtual ~Bus() = default;

    // A read of 1, 2, 4 or 8 bytes at a physical address that is not RAM. All ones where there is no device.
    virtual uint64_t read_device(Physical address, unsigned bytes) = 0;
    virtual void write_device(Physical address, unsigned bytes, uint64_t value) = 0;

    // IN and OUT of 1, 2 or 4 bytes.
    virtual uint32_t read_port(uint16_t port, unsigned bytes) = 0;
    virtual void write_port(uint16_t port, unsigned bytes, uint32_t value) = 0;

    // The vector that the interrupt controller would deliver now, or -1.
    virtual int pending_interrupt() = 0;
    // The CPU takes it: the controller moves it to in-service.
    virtual void acknowledge_interrupt(int vector) = 0;

    // A valid instruction (or MSR, port, leaf) that this processor does not implement was met; it gave #UD.
    virtual void note_unimplemented(std::string_view what, uint64_t rip) = 0;
};

// Somebody who keeps translations or decoded code made from pages.
class PageListener
{
public:
    virtual ~PageListener() = default;
    virtual void page_tables_changed() = 0;       // a page-table page was written
    virtual void code_changed(uint64_t page) = 0; // a page with decoded code was written
    virtual void forget_write_permissions() = 0;  // a snapshot was taken: first stores must be seen again
    virtual void forget_write_permission(uint64_t page) = 0; // a page gained code or page-table entries
};

class PhysicalMemory
{
public:
    // `bytes` of zeroed RAM from address 0, a multiple of the page size.
    explicit PhysicalMemory(uint64_t bytes);
    ~PhysicalMemory();
    PhysicalMemory(PhysicalMemory const&) = delete;
    PhysicalMemory& operator=(PhysicalMemory const&) = delete;

    uint64_t size() const { return size_; }
    bool is_ram(Physical address, uint64_t bytes = 1) const
    {
        return address.value < size_ && bytes <= size_ - address.value;
    }

    // The bytes of RAM, for reading. `address` must be RAM.
    uint8_t const* data(Physical address) const { return ram_ + address.value; }

    // Every store to RAM: by instructions, the walker, deliveries, loader, what-if. Never crosses a page.
    void store(Physical address, void const* bytes, uint64_t count);
    // The walker setting accessed and dirty bits: as store, but no translation made so far becomes wrong.
    void store_by_walker(Physical address, uint64_t entry);
    // For the loader and other host code: any length, any alignment, RAM only.
    void write(Physical address, std::span<uint8_t const> bytes);
    void read(Physical address, std::span<uint8_t> bytes) const;

    // Pages that must be watched. Each revokes write permission in all TLBs.
    void page_has_code(uint64_t page);
    void page_has_tables(uint64_t page);

    // Whether a store to the page may go past store(): RAM, changed already, no code, no tables. A page that
    // lacks only "changed" is marked so.
    bool may_write_directly(uint64_t page);
    // Host address of a page, for TLB addends.
    uint8_t* host_page(uint64_t page) { return ram_ + page * page_size; }

    void add_listener(PageListener& listener) { listeners_.push_back(&listener); }
    void remove_listener(PageListener& listener);

    // A copy of the contents. Snapshots share the chunks and pages that did not change between them.
    using Page = std::vector<uint8_t>;
    struct Chunk
    {
        static constexpr uint64_t pages_in_chunk = 512;
        std::array<std::shared_ptr<Page const>, pages_in_chunk> pages{}; // nullptr = all zero, as at power-on
    };
    using Chunks = std::vector<std::shared_ptr<Chunk const>>;
    struct Snapshot
    {
        Chunks chunks;
        bool operator==(Snapshot const& other) const; // by contents
    };
    Snapshot save();
    void restore(Snapshot const& snapshot);

private:
    enum Flag : uint8_t
    {
        code = 1,
        tables = 2,
        changed = 4, // since the last snapshot
    };
    struct Free
    {
        void operator()(uint8_t* bytes) const { std::free(bytes); }
    };
    static Page const* page_in(Chunks const& chunks, uint64_t page);
    void mark_changed(uint64_t page);
    void forget_code(uint64_t page);
    void forget_tables();
    void restore_page(uint64_t page, Page const* contents);

    std::unique_ptr<uint8_t, Free> allocation_;
    uint8_t* ram_ = nullptr; // page-aligned inside the allocation
    uint64_t size_ = 0;
    std::vector<uint8_t> flags_;          // of Flag, by page
    Chunks kept_;                         // contents at the last snapshot
    std::vector<uint64_t> changed_pages_; // those with Flag::changed
    std::vector<uint64_t> table_pages_;   // those with Flag::tables
    std::vector<PageListener*> listeners_;
};

} // namespace ringside::cpu
