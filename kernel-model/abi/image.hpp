// The kernel image inside the host program: the bytes of build/<preset>/kernel-model/kernel.elf, unstripped.
// A host target gets them by linking ringside_kernel_image.
#pragma once

#include <cstddef>
#include <span>

extern "C" std::byte const ringside_kernel_image[];
extern "C" std::byte const ringside_kernel_image_end[];

namespace ringside::kernel {

inline std::span<std::byte const> embedded_image()
{
    return {ringside_kernel_image, ringside_kernel_image_end};
}

} // namespace ringside::kernel
