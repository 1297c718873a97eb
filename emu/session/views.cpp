// What is there: registers, memory, tables, console, calls. Nothing here changes the machine.
#include "emu/session/parts.hpp"

#include "emu/symbols/disassembly.hpp"

#include <algorithm>
#include <cstring>

namespace ringside::emu {

std::string const& Session::program_name() const
{
    return parts_->program.name;
}

Options const& Session::options() const
{
    return parts_->options;
}

std::span<std::byte const> Session::kernel_image() const
{
    return parts_->kernel;
}

Machine& Session::machine()
{
    return parts_->run.machine;
}

Position Session::position() const
{
    return parts_->position();
}

Position Session::start() const
{
    return parts_->start;
}

Position Session::furthest() const
{
    return parts_->furthest;
}

bool Session::at_system_call() const
{
    auto& parts = *parts_;
    return parts.micro_step == 0 && !parts.run.end.ended && parts.run.about_to_trap();
}

// ---- breakpoints

void Session::add_breakpoint(uint64_t address)
{
    auto& list = parts_->breakpoints;
    if (std::find(list.begin(), list.end(), address) == list.end())
        list.push_back(address);
}

void Session::remove_breakpoint(uint64_t address)
{
    std::erase(parts_->breakpoints, address);
}

std::vector<uint64_t> const& Session::breakpoints() const
{
    return parts_->breakpoints;
}

void Session::add_watchpoint(uint64_t address, unsigned bytes)
{
    remove_watchpoint(address);
    parts_->watchpoints.push_back({address, bytes});
}

std::vector<uint64_t> Session::watchpoints() const
{
    std::vector<uint64_t> addresses;
    for (auto const& point : parts_->watchpoints)
        addresses.push_back(point.address);
    return addresses;
}

void Session::remove_watchpoint(uint64_t address)
{
    std::erase_if(parts_->watchpoints, [&](Watchpoint const& point) { return point.address == address; });
}

// ---- the console

void Session::type(std::string_view bytes)
{
    auto& parts = *parts_;
    parts.leave_transition();
    parts.record({parts.state().time, JournalEntry::Kind::console_bytes, std::string(bytes)});
}

void Session::end_input()
{
    auto& parts = *parts_;
    if (parts.options.console == Console::terminal)
        return type("\x04"); // ^D
    parts.leave_transition();
    parts.record({parts.state().time, JournalEntry::Kind::console_end});
}

std::string_view Session::console() const
{
    return parts_->run.machine.devices.written.console.text();
}

std::string Session::take_console()
{
    return parts_->run.machine.devices.written.console.take();
}

std::vector<std::string> const& Session::log() const
{
    return parts_->log = parts_->run.log_lines();
}

uint64_t Session::idle_until() const
{
    return parts_->run.machine.next_event();
}

void Session::idle(uint64_t until)
{
    parts_->run.pass_idle_time(until);
}

uint64_t Session::idle_time() const
{
    return parts_->run.machine.idle_time;
}

// ---- registers and memory

cpu::State const& Session::state() const
{
    return parts_->state();
}

cpu::State const& Session::previous_state() const
{
    return parts_->previous.cpu;
}

std::size_t Session::read_memory(uint64_t linear, std::span<uint8_t> bytes) const
{
    return parts_->run.read_memory(linear, bytes);
}

std::size_t Session::read_code(uint64_t linear, std::span<uint8_t> bytes) const
{
    return parts_->run.read_or_foresee(linear, bytes);
}

std::size_t Session::read_physical(uint64_t physical, std::span<uint8_t> bytes) const
{
    auto const& memory = parts_->run.machine.memory;
    if (!memory.is_ram({physical}))
        return 0;
    auto const count = std::min<uint64_t>(bytes.size(), memory.size() - physical);
    memory.read({physical}, bytes.first(count));
    return count;
}

// Where the present page tables point, as it was at the previous stop.
std::size_t Session::read_previous_memory(uint64_t linear, std::span<uint8_t> bytes) const
{
    auto const& machine = parts_->run.machine;
    auto const& chunks = parts_->previous.memory.chunks;
    std::size_t done = 0;
    while (done < bytes.size()) {
        auto const address = linear + done;
        auto const offset = address % cpu::page_size;
        auto const count = std::min<std::size_t>(bytes.size() - done, cpu::page_size - offset);
        cpu::Physical physical;
        if (!machine.cpu.translate_for_view({address}, physical) || !machine.memory.is_ram(physical, count))
            break;
        constexpr auto in_chunk = cpu::PhysicalMemory::Chunk::pages_in_chunk;
        auto const number = physical.page() / in_chunk;
        auto const* chunk = number < chunks.size() ? chunks[number].get() : nullptr;
        auto const* page = chunk != nullptr ? chunk->pages[physical.page() % in_chunk].get() : nullptr;
        if (page != nullptr)
            std::memcpy(bytes.data() + done, page->data() + offset, count);
        else
            std::memset(bytes.data() + done, 0, count);
        done += count;
    }
    return done;
}

std::optional<uint64_t> Session::read_word(uint64_t linear) const
{
    std::array<uint8_t, 8> bytes{};
    if (read_memory(linear, bytes) < bytes.size())
        return {};
    uint64_t value = 0;
    std::memcpy(&value, bytes.data(), bytes.size());
    return value;
}

// ---- tables

std::optional<GateView> Session::gate(unsigned vector) const
{
    auto const& state = parts_->state();
    auto const bytes = state.long_mode() ? 16u : 8u;
    GateView view;
    view.address = state.idtr.base + vector * uint64_t{bytes};
    auto const low = read_word(view.address);
    auto const high = bytes == 16 ? read_word(view.address + 8) : std::optional<uint64_t>(0);
    if (vector * bytes + bytes - 1 > state.idtr.limit || !low || !high)
        return {};
    view.low = *low;
    view.high = *high;
    view.offset = (*low & 0xffff) | (*low >> 48) << 16 | (*high & 0xffff'ffff) << 32;
    view.selector = static_cast<uint16_t>(*low >> 16);
    view.ist = static_cast<unsigned>(*low >> 32) & 7;
    view.type = static_cast<unsigned>(*low >> 40) & 0xf;
    view.dpl = static_cast<unsigned>(*low >> 45) & 3;
    view.present = (*low >> 47 & 1) != 0;
    view.symbol = describe(view.offset);
    return view;
}

std::optional<cpu::Descriptor> Session::descriptor(uint16_t selector) const
{
    auto const& state = parts_->state();
    cpu::Selector const wanted{selector};
    auto const base = wanted.local() ? state.ldtr.base : state.gdtr.base;
    auto const limit =
        wanted.local() ? (state.ldtr.usable() ? state.ldtr.limit : 0) : uint32_t{state.gdtr.limit};
    if (wanted.index() * 8u + 7 > limit)
        return {};
    auto const raw = read_word(base + wanted.index() * 8u);
    return raw ? std::optional(cpu::Descriptor{*raw}) : std::nullopt;
}

// SDM Vol. 3A, "64-Bit TSS Format": RSP0 at offset 4.
std::optional<uint64_t> Session::tss_rsp(unsigned ring) const
{
    auto const& state = parts_->state();
    return state.long_mode() && ring < 3 ? read_word(state.tr.base + 4 + ring * 8) : std::nullopt;
}

std::vector<WalkLevel> Session::walk(uint64_t linear) const
{
    return walk_tables(parts_->state(), parts_->run.machine.memory, linear);
}

// ---- system calls and the end

Timeline const& Session::timeline() const
{
    return parts_->run.timeline;
}

CallsSoFar Session::calls() const
{
    return parts_->run.lines();
}

std::vector<CallLine> Session::take_calls()
{
    return parts_->run.take_lines();
}

ExitState const& Session::exit_state() const
{
    return parts_->run.end;
}

} // namespace ringside::emu
