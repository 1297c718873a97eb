// Opening a session: check, pack, load, boot to the program's first instruction. Next: travel.cpp.
#include "emu/boot/command_line.hpp"
#include "emu/boot/initramfs.hpp"
#include "emu/boot/pvh.hpp"
#include "emu/session/parts.hpp"
#include "kernel-model/abi/image.hpp"

#include <fmt/format.h>

namespace ringside::emu {

namespace {

constexpr uint64_t least_memory = uint64_t{16} << 20;
constexpr uint64_t most_memory = uint64_t{3} << 30; // above lie the devices

Outcome<void> check_options(Options const& options)
{
    if (options.memory % cpu::page_size != 0 || options.memory < least_memory || options.memory > most_memory)
        return Refusal{fmt::format(
            "{} bytes of memory are not possible; give --memory between 16 and 3072 MiB", options.memory)};
    return {};
}

} // namespace

Session::Session(std::unique_ptr<Parts> parts) : parts_(std::move(parts))
{}
Session::~Session() = default;

Outcome<std::unique_ptr<Session>> Session::open(std::string const& path, Options const& options)
{
    auto program = read_program(path);
    if (!program.ok())
        return program.refusal();
    return open(std::move(program.value()), options);
}

Outcome<std::unique_ptr<Session>> Session::open(std::string const& name, std::span<std::byte const> bytes,
                                                Options const& options)
{
    auto program = check_program(name, {bytes.begin(), bytes.end()});
    if (!program.ok())
        return program.refusal();
    return open(std::move(program.value()), options);
}

Outcome<std::unique_ptr<Session>> Session::open(Program program, Options const& options)
{
    if (auto checked = check_options(options); !checked.ok())
        return checked.refusal();
    auto parts = std::make_unique<Parts>(options);
    parts->program = std::move(program);
    parts->kernel = kernel::embedded_image();
    if (!options.kernel.empty()) {
        auto own = read_host_file(options.kernel);
        if (!own.ok())
            return own.refusal();
        parts->own_kernel = std::move(own.value());
        parts->kernel = parts->own_kernel;
    }
    auto const files = guest_files(parts->program, options.files);
    if (!files.ok())
        return files.refusal();
    auto const initramfs = pack_initramfs(files.value());
    if (!initramfs.ok())
        return initramfs.refusal();
    auto const command_line = kernel_command_line(parts->program, options);
    if (!command_line.ok())
        return command_line.refusal();
    if (auto loaded = load_kernel(parts->run.machine, parts->kernel, command_line.value(), initramfs.value());
        !loaded.ok())
        return loaded.refusal();
    std::unique_ptr<Session> session(new Session(std::move(parts)));
    session->boot();
    return session;
}

Outcome<std::unique_ptr<Session>> Session::open_again(History history) const
{
    auto options = parts_->options;
    options.history = history;
    return open(parts_->program, options);
}

// Runs the kernel until ring 3 begins. Where the machine ends before that, the session stands at that end.
void Session::boot()
{
    auto& parts = *parts_;
    auto& machine = parts.run.machine;
    if (parts.keeps_history())
        parts.kept.keep(parts.run.keep());
    auto const limit = parts.options.boot_limit;
    auto halt = Halt::time;
    while (!parts.run.end.ended && machine.cpu.state.cpl != 3 && machine.cpu.state.time < limit) {
        halt = parts.run.run(
            limit, {.ring_changes = true, .busy_until = machine.busy_time() + KeptStates::interval});
        parts.keep_if_due();
        if (halt == Halt::interrupted)
            break;
    }
    if (!parts.run.end.ended && machine.cpu.state.cpl != 3)
        parts.run.end = {.ended = true,
                         .status = halt == Halt::interrupted ? 130 : 124,
                         .machine = true,
                         .sentence = fmt::format("the kernel did not reach the program within {} ticks",
                                                 machine.cpu.state.time)};
    parts.start_rsp = machine.cpu.state.gpr[cpu::rsp];
    parts.start_retired = machine.cpu.state.retired;
    auto const bias = parts.program.is_position_independent ? machine.cpu.state.rip - parts.program.entry : 0;
    for (auto const& load : parts.program.loads)
        parts.run.file_pieces.push_back(
            {load.address + bias,
             std::span<std::byte const>(parts.program.bytes).subspan(load.offset, load.size)});
    if (parts.keeps_history()) {
        parts.start_state = parts.run.keep();
        parts.kept.keep_always(parts.start_state);
        parts.previous = parts.start_state.machine;
    }
    parts.program_symbols = Symbols(parts.program.bytes, bias);
    parts.kernel_symbols = Symbols(parts.kernel, 0);
    parts.program_frames = CallFrames(parts.program.bytes, bias);
    parts.kernel_frames = CallFrames(parts.kernel, 0);
    parts.find_vdso();
    parts.find_sources();
    parts.run.begin_timeline();
    parts.start = parts.position();
    parts.furthest = parts.start;
}

} // namespace ringside::emu
