// The registers in the groups of the ABI, RFLAGS, and the page of x87 and vector registers. Filled by
// registers.cpp and vector_registers.cpp.
#pragma once

#include <string>
#include <vector>

namespace ringside::gui {

struct RegisterRow
{
    std::string name; // the widget is called "register.<name>", blanks as underscores
    std::string value;
    std::string old;  // empty: unchanged since the last stop
    std::string role; // "write", "fd", "← RIP"
    bool changed = false;
};

struct RegisterGroup
{
    std::string title;
    std::vector<RegisterRow> rows;
};

struct FlagView
{
    std::string letters; // "ZF"
    std::string value;   // "0", "1"; IOPL has two bits
    bool set = false;
    bool changed = false;
};

struct RegistersView
{
    std::vector<RegisterGroup> groups; // of the page that is shown
    std::vector<FlagView> flags;       // none on the page of vector registers
    bool vector_page = false;
    bool changed_only = false; // and those that always matter
    std::string note;          // what the page leaves out
};

} // namespace ringside::gui
