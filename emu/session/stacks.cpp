// The two stacks: every slot with its value, what it means, and who wrote it. The kernel's layout of pt_regs
// is the one that kernel and tools share. Next: ../trace/writers.hpp.
#include "emu/session/parts.hpp"

#include "kernel-model/abi/pt_regs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace ringside::emu {

namespace {

// From the top of the kernel's stack down: what hardware or entry code pushes, then what PUSH_REGS pushes.
constexpr std::string_view pt_regs_slots[] = {
    "SS",          "RSP",        "RFLAGS",     "CS",          "RIP",         "orig_ax",     "pt_regs.di",
    "pt_regs.si",  "pt_regs.dx", "pt_regs.cx", "pt_regs.ax",  "pt_regs.r8",  "pt_regs.r9",  "pt_regs.r10",
    "pt_regs.r11", "pt_regs.bx", "pt_regs.bp", "pt_regs.r12", "pt_regs.r13", "pt_regs.r14", "pt_regs.r15"};
static_assert(std::size(pt_regs_slots) * 8 == sizeof(kernel::PtRegs));

// auxv types by number. getauxval(3).
std::string_view auxiliary_name(uint64_t type)
{
    switch (type) {
    case 0:
        return "AT_NULL";
    case 3:
        return "AT_PHDR";
    case 4:
        return "AT_PHENT";
    case 5:
        return "AT_PHNUM";
    case 6:
        return "AT_PAGESZ";
    case 7:
        return "AT_BASE";
    case 8:
        return "AT_FLAGS";
    case 9:
        return "AT_ENTRY";
    case 11:
        return "AT_UID";
    case 12:
        return "AT_EUID";
    case 13:
        return "AT_GID";
    case 14:
        return "AT_EGID";
    case 15:
        return "AT_PLATFORM";
    case 16:
        return "AT_HWCAP";
    case 17:
        return "AT_CLKTCK";
    case 23:
        return "AT_SECURE";
    case 25:
        return "AT_RANDOM";
    case 26:
        return "AT_HWCAP2";
    case 31:
        return "AT_EXECFN";
    case 33:
        return "AT_SYSINFO_EHDR";
    case 51:
        return "AT_MINSIGSTKSZ";
    default:
        return {};
    }
}

constexpr uint64_t backfill = 100'000;         // ticks to listen to when nothing is known about writers
constexpr uint64_t most_heard = 16 * backfill; // of one stretch, however it grows
constexpr unsigned most_start_slots = 256;

} // namespace

void Session::Parts::run_until(uint64_t time)
{
    while (state().time < time && !run.end.ended)
        run.run(time);
}

void Session::Parts::run_again(KeptState const& from, std::function<void(uint64_t present)> const& way)
{
    auto const present = micro_step > 0 ? base.time() : state().time;
    auto const step = micro_step;
    auto const kept_rehearsal = rehearsal;
    auto const was_rehearsed = rehearsed;
    run.restore(from);
    micro_step = 0;
    Machine::Undisturbed const undisturbed(run.machine);
    way(present);
    rehearsal = kept_rehearsal;
    rehearsed = was_rehearsed;
    if (step > 0)
        enter_micro_step(step);
}

// Listens again to the stretch before the present, so that writers are known: to what came since the stretch
// that was listened to, or to a new one where that is too far away.
void Session::Parts::know_writers()
{
    auto const time = micro_step > 0 ? base.time() : state().time;
    if (!keeps_history() || run.end.ended || writers.covers(time))
        return;
    auto const grows = writers.from <= writers.to && writers.to < time && time - writers.to <= backfill &&
                       time - writers.from <= most_heard;
    auto const first = grows ? writers.to : time - std::min(time, backfill);
    run_again(kept.before(first), [this, grows, first](uint64_t present) {
        run_until(first);
        if (!grows || state().time != first) {
            writers.forget();
            writers.from = state().time;
        }
        run.machine.cpu.observe(&writers);
        run_until(present);
        run.machine.cpu.observe(nullptr);
        writers.to = state().time;
    });
}

namespace {

struct SlotReader
{
    Session const& session;
    unsigned bytes;

    std::optional<uint64_t> operator()(uint64_t address) const
    {
        std::array<uint8_t, 8> raw{};
        if (session.read_memory(address, std::span(raw).first(bytes)) < bytes)
            return {};
        uint64_t value = 0;
        std::memcpy(&value, raw.data(), raw.size());
        return value;
    }
};

// What the kernel put on the stack at the program's start. System V ABI, AMD64 supplement, "Initial Stack and
// Register State"; i386 has the same order with words of four bytes.
std::string start_meaning(SlotReader const& read, uint64_t start_rsp, uint64_t address)
{
    auto slot = start_rsp;
    if (address == slot)
        return "argc";
    unsigned index = 0;
    for (std::string_view const name : {"argv", "envp"}) {
        for (index = 0;; ++index) {
            slot += read.bytes;
            auto const value = read(slot);
            if (!value || index > most_start_slots)
                return {};
            if (slot == address)
                return *value == 0 ? fmt::format("end of {}", name) : fmt::format("{}[{}]", name, index);
            if (*value == 0)
                break;
        }
    }
    for (index = 0; index < most_start_slots; ++index) {
        slot += read.bytes;
        auto const type = read(slot);
        if (!type)
            return {};
        auto const name = auxiliary_name(*type);
        auto const shown = name.empty() ? fmt::format("AT_{}", *type) : std::string(name);
        if (slot == address)
            return shown;
        slot += read.bytes;
        if (slot == address)
            return "value of " + shown;
        if (*type == 0)
            return {};
    }
    return {};
}

// The string at an address, if it looks like one.
std::string string_at(Session const& session, uint64_t address)
{
    std::array<uint8_t, 24> bytes{};
    auto const count = session.read_memory(address, bytes);
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
        if (bytes[i] == 0)
            return text.size() >= 2 ? "\"" + text + "\"" : std::string{};
        if (bytes[i] == '\n')
            text += "\\n";
        else if (bytes[i] >= 0x20 && bytes[i] < 0x7f)
            text += static_cast<char>(bytes[i]);
        else
            return {};
    }
    return text.empty() ? std::string{} : "\"" + text + "...\"";
}

Writer writer_in_words(Written const& written)
{
    if (written.agent == cpu::Agent::hardware)
        return Writer::hardware;
    return written.ring == 3 ? Writer::user_code : Writer::kernel_code;
}

} // namespace

StackView Session::stack(StackName name, unsigned rows, std::optional<uint64_t> highest)
{
    auto& parts = *parts_;
    parts.know_writers();
    auto const& state = parts.state();
    auto const rsp = state.gpr[cpu::rsp];
    auto const rsp_in_kernel = parts.is_kernel_address(rsp);
    StackView view;
    view.name = name;
    if (name == StackName::kernel) {
        auto const top = parts.kernel_stack_top();
        view.top = top.address;
        view.top_name = top.name;
        view.active = rsp_in_kernel;
        view.pointer = rsp_in_kernel ? rsp : top.address;
    } else {
        view.top = parts.start_rsp;
        view.active = parts.is_on_user_stack();
        view.foreign = view.active && state.cpl < 3;
        view.slot_bytes = parts.program.is_64 ? 8 : 4;
        view.pointer = view.active ? rsp : parts.left_pointer();
    }
    // The kernel's stack from its top; the user's with a quarter of the rows below the pointer.
    auto const slot = uint64_t{view.slot_bytes};
    auto first = view.top - slot;
    if (name == StackName::user)
        first = (view.pointer & ~(slot - 1)) + (rows - rows / 4 - 1) * slot;
    else if (view.pointer < view.top && (view.top - view.pointer) / slot > rows)
        first = (view.pointer & ~(slot - 1)) + (rows - rows / 4 - 1) * slot;
    first = highest.value_or(first);
    view.lowest = first - (rows - 1) * slot;
    for (unsigned i = 0; i < rows; ++i)
        view.slots.push_back(stack_slot(view, first - i * slot));
    return view;
}

StackSlot Session::stack_slot(StackView const& view, uint64_t address) const
{
    auto const& parts = *parts_;
    SlotReader const read{*this, view.slot_bytes};
    StackSlot slot;
    slot.address = address;
    auto const value = read(address);
    slot.mapped = value.has_value();
    slot.value = value.value_or(0);
    std::array<uint8_t, 8> before{};
    read_previous_memory(address, std::span(before).first(view.slot_bytes));
    std::memcpy(&slot.before, before.data(), before.size());
    slot.changed = slot.mapped && slot.before != slot.value;
    slot.below = address < view.pointer;
    slot.at_pointer = address == (view.pointer & ~uint64_t{view.slot_bytes - 1});
    if (!slot.mapped)
        return slot;
    slot.meaning = slot_meaning(view, slot);
    auto const time = parts.micro_step > 0 ? parts.base.time() : parts.state().time;
    if (auto const written = parts.writers.last(address, time, parts.micro_step)) {
        slot.writer = writer_in_words(*written);
        slot.written_at = written->time;
        slot.written_by = written->rip;
    }
    return slot;
}

std::string Session::slot_meaning(StackView const& view, StackSlot const& slot) const
{
    auto const& parts = *parts_;
    if (view.name == StackName::kernel) {
        auto const index = (view.top - 8 - slot.address) / 8;
        if (slot.address < view.top && index < std::size(pt_regs_slots))
            return std::string(pt_regs_slots[index]);
    } else if (slot.address >= parts.start_rsp) {
        auto meaning = start_meaning({*this, view.slot_bytes}, parts.start_rsp, slot.address);
        auto const text = meaning.starts_with("argv[") || meaning.starts_with("envp[")
                              ? string_at(*this, slot.value)
                              : std::string{};
        return text.empty() ? meaning : meaning + " " + text;
    }
    auto const* symbol = parts.symbols_for(slot.value).covering(slot.value);
    if (symbol != nullptr && slot.value != symbol->start && call_before(slot.value))
        return "ret " + parts.describe(slot.value);
    return slot.value > 0xffff ? string_at(*this, slot.value) : std::string{};
}

Writer Session::writer_of(uint64_t address)
{
    auto& parts = *parts_;
    parts.know_writers();
    auto const time = parts.micro_step > 0 ? parts.base.time() : parts.state().time;
    auto const written = parts.writers.last(address, time, parts.micro_step);
    return written ? writer_in_words(*written) : Writer::unknown;
}

} // namespace ringside::emu
