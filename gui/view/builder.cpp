// The view as a whole; the parts are beside. Next: stage.cpp.
#include "gui/view/builder.hpp"

#include "gui/text/told.hpp"
#include "gui/view/place.hpp"
#include "gui/widgets/numbers.hpp"

namespace ringside::gui {

namespace {

// A transition that was at hand is completed when virtual time moved by its one tick and no step is under
// way.
bool completed(emu::Position const& before, emu::TransitionView const& transition, emu::Position const& now)
{
    return transition.transition != cpu::Transition::none && !transition.steps.empty() &&
           now.micro_step == 0 && now.time == before.time + 1;
}

// As --at takes it, with the micro-steps of any other transition behind it.
std::string place_text(emu::Session const& session, emu::TransitionView const* transition)
{
    emu::Place const place = place_of(session, transition);
    unsigned const steps = session.position().micro_step;
    std::string const text = emu::to_text(place);
    return steps > place.micro_step ? text + " +" + std::to_string(steps) : text;
}

// What was changed by hand last, and how many changes there are besides. Fields are named as case files name
// them, in every language.
std::string what_if_text(Catalogue const& tr, emu::Session const& session)
{
    auto const changes = session.changes();
    if (changes.empty())
        return {};
    auto const& last = changes.back();
    auto const number = [](uint64_t value) {
        return value < 10 ? std::to_string(value) : "0x" + hexadecimal(value);
    };
    auto text = std::string(tr("What if:")) + " " + emu::to_text(last.change.field) + " " +
                number(last.before) + " → " + number(last.change.value);
    if (changes.size() > 1)
        text += " (+" + std::to_string(changes.size() - 1) + ")";
    return text;
}

} // namespace

Actor actor_of(emu::Lamp lamp)
{
    switch (lamp) {
    case emu::Lamp::hardware:
        return Actor::hardware;
    case emu::Lamp::ring3:
        return Actor::user;
    case emu::Lamp::ring0:
    case emu::Lamp::ring1:
    case emu::Lamp::ring2:
        break;
    }
    return Actor::kernel;
}

void show_choices(Choices const& choices, View& view)
{
    view.mode = choices.mode;
    view.focus = choices.focus;
    view.splits = choices.splits;
    view.detail = choices.detail;
    view.theme = choices.theme;
    view.projector = choices.projector;
    view.presenter = choices.presenter;
    view.control.unit = choices.unit;
}

View ViewBuilder::common(emu::Session& session, Room room, Choices const& choices,
                         emu::TransitionView const* transition)
{
    emu::Position const now = session.position();
    bool const stepped_through =
        transition != nullptr && now.micro_step > 0 && now.micro_step >= transition->steps.size();
    bool const stepped_over =
        transition != nullptr && completed(memory_.before, memory_.before_transition, now);
    bool const finished = stepped_through || stepped_over;
    emu::TransitionView shown;
    if (stepped_through)
        shown = *transition;
    if (stepped_over) {
        shown = memory_.before_transition;
        for (auto& step : shown.steps)
            step.progress = emu::MicroStep::Progress::done;
        shown.steps.back().progress = emu::MicroStep::Progress::current;
        shown.done = static_cast<unsigned>(shown.steps.size());
    }
    Scene const scene{tr_,
                      session,
                      finished ? &shown : transition,
                      finished,
                      stepped_over,
                      memory_.before,
                      stepped_over ? memory_.before_state : session.state(),
                      room,
                      choices,
                      playback_,
                      tables_};
    View view;
    view.tr = tr_;
    show_choices(choices, view);
    view.title = title_view(scene);
    view.control.place = place_text(session, transition);
    view.control.step = session.position().instruction;
    view.control.steps = session.furthest().instruction;
    view.control.what_if = what_if_text(tr_, session);
    view.control.ended = session.exit_state().ended;
    view.control.status = told(tr_, session.exit_state().sentence);
    view.code = code_view(scene);
    view.stage = stage_view(scene);
    view.user_stack = stack_view(scene, emu::StackName::user);
    view.kernel_stack = stack_view(scene, emu::StackName::kernel);
    connect(view.stage.diagram, view.kernel_stack, view.user_stack, stepped_over);
    view.slot = slot_view(tr_, view.user_stack, view.kernel_stack);
    view.registers = registers_view(scene);
    if (choices.mode != Mode::compare) { // which has no room for them
        view.tables = tables_view(scene);
        view.timeline = timeline_view(scene);
        view.console = console_view(scene);
        view.strace = strace_view(scene);
    }
    if (view.control.ended)
        view.title.lamp = Actor::nobody;
    return view;
}

View ViewBuilder::stopped(emu::Session& session, Room room, Choices const& choices)
{
    emu::Position const now = session.position();
    // A resized window shows the same position again: then what came before it still counts.
    if (!(now == memory_.now)) {
        memory_.before = memory_.now;
        memory_.before_transition = std::move(memory_.now_transition);
        memory_.before_state = memory_.now_state;
        memory_.now = now;
    }
    // Also at the same position: a change by hand may have made another transition of it. The session keeps
    // it.
    memory_.now_transition = session.transition();
    memory_.now_state = session.state();
    return common(session, room, choices, &memory_.now_transition);
}

View ViewBuilder::running(emu::Session& session, Room room, Choices const& choices)
{
    View view = common(session, room, choices, nullptr);
    view.control.running = true;
    return view;
}

} // namespace ringside::gui
