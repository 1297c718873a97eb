// File descriptors. Sources: open(2), dup(2), close(2); kernel source fs/file.c.
#include "kernel-model/files/file_table.hpp"

namespace ringside::kernel {

FileTable::~FileTable()
{
    for (Slot const& slot : slots_) {
        if (slot.file != nullptr) {
            slot.file->release();
        }
    }
}

Result<File*> FileTable::get(int32_t fd)
{
    if (fd < 0 || !is_open(static_cast<uint32_t>(fd))) {
        return Errno::ebadf;
    }
    return slots_[static_cast<uint32_t>(fd)].file;
}

Result<uint64_t> FileTable::add(File& file, bool close_on_exec, uint32_t lowest)
{
    for (uint32_t fd = lowest; fd < limit; ++fd) {
        if (slots_[fd].file == nullptr) {
            slots_[fd] = {&file, close_on_exec};
            return uint64_t{fd};
        }
    }
    return Errno::emfile;
}

void FileTable::replace(uint32_t fd, File& file, bool close_on_exec)
{
    if (slots_[fd].file != nullptr) {
        slots_[fd].file->release();
    }
    slots_[fd] = {&file, close_on_exec};
}

Result<void> FileTable::close(int32_t fd)
{
    File* const file = TRY(get(fd));
    slots_[static_cast<uint32_t>(fd)] = {};
    file->release();
    return {};
}

} // namespace ringside::kernel
