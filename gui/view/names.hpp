// Names as short as a column needs them: C++ names without their namespace and their parameters. Only names
// are shortened: an operand and what a program has in its memory stay as they are, parentheses and all.
#pragma once

#include "gui/text/catalogue.hpp"

#include <string>
#include <string_view>

namespace ringside::gui {

// "ringside::kernel::AddressSpace::handle_fault(unsigned long)+0x1f" becomes
// "AddressSpace::handle_fault+0x1f".
std::string brief(std::string_view name);
// An instruction's text: of "jmp *8(%rip) <f(int)>" the name behind it.
std::string brief_instruction(std::string_view text);
// What a slot of the stack holds, as the session tells it: of "ret f(int)+0x1f" the name, of a string
// nothing. The words of "end of argv" are told; all else is a name.
std::string brief_meaning(Catalogue const& tr, std::string_view text);

// The kernel's template that unpacks the registers into a handler's arguments stands between the dispatcher
// and every handler; on the way out it says nothing that the handler's name does not say.
bool is_plumbing(std::string_view kernel_function);

} // namespace ringside::gui
