// What this kernel calls itself: uname(2), /proc/version. The release is that of the Linux whose calls it
// models; libcs read it to see whether the kernel is new enough.
#pragma once

#include <string_view>

namespace ringside::kernel {

inline constexpr std::string_view kernel_release = "6.1.0-ringside";
inline constexpr std::string_view kernel_version = "#1 Ringside toy kernel";

} // namespace ringside::kernel
