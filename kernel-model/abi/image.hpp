// The kernel image inside the host program: the bytes of build/<preset>/kernel-model/kernel.elf, unstripped.
// A host target gets them by linking ringside_kernel_image.
#pragma once

#include <cstddef>
#include <span>

extern "C" std::byte const ringside_kernel_image[];
extern "C" std::byte const ringside_kernel_image_end[];
extern "C" std::byte const ringside_vdso64[];
extern "C" std::byte const ringside_vdso64_end[];
extern "C" std::byte const ringside_vdso32[];
extern "C" std::byte const ringside_vdso32_end[];

namespace ringside::kernel {

inline std::span<std::byte const> embedded_image()
{
    return {ringside_kernel_image, ringside_kernel_image_end};
}

/// The vDSO images as they were linked, with the line tables that the kernel does not carry.
inline std::span<std::byte const> embedded_vdso(bool is_64_bit)
{
    if (is_64_bit)
        return {ringside_vdso64, ringside_vdso64_end};
    return {ringside_vdso32, ringside_vdso32_end};
}

} // namespace ringside::kernel
