// What-if: changes by hand, their place in the run, and what restart gives back.
#include "cpu/transitions/msr_numbers.hpp"
#include "emu/machine.hpp"
#include "tests/emu/support.hpp"
#include "tests/support/folders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringside::tests {

using emu::Change;
using emu::Field;
using emu::Goal;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

namespace {

Change gate_dpl(uint64_t vector, uint64_t dpl)
{
    return {{Field::Area::gate, vector, "dpl"}, dpl};
}

std::unique_ptr<emu::Session> at_int_81()
{
    auto session = open_file(guest("int_81"));
    session->continue_until({.goal = Goal::address, .value = session->address_of("trap").value()});
    return session;
}

// Done micro-steps up to and with the failed check.
void step_to_failed_check(emu::Session& session)
{
    do
        session.micro_step();
    while (!session.transition().steps[session.position().micro_step - 1].record.fault.happened());
}

unsigned micro_step_named(emu::Session& session, std::string_view name)
{
    auto const names = step_names(session);
    return static_cast<unsigned>(std::find(names.begin(), names.end(), name) - names.begin() + 1);
}

} // namespace

TEST(WhatIf, LetsAnIntThroughAGateThatRefusedIt)
{
    auto const refused = at_int_81();
    auto const changed = at_int_81();

    auto const made = changed->change(gate_dpl(0x81, 3));
    run_to_end(*refused);
    run_to_end(*changed);

    EXPECT_TRUE(made.ok());
    EXPECT_EQ(refused->exit_state().status, 128 + 11);
    EXPECT_EQ(changed->exit_state().status, 7);
}

TEST(WhatIf, NamesTheChangeThatWouldLetTheFailedCheckPass)
{
    auto const session = at_int_81();
    step_to_failed_check(*session);

    auto const remedies = session->remedies();

    ASSERT_EQ(remedies.size(), 1u);
    EXPECT_EQ(remedies[0].sentence, "what if gate 0x81: DPL 0 → 3");
    EXPECT_EQ(remedies[0].change, gate_dpl(0x81, 3));
}

TEST(WhatIf, InTheMidstOfATransitionDoesTheSameStepsAnew)
{
    auto const session = at_int_81();
    step_to_failed_check(*session);
    auto const before = session->position();

    auto const made = session->change(gate_dpl(0x81, 3));

    auto const& steps = session->transition().steps;
    EXPECT_TRUE(made.ok());
    EXPECT_EQ(session->position(), before);
    EXPECT_EQ(cpu::name(steps[before.micro_step - 1].record.step), "check_gate_dpl");
    EXPECT_FALSE(steps[before.micro_step - 1].record.fault.happened());
    EXPECT_THAT(step_names(*session), Contains("mask_rflags"));
    EXPECT_TRUE(session->remedies().empty());
}

TEST(WhatIf, GivesTheSameBitsWhenTheRunGoesBackAndForth)
{
    auto const session = at_int_81();
    auto const before = session->machine().save();
    ASSERT_TRUE(session->change(gate_dpl(0x81, 3)).ok());
    auto const changed = session->machine().save();
    for (int i = 0; i < 30; ++i)
        session->step_instruction();
    auto const later = session->machine().save();
    auto const there = session->position();

    for (int i = 0; i < 31; ++i)
        session->back_instruction();
    auto const before_it = session->position();
    session->step_instruction();
    auto const changed_again = session->machine().save();
    ASSERT_TRUE(session->go_to_time(there.time).ok());

    EXPECT_LT(before_it.time, session->changes().at(0).time);
    EXPECT_FALSE(changed == before);
    EXPECT_TRUE(changed_again == changed);
    EXPECT_EQ(session->position(), there);
    EXPECT_TRUE(session->machine().equal(later));
}

TEST(WhatIf, IsTakenAwayByRestartWhichGivesTheOriginalRunBackBitForBit)
{
    auto const untouched = at_int_81();
    run_to_end(*untouched);
    auto const session = at_int_81();
    auto const trap = session->position().time;
    run_to_end(*session);
    auto const furthest = session->furthest();
    ASSERT_TRUE(session->go_to_time(trap).ok());
    ASSERT_TRUE(session->change(gate_dpl(0x81, 3)).ok());
    run_to_end(*session);
    auto const changed_status = session->exit_state().status;

    session->restart();
    auto const still_changed = session->changed_run();
    run_to_end(*session);

    EXPECT_EQ(changed_status, 7);
    EXPECT_FALSE(still_changed);
    EXPECT_EQ(session->furthest(), furthest);
    EXPECT_TRUE(session->changes().empty());
    EXPECT_EQ(session->exit_state().status, 128 + 11);
    EXPECT_TRUE(session->machine().equal(untouched->machine().save()));
}

TEST(WhatIf, AtTheVeryStartIsTakenAwayToo)
{
    auto const session = open_sample("trap_paths/hello_int80");
    auto const original = session->machine().save();
    ASSERT_TRUE(session->change(gate_dpl(0x80, 0)).ok());

    session->restart();

    EXPECT_TRUE(session->machine().equal(original));
}

TEST(WhatIf, SaysWhatWasChangedAndWhen)
{
    auto const session = open_sample("trap_paths/hello_int80");
    ASSERT_TRUE(session->change(gate_dpl(0x80, 0)).ok());

    auto const changes = session->changes();

    ASSERT_EQ(changes.size(), 1u);
    EXPECT_TRUE(session->changed_run());
    EXPECT_EQ(changes[0].sentence, "gate 0x80: DPL 3 → 0");
    EXPECT_EQ(changes[0].before, 3u);
    EXPECT_EQ(changes[0].time, session->position().time);
}

TEST(WhatIf, TurnsSyscallOffAndOnAgainByTheRemedy)
{
    auto const session = open_sample("trap_paths/hello_syscall");
    session->continue_until({.goal = Goal::system_call});
    ASSERT_TRUE(session->change({{Field::Area::msr, cpu::msr::efer, "sce"}, 0}).ok());
    auto const refused = session->transition().fault;
    auto const remedies = session->remedies();
    ASSERT_EQ(remedies.size(), 1u);

    ASSERT_TRUE(session->change(remedies[0].change).ok());

    EXPECT_EQ(refused.vector, cpu::Vector::invalid_opcode);
    EXPECT_EQ(remedies[0].sentence, "what if EFER.SCE 0 → 1");
    EXPECT_FALSE(session->transition().fault.happened());
}

TEST(WhatIf, OffersTheStackPointerThatTheTssHeld)
{
    auto const session = open_sample("trap_paths/hello_int80");
    session->continue_until({.goal = Goal::system_call});
    auto const rsp0 = session->tss_rsp(0).value();
    Field const field{Field::Area::tss, 0, "rsp0"};
    ASSERT_TRUE(session->change({field, 0x1234'5678'9abc'def0}).ok());

    auto const steps = step_names(*session);
    auto const remedies = session->remedies();

    EXPECT_THAT(steps, Contains("double_fault")); // #SS, whose own delivery finds the same stack
    ASSERT_EQ(remedies.size(), 1u);
    EXPECT_EQ(remedies[0].change, (Change{field, rsp0}));
}

TEST(WhatIf, RefusesWhatTheFieldCannotHold)
{
    auto const session = open_sample("trap_paths/hello_int80");
    auto const before = session->machine().save();
    auto const refuses = [&](Change const& change, char const* words) {
        auto const made = session->change(change);
        EXPECT_FALSE(made.ok());
        EXPECT_THAT(made.sentence(), HasSubstr(words));
    };

    refuses(gate_dpl(0x80, 4), "2 bits");
    refuses(gate_dpl(0x100, 3), "no gate");
    refuses({{Field::Area::msr, cpu::msr::lstar, ""}, 0x8000'0000'0000}, "WRMSR refuses");
    refuses({{Field::Area::msr, 0x79, ""}, 0}, "no field");
    refuses({{Field::Area::memory, 0x10, "", 0, 1}, 0}, "nothing is mapped");
    refuses({{Field::Area::register_, 0, "cr9"}, 0}, "cr9");
    refuses({{Field::Area::descriptor, 0xfff8, "dpl"}, 0}, "no descriptor");
    refuses({{Field::Area::descriptor, 0x10, "base"}, 0x1'0000'0000}, "it would hold 0x0");
    refuses({{Field::Area::msr, cpu::msr::efer, ""}, 0x901}, "it would hold 0xd01"); // LMA is the processor's

    EXPECT_FALSE(session->changed_run());
    EXPECT_TRUE(session->machine().equal(before));
}

TEST(WhatIf, ChangesRegistersMemoryAndPageTables)
{
    auto const session = open_sample("trap_paths/hello_syscall");
    session->continue_until({.goal = Goal::system_call});
    auto const code = session->state().rip;
    Field const page{Field::Area::page_entry, code, "nx", 3};

    EXPECT_TRUE(session->change({{Field::Area::register_, 0, "rbx"}, 0xdead}).ok());
    EXPECT_TRUE(session->change({{Field::Area::memory, code, "", 0, 1}, 0x90}).ok());
    EXPECT_TRUE(session->change({page, 1}).ok());

    EXPECT_EQ(session->state().gpr[cpu::rbx], 0xdeadu);
    EXPECT_EQ(session->read_word(code).value() & 0xff, 0x90u);
    EXPECT_EQ(session->value_of(page).value(), 1u);
    EXPECT_EQ(session->preview().fault.vector, cpu::Vector::page_fault);
    EXPECT_EQ(session->remedies().at(0).change, (Change{page, 0}));
}

TEST(WhatIf, IsAnotherRunOnceSomethingIsTypedBeforeIt)
{
    auto const session = open_sample("trap_paths/hello_syscall");
    session->step_instruction();
    ASSERT_TRUE(session->change({{Field::Area::register_, 0, "rbx"}, 1}).ok());

    session->back_instruction();
    session->type("x");

    EXPECT_FALSE(session->changed_run());
}

TEST(WhatIf, ChangesTheCodeThatRunsNext)
{
    auto const session = open_file(guest("status"));
    session->continue_until({.goal = Goal::system_call});
    auto const syscall = session->state().rip;

    ASSERT_TRUE(session->change({{Field::Area::memory, syscall, "", 0, 2}, 0x0b0f}).ok()); // UD2
    auto const stopped = session->continue_until();

    EXPECT_EQ(stopped.reason, emu::Reason::exited);
    EXPECT_EQ(session->exit_state().status, 128 + 4);
}

TEST(WhatIf, ReadsBothMannersOfNamingAField)
{
    auto const number = [](std::string_view text) -> emu::Outcome<uint64_t> {
        uint64_t value = 0;
        if (!emu::parse_number(text, value))
            return emu::Refusal{"no number"};
        return value;
    };
    auto const same = [&](std::string_view a, std::string_view b) {
        auto const first = emu::parse_field(a, number);
        auto const second = emu::parse_field(b, number);
        EXPECT_TRUE(first.ok()) << first.sentence();
        EXPECT_TRUE(second.ok()) << second.sentence();
        EXPECT_EQ(first.value(), second.value());
        EXPECT_EQ(emu::to_text(first.value()), a);
    };

    same("idt[0x80].dpl", "gate 0x80 DPL");
    same("gdt[2].present", "descriptor 0x10 P");
    same("tss.rsp0", "tss RSP0");
    same("msr[LSTAR]", "msr lstar");
    same("msr[EFER].sce", "msr EFER.SCE");
    same("page[0x401000].pte.write", "page 0x401000 PTE W");
    same("rax", "$rax");
    same("cr0.wp", "$cr0 wp");
    same("[0x1000]", "qword 0x1000");
    EXPECT_FALSE(emu::parse_field("gate 0x80 colour", number).ok());
    EXPECT_FALSE(emu::parse_field("", number).ok());
    EXPECT_FALSE(emu::parse_field("page 0x1000 pte", number).ok());
}

TEST(WhatIf, LeavesAPositionInTheMidstOfATransitionWhereItWasIfItIsRefused)
{
    auto const session = open_sample("trap_paths/hello_int80");
    session->continue_until({.goal = Goal::system_call});
    auto const wanted = micro_step_named(*session, "push_ss");
    for (unsigned i = 0; i < wanted; ++i)
        session->micro_step();
    auto const before = session->machine().save();

    auto const made = session->change(gate_dpl(0x80, 4));

    EXPECT_FALSE(made.ok());
    EXPECT_EQ(session->position().micro_step, wanted);
    EXPECT_TRUE(session->machine().equal(before));
}

TEST(WhatIf, RefusesWhatOnlyOneVendorsRegisterCanHold)
{
    emu::Options options;
    options.model.vendor = cpu::Vendor::amd;
    auto const session = open_sample("trap_paths/hello_int80", options);
    Field const eip{Field::Area::msr, cpu::msr::sysenter_eip, ""};

    auto const made = session->change({eip, 0x1234'5678'9abc});

    EXPECT_FALSE(made.ok());
    EXPECT_THAT(made.sentence(), HasSubstr("it would hold 0x56789abc"));
}

TEST(WhatIf, OffersTheWordOnTheStackThatAReturnTakes)
{
    auto const session = open_sample("trap_paths/hello_int80");
    session->continue_until({.goal = Goal::system_call});
    session->continue_until({.goal = Goal::ring_change});
    while (session->transition().transition != cpu::Transition::iret)
        session->step_over();
    auto const cs = session->state().gpr[cpu::rsp] + 8;
    auto const before = session->read_word(cs).value();
    Field const popped{Field::Area::memory, cs, "", 0, 8};
    ASSERT_TRUE(session->change({popped, 0}).ok());

    auto const remedies = session->remedies();

    ASSERT_EQ(remedies.size(), 1u);
    EXPECT_EQ(remedies[0].change, (Change{popped, before}));
}

TEST(WhatIf, ChangesWhatTheSystemRegistersHold)
{
    auto const session = open_sample("trap_paths/hello_syscall");
    for (char const* const name :
         {"cr0.mp", "cr0.em", "cr0.ts", "cr0.ne", "cr0.am", "cr4.tsd", "cr4.de", "cr4.pge", "cr4.pce",
          "cr4.osfxsr", "cr4.osxmmexcpt", "cr4.smep", "cr4.smap"}) {
        Field const bit{Field::Area::register_, 0, name};
        auto const other = 1 - session->value_of(bit).value();

        EXPECT_TRUE(session->change({bit, other}).ok()) << name;

        EXPECT_EQ(session->value_of(bit).value(), other) << name;
    }
    session->restart();
    EXPECT_EQ(session->value_of({Field::Area::register_, 0, "cr0.em"}).value(), 0u);
}

// SDM Vol. 2B, "RDTSC": with CR4.TSD set it is for ring 0 alone.
TEST(WhatIf, TakesTheClockAwayFromRing3)
{
    auto const session = open_sample("trap_paths/trap_timer");
    auto const changed = open_sample("trap_paths/trap_timer");

    ASSERT_TRUE(changed->change({{Field::Area::register_, 0, "cr4.tsd"}, 1}).ok());
    run_to_end(*session);
    run_to_end(*changed);

    EXPECT_EQ(session->exit_state().status, 0);
    EXPECT_EQ(changed->exit_state().status, 128 + 11);
}

TEST(WhatIf, MovesTheTablesToCanonicalAddressesAlone)
{
    auto const session = open_sample("trap_paths/hello_int80");
    Field const base{Field::Area::register_, 0, "idtr.base"};
    auto const before = session->value_of(base).value();

    auto const refused = session->change({base, uint64_t{1} << 47});
    auto const moved = session->change({base, before + 0x10});

    EXPECT_THAT(refused.sentence(), HasSubstr("idtr.base cannot hold 0x800000000000"));
    EXPECT_TRUE(moved.ok());
    EXPECT_EQ(session->state().idtr.base, before + 0x10);
}

TEST(WhatIf, LeadsAPageElsewhereInWholePages)
{
    auto const session = open_sample("trap_paths/hello_int80");
    auto const rip = session->state().rip;
    auto const old = session->walk(rip).back().entry & 0x000f'ffff'ffff'f000;
    auto const level = static_cast<unsigned>(session->walk(rip).size() - 1);
    Field const leaf{Field::Area::page_entry, rip, "address", level};

    auto const refused = session->change({leaf, old + 0x10});
    auto const made = session->change({leaf, old + 0x1000});

    EXPECT_FALSE(refused.ok());
    EXPECT_TRUE(made.ok()) << made.sentence();
    EXPECT_EQ(session->walk(rip).back().entry & 0x000f'ffff'ffff'f000, old + 0x1000);
}

TEST(WhatIf, WritesAWholeDescriptor)
{
    auto const session = open_sample("trap_paths/hello_int80");
    Field const raw{Field::Area::descriptor, 0x10, "raw"};
    auto const before = session->value_of(raw).value();
    constexpr uint64_t present = uint64_t{1} << 47;

    ASSERT_TRUE(session->change({raw, before & ~present}).ok());

    EXPECT_FALSE(session->descriptor(0x10)->present());
    run_to_end(*session);
    EXPECT_TRUE(session->exit_state().machine); // no handler can be entered
}

} // namespace ringside::tests
