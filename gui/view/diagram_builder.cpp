// Boxes, fields and arrows by name. Next: diagram.cpp.
#include "gui/view/diagram_builder.hpp"

#include "gui/widgets/numbers.hpp"

#include <algorithm>

namespace ringside::gui {

DiagramField const* DiagramBox::find(std::string_view field) const
{
    auto const found = std::find_if(fields.begin(), fields.end(),
                                    [&](DiagramField const& one) { return one.name == field; });
    return found == fields.end() ? nullptr : &*found;
}

Progress DiagramBox::progress() const
{
    Progress progress = Progress::to_come;
    for (DiagramField const& field : fields) {
        if (field.progress == Progress::current)
            return Progress::current;
        if (field.progress == Progress::done)
            progress = Progress::done;
    }
    return progress;
}

bool DiagramBox::failed() const
{
    return std::any_of(fields.begin(), fields.end(), [](DiagramField const& field) { return field.failed; });
}

DiagramBox const* DiagramView::find(std::string_view box) const
{
    auto const found =
        std::find_if(boxes.begin(), boxes.end(), [&](DiagramBox const& one) { return one.name == box; });
    return found == boxes.end() ? nullptr : &*found;
}

void DiagramBuilder::begin(cpu::StepRecord const& record, Progress progress)
{
    record_ = &record;
    progress_ = progress;
}

DiagramBox& DiagramBuilder::box(std::string_view name, std::string title, DiagramBox::Side side)
{
    for (DiagramBox& one : diagram_.boxes)
        if (one.name == name)
            return one;
    diagram_.boxes.push_back({std::string(name), std::move(title), side, {}});
    return diagram_.boxes.back();
}

DiagramBox& DiagramBuilder::table(std::string_view name, std::string title)
{
    return box(name, std::move(title), DiagramBox::Side::tables);
}

DiagramBox& DiagramBuilder::processor(std::string_view name, std::string title)
{
    return box(name, std::move(title), DiagramBox::Side::processor);
}

bool DiagramBuilder::has(std::string_view box, std::string_view field) const
{
    DiagramBox const* const found = diagram_.find(box);
    return found != nullptr && found->find(field) != nullptr;
}

void DiagramBuilder::touch(DiagramField& field) const
{
    if (progress_ != Progress::to_come)
        field.progress = progress_;
}

DiagramField& DiagramBuilder::show(DiagramBox& box, std::string_view name, std::string value)
{
    auto const known = std::find_if(box.fields.begin(), box.fields.end(),
                                    [&](DiagramField const& field) { return field.name == name; });
    if (known == box.fields.end()) {
        box.fields.push_back({.name = std::string(name), .value = std::move(value), .progress = progress_});
        return box.fields.back();
    }
    if (progress_ != Progress::to_come || known->progress == Progress::to_come)
        known->value = std::move(value);
    touch(*known);
    return *known;
}

DiagramField& DiagramBuilder::show(DiagramBox& box, std::string_view name, uint64_t value)
{
    return show(box, name, hexadecimal(value));
}

DiagramField& DiagramBuilder::show_alone(DiagramBox& box, std::string_view name, uint64_t value)
{
    DiagramField& field = show(box, name, value);
    field.alone = true;
    return field;
}

DiagramField& DiagramBuilder::show_in_title(DiagramBox& box, std::string_view name, uint64_t value)
{
    DiagramField& field = show(box, name, value);
    field.in_title = true;
    return field;
}

void DiagramBuilder::follow(std::string_view box, std::string_view field, uint64_t value)
{
    for (DiagramBox& one : diagram_.boxes)
        for (DiagramField& known : one.fields)
            if (one.name == box && known.name == field && progress_ != Progress::to_come)
                known.value = hexadecimal(value);
}

void DiagramBuilder::check(std::string_view box, std::string_view field)
{
    for (DiagramBox& one : diagram_.boxes) {
        if (one.name != box)
            continue;
        for (DiagramField& checked : one.fields) {
            if (checked.name != field)
                continue;
            touch(checked);
            bool const told = progress_ != Progress::to_come;
            checked.failed = checked.failed || (told && record_->fault.happened());
            checked.checked = checked.checked || (told && !record_->fault.happened());
        }
    }
}

void DiagramBuilder::arrow(DiagramEnd from, DiagramEnd to)
{
    if (has(from.box) && has(to.box))
        diagram_.arrows.push_back({std::move(from), std::move(to), progress_});
}

void DiagramBuilder::link(DiagramEnd end, uint64_t address, bool into)
{
    diagram_.links.push_back({std::move(end), address, into, progress_});
}

} // namespace ringside::gui
