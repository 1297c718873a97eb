// The registers in the groups of the ABI, and RFLAGS. Filled by registers.cpp.
#pragma once

#include <string>
#include <vector>

namespace ringside::gui {

struct RegisterRow
{
    std::string name;
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
    std::vector<RegisterGroup> groups;
    std::vector<FlagView> flags;
};

} // namespace ringside::gui
