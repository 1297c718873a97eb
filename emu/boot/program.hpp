// The program to run: read whole and checked before anything starts, so that a bad file gets one clear
// sentence. Read next: initramfs.hpp.
#pragma once

#include "emu/outcome.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace ringside::emu {

struct Program
{
    std::string name;             // as the user gave it
    std::vector<std::byte> bytes; // the whole file
    uint64_t entry = 0;           // e_entry
    bool is_64 = true;            // ELF64 x86-64, else ELF32 i386
    bool is_position_independent = false;

    // Segments to be loaded, as far as the file fills them.
    struct Loaded
    {
        uint64_t address = 0; // p_vaddr
        uint64_t offset = 0;
        uint64_t size = 0;
    };
    std::vector<Loaded> loads{};

    std::string guest_path() const; // "/bin/NAME": where the guest finds it
};

// Reads a regular file. The sentence names the file and says what is wrong and what to do.
Outcome<std::vector<std::byte>> read_host_file(std::string const& path);

Outcome<Program> read_program(std::string const& path);
Outcome<Program> check_program(std::string const& name, std::vector<std::byte> bytes);

// Text from outside for our own messages: control characters as \xNN.
std::string printable(std::string_view text);

} // namespace ringside::emu
