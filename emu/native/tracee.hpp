// A program of the host under ptrace(2): started, run to a place, its memory and registers changed. Next:
// timing.cpp, which uses it.
#pragma once

#include "emu/outcome.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace ringside::emu {

class Tracee
{
public:
    // Starts the ELF file, stopped before its first instruction; its standard output goes to /dev/null.
    static Outcome<Tracee> start(std::string const& name, std::span<std::byte const> file);
    Tracee(Tracee&& other) noexcept;
    Tracee& operator=(Tracee&&) = delete;
    ~Tracee(); // ends it

    bool read(uint64_t address, void* bytes, std::size_t count) const;
    bool write(uint64_t address, void const* bytes, std::size_t count) const;
    // Runs until it executes an INT3; the sentence tells what it did instead.
    Outcome<void> run_to_trap();
    // Runs until its next instruction would be the one at `address`, which has been executed never before.
    Outcome<void> run_to(uint64_t address);
    void go_to(uint64_t address);
    // Maps zeroed pages at `address`, by a system call that it makes where it stands.
    Outcome<void> map(uint64_t address, std::size_t bytes, bool is_64);

private:
    Tracee(int process, int memory) : process_(process), memory_(memory) {}
    Outcome<void> wait_for_trap();
    int process_; // -1: it is no more
    int memory_;  // /proc/PID/mem
};

} // namespace ringside::emu
