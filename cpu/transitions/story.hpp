// The object by which a transition does its micro-steps and tells them: checks, reads from the system tables,
// pushes and pops, loads. Each function does one step and announces it; a step that fails is announced with
// its fault. Read next: attempt.hpp, then interrupt.cpp, which uses all of it.
#pragma once

#include "cpu/cpu.hpp"
#include "cpu/transitions/canonical.hpp"

namespace ringside::cpu {

// What a check of several conditions found: the first one that does not hold, or nothing.
struct Verdict
{
    std::string_view reason = {};
    Fault fault{};
    bool waived = false; // a comparison of privilege did not hold, but the model's rings are off
};

class Story
{
public:
    // `external_bit` is EXT of the error codes of everything that goes wrong: 1 while an exception or an
    // interrupt is being delivered. SDM Vol. 3A, "Error Code".
    Story(Cpu& cpu, Transition transition, uint32_t external_bit = 0)
        : cpu_(cpu), transition_(transition), external_bit_(external_bit)
    {}

    Cpu& cpu() const { return cpu_; }
    State& state() const { return cpu_.state; }
    Transition transition() const { return transition_; }
    bool intel() const { return cpu_.model().vendor == Vendor::intel; }
    Rings rings() const { return cpu_.model().rings; }

    // A check that compares `left` with `right`, as the manual's IF does.
    Result<void> check(Step step, std::string_view what, uint64_t left, uint64_t right, bool holds,
                       Fault fault) const
    {
        StepRecord record{
            .step = step, .transition = transition_, .what = what, .before = left, .value = right};
        if (!holds)
            record.fault = with_external_bit(fault);
        return cpu_.announce(record);
    }

    // A check that compares privilege: with rings off it is told with its values, and passes.
    Result<void> check_privilege(Step step, std::string_view what, uint64_t left, uint64_t right, bool holds,
                                 Fault fault) const
    {
        if (holds || rings() == Rings::on)
            return check(step, what, left, right, holds, fault);
        return waive(step, what, left, right);
    }

    // A check that an address is canonical; told beside its canonical form.
    Result<void> check_canonical(Step step, std::string_view what, uint64_t address, Fault fault) const
    {
        return check(step, what, address, canonical_form(address), is_canonical(address), fault);
    }

    // A check of several conditions; a failed one says which.
    Result<void> judge(Step step, std::string_view what, uint64_t left, uint64_t right,
                       Verdict const& verdict) const
    {
        auto const failed = verdict.fault.happened();
        if (verdict.waived && !failed)
            return waive(step, what, left, right);
        return check(step, failed ? verdict.reason : what, left, right, !failed, verdict.fault);
    }

    // A register got a new value (the caller has stored it).
    Result<void> loaded(Step step, std::string_view what, uint64_t before, uint64_t value) const
    {
        return cpu_.announce({.step = step,
                              .transition = transition_,
                              .place = Place::register_,
                              .what = what,
                              .before = before,
                              .value = value});
    }

    // A register was loaded from an MSR.
    Result<void> loaded_from_msr(Step step, std::string_view what, uint32_t msr, uint64_t before,
                                 uint64_t value) const
    {
        return cpu_.announce({.step = step,
                              .transition = transition_,
                              .place = Place::msr,
                              .what = what,
                              .address = msr,
                              .before = before,
                              .value = value});
    }

    // Reads a field of a system table. `selector` is told with descriptor reads.
    template <std::unsigned_integral T>
    Result<T> read_table(Step step, Place place, std::string_view what, Linear address,
                         uint64_t selector = 0) const
    {
        StepRecord record{.step = step,
                          .transition = transition_,
                          .place = place,
                          .what = what,
                          .address = address.value,
                          .before = selector};
        auto const value = cpu_.read_system<T>(address);
        if (!value.ok())
            return failed(record, value.fault());
        record.read_bytes = sizeof(T);
        record.value = value.value();
        TRY(cpu_.announce(record));
        return value;
    }

    // Tells a step whose memory access faulted; a reader's stop inside it passes through untold.
    Fault failed(StepRecord record, Fault const& fault) const
    {
        if (fault.is_stop())
            return fault;
        record.fault = with_external_bit(fault);
        return cpu_.announce(record).fault();
    }

    // Every error code but the page fault's has EXT in bit 0.
    Fault with_external_bit(Fault fault) const
    {
        if (has_error_code(fault.vector) && fault.vector != Vector::page_fault)
            fault.error_code |= external_bit_;
        return fault;
    }

private:
    Result<void> waive(Step step, std::string_view what, uint64_t left, uint64_t right) const
    {
        return cpu_.announce({.step = step,
                              .transition = transition_,
                              .what = what,
                              .before = left,
                              .value = right,
                              .waived = true});
    }

    Cpu& cpu_;
    Transition transition_;
    uint32_t external_bit_;
};

} // namespace ringside::cpu
