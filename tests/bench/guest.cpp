// The machine as `ringside run` makes it, without a session: nobody watches, so this is the reference path at
// its plainest. Next: emu/machine.hpp.
#include "tests/bench/guest.hpp"

#include <memory>

#include "emu/boot/command_line.hpp"
#include "emu/boot/initramfs.hpp"
#include "emu/boot/program.hpp"
#include "emu/boot/pvh.hpp"
#include "emu/machine.hpp"
#include "kernel-model/abi/image.hpp"
#include "tests/bench/timing.hpp"

namespace ringside::bench {

namespace {

std::unique_ptr<emu::Machine> machine_with(emu::Program const& program, emu::Options const& options)
{
    auto const files = emu::guest_files(program, options.files);
    auto const line = emu::kernel_command_line(program, options);
    if (!files.ok() || !line.ok()) {
        return nullptr;
    }
    auto const initramfs = emu::pack_initramfs(files.value());
    auto machine = std::make_unique<emu::Machine>(options.model, options.memory);
    if (!initramfs.ok() ||
        !emu::load_kernel(*machine, kernel::embedded_image(), line.value(), initramfs.value()).ok()) {
        return nullptr;
    }
    return machine;
}

} // namespace

std::optional<GuestRun> run_guest(std::string const& path, std::vector<std::string> const& arguments)
{
    auto const program = emu::read_program(path);
    emu::Options options;
    options.arguments = arguments;
    auto const machine = program.ok() ? machine_with(program.value(), options) : nullptr;
    if (!machine) {
        return std::nullopt;
    }
    double const begin = processor_seconds_of_this_process();
    emu::Halt const halt = machine->run(~std::uint64_t{0});
    double const passed = processor_seconds_of_this_process() - begin;
    if (halt != emu::Halt::exited || machine->devices.state.exit_value != 0) {
        return std::nullopt;
    }
    return GuestRun{passed, machine->cpu.state.time - machine->idle_time};
}

} // namespace ringside::bench
