// The picture of a transition, read from its boxes, arrows and words: each transition runs on a bare machine,
// and its first so many micro-steps are shown. Next: stage_test.cpp, the same in the window.
#include "gui/view/diagram.hpp"
#include "gui/view/step_words.hpp"
#include "tests/support/bare_machine.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringside::gui {
namespace {

using cpu::Step;
using test::BareMachine;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::size_t all = ~std::size_t{0};

// What the machine told, as the session hands it out when `done` steps are done.
std::vector<emu::MicroStep> steps_after(BareMachine const& machine, std::size_t done)
{
    std::vector<emu::MicroStep> steps;
    auto const& told = machine.recorder.steps;
    done = std::min(done, told.size());
    for (std::size_t i = 0; i < told.size(); ++i) {
        auto const progress = i + 1 < done    ? emu::MicroStep::Progress::done
                              : i + 1 == done ? emu::MicroStep::Progress::current
                                              : emu::MicroStep::Progress::to_come;
        steps.push_back({told[i], progress, {}});
    }
    return steps;
}

// The picture when a step was just done, by its name.
DiagramView picture_at(BareMachine const& machine, Step current)
{
    auto const& told = machine.recorder.steps;
    auto const found = std::find_if(told.begin(), told.end(), [current](cpu::StepRecord const& record) {
        return record.step == current;
    });
    EXPECT_NE(found, told.end()) << cpu::name(current);
    auto const index = static_cast<std::size_t>(found - told.begin());
    auto const steps = steps_after(machine, index + 1);
    return diagram_of(Catalogue(), machine.state, part_around(steps, index));
}

DiagramView picture_at_end(BareMachine const& machine)
{
    auto const steps = steps_after(machine, all);
    return diagram_of(Catalogue(), machine.state, part_around(steps, steps.size() - 1));
}

// "IDT[0x80]: offset 30800, sel 10": what a box shows now. "" if it is not shown.
std::string shown(DiagramView const& picture, std::string_view name)
{
    DiagramBox const* const box = picture.find(name);
    if (box == nullptr || box->progress() == Progress::to_come)
        return {};
    std::string text = box->title + ":";
    for (DiagramField const& field : box->fields)
        if (field.progress != Progress::to_come)
            text += " " + field.name + " " + field.value + (field.failed ? "!" : field.checked ? "✓" : "");
    return text;
}

std::vector<std::string> shown_boxes(DiagramView const& picture)
{
    std::vector<std::string> names;
    for (DiagramBox const& box : picture.boxes)
        if (box.progress() != Progress::to_come)
            names.push_back(box.name);
    return names;
}

// "idtr.base → gate": the arrows of the present step, or of all that are done.
std::vector<std::string> arrows(DiagramView const& picture, Progress progress)
{
    auto const text = [](DiagramEnd const& end) {
        return end.box + (end.field.empty() ? "" : ".") + end.field;
    };
    std::vector<std::string> list;
    for (DiagramArrow const& arrow : picture.arrows)
        if (arrow.progress == progress)
            list.push_back(text(arrow.from) + " → " + text(arrow.to));
    return list;
}

// "SS → 24ff8", "RIP ← 24fd8": the links of the present step.
std::vector<std::string> links(DiagramView const& picture)
{
    std::vector<std::string> list;
    for (SlotLink const& link : picture.links)
        if (link.progress == Progress::current) {
            char address[17];
            std::snprintf(address, sizeof address, "%llx", static_cast<unsigned long long>(link.address));
            list.push_back(link.end.field + (link.into ? " → " : " ← ") + address);
        }
    return list;
}

struct Diagram : testing::Test
{
    void run(std::initializer_list<uint8_t> code)
    {
        machine.code(code);
        machine.step();
    }
    BareMachine machine;
};

struct InterruptDiagram : Diagram
{
    InterruptDiagram() { run({0xcd, 0x80}); }
};

TEST_F(InterruptDiagram, BeginsWithIdtrAlone)
{
    DiagramView const picture = picture_at(machine, Step::check_idt_limit);

    EXPECT_THAT(shown_boxes(picture), ElementsAre("idtr"));
    EXPECT_EQ(shown(picture, "idtr"), "IDTR: base 21000 limit fff✓");
}

TEST_F(InterruptDiagram, GoesFromIdtrToTheGate)
{
    DiagramView const picture = picture_at(machine, Step::read_gate);

    EXPECT_EQ(shown(picture, "gate"), "IDT[0x80]: offset 30800 sel 10 DPL 3 type e P 1 IST 0");
    EXPECT_THAT(arrows(picture, Progress::current), ElementsAre("idtr.base → gate"));
}

TEST_F(InterruptDiagram, TicksWhatWasChecked)
{
    DiagramView const picture = picture_at(machine, Step::check_gate_dpl);

    EXPECT_EQ(shown(picture, "gate"), "IDT[0x80]: offset 30800 sel 10 DPL 3✓ type e✓ P 1 IST 0");
    EXPECT_EQ(picture.find("gate")->find("DPL")->progress, Progress::current);
}

TEST_F(InterruptDiagram, GoesFromTheGateToTheDescriptor)
{
    EXPECT_THAT(arrows(picture_at(machine, Step::check_code_selector), Progress::current),
                ElementsAre("gate.sel → gdtr"));
    DiagramView const picture = picture_at(machine, Step::read_code_descriptor);

    EXPECT_EQ(shown(picture, "code"), "GDT[2]: type code DPL 0 P 1 L 1");
    EXPECT_THAT(arrows(picture, Progress::current), ElementsAre("gdtr → code"));
}

TEST_F(InterruptDiagram, GoesFromTrOverTheTssToRsp)
{
    EXPECT_THAT(arrows(picture_at(machine, Step::read_rsp0), Progress::current), ElementsAre("tr → tss"));
    DiagramView const picture = picture_at(machine, Step::load_rsp);

    EXPECT_EQ(shown(picture, "tss"), "TSS: RSP0 25000✓");
    EXPECT_THAT(arrows(picture, Progress::current), ElementsAre("tss.RSP0 → cpu.RSP"));
    EXPECT_EQ(shown(picture, "cpu"), "CPU: RSP 25000");
}

TEST_F(InterruptDiagram, PointsIntoTheSlotThatIsWritten)
{
    EXPECT_THAT(links(picture_at(machine, Step::push_ss)), ElementsAre("SS → 24ff8"));
    EXPECT_THAT(links(picture_at(machine, Step::push_rip)), ElementsAre("RIP → 24fd8"));
    EXPECT_EQ(shown(picture_at(machine, Step::push_rsp), "frame"), "pushed: SS 2b RSP 8000");
    EXPECT_EQ(shown(picture_at(machine, Step::push_rsp), "cpu"), "CPU: RSP 24ff0 SS 0");
}

TEST_F(InterruptDiagram, ShowsWhereCsRipAndCplComeFrom)
{
    EXPECT_THAT(arrows(picture_at(machine, Step::load_cs), Progress::current), ElementsAre("code → cpu.CS"));
    EXPECT_THAT(arrows(picture_at(machine, Step::load_rip), Progress::current),
                ElementsAre("gate.offset → cpu.RIP"));
    EXPECT_THAT(arrows(picture_at(machine, Step::set_cpl), Progress::current),
                ElementsAre("code.DPL → cpu.CPL"));
    EXPECT_THAT(arrows(picture_at_end(machine), Progress::current), ElementsAre("gate.type → cpu.RFLAGS"));
}

TEST_F(Diagram, OfSyscallHasMsrsAndNoStack)
{
    run({0x0f, 0x05});

    DiagramView const picture = picture_at_end(machine);

    EXPECT_THAT(shown_boxes(picture), ElementsAre("efer", "cs", "before", "cpu", "lstar", "sfmask", "star"));
    EXPECT_EQ(shown(picture, "lstar"), "LSTAR:  38000");
    EXPECT_EQ(shown(picture, "before"), "before: RIP 1002 RFLAGS 202");
    EXPECT_THAT(arrows(picture, Progress::done),
                ElementsAre("before.RIP → cpu.RCX", "before.RFLAGS → cpu.R11", "lstar → cpu.RIP",
                            "sfmask → cpu.RFLAGS", "star.47:32 → cpu.CS"));
    EXPECT_THAT(arrows(picture, Progress::current), ElementsAre("star.47:32 → cpu.SS"));
    EXPECT_THAT(picture.links, IsEmpty());
}

TEST_F(Diagram, OfSyscallSaysThatRspStays)
{
    run({0x0f, 0x05});

    DiagramView const picture = picture_at(machine, Step::save_rcx);

    EXPECT_TRUE(picture.find("cpu")->find("RSP")->stays);
    EXPECT_EQ(shown(picture, "cpu"), "CPU: RCX 1002 RSP 8000");
    EXPECT_THAT(picture.note, HasSubstr("RSP is still the user's"));
}

TEST_F(Diagram, OfSysenterHasItsThreeMsrs)
{
    run({0x0f, 0x34});

    DiagramView const picture = picture_at_end(machine);

    EXPECT_EQ(shown(picture, "sysenter_esp"), "SYSENTER_ESP:  25000");
    EXPECT_THAT(arrows(picture, Progress::done),
                ElementsAre("sysenter_esp → cpu.RSP", "sysenter_eip → cpu.RIP", "sysenter_cs → cpu.CS"));
    EXPECT_THAT(picture.note, HasSubstr("saved nowhere"));
    EXPECT_THAT(picture.links, IsEmpty());
}

TEST_F(Diagram, OfIretTakesItsWordsOutOfTheSlots)
{
    machine.go_to_ring_0();
    machine.push_words({BareMachine::user_code, 0x33, 0x202, BareMachine::user_stack_top, 0x2b});
    uint64_t const rsp = machine.state.gpr[cpu::rsp];
    run({0x48, 0xcf});

    DiagramView const at_pop = picture_at(machine, Step::pop_rip);
    ASSERT_THAT(at_pop.links, Not(IsEmpty()));
    EXPECT_EQ(at_pop.links.front().address, rsp);
    EXPECT_FALSE(at_pop.links.front().into);
    EXPECT_EQ(shown(picture_at(machine, Step::pop_cs), "frame"), "popped: CS 33 RIP 1000");
    EXPECT_THAT(arrows(picture_at(machine, Step::check_code_selector), Progress::current),
                ElementsAre("frame.CS → gdtr"));
    EXPECT_THAT(arrows(picture_at(machine, Step::check_stack_selector), Progress::current),
                ElementsAre("frame.SS → gdtr"));
    EXPECT_THAT(arrows(picture_at(machine, Step::load_rip), Progress::current),
                ElementsAre("frame.RIP → cpu.RIP"));
    EXPECT_EQ(shown(picture_at_end(machine), "stack"), "GDT[5]: type data DPL 3✓ P 1 W 1");
}

TEST_F(Diagram, OfSysretTakesRcxAndR11)
{
    machine.go_to_ring_0();
    machine.state.gpr[cpu::rcx] = BareMachine::user_code;
    machine.state.gpr[cpu::r11] = 0x202;
    run({0x48, 0x0f, 0x07});

    DiagramView const picture = picture_at_end(machine);

    EXPECT_THAT(arrows(picture, Progress::done),
                ElementsAre("before.RCX → cpu.RIP", "before.R11 → cpu.RFLAGS", "star.63:48 → cpu.CS"));
    EXPECT_THAT(picture.links, IsEmpty());
}

TEST_F(Diagram, OfAPageFaultBeginsWithCr2AndEndsWithTheErrorCode)
{
    run({0x48, 0x8b, 0x04, 0x25, 0x00, 0x00, 0x02, 0x00}); // mov rax, [0x20000]: the kernel's

    EXPECT_EQ(shown(picture_at(machine, Step::write_cr2), "cpu"), "CPU: CR2 20000");
    EXPECT_THAT(links(picture_at(machine, Step::push_error_code)), ElementsAre("error code → 24fd0"));
    EXPECT_THAT(shown(picture_at_end(machine), "frame"), HasSubstr("error code 5"));
}

TEST_F(Diagram, OfTheTimerIsThatOfAnInterruptWithoutADplCheck)
{
    machine.state.rflags |= cpu::flag::interrupt;
    machine.bus.pending = 0x20;
    run({0x90});

    DiagramView const picture = picture_at_end(machine);

    EXPECT_EQ(shown(picture, "gate"), "IDT[0x20]: offset 30200✓ sel 10 DPL 0 type e✓ P 1✓ IST 0");
    EXPECT_THAT(links(picture_at(machine, Step::push_ss)), ElementsAre("SS → 24ff8"));
}

TEST_F(Diagram, OfAFailedCheckMarksTheFieldAndSaysIt)
{
    run({0xcd, 0x81});

    DiagramView const picture = picture_at(machine, Step::check_gate_dpl);

    EXPECT_TRUE(picture.find("gate")->failed());
    EXPECT_EQ(shown(picture, "gate"), "IDT[0x81]: offset 30810 sel 10 DPL 0! type e✓ P 1 IST 0");
    EXPECT_EQ(failure_words(Catalogue(), machine.recorder.find(Step::check_gate_dpl)),
              "gate DPL 0 < CPL 3 → #GP, error code 0x40a");
}

TEST_F(Diagram, OfTheFaultAfterAFailedCheckStandsAlone)
{
    run({0xcd, 0x81});

    DiagramView const picture = picture_at_end(machine);

    EXPECT_THAT(shown(picture, "gate"), HasSubstr("IDT[0x0d]"));
    EXPECT_FALSE(picture.find("gate")->failed());
    EXPECT_THAT(shown(picture, "frame"), HasSubstr("error code 40a"));
}

TEST_F(Diagram, OfACallGateFindsTheCodeThroughTheGateInTheGdt)
{
    machine.set_descriptor(0x50, 0x0003'ec00'0010'1000);
    machine.set_descriptor(0x58, 0);
    machine.state.gpr[cpu::rbx] = BareMachine::user_data;
    machine.write<uint64_t>(BareMachine::user_data, 0x1234);
    machine.write<uint16_t>(BareMachine::user_data + 8, 0x53);
    run({0x48, 0xff, 0x1b});

    EXPECT_EQ(shown(picture_at(machine, Step::read_gate), "gate"),
              "GDT[10]: gate gate offset 31000 sel 10 DPL 3 type c P 1");
    EXPECT_THAT(arrows(picture_at(machine, Step::load_rsp), Progress::current),
                ElementsAre("tss.RSP0 → cpu.RSP"));
    DiagramView const picture = picture_at_end(machine);
    EXPECT_EQ(shown(picture, "code"), "GDT[2]: type code DPL 0✓ P 1 L 1");
    EXPECT_THAT(arrows(picture, Progress::done),
                testing::AllOf(Contains("gate.sel → gdtr"), Contains("gate.offset → cpu.RIP")));
    EXPECT_THAT(shown(picture, "frame"), HasSubstr("pushed: SS 2b RSP 8000 CS 33"));
}

TEST_F(Diagram, OfSwapgsCrossesItsTwoValues)
{
    machine.go_to_ring_0();
    machine.state.kernel_gs_base = 0x5000;
    run({0x0f, 0x01, 0xf8});

    DiagramView const picture = picture_at_end(machine);

    EXPECT_THAT(arrows(picture, Progress::current),
                ElementsAre("kernel_gs_base → cpu.GS base", "cpu.GS base → kernel_gs_base"));
    EXPECT_EQ(shown(picture, "cpu"), "CPU: GS base 5000");
}

} // namespace
} // namespace ringside::gui
