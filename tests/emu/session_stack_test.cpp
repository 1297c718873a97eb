// The two stacks: what the hardware pushes at INT 0x80, word by word, who wrote it and what it means.
#include "tests/emu/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tuple>

namespace ringside::tests {

using emu::Goal;
using emu::StackName;
using emu::StackSlot;
using emu::Writer;

namespace {

// The slot `words` below the top of the kernel's stack, 1 being the first.
StackSlot kernel_slot(emu::Session& session, unsigned words)
{
    return session.stack(StackName::kernel, 24).slots[words - 1];
}

// Micro-steps until that one is done.
void step_to(emu::Session& session, std::string_view name)
{
    while (true) {
        session.micro_step();
        auto const& view = session.transition();
        if (view.done > 0 && cpu::name(view.steps[view.done - 1].record.step) == name)
            return;
    }
}

} // namespace

TEST(Stacks, SyscallLeavesTheKernelStackEmptyAndRunsOnTheUsers)
{
    auto const session = open_sample("trap_paths/hello_syscall");
    session->continue_until({.goal = Goal::system_call});
    auto const user_rsp = session->state().gpr[cpu::rsp];

    session->step_instruction();
    auto const kernel = session->stack(StackName::kernel, 8);
    auto const user = session->stack(StackName::user, 8);

    EXPECT_EQ(session->state().cpl, 0);
    EXPECT_FALSE(kernel.active);
    EXPECT_EQ(kernel.pointer, kernel.top);
    EXPECT_TRUE(user.active);
    EXPECT_TRUE(user.foreign);
    EXPECT_EQ(user.pointer, user_rsp);
}

TEST(Stacks, IntPushesFiveWordsOneAtATimeAndTheCpuIsTheirWriter)
{
    auto const session = open_sample("trap_paths/hello_int80");
    session->continue_until({.goal = Goal::system_call});
    auto const before = session->state();
    struct Expected
    {
        char const* step;
        uint64_t value;
        char const* meaning;
    };
    Expected const frame[] = {{"push_ss", 0x2b, "SS"},
                              {"push_rsp", before.gpr[cpu::rsp], "RSP"},
                              {"push_rflags", before.rflags, "RFLAGS"},
                              {"push_cs", 0x33, "CS"},
                              {"push_rip", before.rip + 2, "RIP"}};

    for (unsigned i = 0; i < 5; ++i) {
        step_to(*session, frame[i].step);
        auto const slot = kernel_slot(*session, i + 1);
        auto const next = kernel_slot(*session, i + 2);
        EXPECT_EQ(slot.value, frame[i].value) << frame[i].step;
        EXPECT_EQ(slot.meaning, frame[i].meaning);
        EXPECT_EQ(slot.writer, Writer::hardware);
        EXPECT_TRUE(slot.at_pointer) << frame[i].step;
        EXPECT_TRUE(next.below);
    }
}

TEST(Stacks, TheUserStackStaysWhereTheTrapFoundIt)
{
    auto const session = open_sample("trap_paths/hello_int80");
    session->continue_until({.goal = Goal::system_call});
    auto const rsp = session->state().gpr[cpu::rsp];
    step_to(*session, "push_ss");

    auto const in_transition = session->stack(StackName::user, 8);
    session->step_instruction();
    auto const in_kernel = session->stack(StackName::user, 8);

    EXPECT_EQ(in_transition.pointer, rsp);
    EXPECT_FALSE(in_transition.active);
    EXPECT_EQ(in_kernel.pointer, rsp);
}

// From the trap on, instruction by instruction, until ring 3 goes on.
void expect_the_users_pointer_to_stay(std::string_view sample, emu::Options const& options, unsigned traps)
{
    auto const session = open_sample(sample, options);
    for (unsigned trap = 0; trap < traps; ++trap) {
        session->continue_until({.goal = Goal::system_call});
        auto const rsp = session->state().gpr[cpu::rsp];
        unsigned steps = 0;
        for (session->step_instruction(); session->state().cpl == 0 && steps < 400; ++steps) {
            auto const user = session->stack(StackName::user, 1);
            EXPECT_EQ(user.pointer, rsp)
                << sample << " trap " << trap + 1 << " at " << session->describe(session->state().rip);
            EXPECT_EQ(user.active, session->state().gpr[cpu::rsp] == rsp);
            EXPECT_EQ(user.foreign, user.active);
            session->step_instruction();
        }
        EXPECT_GT(steps, 50u);
    }
}

emu::Options with_isolation()
{
    emu::Options options;
    options.append = "pti=on";
    return options;
}

TEST(Stacks, TheUsersPointerIsTheProgramsThroughTheWholeKernel)
{
    for (char const* const sample : {"trap_paths/hello_glibc", "trap_paths/hello_int80"})
        for (emu::Options const& options : {emu::Options(), with_isolation()})
            expect_the_users_pointer_to_stay(sample, options, 2);
}

TEST(Stacks, TheUsersPointerIsTheProgramsThroughSysenter)
{
    expect_the_users_pointer_to_stay("trap_paths/getpid_sysenter", {}, 1);
}

TEST(Stacks, WithTwoSetsOfPageTablesTheTaskHasAStackOfItsOwn)
{
    auto const session = open_sample("trap_paths/hello_int80", with_isolation());
    session->continue_until({.goal = Goal::system_call});
    auto const di = session->state().gpr[cpu::rdi];
    session->step_instruction();
    auto const entry = session->stack(StackName::kernel, 8);
    session->add_breakpoint(*session->address_of("do_int80_syscall_32"));
    session->continue_until({});
    auto const task = session->stack(StackName::kernel, 24);

    EXPECT_EQ(entry.top_name, "TSS.RSP0");
    EXPECT_EQ(entry.top, *session->tss_rsp(0));
    EXPECT_EQ(task.top_name, "per_cpu.top_of_stack");
    EXPECT_NE(task.top, entry.top);
    EXPECT_EQ(task.slots[6].meaning, "pt_regs.di");
    EXPECT_EQ(task.slots[6].value, di);
}

TEST(Stacks, EntryCodeCompletesPtRegsAndIsItsWriter)
{
    auto const session = open_sample("trap_paths/hello_int80");
    session->continue_until({.goal = Goal::system_call});
    auto const before = session->state();
    session->add_breakpoint(*session->address_of("do_int80_syscall_32"));
    session->continue_until({});

    auto const view = session->stack(StackName::kernel, 24);

    EXPECT_EQ(view.slots[5].meaning, "orig_ax");
    EXPECT_EQ(view.slots[5].writer, Writer::kernel_code);
    EXPECT_EQ(view.slots[5].value, before.gpr[cpu::rax]);
    EXPECT_EQ(view.slots[6].meaning, "pt_regs.di");
    EXPECT_EQ(view.slots[6].value, before.gpr[cpu::rdi]);
    EXPECT_EQ(view.slots[15].meaning, "pt_regs.bx");
    EXPECT_EQ(view.slots[15].value, before.gpr[cpu::rbx]);
    EXPECT_EQ(view.slots[0].writer, Writer::hardware);
}

// Who wrote each slot of the kernel's stack, and when.
std::vector<std::tuple<uint64_t, Writer, uint64_t, uint64_t>> writers(emu::Session& session)
{
    std::vector<std::tuple<uint64_t, Writer, uint64_t, uint64_t>> list;
    for (StackSlot const& slot : session.stack(StackName::kernel, 32).slots)
        list.emplace_back(slot.address, slot.writer, slot.written_at, slot.written_by);
    return list;
}

// Whoever asks at every stop hears the run in pieces; whoever asks once hears it in one.
TEST(Stacks, HaveTheSameWritersHoweverTheSessionCameThere)
{
    auto const often = open_sample("trap_paths/hello_int80");
    often->continue_until({.goal = Goal::system_call});
    auto known = 0;
    for (int stop = 0; stop < 60; ++stop) {
        if (stop % 5 == 4)
            often->step_instruction();
        else if (stop % 7 == 6)
            static_cast<void>(often->go_to_time(often->position().time + 40));
        else
            often->micro_step();
        auto const heard = writers(*often);
        auto const once = open_sample("trap_paths/hello_int80");
        ASSERT_TRUE(once->go_to_time(often->position().time, often->position().micro_step).ok());

        ASSERT_EQ(heard, writers(*once)) << "stop " << stop;

        known += static_cast<int>(std::count_if(heard.begin(), heard.end(), [](auto const& one) {
            return std::get<Writer>(one) != Writer::unknown;
        }));
    }
    EXPECT_GT(known, 60 * 10);
}

TEST(Stacks, TheProgramsStackIsNamedFromArgcUp)
{
    emu::Options options;
    options.arguments = {"first", "second"};
    auto const session = open_sample("trap_paths/hello_syscall", options);

    auto const view = session->stack(StackName::user, 4, session->state().gpr[cpu::rsp] + 24);

    EXPECT_EQ(view.slots[3].meaning, "argc");
    EXPECT_EQ(view.slots[3].value, 3u);
    EXPECT_EQ(view.slots[2].meaning, "argv[0] \"/bin/hello_syscall\"");
    EXPECT_EQ(view.slots[1].meaning, "argv[1] \"first\"");
    EXPECT_EQ(view.slots[1].writer, Writer::kernel_code);
}

TEST(Stacks, ACallLeavesItsReturnAddressWithAName)
{
    auto const session = open_sample("trap_paths/hello_syscall");
    session->add_breakpoint(*session->address_of("sys_write"));
    session->continue_until({});

    auto const view = session->stack(StackName::kernel, 64);
    auto const top = std::find_if(view.slots.begin(), view.slots.end(),
                                  [](StackSlot const& slot) { return slot.at_pointer; });

    ASSERT_NE(top, view.slots.end());
    EXPECT_THAT(top->meaning, testing::StartsWith("ret "));
    EXPECT_EQ(top->writer, Writer::kernel_code);
}

TEST(Stacks, TheCallChainCrossesTheTrap)
{
    auto const session = open_sample("trap_paths/hello_glibc");
    session->add_breakpoint(*session->address_of("sys_write"));
    session->continue_until({});
    std::vector<std::string> names;

    for (auto const& frame : session->call_chain())
        names.push_back(frame.name);

    ASSERT_FALSE(names.empty());
    EXPECT_EQ(names.front(), "sys_write");
    EXPECT_THAT(names, testing::Contains("do_syscall_64"));
    EXPECT_THAT(names, testing::Contains("entry_SYSCALL_64"));
}

} // namespace ringside::tests
