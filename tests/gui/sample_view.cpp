// Next: panels_test.cpp.
#include "tests/gui/sample_view.hpp"

namespace ringside::tests {

using namespace gui;

namespace {

StackView stack(char const* title, Actor owner, uint64_t top, std::size_t marker)
{
    StackView stack;
    stack.title = title;
    stack.owner = owner;
    stack.top_name = owner == Actor::kernel ? "from TSS.RSP0" : "from RSP at start";
    stack.top = top;
    for (std::size_t i = 0; i < 40; ++i) {
        SlotRow row;
        row.address = top - 8 * (i + 1);
        row.offset = "-0x" + std::to_string(8 * (i + 1));
        row.value = i % 3 == 0 ? "7ffffffde0" + std::to_string(i) : i % 3 == 1 ? "0" : "ffffffff80101234";
        row.meaning = i % 4 == 0 ? "RFLAGS" : i % 4 == 1 ? "ret entry_SYSCALL_64+0x12" : "";
        row.writer = i % 3 == 0 ? Actor::hardware : i % 3 == 1 ? Actor::kernel : Actor::user;
        row.dead = i > marker;
        row.marker = i == marker;
        stack.rows.push_back(row);
    }
    return stack;
}

RegistersView registers()
{
    RegistersView view;
    RegisterGroup arguments{"arguments", {}};
    for (char const* name : {"rax", "rdi", "rsi", "rdx", "r10", "r8", "r9"})
        arguments.rows.push_back({name, "ffffffff80101234", "ffffffff80105678", "write", true, name});
    RegisterGroup kept{"kept by a call", {}};
    for (char const* name : {"rbx", "rbp", "r12", "r13", "r14", "r15"})
        kept.rows.push_back({name, "0", "", "", false, name});
    RegisterGroup flow{"flow", {}};
    for (char const* name : {"rip", "rsp", "rcx", "r11", "rflags"})
        flow.rows.push_back({name, "401017", "401015", "← RFLAGS", true, name});
    RegisterGroup segments{"segments", {}};
    for (char const* name : {"cs", "ss", "fs base", "gs base", "kernel gs"})
        segments.rows.push_back({name, "33", "", "RPL 3", false, name});
    view.groups = {arguments, kept, flow, segments};
    for (char const* name :
         {"CF", "PF", "AF", "ZF", "SF", "TF", "IF", "DF", "OF", "IOPL", "NT", "RF", "AC", "ID"})
        view.flags.push_back({name, "1", name[0] == 'P' || name[0] == 'I', name[0] == 'Z'});
    return view;
}

DiagramField field(char const* name, char const* value, Progress progress = Progress::done)
{
    DiagramField field{.name = name, .value = value, .progress = progress};
    field.alone = field.value.size() > 8;
    return field;
}

DiagramField in_title(char const* name, char const* value)
{
    DiagramField field{.name = name, .value = value, .progress = Progress::done};
    field.in_title = true;
    return field;
}

// INT 0x80 when SS is pushed, with every box that an interrupt has.
DiagramView interrupt_diagram()
{
    using Side = DiagramBox::Side;
    constexpr Progress later = Progress::to_come;
    DiagramView diagram;
    diagram.boxes = {
        {"idtr", "IDTR", Side::tables, {in_title("base", "fffffe0000000000"), field("limit", "fff")}},
        {"gate",
         "IDT[0x80]",
         Side::tables,
         {field("offset", "ffffffff80101234"), field("sel", "10"), field("DPL", "3"), field("type", "e"),
          field("P", "1"), field("IST", "0")}},
        {"gdtr", "GDTR", Side::tables, {in_title("limit", "7f")}},
        {"code",
         "GDT[2]",
         Side::tables,
         {in_title("type", "code"), field("DPL", "0"), field("P", "1"), field("L", "1")}},
        {"tr", "TR 40", Side::tables, {in_title("limit", "67")}},
        {"tss", "TSS", Side::tables, {field("RSP0", "ffffc90000004000")}},
        {"cpu",
         "CPU",
         Side::processor,
         {field("RSP", "ffffc90000003ff8"), field("SS", "0"), field("CS", "10", later),
          field("RIP", "ffffffff80101234", later), field("CPL", "0", later), field("RFLAGS", "2", later)}},
        {"frame",
         "pushed",
         Side::processor,
         {field("SS", "2b", Progress::current), field("RSP", "7fffffffde50", later),
          field("RFLAGS", "202", later), field("CS", "33", later), field("RIP", "401017", later)}},
    };
    diagram.boxes[1].fields[2].checked = true;
    diagram.arrows = {{{"idtr", "base"}, {"gate", ""}, Progress::done},
                      {{"gate", "sel"}, {"gdtr", ""}, Progress::done},
                      {{"tss", "RSP0"}, {"cpu", "RSP"}, Progress::done}};
    diagram.links = {{{"frame", "SS"}, 0xffffc90000003ff8, true, Progress::current}};
    return diagram;
}

StageView interrupt_stage()
{
    static constexpr char const* names[] = {"check_idt_limit",
                                            "read_gate",
                                            "check_gate_type",
                                            "check_gate_dpl",
                                            "check_gate_present",
                                            "check_code_selector",
                                            "read_code_descriptor",
                                            "check_code_descriptor",
                                            "check_tss_limit",
                                            "read_rsp0",
                                            "check_stack_canonical",
                                            "check_target_canonical",
                                            "load_rsp",
                                            "load_ss_null",
                                            "push_ss",
                                            "push_rsp",
                                            "push_rflags",
                                            "push_cs",
                                            "push_rip",
                                            "load_cs",
                                            "load_rip",
                                            "set_cpl",
                                            "mask_rflags"};
    StageView stage;
    stage.title = "INT 0x80";
    stage.diagram = interrupt_diagram();
    unsigned number = 0;
    for (char const* name : names) {
        ++number;
        auto const state = number < 15    ? StageStep::State::done
                           : number == 15 ? StageStep::State::current
                                          : StageStep::State::to_come;
        stage.steps.push_back({number, name, number <= 15 ? "ffffc90000004000" : "", state, false});
    }
    stage.action = "push_ss: SS 2b → [ffffc90000003ff8], 8 B";
    stage.sentence =
        "The CPU keeps where the user's stack was: the old SS goes into the first slot of the kernel's "
        "stack, before any instruction of the kernel has run.";
    stage.manual = "SDM Vol. 2A, \"INT n/INTO/INT3/INT1—Call to Interrupt Procedure\"";
    return stage;
}

CodeView code()
{
    CodeView view;
    view.where = "_start+c";
    view.rows.push_back({CodeRow::Kind::label, 0x401000, "", "_start", false, Actor::user});
    for (unsigned i = 0; i < 60; ++i)
        view.rows.push_back({CodeRow::Kind::instruction, 0x401000 + 5 * i, "b801000000",
                             "mov rax, qword ptr [rbx+rcx*8+0x12345678]", i == 12, Actor::user});
    return view;
}

TerminalLine terminal_line(std::u32string_view letters, TerminalPen pen)
{
    TerminalLine line;
    for (char32_t const letter : letters)
        line.push_back({letter, pen, 1});
    return line;
}

} // namespace

View view_between_instructions()
{
    View view;
    view.title = {"hello_syscall", {TitleLevel{"_start", Actor::user}}, Actor::user, 3};
    view.control.place = "insn:123456";
    view.control.status = "stopped before the instruction";
    view.control.step = 123456;
    view.control.steps = 1234567;
    view.code = code();
    view.stage.title = "Next instruction";
    view.stage.action = "mov eax, 0x1";
    view.stage.sentence = "It will change registers only: no memory is touched.";
    view.stage.effects = {{StageEffect::Kind::writes, "[ffffc90000003ff8]", "8 B", "ffffffff80101234", "2b"},
                          {StageEffect::Kind::loads, "RAX", "", "ffffffff80101234", "1"},
                          {StageEffect::Kind::flags, "ZF", "", "0", "1"}};
    view.user_stack = stack("User stack", Actor::user, 0x7ffffffde000, 3);
    view.kernel_stack = stack("Kernel stack", Actor::kernel, 0xffffc90000004000, 0);
    view.registers = registers();
    view.console.lines = {terminal_line(U"hello, world", {.text = Hue::red}),
                          terminal_line(U"red %s %n", {.fill = Hue::blue, .bold = true, .reversed = true})};
    view.console.cursor_line = 1;
    view.console.size = "80 x 25";
    return view;
}

View view_in_interrupt()
{
    View view = view_between_instructions();
    view.title = {"hello_int80_64",
                  {TitleLevel{"_start", Actor::user}, TitleLevel{"INT 0x80", Actor::hardware}},
                  Actor::hardware,
                  3};
    view.control.place = "trap:1.15";
    view.stage = interrupt_stage();
    view.user_stack.ghost = true;
    view.kernel_stack.rows[0].written = true;
    view.kernel_stack.rows[0].arrow = SlotArrow::into;
    view.slot = {"ffffc90000003ff8 = 2b · CPU · _start+0x14", 123456, false};
    view.kernel_stack.rows[0].meaning = "SS";
    view.kernel_stack.rows[0].value = "2b";
    for (std::size_t i = 1; i < 5; ++i) {
        view.kernel_stack.rows[i].awaited = true;
        view.kernel_stack.rows[i].meaning = "RFLAGS";
    }
    return view;
}

View view_in_syscall()
{
    View view = view_between_instructions();
    view.title.lamp = Actor::kernel;
    view.title.ring = 0;
    view.user_stack.foreign = true;
    view.user_stack.tag = "ring 0 is running on the user's stack";
    view.slot = {view.user_stack.tag, std::nullopt, true};
    view.kernel_stack.rows.clear();
    view.kernel_stack.note = "Empty: SYSCALL writes nothing to any stack.";
    return view;
}

} // namespace ringside::tests
