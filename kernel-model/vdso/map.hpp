// Puts the vDSO and its data page into a program: vdso(7). Read next: map.cpp, images.S.
#pragma once

#include "kernel-model/task/task.hpp"
#include "kernel-model/vdso/data.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace ringside::kernel {

/// The data of the page vvar, as the kernel sees and writes it. There is one for the whole machine.
VdsoData& vdso_data();

/// The finished file of the image for this width.
std::span<std::byte const> vdso_image(bool is_32_bit);

/// Offset of a symbol in the i386 image, exported or not; 0 if it has none.
uint32_t vdso32_symbol(std::string_view name);

/// Maps vvar and the image behind it; task.vdso says where. On a 64-bit program they lie at a random place
/// above the stack, on an i386 one where mmap would put them (Linux arch/x86/entry/vdso/vma.c).
Result<void> map_vdso(Task& task, bool randomize);

} // namespace ringside::kernel
