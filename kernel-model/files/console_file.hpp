// Descriptors 0, 1 and 2, /dev/console, /dev/tty and /dev/ttyS0: the machine's console as an open file. What
// a terminal does with the bytes is in device/console.hpp; here is what read, write, ioctl and poll make of
// it.
#pragma once

#include "kernel-model/device/console.hpp"
#include "kernel-model/files/file.hpp"
#include "kernel-model/memory/user_pointer.hpp"

namespace ringside::kernel {

class ConsoleFile final : public File
{
public:
    using File::File;

    Result<uint64_t> read(ByteSink& sink) override;
    Result<uint64_t> write(ByteSource& source) override;
    Result<uint64_t> read_at(uint64_t /*offset*/, ByteSink& /*sink*/) override { return Errno::espipe; }
    Result<uint64_t> write_at(uint64_t /*offset*/, ByteSource& /*source*/) override { return Errno::espipe; }
    Result<uint64_t> seek(int64_t /*offset*/, Whence /*whence*/) override { return Errno::espipe; }
    Result<uint64_t> control(uint32_t request, uint64_t argument) override;
    uint16_t events() override;

private:
    Result<uint64_t> control_terminal(uint32_t request, uint64_t argument);
    static Result<uint64_t> change_settings(uint32_t request, UserPtr<Termios> from);
};

} // namespace ringside::kernel
