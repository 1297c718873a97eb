// What ./run and ./test do about missing packages, on machines that are made up: a PATH whose dpkg-query,
// apt-get, id and sudo are ours. Next: scripts/install.sh.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/folders.hpp"
#include "tests/support/process.hpp"

namespace ringside::tests {
namespace {

using testing::HasSubstr;

// A machine on which the packages named in `installed` are there. What apt-get is asked goes to its stderr.
class Machine
{
public:
    explicit Machine(std::string const& installed)
    {
        program("dpkg-query",
                "case ' " + installed + " ' in *\" $4 \"*) echo installed ;; *) exit 1 ;; esac");
        program("apt-get", "echo \"asked: $*\" >>\"$ASKED\"");
        program("id", "echo ${USER_ID:-0}");
        for (char const* const name : {"bash", "awk", "sort", "head", "tail", "mktemp", "rm", "env"}) {
            std::filesystem::create_symlink(
                run({"sh", "-c", std::string("command -v ") + name + " | tr -d '\\n'"}).output,
                folder_.path() / name);
        }
    }

    void program(std::string const& name, std::string const& text)
    {
        auto const file = folder_.write(name, "#!/bin/sh\n" + text + "\n");
        std::filesystem::permissions(file, std::filesystem::perms::owner_all);
    }

    void remove(std::string const& name) { std::filesystem::remove(folder_.path() / name); }

    Ended install(std::string const& allowed, std::string const& sections, std::string const& user = "0")
    {
        Command command;
        command.arguments = {
            "bash",
            "-c",
            "set -euo pipefail; root=$1; . \"$root/scripts/install.sh\"; shift; install_missing \"$@\"",
            "-",
            source_folder().string(),
            allowed};
        command.arguments.push_back(sections);
        command.environment = {{"PATH", folder_.path().string()}, {"ASKED", asked_file()}, {"USER_ID", user}};
        return run(command);
    }

    std::string asked() const { return read_file(asked_file()); }

private:
    std::string asked_file() const { return (folder_.path() / "asked").string(); }

    TemporaryFolder folder_;
};

TEST(Install, AsksAptForNothingWhereNothingIsMissing)
{
    Machine machine("fonts-dejavu-core fonts-wqy-microhei");

    Ended const ended = machine.install("yes", "window");

    EXPECT_EQ(ended.status, 0) << ended.errors;
    EXPECT_EQ(machine.asked(), "");
}

TEST(Install, InstallsWhatIsMissingAfterAnUpdate)
{
    Machine machine("");

    Ended const ended = machine.install("yes", "window");

    EXPECT_EQ(ended.status, 0) << ended.errors;
    EXPECT_EQ(machine.asked(), "asked: -o DPkg::Lock::Timeout=500 -q -y update\n"
                               "asked: -o DPkg::Lock::Timeout=500 -q -y install --no-install-recommends "
                               "fonts-dejavu-core fonts-wqy-microhei\n");
}

TEST(Install, OnlyNamesTheAptLineWhereInstallingIsNotAllowed)
{
    Machine machine("");

    Ended const ended = machine.install("no", "window");

    EXPECT_EQ(ended.status, 2);
    EXPECT_THAT(
        ended.errors,
        HasSubstr("\napt-get install -y --no-install-recommends fonts-dejavu-core fonts-wqy-microhei\n"));
    EXPECT_EQ(machine.asked(), "");
}

TEST(Install, NamesTheAptLineToAUserWithoutSudo)
{
    Machine machine("");

    Ended const ended = machine.install("yes", "window", "1000");

    EXPECT_EQ(ended.status, 2);
    EXPECT_THAT(ended.errors, HasSubstr("root or sudo"));
    EXPECT_EQ(machine.asked(), "");
}

TEST(Install, UsesSudoForAUserWhoHasIt)
{
    Machine machine("");
    machine.program("sudo", "echo sudo >>\"$ASKED\"; exec \"$@\"");

    Ended const ended = machine.install("yes", "window", "1000");

    EXPECT_EQ(ended.status, 0) << ended.errors;
    EXPECT_THAT(machine.asked(), HasSubstr("sudo\nasked: "));
}

TEST(Install, SaysSoAndLeavesWith2WhenAptFails)
{
    Machine machine("");
    machine.program("apt-get", "echo 'E: no such mirror'; exit 100");

    Ended const ended = machine.install("yes", "window");

    EXPECT_EQ(ended.status, 2);
    EXPECT_THAT(ended.errors, HasSubstr("E: no such mirror"));
    EXPECT_THAT(ended.errors, HasSubstr("apt-get install -y --no-install-recommends fonts-dejavu-core"));
}

TEST(Install, GoesOnWhereThereIsNoApt)
{
    Machine machine("");
    machine.remove("apt-get");

    Ended const ended = machine.install("yes", "window");

    EXPECT_EQ(ended.status, 0);
    EXPECT_THAT(ended.errors, HasSubstr("no Debian system"));
}

} // namespace
} // namespace ringside::tests
