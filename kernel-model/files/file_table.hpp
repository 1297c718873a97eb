// File descriptors: the numbers by which a program names its open files. A new one is always the lowest that
// is free (open(2)); the flag "close on exec" belongs to the descriptor, everything else to the File.
#pragma once

#include "kernel-model/files/file.hpp"

#include <array>

namespace ringside::kernel {

class FileTable
{
public:
    static constexpr uint32_t limit = 1024; // RLIMIT_NOFILE, soft

    FileTable() = default;
    // Closes what is open.
    ~FileTable();
    FileTable(FileTable const&) = delete;
    FileTable& operator=(FileTable const&) = delete;

    // EBADF if the descriptor is not open.
    Result<File*> get(int32_t fd);
    // Takes the caller's reference to `file`. The lowest free descriptor from `lowest` on, else EMFILE.
    Result<uint64_t> add(File& file, bool close_on_exec, uint32_t lowest = 0);
    // dup2(2): closes what `fd` was.
    void replace(uint32_t fd, File& file, bool close_on_exec);
    Result<void> close(int32_t fd);

    bool close_on_exec(uint32_t fd) const { return slots_[fd].close_on_exec; }
    void set_close_on_exec(uint32_t fd, bool value) { slots_[fd].close_on_exec = value; }
    // Whether `fd` is open, for lists of descriptors.
    bool is_open(uint32_t fd) const { return fd < limit && slots_[fd].file != nullptr; }

private:
    struct Slot
    {
        File* file = nullptr;
        bool close_on_exec = false;
    };
    std::array<Slot, limit> slots_ = {};
};

} // namespace ringside::kernel
