// What can fail because of the user or the host: a value, or one sentence that says what is wrong and what to
// do. Faults of the guest are cpu::Result; a broken invariant of our own is ASSERT. Read next: session.hpp.
#pragma once

#include <optional>
#include <string>
#include <utility>

namespace ringside::emu {

// A sentence on its way to becoming an Outcome of any type.
struct Refusal
{
    std::string sentence;
};

template <typename T>
class [[nodiscard]] Outcome
{
public:
    Outcome(T value) : value_(std::move(value)) {}
    Outcome(Refusal refusal) : sentence_(std::move(refusal.sentence)) {}

    bool ok() const { return value_.has_value(); }
    T& value() { return *value_; }
    T const& value() const { return *value_; }
    std::string const& sentence() const { return sentence_; }
    Refusal refusal() const { return {sentence_}; }

private:
    std::optional<T> value_;
    std::string sentence_;
};

template <>
class [[nodiscard]] Outcome<void>
{
public:
    Outcome() = default;
    Outcome(Refusal refusal) : ok_(false), sentence_(std::move(refusal.sentence)) {}

    bool ok() const { return ok_; }
    std::string const& sentence() const { return sentence_; }
    Refusal refusal() const { return {sentence_}; }

private:
    bool ok_ = true;
    std::string sentence_;
};

} // namespace ringside::emu
