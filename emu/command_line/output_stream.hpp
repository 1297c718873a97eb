// What we write piece by piece: the trace, the kernel's log, answers. Nothing here throws; the first failure
// is remembered, and after it nothing more is written. Read next: run.cpp.
#pragma once

#include "emu/outcome.hpp"

#include <string>
#include <string_view>
#include <system_error>

namespace ringside::emu {

class OutputStream
{
public:
    // Nowhere: what is written is thrown away.
    OutputStream() = default;
    // A stream of the process, which stays open. `name` stands in sentences: "standard output".
    OutputStream(int descriptor, std::string name) : descriptor_(descriptor), name_(std::move(name)) {}
    ~OutputStream();
    OutputStream(OutputStream&& other) noexcept;
    OutputStream& operator=(OutputStream&& other) noexcept;

    // A file, made where it is not there. What it holds stays until begin().
    static Outcome<OutputStream> open(std::string const& path);
    // From here on a file holds what we write and nothing else.
    void begin();

    bool wanted() const { return descriptor_ >= 0; }
    bool is(int descriptor) const { return descriptor_ == descriptor; }
    void write(std::string_view text);
    // Of a file: also tells what only the end tells, a full disk behind a cache.
    void close();

    bool failed() const { return static_cast<bool>(error_); }
    // What went wrong first: "standard output was closed", "FILE cannot be written: No space left on device".
    std::string failure() const;

private:
    int descriptor_ = -1;
    bool is_ours_ = false; // to close
    std::string name_;
    std::error_code error_;
};

// Writes to standard output. The status to end with: 0, or 1 if it could not be written, which has been said.
int print(std::string_view text);

} // namespace ringside::emu
