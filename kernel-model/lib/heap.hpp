// Memory for the kernel's own objects: operator new and delete.
//
// Objects come from lists of equal pieces (32, 64, ... 128 KiB) cut from page frames, still larger ones
// from runs of frames, which are not found as runs again. Each piece is preceded by sixteen bytes that say
// what it is, so that delete needs no size and a double delete is caught. There is no way to fail: the kernel
// keeps frames in reserve that programs cannot take (memory/frames.hpp), and running out of them is a broken
// invariant. Read next: heap.cpp, memory/frames.hpp.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ringside::kernel {

void* heap_allocate(size_t size);
void heap_free(void* object);
/// Bytes handed out and not given back, headers included.
uint64_t heap_bytes_in_use();

} // namespace ringside::kernel
