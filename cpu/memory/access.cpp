// The one slow path of memory: every access that the TLB does not know comes here, is checked, translated
// page by page, done, told to the observer, and entered in the TLB if nobody needs to see its successors.
// Read next: page_walk.cpp.
#include "cpu/cpu.hpp"

#include <algorithm>

namespace ringside::cpu {

namespace {

// Bits 63:47 all equal. SDM Vol. 1, "Canonical Addressing".
constexpr bool canonical(uint64_t address)
{
    return static_cast<uint64_t>(static_cast<int64_t>(address << 16) >> 16) == address;
}

unsigned within_page(Linear linear, unsigned count)
{
    return static_cast<unsigned>(std::min<uint64_t>(count, page_size - linear.offset()));
}

// Devices answer accesses of 1, 2, 4 or 8 bytes; anything else arrives byte by byte.
unsigned device_width(unsigned count)
{
    return count == 2 || count == 4 || count == 8 ? count : 1;
}

void read_physical(PhysicalMemory const& memory, Bus& bus, Physical address, uint8_t* bytes, unsigned count)
{
    if (memory.is_ram(address, count)) {
        std::memcpy(bytes, memory.data(address), count);
        return;
    }
    auto const width = device_width(count);
    for (unsigned done = 0; done < count; done += width) {
        auto const value = bus.read_device({address.value + done}, width);
        std::memcpy(bytes + done, &value, width);
    }
}

void write_physical(PhysicalMemory& memory, Bus& bus, Physical address, uint8_t const* bytes, unsigned count)
{
    if (memory.is_ram(address, count)) {
        memory.store(address, bytes, count);
        return;
    }
    auto const width = device_width(count);
    for (unsigned done = 0; done < count; done += width) {
        uint64_t value = 0;
        std::memcpy(&value, bytes + done, width);
        bus.write_device({address.value + done}, width, value);
    }
}

uint64_t first_bytes(uint8_t const* bytes, unsigned count)
{
    uint64_t value = 0;
    std::memcpy(&value, bytes, std::min(count, 8u));
    return value;
}

// Where an access of at most a page's length lies. Both pages are found before the first byte moves, so that
// one that faults on its second page has read and written nothing.
struct Pages
{
    Physical first{};
    Physical second{};
};

Result<Pages> translate_all(Cpu& cpu, Linear linear, unsigned count, Use use, Privilege privilege)
{
    auto const part = within_page(linear, count);
    Pages pages;
    pages.first = TRY(cpu.translate(linear, use, privilege));
    if (part < count)
        pages.second = TRY(cpu.translate({linear.value + part}, use, privilege));
    return pages;
}

} // namespace

Result<void> Cpu::check_canonical(Linear linear, unsigned count, SegmentName segment) const
{
    if (!state.long_mode() || (canonical(linear.value) && canonical(linear.value + count - 1))) [[likely]]
        return {};
    return segment == SegmentName::ss ? stack_fault(0) : general_protection(0);
}

// Canonical form, and alignment where CPL 3 asks for it. SDM Vol. 3A, "Interrupt 17—Alignment Check
// Exception".
Result<void> Cpu::check_address(Linear linear, unsigned count, SegmentName segment, Privilege privilege) const
{
    TRY(check_canonical(linear, count, segment));
    auto const checked = tlb_mode(privilege) == TlbMode::alignment_checked;
    if (checked && (count == 2 || count == 4 || count == 8) && linear.value % count != 0)
        return Fault{Vector::alignment_check};
    return {};
}

Result<void> Cpu::read_linear(Linear linear, void* bytes, unsigned count, SegmentName segment,
                              Privilege privilege, Agent agent)
{
    // What the TLB knows has been checked and need not be seen; transitions and blocks come here without
    // asking it.
    auto const& known = tlb_.entry(tlb_mode(privilege), linear.value);
    if (known.read_tag == Tlb::tag(linear.value, count)) {
        std::memcpy(bytes, reinterpret_cast<void const*>(linear.value + known.addend), count);
        return {};
    }
    TRY(check_address(linear, count, segment, privilege));
    auto const pages = TRY(translate_all(*this, linear, count, Use::read, privilege));
    if (agent == Agent::software && breakpoints_enabled())
        watch_data(linear, count, Intent::read);
    auto* to = static_cast<uint8_t*>(bytes);
    for (auto physical = pages.first; count > 0; physical = pages.second) {
        auto const part = within_page(linear, count);
        read_physical(memory_, bus_, physical, to, part);
        if (observer_ != nullptr)
            observer_->access({agent, Direction::read, static_cast<uint8_t>(std::min(part, 255u)),
                               linear.value, physical.value, first_bytes(to, part), 0});
        enter_translation(linear, physical, Use::read, privilege);
        linear.value += part;
        to += part;
        count -= part;
    }
    return {};
}

Result<void> Cpu::probe_write_linear(Linear linear, unsigned count, SegmentName segment, Privilege privilege)
{
    TRY(check_address(linear, count, segment, privilege));
    while (count > 0) {
        auto const part = within_page(linear, count);
        auto const physical = TRY(translate(linear, Use::write, privilege));
        // A probe is not told as an access: the write that follows is to be the first use.
        if (observer_ == nullptr)
            enter_translation(linear, physical, Use::write, privilege);
        linear.value += part;
        count -= part;
    }
    return {};
}

Result<void> Cpu::write_linear(Linear linear, void const* bytes, unsigned count, SegmentName segment,
                               Privilege privilege, Agent agent)
{
    auto const& known = tlb_.entry(tlb_mode(privilege), linear.value);
    if (known.write_tag == Tlb::tag(linear.value, count)) {
        std::memcpy(reinterpret_cast<void*>(linear.value + known.addend), bytes, count);
        return {};
    }
    TRY(check_address(linear, count, segment, privilege));
    auto const pages = TRY(translate_all(*this, linear, count, Use::write, privilege));
    if (agent == Agent::software && breakpoints_enabled())
        watch_data(linear, count, Intent::write);
    auto const* from = static_cast<uint8_t const*>(bytes);
    for (auto physical = pages.first; count > 0; physical = pages.second) {
        auto const part = within_page(linear, count);
        if (observer_ != nullptr) {
            uint64_t before = 0;
            if (memory_.is_ram(physical, part))
                before = first_bytes(memory_.data(physical), part);
            observer_->access({agent, Direction::write, static_cast<uint8_t>(std::min(part, 255u)),
                               linear.value, physical.value, first_bytes(from, part), before});
        }
        enter_translation(linear, physical, Use::write, privilege);
        write_physical(memory_, bus_, physical, from, part);
        linear.value += part;
        from += part;
        count -= part;
    }
    return {};
}

Result<void> Cpu::read_block(SegmentName segment, uint64_t offset, void* bytes, unsigned count)
{
    auto const linear = TRY(linear_address(segment, offset, count, Intent::read));
    return read_linear(linear, bytes, count, segment, Privilege::current, Agent::software);
}

Result<void> Cpu::write_block(SegmentName segment, uint64_t offset, void const* bytes, unsigned count)
{
    auto const linear = TRY(linear_address(segment, offset, count, Intent::write));
    return write_linear(linear, bytes, count, segment, Privilege::current, Agent::software);
}

Result<void> Cpu::probe_write(SegmentName segment, uint64_t offset, unsigned count)
{
    auto const linear = TRY(linear_address(segment, offset, count, Intent::write));
    return probe_write_linear(linear, count, segment, Privilege::current);
}

void Cpu::enter_translation(Linear linear, Physical physical, Use use, Privilege privilege)
{
    // Devices are never entered.
    if (follows_everything() || !memory_.is_ram(physical))
        return;
    // Data that must be looked at each time: alignment, hardware breakpoints.
    auto const looked_at = tlb_mode(privilege) == TlbMode::alignment_checked || breakpoints_enabled();
    if (use != Use::fetch && looked_at)
        return;
    auto const linear_page = linear.value & ~uint64_t{0xfff};
    auto const host_page = reinterpret_cast<uint64_t>(memory_.host_page(physical.page()));
    auto& entry = tlb_.entry(tlb_mode(privilege), linear.value);
    if (entry.addend != host_page - linear_page ||
        (entry.read_tag != linear_page && entry.write_tag != linear_page && entry.fetch_tag != linear_page))
        entry = {.addend = host_page - linear_page};
    switch (use) {
    case Use::fetch:
        entry.fetch_tag = linear_page;
        break;
    case Use::write:
        if (memory_.may_write_directly(physical.page()))
            entry.write_tag = linear_page;
        [[fallthrough]]; // what may be written may be read
    case Use::read:
        entry.read_tag = linear_page;
        break;
    }
}

void Cpu::page_tables_changed()
{
    tlb_.flush();
    ++epoch_;
}

void Cpu::code_changed(uint64_t page)
{
    blocks_.forget_page(page);
    ++epoch_;
}

void Cpu::forget_write_permissions()
{
    tlb_.forget_write_tags();
}

void Cpu::forget_write_permission(uint64_t page)
{
    tlb_.forget_write_tags_of(reinterpret_cast<uint64_t>(memory_.host_page(page)));
}

void Cpu::mapping_changed()
{
    tlb_.flush();
    ++epoch_;
}

void Cpu::page_invalidated(uint64_t linear)
{
    if (observer_ != nullptr)
        observer_->page_invalidated(state, linear);
    tlb_.flush_page(linear);
    ++epoch_;
}

void Cpu::state_replaced()
{
    tlb_.flush();
    ++epoch_;
    steps_left_ = 0;
}

} // namespace ringside::cpu
