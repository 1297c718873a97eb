// The table of the instructions that change rings or segments, by the decoder's names. All end their block.
#include "cpu/instructions/form.hpp"
#include "cpu/transitions/transitions.hpp"

namespace ringside::cpu {

namespace {

// At operand sizes 16, 32 and 64.
constexpr Form wide(std::string_view mnemonic, Handler h16, Handler h32, Handler h64)
{
    return sized(mnemonic, nullptr, h16, h32, h64, Ends::block);
}

constexpr Form one(std::string_view mnemonic, Handler handler)
{
    return any(mnemonic, handler, Ends::block);
}

template <SegmentName segment>
constexpr Form far_pointer(std::string_view mnemonic)
{
    return wide(mnemonic, load_far_pointer<uint16_t, segment>, load_far_pointer<uint32_t, segment>,
                load_far_pointer<uint64_t, segment>);
}

template <SegmentName segment>
constexpr Form legacy_far_pointer(std::string_view mnemonic)
{
    return wide(mnemonic, load_far_pointer<uint16_t, segment>, load_far_pointer<uint32_t, segment>, nullptr);
}

constexpr Form forms[] = {
    one("int", int_n),
    one("int3", int3),
    one("int1", int1),
    one("into", into),
    one("iret", iret<uint16_t>),
    one("iretd", iret<uint32_t>),
    one("iretq", iret<uint64_t>),
    one("syscall", syscall),
    one("sysret", sysret),
    one("sysenter", sysenter),
    one("sysexit", sysexit),
    one("swapgs", swapgs),
    wide("jmp.far", jump_far<uint16_t>, jump_far<uint32_t>, jump_far<uint64_t>),
    wide("call.far", call_far<uint16_t>, call_far<uint32_t>, call_far<uint64_t>),
    wide("ret.far", return_far<uint16_t>, return_far<uint32_t>, return_far<uint64_t>),
    wide("mov.segment", move_segment<uint16_t>, move_segment<uint32_t>, move_segment<uint64_t>),
    wide("pop.segment", pop_segment<uint16_t>, pop_segment<uint32_t>, pop_segment<uint64_t>),
    legacy_far_pointer<SegmentName::ds>("lds"),
    legacy_far_pointer<SegmentName::es>("les"),
    far_pointer<SegmentName::fs>("lfs"),
    far_pointer<SegmentName::gs>("lgs"),
    far_pointer<SegmentName::ss>("lss"),
};

} // namespace

std::span<Form const> transition_forms()
{
    return forms;
}

} // namespace ringside::cpu
