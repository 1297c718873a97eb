// Ends the machine once the last byte is out.
#include "kernel-model/device/debug_exit.hpp"

#include "kernel-model/abi/boot_info.hpp"
#include "kernel-model/device/uart.hpp"
#include "kernel-model/lib/instructions.hpp"

namespace ringside::kernel {

void debug_exit(uint32_t status)
{
    console_uart().flush();
    log_uart().flush();
    out32(debug_exit_port, status);
    halt_for_ever();
}

} // namespace ringside::kernel
