// `ringside step`: the terminal debugger.
#include "emu/command_line/words.hpp"

namespace ringside::emu {

int step_command(Arguments const&)
{
    say("step is not there yet");
    return bad_usage;
}

} // namespace ringside::emu
