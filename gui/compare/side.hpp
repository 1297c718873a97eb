// One machine of the comparison: a session of its own, the ledger of its request, and what is shown of it.
// Read next: side.cpp, alignment.hpp.
#pragma once

#include "gui/actions.hpp"
#include "gui/compare/alignment.hpp"
#include "gui/compare/start.hpp"
#include "gui/view/builder.hpp"

#include <memory>

namespace ringside::gui {

// What views are made for: the room of one side's panels, and what a person has chosen.
struct Face
{
    Room room{};
    Choices choices{};
    Keys keys{};
};

class Side
{
public:
    Side(Catalogue tr, Started started);

    std::string const& path() const { return ledger_.measured.path; }
    std::string name() const;                 // of the program, without its folder
    bool bundled() const { return bundled_; } // else a program of somebody's own
    emu::Ledger const& ledger() const { return ledger_; }
    std::shared_ptr<emu::Session> const& session() const { return session_; }
    Cursor cursor() const { return {&ledger_, stand_}; }
    // What was counted up to here.
    emu::Figures const& figures() const { return figures_; }

    // Moves the session there, by a step if it is the next one, so that what changed is what the step
    // changed.
    void go(std::size_t stand, Face const& face);
    // The session stands at this place already; `memory`: of the builder that has shown it so far.
    void adopt(std::size_t stand, ViewBuilder::Memory const& memory, Face const& face);
    // The same place in another room.
    void show(Face const& face);
    // Looks round in the code, or sets a breakpoint; false: it was another request.
    bool browse(Request const& request, Face const& face);
    // Where a command that names no address acts.
    uint64_t code_cursor() const;
    // Whether it is about to execute an instruction at which there is a breakpoint.
    bool at_breakpoint(std::size_t stand) const;
    // For the view that goes on with this session.
    ViewBuilder::Memory memory() const { return builder_.memory(); }
    std::shared_ptr<View const> const& view() const { return view_; }

private:
    void move(std::size_t stand, Face const& face);

    std::shared_ptr<emu::Session> session_;
    emu::Ledger ledger_;
    bool bundled_;
    ViewBuilder builder_;
    std::size_t stand_ = 0;
    emu::Figures figures_{};
    CodeChoice code_{};
    std::shared_ptr<View const> view_;
};

} // namespace ringside::gui
