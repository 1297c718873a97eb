// The table of the system instructions, by the decoder's names. Those that can move the next event or the
// mapping, or that change what the processor runs with, end their block.
#include "cpu/instructions/system.hpp"

#include "cpu/instructions/form.hpp"

namespace ringside::cpu {

namespace {

constexpr Form one(std::string_view mnemonic, Handler handler)
{
    return any(mnemonic, handler, Ends::block);
}

constexpr Form forms[] = {
    // tables
    one("lgdt", load_gdt),
    one("lidt", load_idt),
    any("sgdt", store_gdt),
    any("sidt", store_idt),
    one("lldt", load_ldt),
    one("ltr", load_task_register),
    sized("sldt", nullptr, store_ldt<uint16_t>, store_ldt<uint32_t>, store_ldt<uint64_t>),
    sized("str", nullptr, store_task_register<uint16_t>, store_task_register<uint32_t>,
          store_task_register<uint64_t>),
    // control and debug registers, MSRs
    one("mov.control", move_control),
    one("mov.debug", move_debug),
    one("lmsw", load_machine_status),
    sized("smsw", nullptr, store_machine_status<uint16_t>, store_machine_status<uint32_t>,
          store_machine_status<uint64_t>),
    one("clts", clear_task_switched),
    one("rdmsr", read_msr),
    one("wrmsr", write_msr),
    // ports; REX.W is ignored
    sized("in", in<uint8_t>, in<uint16_t>, in<uint32_t>, in<uint32_t>, Ends::block),
    sized("out", out<uint8_t>, out<uint16_t>, out<uint32_t>, out<uint32_t>, Ends::block),
    // descriptors
    sized("lar", nullptr, load_access_rights<uint16_t>, load_access_rights<uint32_t>,
          load_access_rights<uint64_t>),
    sized("lsl", nullptr, load_segment_limit<uint16_t>, load_segment_limit<uint32_t>,
          load_segment_limit<uint64_t>),
    any("verr", verify_read),
    any("verw", verify_write),
    any("arpl", adjust_rpl),
    // flags, TLB, caches
    one("invlpg", invalidate_page),
    one("invd", invalidate_caches),
    one("wbinvd", invalidate_caches),
    one("cli", clear_interrupts),
    one("sti", set_interrupts),
    one("hlt", halt),
    any("clac", clear_ac),
    any("stac", set_ac),
    one("rdpmc", read_counter),
    // not there
    one("ud0", undefined),
    one("ud1", undefined),
    one("ud2", undefined),
    one("rsm", undefined),
    one("monitor", undefined),
    one("mwait", undefined),
    one("xgetbv", undefined),
    one("xsetbv", undefined),
    one("rdfsbase", undefined),
    one("rdgsbase", undefined),
    one("wrfsbase", undefined),
    one("wrgsbase", undefined),
    one("invpcid", undefined),
};

} // namespace

std::span<Form const> system_forms()
{
    return forms;
}

} // namespace ringside::cpu
