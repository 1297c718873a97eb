// `ringside compare`: the trap paths side by side.
#include "emu/command_line/words.hpp"

namespace ringside::emu {

int compare_command(Arguments const&)
{
    say("compare is not there yet");
    return bad_usage;
}

} // namespace ringside::emu
