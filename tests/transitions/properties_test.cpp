// What holds for every transition whatever the tables, registers and privileges are: tried on a few thousand
// machines made from a fixed seed. A failure names its seed.
#include "tests/transitions/expectations.hpp"

#include <random>

namespace ringside::test {

namespace {

using Random = std::mt19937_64;

uint64_t pick(Random& random, std::initializer_list<uint64_t> values)
{
    return *(values.begin() + random() % values.size());
}

bool rarely(Random& random)
{
    return random() % 8 == 0;
}

uint64_t some_selector(Random& random)
{
    return pick(random,
                {0, 3, 0x08, 0x10, 0x13, 0x18, 0x1b, 0x23, 0x28, 0x2b, 0x30, 0x33, 0x37, 0x40, 0x53, 0x203});
}

uint64_t some_address(Random& random)
{
    return pick(random, {0x1000, 0x1100, 0x7800, 0x7ff3, 0x9000, 0x24800, 0x27000, 0x30000, 0x31008, 0xa000,
                         0x8000'0000'0000, 0xffff'8000'0000'0000, 0x1'0000'1000, 0});
}

// The instructions of this room.
std::vector<uint8_t> some_instruction(Random& random)
{
    static std::vector<std::vector<uint8_t>> const all = {{0xcd, 0x80},
                                                          {0xcd, 0x0e},
                                                          {0xcc},
                                                          {0xf1},
                                                          {0x48, 0xcf},
                                                          {0xcf},
                                                          {0x66, 0xcf},
                                                          {0x0f, 0x05},
                                                          {0x48, 0x0f, 0x07},
                                                          {0x0f, 0x07},
                                                          {0x0f, 0x34},
                                                          {0x0f, 0x35},
                                                          {0x48, 0x0f, 0x35},
                                                          {0x0f, 0x01, 0xf8},
                                                          {0x48, 0xff, 0x2b},
                                                          {0xff, 0x1b},
                                                          {0x48, 0xff, 0x1b},
                                                          {0xcb},
                                                          {0x48, 0xcb},
                                                          {0x48, 0xca, 0x10, 0x00},
                                                          {0x8e, 0xd8},
                                                          {0x8e, 0xd0},
                                                          {0x8e, 0xe0},
                                                          {0x0f, 0xa1},
                                                          {0x0f, 0xb2, 0x23},
                                                          {0x0f, 0x22, 0xd8},
                                                          {0x0f, 0x22, 0xc0},
                                                          {0x0f, 0x22, 0xe0},
                                                          {0x0f, 0x30},
                                                          {0x0f, 0x00, 0xd8},
                                                          {0x0f, 0x0b},
                                                          {0xf4},
                                                          {0x8a, 0x03},
                                                          {0xf7, 0xf1},
                                                          {0x90}};
    return all[random() % all.size()];
}

// Frames for IRET and far RET, and a far pointer at [rbx]; most of them good.
void prepare_operands(BareMachine& machine, Random& random)
{
    auto& state = machine.state;
    auto const to_user = random() % 2 == 0;
    auto const code = [&] {
        return rarely(random) ? some_selector(random)
               : to_user      ? pick(random, {0x33, 0x23})
                              : pick(random, {0x10, 0x08});
    };
    auto const data = [&] {
        return rarely(random) ? some_selector(random) : to_user ? 0x2b : pick(random, {0x18, 0});
    };
    auto const rip = [&] { return rarely(random) ? some_address(random) : pick(random, {0x1000, 0x31000}); };
    auto const frame = state.cpl == 0 ? BareMachine::kernel_stack_top - 64 : BareMachine::user_stack_top - 64;
    auto const bytes = random() % 2 == 0 ? 8u : 4u; // the width of a slot; a wrong one makes bad frames
    auto const slot = random() % 2 == 0 ? 3u : 2u;  // of RSP, with SS after it: IRET's or RET's
    machine.write<uint64_t>(frame, rip());
    machine.write<uint64_t>(frame + bytes, code());
    machine.write<uint64_t>(frame + 2 * bytes, random() & 0x3f'7fd7);
    machine.write<uint64_t>(frame + slot * bytes, some_address(random));
    machine.write<uint64_t>(frame + slot * bytes + bytes, data());
    if (!rarely(random))
        state.gpr[rsp] = frame;
    if (!rarely(random))
        state.gpr[rbx] = BareMachine::user_data;
    machine.write<uint64_t>(BareMachine::user_data, rip());
    machine.write<uint64_t>(BareMachine::user_data + 4, code() | code() << 32);
    if (random() % 4 == 0) {
        machine.set_descriptor(0x50, 0x0003'8c00'0010'1000 | (random() % 4) << 45);
        machine.write<uint64_t>(BareMachine::user_data + 8, 0x53);
    }
}

// A machine with a few things wrong.
void disturb(BareMachine& machine, Random& random)
{
    auto& state = machine.state;
    auto const mode = random() % 8;
    if (mode == 0)
        machine.go_to_compatibility();
    else if (mode == 1)
        machine.go_to_legacy();
    else if (mode == 2)
        machine.go_to_legacy_ring_0();
    else if (mode < 6)
        machine.go_to_ring_0();
    for (unsigned i = 0; i < 16; ++i)
        if (i != rsp || rarely(random))
            state.gpr[i] = random() % 2 == 0 ? some_address(random) : some_selector(random);
    state.rflags =
        2 | (random() & (flag::status | flag::interrupt | flag::df | flag::ac | flag::id | flag::rf));
    if (rarely(random))
        state.rflags |= pick(random, {flag::tf, flag::nt, flag::iopl});
    for (auto const vector : {0u, 3u, 6u, 8u, 10u, 11u, 12u, 13u, 14u, 0x80u})
        if (rarely(random))
            machine.set_gate(vector, {.offset = some_address(random),
                                      .selector = static_cast<uint16_t>(some_selector(random)),
                                      .ist = static_cast<unsigned>(random() % 3),
                                      .type = static_cast<unsigned>(pick(random, {0xe, 0xe, 0xf, 5, 0x1e})),
                                      .dpl = static_cast<unsigned>(random() % 4),
                                      .present = !rarely(random)});
    for (auto const selector : {0x08u, 0x10u, 0x18u, 0x20u, 0x28u, 0x30u, 0x50u})
        if (rarely(random)) {
            auto const raw = machine.read(BareMachine::gdt + selector) ^ uint64_t { 1 }
                                                                             << (40 + random() % 16);
            machine.set_descriptor(static_cast<uint16_t>(selector), raw);
        }
    if (rarely(random))
        machine.set_tss_field(4, some_address(random));
    if (rarely(random))
        machine.set_page(pick(random, {0x20000, 0x21000, 0x22000, 0x24000, 0x7000}), pick(random, {0, 1, 7}));
    if (rarely(random))
        state.tr.limit = static_cast<uint32_t>(random() % 110);
    if (rarely(random))
        state.cr4 |= pick(random, {cr4::smap, cr4::smep});
    prepare_operands(machine, random);
    auto const instruction = some_instruction(random);
    machine.memory.write({state.rip}, instruction);
    machine.processor.state_replaced();
}

Vendor vendor_of(uint64_t seed)
{
    return seed % 2 == 0 ? Vendor::intel : Vendor::amd;
}

struct Made : BareMachine
{
    explicit Made(uint64_t seed) : BareMachine(vendor_of(seed))
    {
        Random random(seed);
        disturb(*this, random);
        recorder = {};
    }
};

constexpr uint64_t machines = 4000;

// ---- the properties, each for one seed

// Nobody watching changes nothing.
bool same_when_unwatched(uint64_t seed)
{
    Made watched(seed);
    Made unwatched(seed);
    unwatched.processor.observe(nullptr);
    auto const a = watched.step();
    auto const b = unwatched.step();
    return a == b && watched.state == unwatched.state && watched.memory.save() == unwatched.memory.save();
}

// A fault of the instruction itself has changed no register.
bool faults_change_nothing(uint64_t seed)
{
    Made machine(seed);
    Visible const before(machine.state);
    auto const fault = machine.fault_of_step();
    return !fault.happened() || Visible(machine.state) == before;
}

// Weighs what is told between the beginning and the end of transitions.
class Scales final : public Observer
{
public:
    void transition_begins(State const&, Transition, unsigned) override { inside_ = true; }
    void transition_ends(State const&, Transition, Fault const&) override { inside_ = false; }
    void step(State const&, StepRecord const& record) override
    {
        if (inside_ && record.transition != Transition::page_walk)
            balance_ += record.read_bytes + 1000 * record.written_bytes;
    }
    void access(Access const& access) override
    {
        if (inside_ && access.agent == Agent::hardware)
            balance_ -= access.bytes * (access.direction == Direction::read ? 1 : 1000);
    }
    int balance() const { return balance_; }

private:
    bool inside_ = false;
    int balance_ = 0;
};

// The bytes that the steps tell are the bytes that the accesses tell.
bool steps_tell_all_bytes(uint64_t seed)
{
    Made machine(seed);
    Scales scales;
    machine.processor.observe(&scales);
    machine.step();
    machine.processor.observe(nullptr);
    return scales.balance() == 0;
}

bool equal(StepRecord const& a, StepRecord const& b)
{
    return a.step == b.step && a.value == b.value && a.before == b.before && a.address == b.address &&
           a.fault == b.fault;
}

// Stopped after any number of steps, the processor has told exactly those; going on from the start tells them
// again.
bool stops_after_any_step(uint64_t seed)
{
    Made whole(seed);
    whole.step();
    auto const& all = whole.recorder.steps;
    for (unsigned count = 1; count <= all.size(); ++count) {
        Made machine(seed);
        machine.processor.stop_after_steps(count);
        auto const stop = machine.step();
        auto const& told = machine.recorder.steps;
        if (stop != Stop::micro_step || told.size() != count || !equal(told.back(), all[count - 1]))
            return false;
    }
    return true;
}

// Every transition that has begun has ended, unless a reader stopped it.
bool transitions_end(uint64_t seed)
{
    Made machine(seed);
    machine.step();
    return machine.recorder.begun.size() == machine.recorder.ended.size();
}

// The first seed for which a property does not hold, or `machines`.
uint64_t first_failure(bool (*holds)(uint64_t), uint64_t count = machines)
{
    for (uint64_t seed = 0; seed < count; ++seed)
        if (!holds(seed))
            return seed;
    return count;
}

} // namespace

TEST(EveryTransition, IsTheSameWhenNobodyWatches)
{
    EXPECT_EQ(first_failure(same_when_unwatched), machines);
}

TEST(EveryTransition, ThatFaultsHasChangedNoRegister)
{
    EXPECT_EQ(first_failure(faults_change_nothing), machines);
}

TEST(EveryTransition, TellsAllBytesThatItMoves)
{
    EXPECT_EQ(first_failure(steps_tell_all_bytes), machines);
}

TEST(EveryTransition, EndsIfItBegan)
{
    EXPECT_EQ(first_failure(transitions_end), machines);
}

TEST(EveryTransition, CanBeStoppedAfterAnyStepAndTellsTheSameSteps)
{
    EXPECT_EQ(first_failure(stops_after_any_step, 400), 400u);
}

} // namespace ringside::test
