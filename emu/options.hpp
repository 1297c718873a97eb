// What a run is made of: everything that decides it besides the program itself. Two sessions opened with
// equal options and given the same input at the same times go the same way, bit for bit. Read next:
// session.hpp.
#pragma once

#include "cpu/model.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ringside::emu {

// How the guest's /dev/console behaves.
enum class Console : uint8_t
{
    pipe,     // bytes untouched, no terminal; the end of input is a break on the line
    terminal, // line discipline, echo, TCGETS works
};

// Whether a session keeps states to go back to.
enum class History : uint8_t
{
    none, // forwards only: nothing is kept, nothing is slowed
    keep,
};

// What is followed of the program's system calls.
enum class Calls : uint8_t
{
    ignored,
    counted,
    worded, // as strace(1) words them
};

enum class Syntax : uint8_t
{
    intel,
    att,
};

// --file HOST:GUEST
struct HostFile
{
    std::string host;
    std::string guest;
};

struct Options
{
    std::vector<std::string> arguments;   // argv[1] ...; argv[0] is the program's name as given
    std::vector<std::string> environment; // "K=V", added to PATH HOME TERM LANG or replacing them
    std::vector<HostFile> files;
    std::string kernel; // path of another kernel image; "" = the one inside this program
    std::string append; // more kernel parameters
    uint64_t memory = uint64_t{256} << 20;
    uint64_t seed = 1;
    uint64_t boot_limit = 4'000'000'000; // ticks until the program must have begun
    cpu::Model model{};
    Console console = Console::pipe;
    History history = History::keep;
    Calls calls = Calls::worded; // what is kept of the program's system calls
    Syntax syntax = Syntax::intel;
};

} // namespace ringside::emu
