// Puts a picture together from micro-steps, one after the other. Nothing that is to come overwrites what is
// there. Read next: diagram.cpp, which says what each micro-step shows.
#pragma once

#include "cpu/transitions/step.hpp"
#include "gui/view/diagram_view.hpp"

#include <optional>

namespace ringside::gui {

class DiagramBuilder
{
public:
    explicit DiagramBuilder(DiagramView& diagram) : diagram_(diagram) {}

    // What follows belongs to this micro-step.
    void begin(cpu::StepRecord const& record, Progress progress);
    cpu::StepRecord const& record() const { return *record_; }

    // The box of that name; made if it is not there yet.
    DiagramBox& table(std::string_view name, std::string title);
    DiagramBox& processor(std::string_view name, std::string title);
    bool has(std::string_view box) const { return diagram_.find(box) != nullptr; }
    bool has(std::string_view box, std::string_view field) const;

    // A field with its new value.
    DiagramField& show(DiagramBox& box, std::string_view name, std::string value);
    DiagramField& show(DiagramBox& box, std::string_view name, uint64_t value);
    DiagramField& show_alone(DiagramBox& box, std::string_view name, uint64_t value);
    // A field that is there already has another value now, which is not what this micro-step is about.
    void follow(std::string_view box, std::string_view field, uint64_t value);
    // Beside the box's title.
    DiagramField& show_in_title(DiagramBox& box, std::string_view name, uint64_t value);
    // This micro-step checks a field; the record says whether it holds.
    void check(std::string_view box, std::string_view field);

    void arrow(DiagramEnd from, DiagramEnd to);
    void link(DiagramEnd end, uint64_t address, bool into);

private:
    DiagramBox& box(std::string_view name, std::string title, DiagramBox::Side side);
    void touch(DiagramField& field) const;

    DiagramView& diagram_;
    cpu::StepRecord const* record_ = nullptr;
    Progress progress_ = Progress::to_come;
};

} // namespace ringside::gui
