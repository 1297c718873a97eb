// Comparing and printing machines: see compare.hpp.
#include "tests/floating_point/compare.hpp"

#include "tests/floating_point/states.hpp"

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <fmt/format.h>

namespace ringside::test {

namespace {

using Register = FxImage::Register;

std::string text(Register const& value)
{
    return fmt::format("{:04x}:{:016x}", value.sign_exponent, value.significand);
}

std::string text(cpu::Vec128 const& value)
{
    return fmt::format("{:016x}_{:016x}", value.high, value.low);
}

template <typename T>
std::string text(T const& value)
{
    return fmt::format("{:#x}", value);
}

// Finite numbers of one sign whose neighbours differ by one are counted apart; anything else must be equal.
bool within(Register const& a, Register const& b, uint64_t ulps)
{
    if (a == b)
        return true;
    __extension__ using Wide = __int128;
    auto const place = [](Register const& value) {
        return Wide{value.sign_exponent & 0x7fff} * (Wide{1} << 63) +
               static_cast<Wide>(value.significand & ~(uint64_t{1} << 63));
    };
    auto const distance = place(a) - place(b);
    return ulps > 0 && (a.sign_exponent & 0x8000) == (b.sign_exponent & 0x8000) &&
           (distance < 0 ? -distance : distance) <= static_cast<Wide>(ulps);
}

bool within(cpu::Vec128 const& a, cpu::Vec128 const& b, double relative)
{
    if (a == b || relative == 0)
        return a == b;
    auto const left = std::bit_cast<std::array<float, 4>>(a);
    auto const right = std::bit_cast<std::array<float, 4>>(b);
    for (size_t i = 0; i < left.size(); ++i) {
        auto const x = static_cast<double>(left[i]);
        auto const y = static_cast<double>(right[i]);
        bool const same = std::memcmp(&left[i], &right[i], sizeof left[i]) == 0;
        // A tiny reciprocal may be flushed to zero by one and not by the other.
        bool const both_tiny = std::abs(x) < 0x1.1p-126 && std::abs(y) < 0x1.1p-126;
        if (!same && !both_tiny && !(std::abs(x - y) <= relative * std::abs(x)))
            return false;
    }
    return true;
}

class Report
{
public:
    template <typename T>
    void expect_equal(std::string const& name, T const& native, T const& guest)
    {
        if (native != guest)
            add(name, text(native), text(guest));
    }
    void add(std::string const& name, std::string const& native, std::string const& guest)
    {
        lines_ += fmt::format("    {}: native {}, guest {}\n", name, native, guest);
    }
    std::string take() { return std::move(lines_); }

private:
    std::string lines_;
};

void compare_x87(Report& report, Machine const& native, Machine const& guest, Tolerance const& tolerance)
{
    report.expect_equal("fcw", native.fx.control, guest.fx.control);
    report.expect_equal<uint32_t>("fsw", native.fx.status & ~uint32_t{tolerance.x87_status},
                                  guest.fx.status & ~uint32_t{tolerance.x87_status});
    report.expect_equal<uint32_t>("ftw", native.environment.tags, guest.environment.tags);
    for (size_t i = 0; i < native.fx.st.size(); ++i) {
        auto const ulps = i == 0 ? tolerance.st0_ulps : i == 1 ? tolerance.st1_ulps : 0;
        if (!within(native.fx.st[i], guest.fx.st[i], ulps))
            report.add(fmt::format("st{}", i), text(native.fx.st[i]), text(guest.fx.st[i]));
    }
    // The kernel's signal frame does not keep the pointers.
    if (native.fault != Machine::no_fault)
        return;
    report.expect_equal("fip", native.environment.instruction, guest.environment.instruction);
    report.expect_equal("fop, fcs", native.environment.selector_and_opcode,
                        guest.environment.selector_and_opcode);
    report.expect_equal("fdp", native.environment.data, guest.environment.data);
    report.expect_equal("fds", native.environment.data_selector, guest.environment.data_selector);
}

void compare_memory(Report& report, Machine const& native, Machine const& guest, Tolerance const& tolerance)
{
    for (size_t i = 0; i < native.memory.size(); i += 4) {
        uint32_t left;
        uint32_t right;
        std::memcpy(&left, native.memory.data() + i, 4);
        std::memcpy(&right, guest.memory.data() + i, 4);
        if (!tolerance.mxcsr_mask || i != operand_offset + offsetof(FxImage, mxcsr_mask))
            report.expect_equal(fmt::format("memory+{}", i), left, right);
    }
}

} // namespace

std::string differences(Machine const& native, Machine const& guest, Tolerance const& tolerance)
{
    Report report;
    report.expect_equal("fault", native.fault, guest.fault);
    report.expect_equal("rflags", native.flags & 0x8d5, guest.flags & 0x8d5);
    for (size_t i = 0; i < 15; ++i)
        if (i != cpu::rsp)
            report.expect_equal(fmt::format("r{}", i), native.gpr[i], guest.gpr[i]);
    report.expect_equal("mxcsr", native.fx.mxcsr, guest.fx.mxcsr);
    for (size_t i = 0; i < native.fx.xmm.size(); ++i)
        if (!within(native.fx.xmm[i], guest.fx.xmm[i], tolerance.single_relative))
            report.add(fmt::format("xmm{}", i), text(native.fx.xmm[i]), text(guest.fx.xmm[i]));
    compare_x87(report, native, guest, tolerance);
    compare_memory(report, native, guest, tolerance);
    return report.take();
}

std::string describe(Machine const& machine)
{
    uint64_t operand[2];
    std::memcpy(operand, machine.memory.data() + operand_offset, 16);
    auto const& fx = machine.fx;
    return fmt::format("    fcw {:04x} fsw {:04x} full {:02x} st0 {} st1 {} st2 {} mxcsr {:04x}\n"
                       "    memory {:016x} {:016x} xmm1 {} xmm2 {} rax {:x} rcx {:x}\n",
                       fx.control, fx.status, fx.full, text(fx.st[0]), text(fx.st[1]), text(fx.st[2]),
                       fx.mxcsr, operand[0], operand[1], text(fx.xmm[1]), text(fx.xmm[2]),
                       machine.gpr[cpu::rax], machine.gpr[cpu::rcx]);
}

} // namespace ringside::test
