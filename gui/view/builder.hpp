// Fills a View from the session. It remembers the last position it showed, to keep the picture of a
// transition that was just completed and to tell what was written since. Read next: stage.cpp, stacks.cpp,
// registers.cpp, code.cpp.
#pragma once

#include "emu/session.hpp"
#include "gui/terminal/playback.hpp"
#include "gui/view.hpp"
#include "gui/view/tables_source.hpp"

namespace ringside::gui {

// How much the panels can show.
struct Room
{
    unsigned code_rows = 40;
    unsigned stack_rows = 16;
    unsigned console_rows = 5;
    unsigned columns = 142; // of the window
    unsigned rows = 44;
    bool operator==(Room const&) const = default;
};

class ViewBuilder
{
public:
    explicit ViewBuilder(Catalogue tr) : tr_(tr) {}

    // The machine stands still. Call once after each action.
    View stopped(emu::Session& session, Room room, Choices const& choices);
    // The machine runs: the view is rebuilt without the rehearsals that only a standing machine needs.
    View running(emu::Session& session, Room room, Choices const& choices);

    // What it remembers of the session, for another builder that goes on showing it.
    struct Memory
    {
        emu::Position now{};
        emu::TransitionView now_transition{};
        cpu::State now_state{};
        emu::Position before{};
        emu::TransitionView before_transition{};
        cpu::State before_state{};
    };
    Memory const& memory() const { return memory_; }
    void go_on_from(Memory const& memory) { memory_ = memory; }

    // The guest's terminal, as it was shown last.
    Playback& playback() { return playback_; }

private:
    View common(emu::Session& session, Room room, Choices const& choices,
                emu::TransitionView const* transition);

    Catalogue tr_;
    Playback playback_;
    Memory memory_{};
    TablesSource tables_{};
};

// What one panel's part of the view is made from.
struct Scene
{
    Catalogue const& tr;
    emu::Session& session;
    emu::TransitionView const* transition; // under way or next; nullptr while running
    bool finished;                         // all steps of `transition` are done
    bool stepped_over;                     // and by one action
    emu::Position before;                  // the position shown before this one
    cpu::State const& registers; // as they were in `transition`: since it was finished, one may have
                                 // been changed by hand
    Room room;
    Choices const& choices; // what a person has chosen
    Playback& playback;     // the terminal of what the guest wrote
    TablesSource& tables;   // what tables need and keep
};

// What the view takes over from them as it is.
void show_choices(Choices const& choices, View& view);
TitleView title_view(Scene const& scene);
CodeView code_view(Scene const& scene);
StageView stage_view(Scene const& scene);
StackView stack_view(Scene const& scene, emu::StackName name);
// Drops the links of the picture whose slot the kernel's stack does not show, and the arrows of slots that no
// link leads to. After a transition in one go all of its links stay.
void connect(DiagramView& diagram, StackView& kernel, StackView& user, bool stepped_over);
SlotView slot_view(Catalogue const& tr, StackView const& user, StackView const& kernel);
RegistersView registers_view(Scene const& scene);
TablesView tables_view(Scene const& scene);
TimelineView timeline_view(Scene const& scene);
ConsoleView console_view(Scene const& scene);
StraceView strace_view(Scene const& scene);

Actor actor_of(emu::Lamp lamp);
// "INT 0x80", "SYSCALL", "#PF"
std::string name_of(Catalogue const& tr, emu::TransitionView const& transition);
// What a micro-step means, one sentence.
std::string meaning_of(Catalogue const& tr, cpu::StepRecord const& record);
// What the next instruction will do, one or two sentences.
std::string outlook(Scene const& scene);
// The same one by one: memory read, memory written, registers, flags.
std::vector<StageEffect> effects_ahead(Scene const& scene);
// "#GP", "#PF"
std::string mnemonic_of(cpu::Vector vector);

} // namespace ringside::gui
