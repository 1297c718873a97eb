// The acts and the events by which each is known. Next: report.cpp.
#include "emu/compare/acts.hpp"

#include <algorithm>

namespace ringside::emu {

namespace {

using cpu::Step;

bool occurs(Sums const& sums, Step step)
{
    return std::find(sums.steps.begin(), sums.steps.end(), step) != sums.steps.end();
}

bool occurs(Measured const& path, Step step)
{
    return std::any_of(path.phases.begin(), path.phases.end(),
                       [&](Sums const& sums) { return occurs(sums, step); });
}

uint64_t sum(Measured const& path, uint64_t Sums::*count)
{
    uint64_t total = 0;
    for (auto const& sums : path.phases)
        total += sums.*count;
    return total;
}

constexpr Act acts[] = {
    {"change_ring", "change the ring", [](Measured const& path) { return occurs(path, Step::set_cpl); }},
    {"read_idt", "read the IDT", [](Measured const& path) { return occurs(path, Step::read_gate); }},
    {"read_gdt", "read the GDT",
     [](Measured const& path) {
         return occurs(path, Step::read_code_descriptor) || occurs(path, Step::read_stack_descriptor);
     }},
    {"read_tss", "read the TSS",
     [](Measured const& path) { return occurs(path, Step::read_rsp0) || occurs(path, Step::read_ist); }},
    {"access_memory_by_hardware", "access memory by hardware",
     [](Measured const& path) {
         auto const total = path.total().hardware;
         return total.reads + total.writes != 0;
     }},
    {"push_return_address", "push a return address on the way in",
     [](Measured const& path) { return path.pushed_return_address; }},
    {"return_address_in_register", "keep the return address in a register",
     [](Measured const& path) { return occurs(path, Step::save_rcx); }},
    {"switch_stack_by_hardware", "switch stacks by hardware",
     [](Measured const& path) { return occurs(path[Phase::hardware_entry], Step::load_rsp); }},
    {"switch_stack_by_software", "switch stacks by software",
     [](Measured const& path) { return path.switched_stack_by_software; }},
    {"save_rflags", "save RFLAGS",
     [](Measured const& path) {
         auto const& entry = path[Phase::hardware_entry];
         return occurs(entry, Step::push_rflags) || occurs(entry, Step::save_r11);
     }},
    {"swap_gs", "execute SWAPGS", [](Measured const& path) { return occurs(path, Step::swap_gs_base); }},
    {"write_cr3", "write CR3", [](Measured const& path) { return sum(path, &Sums::cr3_writes) != 0; }},
    {"flush_tlb", "flush the TLB", [](Measured const& path) { return sum(path, &Sums::tlb_flushes) != 0; }},
    {"run_kernel_code", "run kernel code", [](Measured const& path) { return sum(path, &Sums::ring0) != 0; }},
    {"return_by_iret", "return by IRET",
     [](Measured const& path) { return occurs(path[Phase::hardware_exit], Step::pop_rip); }},
    {"come_back", "come back to the program", [](Measured const& path) { return path.end.empty(); }},
};

bool contains(std::vector<Act const*> const& list, Act const* act)
{
    return std::find(list.begin(), list.end(), act) != list.end();
}

} // namespace

std::vector<Act const*> acts_of(Measured const& path)
{
    std::vector<Act const*> list;
    for (auto const& act : acts)
        if (act.happened(path))
            list.push_back(&act);
    return list;
}

std::vector<Act const*> acts_missing(Measured const& path, std::vector<Measured> const& compared)
{
    auto const own = acts_of(path);
    std::vector<Act const*> others;
    for (auto const& other : compared)
        for (auto const* act : acts_of(other))
            others.push_back(act);
    std::vector<Act const*> missing;
    for (auto const& act : acts)
        if (!contains(own, &act) && (compared.size() < 2 || contains(others, &act)))
            missing.push_back(&act);
    return missing;
}

} // namespace ringside::emu
