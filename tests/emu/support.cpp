// Opening guests for tests. Next: session_travel_test.cpp.
#include "tests/emu/support.hpp"

#include "tests/support/folders.hpp"
#include "tests/support/process.hpp"

#include <cstdio>
#include <cstdlib>
#include <sstream>

namespace ringside::tests {

std::filesystem::path guest(std::string_view name)
{
    return build_folder() / "tests/emu/guests" / name;
}

std::unique_ptr<emu::Session> open_file(std::filesystem::path const& path, emu::Options const& options)
{
    auto session = emu::Session::open(path.string(), options);
    if (!session.ok()) {
        std::fprintf(stderr, "%s\n", session.sentence().c_str());
        std::abort();
    }
    return std::move(session.value());
}

std::unique_ptr<emu::Session> open_sample(std::string_view name, emu::Options const& options)
{
    return open_file(sample(name), options);
}

std::vector<std::string> step_names(emu::Session& session)
{
    std::vector<std::string> names;
    for (auto const& step : session.transition().steps)
        names.emplace_back(cpu::name(step.record.step));
    return names;
}

void run_to_end(emu::Session& session)
{
    while (!session.exit_state().ended)
        session.continue_until({});
}

std::vector<std::string> lines_of(std::string const& text)
{
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}

bool may_trace()
{
    return run({"strace", "-o", "/dev/null", "true"}).status == 0;
}

} // namespace ringside::tests
