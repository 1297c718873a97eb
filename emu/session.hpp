// The one object that every front end drives: window, terminal debugger, run, compare, shot. It owns the
// machine, knows where in the run it stands, moves forwards and backwards, and shows what is there. Nobody
// else touches the machine. Views have no side effects: looking never changes a result.
//
// A position is (virtual time, micro-step). Micro-step M > 0 means that M steps of the transition under way
// are done: the state is the machine's real state in the midst of it. Going back restores a kept state and
// runs again; the same run always gives the same bits. Read next: session/travel.cpp, machine.hpp.
#pragma once

#include "cpu/cpu.hpp"
#include "emu/options.hpp"
#include "emu/outcome.hpp"
#include "emu/place.hpp"
#include "emu/time/change.hpp"
#include "emu/time/timeline.hpp"
#include "emu/trace/call_line.hpp"
#include "emu/trace/page_tables.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ringside::emu {

// ---- where we are

struct Position
{
    uint64_t time = 0;        // virtual time of the machine
    uint64_t instruction = 0; // instructions retired since `start` (user and kernel)
    uint64_t trap = 0; // system-call instructions of the program so far, one at RIP or under way included
    unsigned micro_step = 0; // steps done of the transition under way; 0 = between instructions
    bool operator==(Position const&) const = default;
};

// Why an action returned.
enum class Reason : uint8_t
{
    done,        // the step that was asked for is done
    system_call, // before a system-call instruction of the program
    ring_change, // the ring is another one now
    breakpoint,  // before the instruction at a breakpoint
    watchpoint,  // after the instruction that changed a watched value
    time,        // the time or place that was asked for
    budget,      // the slice is used up and the goal not reached: call again
    interrupted, // interrupt() was called
    input,       // the guest is idle and waits for the console; type() or call again when the clock may jump
    exited,      // the program ended; exit_state() tells
    machine_stopped, // triple fault, HLT with interrupts off, kernel panic: exit_state() tells
    start_of_run,    // going back reached the first instruction of the program
};

struct Stopped
{
    Reason reason = Reason::done;
    uint64_t address = 0; // of the breakpoint or watchpoint
    std::string sentence; // for people; may be empty
};

// What continue_until() runs to. Breakpoints, exit and interrupt() always stop it.
enum class Goal : uint8_t
{
    nothing_else,
    system_call, // the program's next system-call instruction
    ring_change,
    time,    // Target::value is a virtual time
    address, // Target::value is an instruction's linear address (run to cursor)
};

struct Target
{
    Goal goal = Goal::nothing_else;
    uint64_t value = 0;
    uint64_t budget = ~uint64_t{0}; // ticks of virtual time before Reason::budget
    // An idle guest with open input: true returns Reason::input, so that the caller can wait for a key on the
    // host's clock (see idle_until, idle); false lets virtual time jump to the next timer event.
    bool wait_for_input = false;
    // The same action as the call before, which returned Reason::budget or input: the previous stop stays
    // what it was.
    bool goes_on = false;
};

// ---- what is seen

// One micro-step of the transition at hand.
struct MicroStep
{
    enum class Progress : uint8_t
    {
        done,
        current, // the last one done: what the machine has just performed
        to_come, // known from a rehearsal of the same instruction on the same state
    };
    cpu::StepRecord record{};
    Progress progress = Progress::to_come;
    std::string text; // with its values, one line: "push SS 0x2b at ffffc90000003ff8"
};

// The transition under way, or the one that the next instruction will make.
struct TransitionView
{
    cpu::Transition transition = cpu::Transition::none; // none: the next instruction makes none
    unsigned vector = 0;
    uint64_t rip = 0;             // of the instruction, before it
    unsigned done = 0;            // == Position::micro_step
    std::vector<MicroStep> steps; // without page walks, which are not numbered
    cpu::Fault fault{};           // the fault that starts it (exception) or ended it
};

// What the instruction at RIP (or the delivery before it) will do, from a rehearsal that leaves no trace.
struct Preview
{
    std::vector<cpu::Access> accesses; // its own reads and writes of memory, in order
    cpu::State after{};
    cpu::Fault fault{}; // happened(): it faults, and `after` is the handler's first state
};

enum class Lamp : uint8_t
{
    ring3,
    ring2,
    ring1,
    ring0,
    hardware, // in the midst of a transition: some of its micro-steps are done, not all
};

enum class StackName : uint8_t
{
    user,
    kernel,
};

enum class Writer : uint8_t
{
    unknown, // before what the session remembers
    hardware,
    kernel_code,
    user_code,
};

struct StackSlot
{
    uint64_t address = 0;
    uint64_t value = 0;
    uint64_t before = 0;  // at the previous stop
    bool mapped = false;  // else value means nothing
    bool changed = false; // since the previous stop
    bool below = false;   // under the stack pointer: a dead value
    bool at_pointer = false;
    std::string meaning; // "ret main+0x1f", "SS", "pt_regs.orig_ax", "\"hi\\n\"", "argc"; "" if unknown
    Writer writer = Writer::unknown;
    uint64_t written_at = 0; // virtual time
    uint64_t written_by = 0; // RIP of the instruction that wrote it, or during which the hardware did
};

struct StackView
{
    StackName name = StackName::user;
    uint64_t top = 0;     // offsets are counted from here: of the kernel's stack that RSP lies in, else of
                          // TSS.RSP0; of the user's RSP at the program's start
    std::string top_name; // of the kernel's: what holds it, "TSS.RSP0"
    uint64_t lowest = 0;  // of the mapped stretch around the pointer
    uint64_t pointer =
        0; // RSP while it is in this stack, else where it was left (a ghost) or the empty stack's top
    bool active = false;          // RSP is in this stack
    bool foreign = false;         // ring 0 is running on the user's stack
    unsigned slot_bytes = 8;      // 4 for 32-bit programs
    std::vector<StackSlot> slots; // from the highest address to the lowest
};

struct CodeLine
{
    uint64_t address = 0;
    std::vector<uint8_t> bytes;
    std::string text;     // "mov eax, [rbx+0x8]", branch targets with symbols; "(bad)" where nothing decodes
    std::string symbol;   // "main+0x1f"
    std::string label;    // the symbol, if one begins here
    bool current = false; // RIP
    bool breakpoint = false;
    bool kernel = false;            // in the kernel's half
    bool jumps = false;             // JMP, Jcc, LOOP
    bool conditional = false;       // it may also go on behind itself
    std::optional<uint64_t> target; // where a jump or call leads, if the instruction names it
};

struct SymbolPosition
{
    std::string name; // demangled; control characters escaped
    uint64_t start = 0;
    uint64_t size = 0;
    uint64_t offset = 0;
    bool kernel = false;
};

// One level of calls.
struct StackFrame
{
    SymbolPosition function;        // its name is an address where no symbol covers it
    uint64_t rip = 0;               // where it goes on
    uint64_t instruction = 0;       // the one under way in it: at RIP, or the CALL or trap that it waits for
    uint64_t rsp = 0;               // its stack pointer when it goes on
    std::optional<uint64_t> slot{}; // where on a stack that place is kept, if it is
    // By which transition ring 3 was left for the next inner level; none: by an ordinary call, or it is the
    // innermost.
    cpu::Transition left_by = cpu::Transition::none;
    unsigned vector = 0; // of an interrupt or exception
};

struct SourceLine
{
    std::string file; // relative to the source tree for the kernel, the vDSO and the samples
    unsigned line = 0;
    std::string text;   // of that line, if the file can be read
    uint64_t start = 0; // [start, end): the code round the address that belongs to this line alone; while RIP
    uint64_t end = 0;   // stays in it the line is under way
};

struct GateView
{
    uint64_t address = 0; // linear, of the gate
    uint64_t low = 0;
    uint64_t high = 0;
    uint64_t offset = 0;
    uint16_t selector = 0;
    unsigned ist = 0;
    unsigned type = 0;
    unsigned dpl = 0;
    bool present = false;
    std::string symbol; // of the offset
};

struct ExitState
{
    bool ended = false;
    int status = 0;       // what we exit with: the guest's, 128+n by a signal, 125 if the machine stopped
    bool machine = false; // the machine stopped, not the program
    std::string sentence; // "exited with status 0", "killed by SIGSEGV", a triple fault told fault by fault
};

// Of virtual time: no event, no end.
inline constexpr uint64_t never = ~uint64_t{0};
// A program that idles for so many ticks waits for input that nobody has typed.
inline constexpr uint64_t long_idle = 10'000'000'000;

class Machine;
struct Program;
struct DisassembledInstruction;

class Session
{
public:
    // Reads and checks the program, packs the initramfs, boots the kernel and runs to the first instruction
    // of the program in ring 3. Nothing is started if anything is wrong with the program or the options.
    static Outcome<std::unique_ptr<Session>> open(std::string const& program, Options const& options = {});
    // The same with the program's bytes at hand (a bundled sample). `name` becomes argv[0].
    static Outcome<std::unique_ptr<Session>> open(std::string const& name, std::span<std::byte const> program,
                                                  Options const& options = {});
    // Another machine, with the same program and options, at its start.
    Outcome<std::unique_ptr<Session>> open_again(History history) const;
    ~Session();
    Session(Session const&) = delete;
    Session& operator=(Session const&) = delete;

    std::string const& program_name() const;
    Options const& options() const;
    std::span<std::byte const> kernel_image() const; // the ELF file of the kernel that runs

    // While it lives all actions are one: for the views the previous stop is where the first of them began.
    class OneAction
    {
    public:
        explicit OneAction(Session& session);
        ~OneAction();
        OneAction(OneAction const&) = delete;
        OneAction& operator=(OneAction const&) = delete;

    private:
        Session& session_;
    };

    // ---- position
    Position position() const;
    Position start() const;    // of the first user instruction
    Position furthest() const; // the latest position reached so far in this run
    // Whether the very next thing is one of the program's system-call instructions.
    bool at_system_call() const;

    // ---- forwards. Those that lead over calls, out of functions or along lines may run as long as
    // continue_until; interrupt() stops all of them.
    Stopped micro_step();       // one micro-step, or one instruction that has none
    Stopped step_instruction(); // one instruction or event delivery; in a transition: its end
    Stopped step_over();        // a call is run to its return, a trap until ring 3 is back behind it
    Stopped step_out();         // until the function returns; in the kernel's entry code until ring 3
    Stopped step_line();        // over calls and traps to another source line; without lines as step_over
    Stopped continue_until(Target const& target = {});
    // Stops a running action soon, or the next one that is asked for. From any thread or signal handler.
    void interrupt();
    // A request that came too late for the action it was meant for, which is done: the next action is not to
    // be stopped by it.
    void forget_interrupt();

    // ---- backwards
    Stopped back_micro_step();
    Stopped back_instruction();
    Stopped back_over(); // the inverse of step_over: a call's return goes back to before the call
    Stopped back_out();  // the inverse of step_out: to before the call or trap that led in here
    Stopped back_line(); // to where this source line began, or, where it did, the one before
    // The previous system call or ring change, or with Goal::nothing_else breakpoint; else start.
    Stopped back_until(Goal goal);
    void restart(); // to start, without the changes made by hand
    Outcome<Stopped> go_to(Place const& place);
    Outcome<Stopped> go_to_time(uint64_t time, unsigned micro_step = 0);
    // Along the timeline: the nearest change of ring or moment. Past the end of what is known the run goes on
    // to its next change of ring.
    Stopped next_moment();
    Stopped previous_moment();
    Stopped go_to_furthest();
    // The course of the run as far as it is known, later than the present position too.
    Timeline const& timeline() const;

    // ---- breakpoints and watchpoints, by linear address
    void add_breakpoint(uint64_t address);
    void remove_breakpoint(uint64_t address);
    std::vector<uint64_t> const& breakpoints() const;
    void add_watchpoint(uint64_t address, unsigned bytes); // one for an address
    std::vector<uint64_t> watchpoints() const;             // their addresses
    void remove_watchpoint(uint64_t address);

    // ---- the console
    // Input arrives now, in virtual time. Typing in the past drops what came after.
    void type(std::string_view bytes);
    void end_input(); // the pipe's end (^D is typed)
    // Everything the program wrote up to this position. Good until the next action.
    std::string_view console() const;
    // The same, taken away: for a front end that keeps no history and writes it to a stream.
    std::string take_console();
    // The kernel's log with the machine's own remarks in between, in their order. Only whole lines until the
    // run has ended, so that the list grows at its end alone.
    std::vector<std::string> const& log() const;
    // Idle guest: the virtual time of its next timer event, and the jump there (or nearer).
    uint64_t idle_until() const;
    void idle(uint64_t until);
    uint64_t idle_time() const; // virtual time spent idle so far

    // ---- what if (session/change.cpp, session/remedies.cpp)
    // Changes the machine here, by hand: an event from outside, which the journal keeps, so that going back
    // and running again meets it at the same moment. What came after in the run is dropped. In the midst of a
    // transition the change is made before its first micro-step, and the same number of steps is done anew.
    Outcome<void> change(Change const& change);
    // Until restart(), which takes all changes away and gives the original run back.
    bool changed_run() const;
    // All that the journal holds, those later than this position too. Oldest first.
    std::vector<ChangeMade> changes() const;
    // What a field holds now.
    Outcome<uint64_t> value_of(Field const& field) const;
    // Where a check of the transition at hand fails: what would let it pass. Empty if none does, or if no
    // field decides it.
    std::vector<Remedy> remedies();

    // ---- registers and memory
    cpu::State const& state() const;
    // At the previous stop, for old values: what changed since is what the last action changed.
    cpu::State const& previous_state() const;
    Lamp lamp() const;
    // Bytes at a linear address as the current page tables map them. Returns how many could be read. Where a
    // page of the program's file was not touched yet, there is nothing; read_code() shows what the file holds
    // for it.
    std::size_t read_memory(uint64_t linear, std::span<uint8_t> bytes) const;
    std::size_t read_code(uint64_t linear, std::span<uint8_t> bytes) const;
    std::size_t read_previous_memory(uint64_t linear, std::span<uint8_t> bytes) const;
    std::size_t read_physical(uint64_t physical, std::span<uint8_t> bytes) const;
    std::optional<uint64_t> read_word(uint64_t linear) const; // 8 bytes

    // ---- the trap stage
    // Computed once per position by a rehearsal that leaves no trace.
    TransitionView const& transition();
    Preview preview();

    // ---- stacks
    // `rows` slots: the kernel's from its top down, the user's around its pointer; or from `highest` down.
    StackView stack(StackName name, unsigned rows, std::optional<uint64_t> highest = {});
    // Who wrote the eight bytes at an address last, as far as the session remembers.
    Writer writer_of(uint64_t address);

    // ---- code
    // The instruction at `address` with `before` lines above it and `after` below.
    std::vector<CodeLine> code(uint64_t address, unsigned before, unsigned after) const;
    std::optional<SymbolPosition> symbol(uint64_t address) const;
    // The section of the program's, the vDSO's or the kernel's file that lies there, ".rodata"; empty if
    // none.
    std::string section(uint64_t address) const;
    std::optional<uint64_t>
    address_of(std::string_view name) const; // the program's symbols first, then the kernel's
    // The beginning of the CALL that ends at an address, if one does.
    std::optional<uint64_t> call_before(uint64_t address) const;
    // The kernel's alone: whatever a program calls its own functions.
    std::optional<uint64_t> address_in_kernel(std::string_view name) const;
    std::string describe(uint64_t address) const; // "main+0x1f", or hexadecimal
    std::optional<SourceLine> source(uint64_t address) const;
    // The levels of calls from the innermost out, through the kernel and the trap into the program.
    // frames.cpp
    std::vector<StackFrame> frames() const;
    std::vector<SymbolPosition> call_chain() const; // their functions: "main", "puts", "write"
    // The addresses of the last instructions that were executed before this position, the latest first; at
    // most `most`, fewer where the run begins.
    std::vector<uint64_t> trail(unsigned most);

    // ---- tables
    std::optional<GateView> gate(unsigned vector) const;
    std::optional<cpu::Descriptor> descriptor(uint16_t selector) const;
    std::optional<uint64_t> tss_rsp(unsigned ring) const;
    std::vector<WalkLevel> walk(uint64_t linear) const;

    // ---- system calls and the end
    CallsSoFar calls() const; // good until the next action
    // Those that have ended, taken away: for a front end that keeps no history and writes them to a stream.
    std::vector<CallLine> take_calls();
    ExitState const& exit_state() const;

    // For compare and tests inside emu/: the machine itself.
    Machine& machine();

    struct Parts; // of the session's own source files

private:
    explicit Session(std::unique_ptr<Parts> parts);
    static Outcome<std::unique_ptr<Session>> open(Program program, Options const& options);
    void boot();
    Stopped over();
    DisassembledInstruction disassemble_at(uint64_t address) const;
    std::vector<uint64_t> instructions_before(uint64_t address, unsigned count) const;
    StackSlot stack_slot(StackView const& view, uint64_t address) const;
    std::string slot_meaning(StackView const& view, StackSlot const& slot) const;
    std::unique_ptr<Parts> parts_;
};

} // namespace ringside::emu
