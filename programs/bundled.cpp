// Reads the table of bundled_files.S.
#include "programs/bundled.hpp"

#include <string>

namespace ringside {

namespace {

struct TableRow
{
    char const* name;
    char const* room;
    std::byte const* begin;
    std::byte const* end;
};

extern "C" TableRow const ringside_bundled_table[];

} // namespace

std::vector<BundledProgram> bundled_programs()
{
    std::vector<BundledProgram> programs;
    for (TableRow const* row = ringside_bundled_table; row->name != nullptr; ++row) {
        programs.push_back({row->name, row->room, {row->begin, row->end}});
    }
    return programs;
}

BundledProgram find_bundled(std::string_view name)
{
    for (BundledProgram const& program : bundled_programs()) {
        if (program.name == name) {
            return program;
        }
    }
    return {};
}

BundledProgram find_request_program(std::string_view path, std::string_view request)
{
    BundledProgram const program = find_bundled(std::string(request) + "_" + std::string(path));
    return program.file.empty() ? find_bundled("trap_" + std::string(path)) : program;
}

} // namespace ringside
