// The title row: program, functions from the outermost in, and the transitions between them. Next: stage.cpp.
#include "gui/view/builder.hpp"

#include "gui/view/names.hpp"

namespace ringside::gui {

namespace {

unsigned ring_of(emu::Lamp lamp, unsigned cpl)
{
    switch (lamp) {
    case emu::Lamp::ring3:
        return 3;
    case emu::Lamp::ring2:
        return 2;
    case emu::Lamp::ring1:
        return 1;
    case emu::Lamp::ring0:
        return 0;
    case emu::Lamp::hardware:
        break;
    }
    return cpl;
}

std::string trap_name(Catalogue const& tr, emu::StackFrame const& frame)
{
    emu::TransitionView transition;
    transition.transition = frame.left_by;
    transition.vector = frame.vector;
    return name_of(tr, transition);
}

std::vector<TitleLevel> levels_of(Scene const& scene)
{
    std::vector<TitleLevel> levels;
    auto const frames = scene.session.frames();
    for (std::size_t i = frames.size(); i-- > 0;) {
        emu::StackFrame const& frame = frames[i];
        TitleLevel level{brief(frame.function.name), frame.function.kernel ? Actor::kernel : Actor::user,
                         static_cast<unsigned>(i), i == scene.choices.code.level};
        if (i == 0 || !(frame.function.kernel && is_plumbing(frame.function.name)))
            levels.push_back(std::move(level));
        if (frame.left_by != cpu::Transition::none)
            levels.push_back({trap_name(scene.tr, frame), Actor::hardware});
    }
    return levels;
}

} // namespace

TitleView title_view(Scene const& scene)
{
    TitleView title;
    title.file = scene.session.program_name();
    if (scene.session.options().model.rings == cpu::Rings::off)
        title.file += "  (" + std::string(scene.tr("rings are off")) + ")";
    title.lamp = actor_of(scene.session.lamp());
    title.ring = ring_of(scene.session.lamp(), scene.session.state().cpl);
    title.levels = levels_of(scene);
    bool const under_way = title.lamp == Actor::hardware && scene.transition != nullptr;
    if (under_way)
        title.levels.push_back({name_of(scene.tr, *scene.transition), Actor::hardware});
    return title;
}

} // namespace ringside::gui
