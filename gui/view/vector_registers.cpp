// The page of x87 and XMM registers: SDM Vol. 1, "x87 FPU Data Registers", "XMM Registers". What is empty or
// zero and was so at the last stop is counted, not listed.
#include "gui/view/register_sources.hpp"

#include "gui/widgets/numbers.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace ringside::gui {

namespace {

using cpu::State;

std::string digits(uint64_t value, std::size_t count)
{
    std::string const text = hexadecimal(value);
    return std::string(count - std::min(count, text.size()), '0') + text;
}

std::string text_of(cpu::Vec128 const& value)
{
    return value == cpu::Vec128{} ? "0" : digits(value.high, 16) + "_" + digits(value.low, 16);
}

std::string text_of(cpu::F80 const& value)
{
    return digits(value.sign_exponent, 4) + "_" + digits(value.significand, 16);
}

bool is_empty(cpu::X87 const& x87, unsigned physical)
{
    return (x87.empty >> physical & 1) != 0;
}

RegisterGroup x87_group(Catalogue const& tr, State const& now, State const& before)
{
    RegisterGroup group{tr("x87 stack"), {}};
    for (unsigned i = 0; i < 8; ++i) {
        unsigned const physical = (now.x87.top() + i) & 7;
        unsigned const was = (before.x87.top() + i) & 7;
        bool const empty = is_empty(now.x87, physical);
        bool const was_empty = is_empty(before.x87, was);
        auto const& value = now.x87.registers[physical];
        auto const& old = before.x87.registers[was];
        bool const changed = empty != was_empty || (!empty && !(value == old));
        if (empty && !changed)
            continue;
        std::string const name = "st" + std::to_string(i);
        RegisterRow row{
            name, empty ? tr("empty") : text_of(value), "", empty ? "" : decimal_text(value), changed, name};
        if (changed)
            row.old = was_empty ? tr("empty") : decimal_text(old);
        group.rows.push_back(std::move(row));
    }
    return group;
}

RegisterRow control(char const* name, uint64_t now, uint64_t before)
{
    return {name, hexadecimal(now), now != before ? hexadecimal(before) : "", "", now != before, name};
}

RegisterGroup xmm_group(Catalogue const& tr, State const& now, State const& before)
{
    RegisterGroup group{tr("XMM"), {}};
    for (std::size_t i = 0; i < now.xmm.size(); ++i) {
        bool const changed = now.xmm[i] != before.xmm[i];
        if (now.xmm[i] == cpu::Vec128{} && !changed)
            continue;
        std::string const name = "xmm" + std::to_string(i);
        group.rows.push_back(
            {name, text_of(now.xmm[i]), changed ? text_of(before.xmm[i]) : "", "", changed, name});
    }
    return group;
}

} // namespace

// SDM Vol. 1, "Double Extended-Precision Floating-Point": significand times two to the exponent less the
// bias.
std::string decimal_text(cpu::F80 const& value)
{
    constexpr int bias = 16383;
    constexpr int fraction_bits = 63;
    int const exponent = value.sign_exponent & 0x7fff;
    bool const negative = (value.sign_exponent & 0x8000) != 0;
    std::string const sign = negative ? "-" : "";
    if (exponent == 0x7fff)
        return sign + (value.significand << 1 == 0 ? "∞" : "NaN");
    // A denormal has the exponent of the least normal number, 1, and no integer bit.
    long double const number =
        std::ldexp(static_cast<long double>(value.significand), std::max(exponent, 1) - bias - fraction_bits);
    char text[32];
    std::snprintf(text, sizeof text, "%.6Lg", number);
    return sign + text;
}

RegistersView vector_registers_view(Scene const& scene)
{
    auto const& tr = scene.tr;
    State const& now = scene.session.state();
    State const& before = scene.session.previous_state();
    RegistersView view;
    view.vector_page = true;
    view.groups.push_back(x87_group(tr, now, before));
    view.groups.push_back(xmm_group(tr, now, before));
    view.groups.push_back(
        {tr("control and status"),
         {control("fcw", now.x87.control, before.x87.control),
          control("fsw", now.x87.status, before.x87.status), control("mxcsr", now.mxcsr, before.mxcsr)}});
    if (view.groups[0].rows.empty() && view.groups[1].rows.empty())
        view.note = tr("Every x87 register is empty and every XMM register is zero.");
    else
        view.note = tr("Registers that are not listed are empty or zero.");
    return view;
}

} // namespace ringside::gui
