// /proc: what the kernel knows about the running program, as text. proc(5). Every file here is read off the
// real thing at the moment of the read: maps off the AddressSpace, fd off the FileTable.
#pragma once

#include "kernel-model/files/inode.hpp"
#include "kernel-model/files/text_window.hpp"

namespace ringside::kernel {

struct Task;

// The directory that is mounted at /proc, with everything in it.
Directory& make_proc(int64_t now);

// proc_maps.cpp: /proc/PID/maps.
void write_maps(TextWindow& text, Task const& task);

} // namespace ringside::kernel
