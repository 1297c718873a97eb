// The registers in the groups of the ABI, RFLAGS, and the page of x87 and vector registers. Filled by
// registers.cpp and vector_registers.cpp.
#pragma once

#include <string>
#include <vector>

namespace ringside::gui {

struct RegisterRow
{
    std::string name; // as it is shown: "eax" in 32-bit code
    std::string value;
    std::string old;  // empty: unchanged since the last stop
    std::string role; // "write", "fd", "← RIP"
    bool changed = false;
    std::string id = {}; // what it is whatever the code calls it: "rax" of EAX, "fs base"
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
