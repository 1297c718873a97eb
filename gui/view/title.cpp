// The title row: program, functions from the outermost in, and the transition at hand. Next: stage.cpp.
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

} // namespace

TitleView title_view(Scene const& scene)
{
    TitleView title;
    title.file = scene.session.program_name();
    if (scene.session.options().model.rings == cpu::Rings::off)
        title.file += "  (" + std::string(scene.tr("rings are off")) + ")";
    title.lamp = actor_of(scene.session.lamp());
    title.ring = ring_of(scene.session.lamp(), scene.session.state().cpl);
    auto const chain = scene.session.call_chain();
    for (auto function = chain.rbegin(); function != chain.rend(); ++function)
        title.levels.push_back(brief(function->name));
    bool const under_way = title.lamp == Actor::hardware && scene.transition != nullptr;
    if (under_way)
        title.levels.push_back(name_of(scene.tr, *scene.transition));
    return title;
}

} // namespace ringside::gui
