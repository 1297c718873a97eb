// Boots the kernel in our own machine, inside the test's process: what QEMU is to qemu.hpp.
#pragma once

#include "emu/machine.hpp"
#include "tests/kernel_boot/archive.hpp"
#include "tests/kernel_boot/regions.hpp"

#include <memory>
#include <string>

namespace ringside::tests {

class OwnMachine
{
public:
    OwnMachine(Archive const& archive, std::string const& command_line,
               cpu::Vendor vendor = cpu::Vendor::intel, uint64_t megabytes = 256);

    /// Runs until the machine has switched itself off; a machine that does not within `limit` is left as it
    /// is.
    void run_to_the_end(uint64_t limit = 2'000'000'000);
    /// Runs until the console has shown `word`; false if the machine ended before.
    bool run_until(std::string const& word);

    /// The exit value, or -1 if the machine has not ended.
    int status() const;
    std::string console() const { return std::string(machine_->devices.written.console.text()); }
    std::string log() const { return std::string(machine_->devices.written.log.text()); }
    /// All pages of the user half, read off the page tables that CR3 points to.
    Pages user_pages() const;
    /// Frames of RAM that the user half maps more than once.
    size_t frames_mapped_twice() const;
    emu::Machine& machine() { return *machine_; }

private:
    template <class Visitor>
    void visit_user_pages(Visitor const& visit) const;
    uint64_t entry(uint64_t table, uint64_t index) const;

    std::unique_ptr<emu::Machine> machine_;
};

} // namespace ringside::tests
