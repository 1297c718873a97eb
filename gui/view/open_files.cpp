// The program's open files, from the kernel's table of descriptors. Sources: open(2), inode(7). Next:
// tables_sheets.cpp.
#include "gui/view/tables_sheets.hpp"

#include "gui/view/tables_cells.hpp"
#include "gui/widgets/numbers.hpp"
#include "kernel-model/abi/file.hpp"

#include <array>

namespace ringside::gui {

namespace {

std::string flags_text(uint32_t flags)
{
    using namespace kernel::open_flag;
    static constexpr std::array<char const*, 4> access = {"O_RDONLY", "O_WRONLY", "O_RDWR", "O_ACCMODE"};
    std::string text = access[flags & access_mask];
    struct Flag
    {
        uint32_t bit;
        char const* name;
    };
    static constexpr std::array<Flag, 5> names = {{{append, "O_APPEND"},
                                                   {non_block, "O_NONBLOCK"},
                                                   {directory, "O_DIRECTORY"},
                                                   {no_follow, "O_NOFOLLOW"},
                                                   {kernel::open_flag::path, "O_PATH"}}};
    for (Flag const& flag : names)
        if ((flags & flag.bit) == flag.bit)
            text += std::string(" ") + flag.name;
    return text;
}

std::string type_of(Catalogue const& tr, uint32_t mode)
{
    using namespace kernel::file_mode;
    switch (mode & type_mask) {
    case regular:
        return tr("regular file");
    case kernel::file_mode::directory:
        return tr("directory");
    case character_device:
        return tr("device");
    case fifo:
        return tr("pipe");
    case symlink:
        return tr("link");
    default:
        return tr("other");
    }
}

std::string octal(uint32_t value)
{
    std::string text;
    do {
        text.insert(text.begin(), static_cast<char>('0' + (value & 7)));
        value >>= 3;
    } while (value != 0);
    return "0" + text;
}

TableRow file_row(Scene const& scene, emu::OpenFile const& file)
{
    auto const& tr = scene.tr;
    std::string const name = "tables.files." + std::to_string(file.descriptor);
    TableRow row;
    row.name = name;
    TableCell address = text_cell(hexadecimal(file.address), name + ".address");
    address.faint = true;
    std::string const flags = flags_text(file.flags) + (file.close_on_exec ? " FD_CLOEXEC" : "");
    row.cells = {title_cell(std::to_string(file.descriptor), name),
                 text_cell(file.path.empty() ? std::string(tr("no path")) : file.path, name + ".path"),
                 text_cell(file.kind, name + ".kind"),
                 text_cell(type_of(tr, file.mode), name + ".type"),
                 text_cell(octal(file.mode & kernel::file_mode::permission_mask), name + ".mode"),
                 text_cell(std::to_string(file.position), name + ".position"),
                 text_cell(std::to_string(file.references), name + ".references"),
                 text_cell(std::to_string(file.inode), name + ".inode"),
                 address,
                 text_cell(flags, name + ".flags")};
    return row;
}

} // namespace

TableSheet open_files_sheet(Scene const& scene, emu::KernelStructures const& kernel)
{
    auto const& tr = scene.tr;
    TableSheet sheet;
    sheet.section = Section::open_files;
    sheet.title = tr("Open files");
    sheet.columns = {{"fd", 4, true},         {tr("path"), 28, false}, {tr("class"), 12, false},
                     {tr("type"), 12, false}, {tr("mode"), 5, true},   {tr("position"), 8, true},
                     {tr("refs"), 4, true},   {tr("inode"), 8, true},  {tr("File at"), 16, true},
                     {tr("flags"), 0, false}};
    if (auto const task = kernel.current_task(scene.session))
        sheet.note = "pid " + std::to_string(task->pid) + " " + task->name;
    for (emu::OpenFile const& file : kernel.open_files(scene.session))
        sheet.rows.push_back(file_row(scene, file));
    if (!kernel.known())
        sheet.absent = tr("This kernel's structures are not known: its files cannot be listed.");
    else if (sheet.rows.empty())
        sheet.absent = tr("No file is open.");
    return sheet;
}

} // namespace ringside::gui
