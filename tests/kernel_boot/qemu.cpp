// Starts QEMU as the design says: one TSC and one APIC tick an instruction, exit by isa-debug-exit.
#include "tests/kernel_boot/qemu.hpp"

#include "tests/kernel_boot/parameters.hpp"
#include "tests/support/folders.hpp"
#include "tests/support/process.hpp"

#include <regex>

namespace ringside::tests {

namespace {

int status_in(std::string const& log)
{
    std::smatch match;
    if (std::regex_search(log, match, std::regex("init: exited with status ([0-9]+)")))
        return std::stoi(match[1]);
    if (std::regex_search(log, match, std::regex("init: killed by signal ([0-9]+)")))
        return 128 + std::stoi(match[1]);
    return log.find("Kernel panic") != std::string::npos ? 125 : -1;
}

/// isa-debug-exit makes (status << 1) | 1 of what the kernel wrote, and the host keeps eight bits.
int qemu_status(int status)
{
    return ((status << 1) | 1) & 0xFF;
}

/// Runs the command with a keyboard: types $2 once $1 shows on the console, which is $3; the rest is the
/// command.
constexpr char const* typing_script = R"sh(
prompt=$1 answer=$2 console=$3 question=$4 monitor=$5; shift 5
: >"$console"
mkfifo "$console.keys" "$monitor.in" "$monitor.out"
cat "$monitor.out" >"$monitor" &
reader=$!
"$@" <"$console.keys" >"$console" &
machine=$!
exec 3>"$console.keys"
while kill -0 $machine 2>/dev/null && ! grep -qF -- "$prompt" "$console"; do sleep 0.05; done
if [ -n "$question" ]; then
    echo "$question" >"$monitor.in"
    before=-1
    while sleep 0.3; now=$(wc -c <"$monitor"); [ "$now" != "$before" ]; do before=$now; done
fi
printf '%b' "$answer" >&3
wait $machine
status=$?
kill $reader 2>/dev/null
exit $status
)sh";

} // namespace

std::filesystem::path kernel_image()
{
    return build_folder() / "kernel-model" / "kernel.elf";
}

std::filesystem::path guest(std::string_view name)
{
    return build_folder() / "tests" / "kernel_boot" / "guests" / name;
}

bool qemu_is_installed()
{
    return is_installed("qemu-system-x86_64");
}

Booted boot(Boot const& how, Archive const& archive)
{
    return boot(how, archive.bytes());
}

Booted boot(Boot const& how, std::string_view initramfs_bytes)
{
    TemporaryFolder const folder;
    auto const initramfs = folder.write("initramfs.cpio", initramfs_bytes);
    auto const log = folder.path() / "log";
    auto const console = folder.path() / "console";
    auto const monitor = folder.path() / "monitor";
    std::string const line = with_parameters_for_all(
        how.command_line.empty() ? "init=" + how.init + " " + how.parameters + " -- " + how.arguments
                                 : how.command_line);
    std::vector<std::string> arguments = {"qemu-system-x86_64",
                                          "-nodefaults",
                                          "-display",
                                          "none",
                                          "-no-reboot",
                                          "-cpu",
                                          how.cpu,
                                          "-icount",
                                          "shift=0,sleep=off",
                                          "-m",
                                          std::to_string(how.megabytes),
                                          "-kernel",
                                          kernel_image(),
                                          "-initrd",
                                          initramfs,
                                          "-append",
                                          line,
                                          "-serial",
                                          "stdio",
                                          "-serial",
                                          "file:" + log.string(),
                                          "-device",
                                          "isa-debug-exit,iobase=0xf4,iosize=4"};
    arguments.insert(arguments.end(), how.options.begin(), how.options.end());
    if (!how.prompt.empty())
        arguments.insert(arguments.end(), {"-monitor", "pipe:" + monitor.string()});
    if (!how.prompt.empty())
        arguments.insert(arguments.begin(), {"bash", "-c", typing_script, "type", how.prompt, how.answer,
                                             console, how.monitor_question, monitor});

    Ended const ended = run(Command{.arguments = arguments,
                                    .input = {},
                                    .environment = {},
                                    .folder = {},
                                    .limit = std::chrono::seconds(60)});
    Booted booted;
    booted.log = read_file(log);
    booted.console = how.prompt.empty() ? ended.output : read_file(console);
    booted.monitor = how.prompt.empty() ? "" : read_file(monitor);
    booted.status = status_in(booted.log);
    booted.ended = !ended.timed_out && ended.status == qemu_status(booted.status);
    return booted;
}

} // namespace ringside::tests
