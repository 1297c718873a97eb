// -icount shift=0,sleep=off makes one TSC and one APIC tick of an instruction, as with us. The exit status is
// read from the kernel's log, because isa-debug-exit carries only seven bits of it.
#include "tests/qemu/qemu_machine.hpp"

#include <cstdlib>
#include <string_view>

#include "emu/boot/command_line.hpp"
#include "emu/boot/initramfs.hpp"
#include "tests/support/folders.hpp"
#include "tests/support/process.hpp"

namespace ringside::tests {

namespace {

// The number after `words` in the log, or -1.
int number_after(std::string_view log, std::string_view words)
{
    auto const found = log.rfind(words);
    return found == std::string_view::npos
               ? -1
               : std::atoi(std::string(log.substr(found + words.size(), 12)).c_str());
}

int status_in(std::string_view log)
{
    int const signal = number_after(log, "init: killed by signal ");
    return signal >= 0 ? 128 + signal : number_after(log, "init: exited with status ");
}

std::string text_of(std::vector<std::byte> const& bytes)
{
    return {reinterpret_cast<char const*>(bytes.data()), bytes.size()};
}

} // namespace

QemuRun run_in_qemu(emu::Program const& program, emu::Options const& options)
{
    QemuRun result;
    auto const files = emu::guest_files(program, options.files);
    auto const line = emu::kernel_command_line(program, options);
    if (!files.ok() || !line.ok()) {
        result.errors = files.sentence() + line.sentence();
        return result;
    }
    auto const packed = emu::pack_initramfs(files.value());
    TemporaryFolder const folder;
    auto const initramfs = folder.write("initramfs", text_of(packed.value()));
    auto const console = folder.path() / "console";
    auto const log = folder.path() / "log";

    Command command;
    command.arguments = {"qemu-system-x86_64",
                         "-machine",
                         "pc",
                         "-accel",
                         "tcg",
                         "-cpu",
                         "max,vendor=GenuineIntel",
                         "-icount",
                         "shift=0,sleep=off",
                         "-m",
                         "256",
                         "-nodefaults",
                         "-display",
                         "none",
                         "-no-reboot",
                         "-serial",
                         "file:" + console.string(),
                         "-serial",
                         "file:" + log.string(),
                         "-device",
                         "isa-debug-exit,iobase=0xf4,iosize=4",
                         "-kernel",
                         (build_folder() / "kernel-model/kernel.elf").string(),
                         "-initrd",
                         initramfs.string(),
                         "-append",
                         line.value()};
    command.limit = std::chrono::seconds(120);
    Ended const ended = run(command);

    result.output = read_file(console);
    result.log = read_file(log);
    result.status = status_in(result.log);
    result.errors = ended.errors;
    result.timed_out = ended.timed_out;
    return result;
}

} // namespace ringside::tests
