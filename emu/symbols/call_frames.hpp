// Who called whom, by the tables that compilers write for it: from the registers inside a function to those
// of its caller. Read next: call_frames.cpp, session/frames.cpp.
#pragma once

#include "cpu/state/state.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>

namespace ringside::emu {

// What is known of the registers at a place in a function. A caller's registers that its callee was free to
// change are unknown.
struct FrameRegisters
{
    uint64_t rip = 0;
    std::array<std::optional<uint64_t>, 16> general{}; // by cpu::Gpr

    uint64_t rsp() const { return general[cpu::rsp].value_or(0); }
};

// A word of memory: four bytes or eight.
using WordReader = std::function<std::optional<uint64_t>(uint64_t address, unsigned bytes)>;

class CallFrames
{
public:
    CallFrames();
    // The file's bytes must outlive this. `bias` is added to every address of the file.
    CallFrames(std::span<std::byte const> elf, uint64_t bias);
    ~CallFrames();
    CallFrames(CallFrames&&) noexcept;
    CallFrames& operator=(CallFrames&&) noexcept;

    // Whether the tables tell how the function at the address is left.
    bool know(uint64_t address) const;
    // The registers right behind the call. `inside` lies in the instruction under way: RIP of the innermost
    // function, but the byte before the return address of the others, whose CALL may be their last
    // instruction.
    std::optional<FrameRegisters> caller(FrameRegisters const& of, uint64_t inside,
                                         WordReader const& read) const;

private:
    struct Tables;
    std::unique_ptr<Tables> tables_;
};

} // namespace ringside::emu
