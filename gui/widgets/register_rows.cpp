// Next: panels/registers.cpp, which draws the lines.
#include "gui/widgets/register_rows.hpp"

#include <algorithm>

namespace ringside::gui {

namespace {

// Shown also where only changes are.
bool always_matters(RegisterRow const& row)
{
    return row.id == "rip" || row.id == "rsp" || row.id == "cs";
}

// How a group is laid out.
enum class Sharing : uint8_t
{
    none,
    quiet, // rows that say nothing besides their value
    all,
};

bool shares(RegisterRow const& row, Sharing sharing)
{
    return sharing == Sharing::all || (sharing == Sharing::quiet && !row.changed && row.role.empty());
}

struct Shown
{
    std::string const* title;
    std::vector<RegisterRow const*> rows;
    Sharing sharing = Sharing::none;
};

std::vector<Shown> shown_groups(RegistersView const& registers)
{
    std::vector<Shown> groups;
    for (RegisterGroup const& group : registers.groups) {
        Shown shown{&group.title, {}};
        for (RegisterRow const& row : group.rows)
            if (!registers.changed_only || row.changed || always_matters(row))
                shown.rows.push_back(&row);
        if (!shown.rows.empty())
            groups.push_back(std::move(shown));
    }
    return groups;
}

// Two that share stand side by side also if others were between them.
void add_lines(Shown const& group, std::vector<RegisterLine>& lines)
{
    std::vector<RegisterRow const*> sharing;
    for (RegisterRow const* row : group.rows)
        if (shares(*row, group.sharing))
            sharing.push_back(row);
        else
            lines.push_back({{}, row, nullptr, false});
    for (std::size_t i = 0; i < sharing.size(); i += 2)
        lines.push_back({{}, sharing[i], i + 1 < sharing.size() ? sharing[i + 1] : nullptr, true});
}

std::vector<RegisterLine> lines_of(std::vector<Shown> const& groups, bool headings)
{
    std::vector<RegisterLine> lines;
    for (Shown const& group : groups) {
        if (headings)
            lines.push_back({*group.title, nullptr, nullptr, false});
        add_lines(group, lines);
    }
    return lines;
}

} // namespace

std::string register_widget(RegisterRow const& row)
{
    for (char const* const kind : {"xmm", "st"})
        if (row.id.starts_with(kind))
            return std::string("register.") + kind;
    std::string name = row.id == "fcw" || row.id == "fsw" ? "x87" : row.id;
    std::replace(name.begin(), name.end(), ' ', '_');
    return "register." + name;
}

std::vector<RegisterLine> register_lines(RegistersView const& registers, int room)
{
    auto groups = shown_groups(registers);
    auto const most = static_cast<std::size_t>(std::max(room, 0));
    auto lines = lines_of(groups, true);
    if (lines.size() <= most)
        return lines;
    lines = lines_of(groups, false);
    for (Sharing const sharing : {Sharing::quiet, Sharing::all})
        for (auto group = groups.rbegin(); group != groups.rend() && lines.size() > most; ++group) {
            group->sharing = sharing;
            lines = lines_of(groups, false);
        }
    lines.resize(std::min(lines.size(), most));
    return lines;
}

} // namespace ringside::gui
