// The lab: calls of this kernel alone, by which a program lets ring 0 do what it never should. They exist
// only if the kernel was started with `lab=on`. Read next: lab.cpp.
#pragma once

namespace ringside::kernel {

void switch_lab_on();

} // namespace ringside::kernel
