// What the kernel itself knows of the program that runs: its task, the regions of its address space and its
// open files, read from the kernel's own structures in guest memory. They are followed by the layouts in the
// kernel's DWARF, through the kernel's page tables, whatever CR3 holds. A kernel without those names (another
// one, --kernel) shows nothing, and says so. Read next: kernel-model/memory/address_space.hpp,
// kernel-model/files/file_table.hpp.
#pragma once

#include "emu/session.hpp"
#include "emu/session/tables.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ringside::emu {

// The kernel's Region: one line of /proc/self/maps.
struct KernelRegion
{
    uint64_t start = 0;
    uint64_t end = 0;
    bool read = false;
    bool write = false;
    bool execute = false;
    bool shared = false;
    bool grows_down = false;
    bool of_file = false;
    bool is_gate = false; // vsyscall: in no list, but a line of /proc/self/maps
    uint64_t offset = 0;  // of `start` in the file
    std::string name;     // path, "[heap]", "[stack]" or ""
    uint64_t address = 0; // of the structure itself
};

// A descriptor and the kernel's File that it leads to.
struct OpenFile
{
    unsigned descriptor = 0;
    bool close_on_exec = false;
    uint64_t address = 0; // of the File
    std::string kind;     // the class that its virtual table names: "ConsoleFile"
    std::string path;     // of its inode; "" if that is in no directory
    uint64_t inode = 0;   // number
    uint32_t mode = 0;    // st_mode
    uint64_t device = 0;  // st_rdev of a device node
    uint32_t flags = 0;   // of open(2)
    uint64_t position = 0;
    uint32_t references = 0;
};

struct KernelTask
{
    uint64_t address = 0;
    int32_t pid = 0;
    std::string name; // comm
    std::string executable;
    bool is_32_bit = false;
    bool is_kernel_thread = false;
    uint64_t root = 0; // of its page tables, the kernel's side
    uint64_t resident_pages = 0;
    uint64_t break_start = 0;
    uint64_t break_end = 0;
};

class KernelStructures
{
public:
    // Reads the layouts once; the session is only asked for its kernel.
    explicit KernelStructures(Session const& session);
    ~KernelStructures();
    KernelStructures(KernelStructures const&) = delete;
    KernelStructures& operator=(KernelStructures const&) = delete;

    // Whether the kernel's DWARF has all layouts.
    bool known() const { return known_; }
    // The task that runs on the CPU now.
    std::optional<KernelTask> current_task(Session const& session) const;
    std::vector<KernelRegion> regions(Session const& session) const;
    std::vector<OpenFile> open_files(Session const& session) const;

private:
    struct Layout;
    class Reader;
    std::unique_ptr<Layout> layout_;
    bool known_ = false;
};

} // namespace ringside::emu
