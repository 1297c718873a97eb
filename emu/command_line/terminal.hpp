// The host's terminal and standard streams: raw mode that is always put back, input that is taken only when
// the guest waits for it. Read next: output_stream.hpp, run.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ringside::emu {

// Whatever happens to the mode of the terminal on stdin meanwhile, it is put back at the end, also when a
// signal ends us.
class KeptTerminal
{
public:
    explicit KeptTerminal(bool wanted);
    ~KeptTerminal();
    KeptTerminal(KeptTerminal const&) = delete;
    KeptTerminal& operator=(KeptTerminal const&) = delete;
};

// Puts the terminal on stdin into raw mode, and back again at the end.
class RawTerminal
{
public:
    explicit RawTerminal(bool wanted);

private:
    KeptTerminal kept_;
};

// From here on SIGINT ends us with a sentence and status 130: for what nothing else can stop.
void end_when_interrupted();

// What ends a line of our own words: in raw mode nobody else adds the carriage return.
std::string_view line_end();

struct HostInput
{
    std::string bytes;
    bool ended = false;
};
// What stdin has, waiting at most so many nanoseconds (~0: for ever). Returns early if a signal arrives.
HostInput read_input(uint64_t nanoseconds);

bool is_terminal(int fd);

} // namespace ringside::emu
