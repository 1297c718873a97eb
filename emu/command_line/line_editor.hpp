// Lines from the user: with editing and history (libedit) where stdin is a terminal, plainly where it is not.
#pragma once

#include <memory>
#include <optional>
#include <string>

namespace ringside::emu {

class LineEditor
{
public:
    LineEditor();
    ~LineEditor();
    LineEditor(LineEditor const&) = delete;
    LineEditor& operator=(LineEditor const&) = delete;

    // The next line without its newline; nothing at the end of input.
    std::optional<std::string> next();

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

} // namespace ringside::emu
