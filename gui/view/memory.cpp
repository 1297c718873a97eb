// Memory in hexadecimal with its letters, what lies there, and who wrote it last. Next: open_files.cpp.
#include "gui/view/tables_sheets.hpp"

#include "gui/view/tables_cells.hpp"
#include "gui/widgets/numbers.hpp"

#include <algorithm>
#include <array>

namespace ringside::gui {

namespace {

constexpr unsigned bytes_in_row = 16;
constexpr uint64_t rows_above = 4; // of RSP, where nothing was chosen

// One row of bytes, now and at the last stop; `count` of them can be read.
struct Bytes
{
    std::array<uint8_t, bytes_in_row> now{};
    std::array<uint8_t, bytes_in_row> before{};
    std::size_t count = 0;
};

char letter_of(uint8_t byte)
{
    return byte >= 0x20 && byte < 0x7f ? static_cast<char>(byte) : '.';
}

char const* letter_of(emu::Writer writer)
{
    switch (writer) {
    case emu::Writer::hardware:
        return "H";
    case emu::Writer::kernel_code:
        return "K";
    case emu::Writer::user_code:
        return "U";
    case emu::Writer::unknown:
        break;
    }
    return "·";
}

class Rows
{
public:
    Rows(Scene const& scene, std::vector<emu::KernelRegion> regions)
        : scene_(scene), regions_(std::move(regions))
    {}

    TableRow row(uint64_t address) const
    {
        Bytes const bytes = read(address);
        TableRow row;
        row.name = "tables.memory." + hexadecimal(address);
        row.cells.push_back(title_cell(hexadecimal(address), row.name));
        for (unsigned i = 0; i < bytes_in_row; ++i)
            row.cells.push_back(byte_cell(address + i, bytes, i));
        row.cells.push_back(text_cell(letters(bytes)));
        row.cells.push_back(text_cell(bytes.count > 0 ? writers(address) : ""));
        row.cells.push_back(text_cell(name_of(address, bytes)));
        return row;
    }

private:
    Bytes read(uint64_t address) const
    {
        Bytes bytes;
        bytes.count = scene_.session.read_memory(address, bytes.now);
        bytes.before = bytes.now;
        scene_.session.read_previous_memory(address, bytes.before);
        return bytes;
    }

    static TableCell byte_cell(uint64_t address, Bytes const& bytes, unsigned i)
    {
        bool const there = i < bytes.count;
        TableCell cell = text_cell(there ? padded(bytes.now[i], 2) : "··",
                                   there ? "tables.memory." + hexadecimal(address) + ".byte" : "");
        if (there)
            cell.field = "byte 0x" + hexadecimal(address);
        cell.faint = !there || bytes.now[i] == 0;
        cell.changed = there && bytes.now[i] != bytes.before[i];
        return cell;
    }

    static std::string letters(Bytes const& bytes)
    {
        std::string text;
        for (std::size_t i = 0; i < bytes.count; ++i)
            text.push_back(letter_of(bytes.now[i]));
        return text;
    }

    // Of the row's two words.
    std::string writers(uint64_t address) const
    {
        return std::string(letter_of(scene_.session.writer_of(address))) +
               letter_of(scene_.session.writer_of(address + 8));
    }

    std::string name_of(uint64_t address, Bytes const& bytes) const
    {
        auto const& tr = scene_.tr;
        // A label without a size says nothing about what lies far behind it.
        auto const symbol = scene_.session.symbol(address);
        bool const covered = symbol && (symbol->size != 0 || symbol->offset == 0);
        std::string name = covered ? symbol_text(scene_.session, address) : std::string();
        auto const add = [&name](std::string const& part) {
            name += (name.empty() || part.empty() ? "" : " ") + part;
        };
        add(scene_.session.section(address));
        for (emu::KernelRegion const& region : regions_)
            if (address >= region.start && address < region.end)
                add(region.name);
        if (bytes.count == 0)
            return name + (name.empty() ? "" : " · ") + tr("not mapped");
        uint64_t const rsp = scene_.session.state().gpr[cpu::rsp];
        if (rsp - address < bytes_in_row)
            name = "◀ RSP " + name;
        return name;
    }

    Scene const& scene_;
    std::vector<emu::KernelRegion> regions_;
};

} // namespace

TableSheet memory_sheet(Scene const& scene, emu::KernelStructures const& kernel)
{
    auto const& tr = scene.tr;
    uint64_t const rsp = scene.session.state().gpr[cpu::rsp];
    uint64_t const around = (rsp & ~uint64_t{bytes_in_row - 1}) - rows_above * bytes_in_row;
    uint64_t const first = scene.choices.tables.bytes.value_or(around);
    TableSheet sheet;
    sheet.section = Section::memory;
    sheet.title = tr("Memory");
    sheet.note = tr("written by: U user code · K kernel code · H the hardware");
    sheet.columns = {{tr("address"), 16, true}};
    for (unsigned i = 0; i < bytes_in_row; ++i)
        sheet.columns.push_back({padded((first + i) & 15, 1), 2, true});
    sheet.columns.push_back({tr("letters"), 16, false});
    sheet.columns.push_back({tr("by"), 2, false});
    sheet.columns.push_back({tr("what lies there"), 0, false});
    TableCell address = text_cell(hexadecimal(first), "tables.memory.address");
    address.input = true;
    address.strong = true;
    address.label = scene.choices.tables.bytes ? tr("from") : tr("around RSP, from");
    sheet.rows.push_back(flowing_row("tables.memory.address", {std::move(address)}));
    Rows const rows(scene, kernel.regions(scene.session));
    for (unsigned i = 0; i < scene.room.rows; ++i)
        sheet.rows.push_back(rows.row(first + i * uint64_t{bytes_in_row}));
    return sheet;
}

} // namespace ringside::gui
