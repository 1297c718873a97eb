// What the tables view needs and need not read again for every picture. Read next: tables_sheets.hpp.
#pragma once

#include "emu/session/kernel_structures.hpp"

#include <memory>

namespace ringside::gui {

class TablesSource
{
public:
    // The layouts of the kernel's structures are read when they are first asked for.
    emu::KernelStructures const& kernel(emu::Session const& session)
    {
        if (kernel_ == nullptr)
            kernel_ = std::make_unique<emu::KernelStructures>(session);
        return *kernel_;
    }

private:
    std::unique_ptr<emu::KernelStructures> kernel_;
};

} // namespace ringside::gui
