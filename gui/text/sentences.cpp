// What the machine may say where the window shows it, in the words of its sources: a test reads them there.
// Whoever adds a sentence to emu/ that the window shows adds it here. Next: told.cpp.
#include "gui/text/told.hpp"

namespace ringside::gui {

namespace {

using enum Hole;

// Marks a string for xgettext; told() looks up its translation. GNU gettext manual, "Special cases of
// translatable strings".
constexpr char const* tr(char const* words)
{
    return words;
}

constexpr Sentence sentences[] = {
    // ---- how a run ended: emu/session/end.cpp, kernel-model/task/exit.cpp
    {tr("exited with status {}"), {number}},
    {tr("killed by signal {} ({})"), {number, part}},
    {tr("real-time signal")},
    {tr("the kernel panicked")},
    {tr("the kernel panicked: {}"), {text}},
    {tr("triple fault: the processor shut down")},
    {tr("triple fault: the program or kernel met {}; a fault while delivering #DF shuts the processor down"),
     {part}},
    {tr("{}, and two such faults make a double fault (#DF)"), {part}},
    {tr("{}; delivering {} met {}"), {part, part, part}},
    {tr("{} at {}"), {word, number}},
    {tr("an interrupt")},
    {tr("the processor halted at {} with interrupts off, so nothing can wake it"), {number}},
    {tr("the processor halted at {} with no timer running and no input to come, so nothing can wake it"),
     {number}},
    {tr("the kernel did not reach the program within {} ticks"), {number}},

    // ---- places in a run: emu/session/back.cpp
    {tr("this is the first instruction of the program")},
    {tr("this run keeps no past to go to")},
    {tr("the program begins at time {}"), {number}},

    // ---- slots of the stack at the program's start: emu/session/stacks.cpp
    {tr("end of {}"), {word}},
    {tr("value of {}"), {word}},

    // ---- changes by hand: emu/time/change_text.cpp; names of fields are the manual's
    {tr("what if {}"), {part}},
    {tr("gate {}: {} {} → {}"), {number, part, number, number}},
    {tr("GDT descriptor {}: {} {} → {}"), {number, part, number, number}},
    {tr("{} of {}: {} {} → {}"), {word, number, part, number, number}},
    {tr("1 byte at {} {} → {}"), {number, number, number}},
    {tr("{} bytes at {} {} → {}"), {number, number, number, number}},
    {tr("address")},
    {tr("base")},
    {tr("frame")},
    {tr("limit")},
    {tr("offset")},
    {tr("raw")},
    {tr("selector")},
    {tr("type")},

    // ---- changes that are refused: emu/session/change.cpp, emu/time
    {tr("this run keeps no past, so it cannot be changed")},
    {tr("the run has ended here; go back to a moment before its end")},
    {tr("nothing is mapped at {}"), {number}},
    {tr("the IDT has no gate {}"), {number}},
    {tr("the GDT has no descriptor {}"), {number}},
    {tr("the walk to {} does not come that far"), {number}},
    {tr("there is no 64-bit TSS here")},
    {tr("a register lies in no table")},
    {tr("there is no field \"{}\""), {text}},
    {tr("there is no field \"{}\" in MSR {}"), {text, number}},
    {tr("{} is longer than its entry"), {text}},
    {tr("WRMSR refuses {} for {}"), {number, text}},
    {tr("{} cannot hold {}"), {text, number}},
    {tr("{} cannot hold {} here: it would hold {}"), {text, number, number}},
    {tr("no register \"{}\" can be changed"), {text}},
    {tr("{} has 1 bit: 0 to {}"), {text, number}},
    {tr("{} has {} bits: 0 to {}"), {text, number, number}},
    {tr("no field is called \"{}\"; write gate 0x80 dpl, gdt[2].present, tss rsp0, msr LSTAR, msr EFER sce, "
        "page ADDRESS pte write, byte ADDRESS or $rax"),
     {text}},
    {tr("{} is no number."), {text}},

    // ---- what was typed: emu/command_line/expression.cpp
    {tr("\"{}\" cannot follow an expression"), {text}},
    {tr("the expression is nested too deeply")},
    {tr("a ) is missing")},
    {tr("an address, a number, a $register or a symbol is missing")},
    {tr("there is no register {}"), {text}},
    {tr("there is no symbol {}"), {text}},

    // ---- files of the host: emu/boot/program.cpp, source.cpp; behind a colon, what the host says
    {tr("{}: {}; check the name and the rights of the file"), {text, text}},
    {tr("{}: this is {}; give a regular file"), {text, part}},
    {tr("a directory")},
    {tr("a FIFO")},
    {tr("a socket")},
    {tr("a device")},
    {tr("no regular file")},
    {tr("{}: the file is larger than 2 GiB, which no machine here could hold"), {text}},
    {tr("{}: the file could not be read to its end; try again"), {text}},
    {tr("{}: the file is empty; give a static ELF program for x86-64 or i386"), {text}},
    {tr("{}: this is not an ELF file; give a static program for x86-64 or i386 Linux"), {text}},
    {tr("{}: the file ends within its ELF header; copy it again, it is cut short"), {text}},
    {tr("{}: this is an ELF file for another machine; give one for x86-64 or i386"), {text}},
    {tr("{}: this is an ELF file for another machine (e_machine {}); give one for {}"), {text, number, word}},
    {tr("{}: this is an object file, not a program; link it first"), {text}},
    {tr("{}: this ELF file is no program (e_type {}); give one that a linker made"), {text, number}},
    {tr("{}: this ELF file has no program headers; give a linked program"), {text}},
    {tr("{}: this ELF file claims {} program headers; no loader takes so many, link it anew"),
     {text, number}},
    {tr("{}: its program headers are said to be {} bytes each, not {}; the file is damaged"),
     {text, number, number}},
    {tr("{}: the file ends within its program headers; copy it again, it is cut short"), {text}},
    {tr("{}: none of its segments is to be loaded; give a linked program"), {text}},
    {tr("{}: it needs the dynamic loader {}, and dynamic programs are not supported yet; link it with "
        "-static or -static-pie"),
     {text, text}},
    {tr("{}: segment {} lies beyond the end of the file; copy it again, it is cut short"), {text, number}},
    {tr("{}: segment {} is smaller in memory than in the file; link it anew"), {text, number}},
    {tr("{}: segment {} asks for an alignment of {}, which is no power of two; link it anew"),
     {text, number, number}},
    {tr("{}: segment {} lies at {} but at {} in the file, which no page can hold; link it anew"),
     {text, number, number, number}},
    {tr("{}: segment {} with {} bytes at {} reaches beyond the user's half of the addresses; link it anew"),
     {text, number, number, number}},
    {tr("{}: segment {} overlaps the one at {}; link it anew"), {text, number, number}},
    {tr("{}: this is source text, and there is no gcc here to build it; install it (Debian: apt-get install "
        "gcc libc6-dev), or give a built program"),
     {text}},
    {tr("{}: gcc could not build it; what it says:"), {text}},
    {tr("{}: no temporary folder could be made to build it in ({}); set TMPDIR"), {text, text}},

    // ---- the machine that they run on: emu/session/open.cpp, emu/boot
    {tr("{} bytes of memory are not possible; give --memory between 16 and 3072 MiB"), {number}},
    {tr("the kernel image is damaged: a segment lies beyond its end; build it anew")},
    {tr("the kernel's segment at physical {} does not fit into {} MiB of memory; give more with --memory"),
     {number, number}},
    {tr("the kernel image is no ELF64 file for x86-64; give one with --kernel")},
    {tr("the kernel image ends within its program headers; build it anew")},
    {tr("the kernel image has no PVH entry note (XEN_ELFNOTE_PHYS32_ENTRY); link one in")},
    {tr("arguments and environment are longer than the kernel's command line can be; shorten them")},
    {tr("the guest's files take {} MiB and do not fit beside the kernel into {} MiB of memory; give more "
        "with --memory"),
     {number, number}},
    {tr("{}: {}; check the rights of the folder"), {text, text}},
    {tr("\"{}\" is no absolute path for the guest; write --file HOST:/PATH"), {text}},
    {tr("{} is a file and cannot be the guest's root; write --file HOST:/NAME"), {text}},
    {tr("the guest's files cannot be packed: {}"), {part}},
    {tr("unknown")},
    {tr("\"{}\" is no variable; write --env NAME=VALUE"), {text}},
    {tr("the kernel would take the variable {} for its own; choose another name"), {text}},
    {tr("an argument holds a zero byte; leave it out")},

    // ---- two machines side by side: emu/compare, gui/compare/start.cpp
    {tr("{} never reaches its path_begin"), {text}},
    {tr("{} has not come to its path_begin after {} million ticks"), {text, number}},
    {tr("{} makes no system call number {} by itself"), {text, number}},
    {tr("{} makes no system call that could be compared, and has no path_begin and path_end"), {text}},
    {tr("{} has {} but no {}; a request lies between the two"), {text, word, word}},
    {tr("the request of {} does not come to its end"), {text}},
    {tr("{}: the program ends before path_end"), {part}},
    {tr("{} enters the kernel by interrupt {}, which is none of the paths"), {text, number}},
    {tr("{} goes no way into the kernel and calls no function between its path_begin and path_end"), {text}},
    {tr("{} cannot be asked for by {}; there is {}"), {text, part, text}},
    {tr("{}, whose page has no such function"), {word}},
    {tr("the request of {} went by {} here, not by {}"), {text, word, word}},

    // ---- pictures and settings: gui/platform/png.cpp, gui/settings_file.cpp
    {tr("the picture {} could not be packed"), {text}},
    {tr("the picture {} could not be written: {}"), {text, text}},
    {tr("{} cannot be written: what you choose is forgotten when the window closes"), {text}},
    {tr("{} is ignored: {}"), {text, part}},
    {tr("it cannot be read")},
    {tr("it is of a newer version of Ringside")},
    {tr("its line {} is not understood"), {number}},
};

} // namespace

std::span<Sentence const> known_sentences()
{
    return sentences;
}

} // namespace ringside::gui
