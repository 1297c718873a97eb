// Numbers of ioctl_tty(2). Source: kernel include/uapi/asm-generic/ioctls.h.
#pragma once

#include <cstdint>

namespace ringside::kernel {

enum class TerminalRequest : std::uint32_t
{
    tcgets = 0x5401,
    tcsets = 0x5402,
    tcsetsw = 0x5403,
    tcsetsf = 0x5404,
    tcsbrk = 0x5409,
    tcxonc = 0x540a,
    tcflsh = 0x540b,
    tiocsctty = 0x540e,
    tiocgpgrp = 0x540f,
    tiocspgrp = 0x5410,
    tiocoutq = 0x5411,
    tiocgwinsz = 0x5413,
    tiocswinsz = 0x5414,
    fionread = 0x541b,
    fionbio = 0x5421,
    tiocnotty = 0x5422,
    tiocgsid = 0x5429,
    fionclex = 0x5450,
    fioclex = 0x5451,
    fioasync = 0x5452,
    fioqsize = 0x5460,
};

} // namespace ringside::kernel
