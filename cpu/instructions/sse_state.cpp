// What saves, restores and controls the SSE, MMX and x87 state as a whole, and the fences and cache hints
// that came with SSE. SDM Vol. 2A, "FXSAVE", "LDMXCSR", "EMMS", "CLFLUSH", "LFENCE". Read next:
// x87_environment.cpp.
#include "cpu/instructions/sse.hpp"
#include "cpu/instructions/x87.hpp"

#include <cstring>

namespace ringside::cpu::sse {

namespace {

Result<void> load_control(Cpu& cpu, Instruction const& instruction)
{
    TRY(check_sse(cpu));
    auto const value = TRY(cpu.load<uint32_t>(instruction.dst));
    if ((value & ~mxcsr::writable) != 0)
        return general_protection(0);
    cpu.state.mxcsr = value;
    return {};
}

Result<void> store_control(Cpu& cpu, Instruction const& instruction)
{
    TRY(check_sse(cpu));
    return cpu.write<uint32_t>(instruction.dst.segment, cpu.effective_address(instruction.dst),
                               cpu.state.mxcsr);
}

Result<void> empty_mmx(Cpu& cpu, Instruction const&)
{
    TRY(check_mmx(cpu));
    enter_mmx(cpu);
    cpu.state.x87.empty = 0xff;
    return {};
}

// ---- FXSAVE and FXRSTOR. SDM Vol. 1, "Operation of FXSAVE".

// The image as memory holds it. In the 64-bit form the pointers are offsets of 64 bits, else 32 bits and a
// selector.
struct Image
{
    uint16_t control;
    uint16_t status;
    uint8_t full; // a bit for each physical register that is not empty
    uint8_t reserved;
    uint16_t opcode;
    uint64_t instruction;
    uint64_t data;
    uint32_t mxcsr;
    uint32_t mxcsr_mask;
    std::array<std::array<uint8_t, 16>, 8> st; // by stack position
    std::array<Vec128, 16> xmm;
};
constexpr unsigned image_bytes = 512; // the last 96 are not written
static_assert(sizeof(Image) == 416);

uint64_t offset_and_selector(uint64_t offset, uint16_t selector)
{
    return static_cast<uint32_t>(offset) | uint64_t{selector} << 32;
}

Image image_of(State const& state, bool wide)
{
    auto const& x87 = state.x87;
    Image image{};
    image.control = x87.control;
    image.status = x87.status;
    image.full = static_cast<uint8_t>(~x87.empty);
    image.opcode = x87.opcode;
    image.instruction = wide ? x87.instruction_pointer
                             : offset_and_selector(x87.instruction_pointer, x87.instruction_selector);
    image.data = wide ? x87.data_pointer : offset_and_selector(x87.data_pointer, x87.data_selector);
    image.mxcsr = state.mxcsr;
    image.mxcsr_mask = mxcsr::writable;
    for (unsigned i = 0; i < 8; ++i) {
        auto const& value = x87.registers[(x87.top() + i) & 7u];
        std::memcpy(image.st[i].data(), &value.significand, 8);
        std::memcpy(image.st[i].data() + 8, &value.sign_exponent, 2);
    }
    image.xmm = state.xmm;
    return image;
}

void take_x87(State& state, Image const& image, bool wide)
{
    auto& x87 = state.x87;
    x87::set_control(x87, image.control);
    x87.status = image.status;
    x87.empty = static_cast<uint8_t>(~image.full);
    x87.opcode = image.opcode & 0x7ffu;
    x87.instruction_pointer = wide ? image.instruction : static_cast<uint32_t>(image.instruction);
    x87.data_pointer = wide ? image.data : static_cast<uint32_t>(image.data);
    x87.instruction_selector = wide ? uint16_t{0} : static_cast<uint16_t>(image.instruction >> 32);
    x87.data_selector = wide ? uint16_t{0} : static_cast<uint16_t>(image.data >> 32);
    for (unsigned i = 0; i < 8; ++i) {
        auto& value = x87.registers[(x87.top() + i) & 7u];
        std::memcpy(&value.significand, image.st[i].data(), 8);
        std::memcpy(&value.sign_exponent, image.st[i].data() + 8, 2);
    }
}

// Only 64-bit mode has XMM8-XMM15; without CR4.OSFXSR the image holds no SSE state at all.
size_t vector_count(State const& state)
{
    if ((state.cr4 & cr4::osfxsr) == 0)
        return 0;
    return state.code_64() ? 16 : 8;
}

// AMD stores the pointers of the last x87 instruction only while an exception is pending, and zeros
// otherwise. APM Vol. 5, "FXSAVE"; seen on a Zen 4.
void hide_pointers(Image& image)
{
    image.opcode = 0;
    image.instruction = 0;
    image.data = 0;
}

template <bool wide>
Result<void> save_state(Cpu& cpu, Instruction const& instruction)
{
    TRY(x87::check_usable(cpu));
    auto const offset = TRY(aligned_offset(cpu, instruction.dst, Intent::write));
    auto image = image_of(cpu.state, wide);
    if (cpu.model().vendor == Vendor::amd && (cpu.state.x87.status & x87::status::es) == 0)
        hide_pointers(image);
    auto const segment = instruction.dst.segment;
    TRY(cpu.probe_write(segment, offset, image_bytes));
    auto const bytes = offsetof(Image, xmm) + vector_count(cpu.state) * sizeof(Vec128);
    return cpu.write_block(segment, offset, &image, static_cast<unsigned>(bytes));
}

template <bool wide>
Result<void> restore_state(Cpu& cpu, Instruction const& instruction)
{
    TRY(x87::check_usable(cpu));
    auto const offset = TRY(aligned_offset(cpu, instruction.dst, Intent::read));
    std::array<uint8_t, image_bytes> bytes{};
    TRY(cpu.read_block(instruction.dst.segment, offset, bytes.data(), image_bytes));
    Image image;
    std::memcpy(&image, bytes.data(), sizeof image);
    auto const vectors = vector_count(cpu.state);
    if (vectors > 0 && (image.mxcsr & ~mxcsr::writable) != 0)
        return general_protection(0);
    take_x87(cpu.state, image, wide);
    x87::update_summary(cpu);
    if (vectors > 0)
        cpu.state.mxcsr = image.mxcsr;
    for (size_t i = 0; i < vectors; ++i)
        cpu.state.xmm[i] = image.xmm[i];
    return {};
}

// ---- ordering and hints. Memory here is sequentially consistent and has no caches, so nothing remains to be
// done.
Result<void> nothing(Cpu&, Instruction const&)
{
    return {};
}

// CLFLUSH faults as a load of one byte would. SDM Vol. 2A, "CLFLUSH".
Result<void> flush_line(Cpu& cpu, Instruction const& instruction)
{
    TRY(cpu.read<uint8_t>(instruction.dst.segment, cpu.effective_address(instruction.dst)));
    return {};
}

constexpr std::array forms = {
    any("ldmxcsr", load_control),
    any("stmxcsr", store_control),
    any("emms", empty_mmx),
    any("fxsave", save_state<false>),
    any("fxsave64", save_state<true>),
    any("fxrstor", restore_state<false>),
    any("fxrstor64", restore_state<true>),
    any("lfence", nothing),
    any("mfence", nothing),
    any("sfence", nothing),
    any("clflush", flush_line),
    any("prefetch", nothing),
    any("prefetchw", nothing),
    any("prefetchwt1", nothing), // 0F 0D /2, one more hint where it is not implemented
    any("prefetchnta", nothing),
    any("prefetcht0", nothing),
    any("prefetcht1", nothing),
    any("prefetcht2", nothing),
};

} // namespace

std::span<Form const> state_forms()
{
    return forms;
}

} // namespace ringside::cpu::sse
