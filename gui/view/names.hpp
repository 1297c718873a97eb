// Names as short as a column needs them: C++ names without their namespace and their parameters.
#pragma once

#include <string>
#include <string_view>

namespace ringside::gui {

// "ringside::kernel::AddressSpace::handle_fault(unsigned long)+0x1f" becomes
// "AddressSpace::handle_fault+0x1f", also in the midst of an instruction's text. AT&T operands, "8(%rax)",
// stay.
std::string brief(std::string_view text);

} // namespace ringside::gui
