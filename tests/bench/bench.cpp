// Guest instructions a second, and the time of a hello: the same files natively, in qemu-x86_64 and in our
// machine. The loops of programs/cost take the number of rounds as their argument. A loop's time is that of
// many rounds less that of one round, in processor time, so that starting (and, with us, booting the kernel)
// counts nowhere but in the hello, which is `ringside run` from start to end.
#include <array>
#include <cstdint>
#include <iomanip>
#include <map>
#include <sstream>

#include <benchmark/benchmark.h>

#include "tests/bench/guest.hpp"
#include "tests/bench/timing.hpp"
#include "tests/support/folders.hpp"

namespace ringside::bench {
namespace {

char const* const rate = "instructions";

enum class Host
{
    ringside,
    qemu,
    native
};

struct Loop
{
    char const* program;
    std::int64_t instructions; // of one round in ring 3, see programs/cost/README.md
    std::int64_t rounds_here;  // so many that it takes about a second in the slowest, and more elsewhere
    std::int64_t rounds_elsewhere;
};

constexpr std::array<Loop, 3> loops = {{
    {"integer_loop", 16, 2'000'000, 100'000'000},
    {"memory_loop", 24, 1'000'000, 50'000'000},
    {"system_call_loop", 4, 50'000, 1'000'000},
}};

std::vector<std::string> command_of(Host host, std::string const& program, std::vector<std::string> arguments)
{
    std::vector<std::string> command;
    if (host == Host::ringside) {
        command = {tests::ringside_binary().string(), "run"};
    } else if (host == Host::qemu) {
        command = {"qemu-x86_64"};
    }
    command.push_back(program);
    command.insert(command.end(), arguments.begin(), arguments.end());
    return command;
}

std::string name_of(Host host)
{
    return host == Host::ringside ? "ringside" : host == Host::qemu ? "qemu-x86_64" : "native";
}

std::string program_of(Loop const& loop)
{
    return tests::sample(std::string("cost/") + loop.program).string();
}

// In our machine: all instructions count, those of the kernel too.
void run_loop_here(benchmark::State& state, Loop const& loop)
{
    double instructions = 0;
    for (auto _ : state) {
        auto const one = run_guest(program_of(loop), {"1"});
        auto const all = run_guest(program_of(loop), {std::to_string(loop.rounds_here + 1)});
        if (!one || !all) {
            state.SkipWithError("did not end well");
            return;
        }
        state.SetIterationTime(all->seconds - one->seconds);
        instructions += static_cast<double>(all->instructions - one->instructions);
    }
    state.counters[rate] = benchmark::Counter(instructions, benchmark::Counter::kIsRate);
}

void run_loop_elsewhere(benchmark::State& state, Host host, Loop const& loop)
{
    std::string const program = program_of(loop);
    std::int64_t const rounds = loop.rounds_elsewhere;
    for (auto _ : state) {
        auto const one = time_of(command_of(host, program, {"1"}));
        auto const all = time_of(command_of(host, program, {std::to_string(rounds + 1)}));
        if (!one || !all) {
            state.SkipWithError("did not end well");
            return;
        }
        state.SetIterationTime(all->processor - one->processor);
    }
    auto const instructions = static_cast<double>(rounds * loop.instructions);
    state.counters[rate] = benchmark::Counter(instructions, benchmark::Counter::kIsRate);
}

void run_hello(benchmark::State& state, Host host)
{
    std::string const program = tests::sample("trap_paths/hello_syscall").string();
    for (auto _ : state) {
        auto const time = time_of(command_of(host, program, {}));
        if (!time) {
            state.SkipWithError("did not end well");
            return;
        }
        state.SetIterationTime(time->seconds);
    }
}

void register_all()
{
    for (Host const host : {Host::ringside, Host::qemu, Host::native}) {
        for (Loop const& loop : loops) {
            auto const run = [host, &loop](benchmark::State& state) {
                host == Host::ringside ? run_loop_here(state, loop) : run_loop_elsewhere(state, host, loop);
            };
            benchmark::RegisterBenchmark((loop.program + ("/" + name_of(host))).c_str(), run)
                ->UseManualTime()
                ->Iterations(1)
                ->Unit(benchmark::kMillisecond);
        }
        auto const run = [host](benchmark::State& state) { run_hello(state, host); };
        benchmark::RegisterBenchmark(("boot_and_hello/" + name_of(host)).c_str(), run)
            ->UseManualTime()
            ->Iterations(10)
            ->Unit(benchmark::kMillisecond);
    }
}

// A line for each program, a column for each host, medians only.
class Table : public benchmark::BenchmarkReporter
{
public:
    bool ReportContext(Context const&) override { return true; }

    void ReportRuns(std::vector<Run> const& runs) override
    {
        for (Run const& run : runs) {
            if (run.error_occurred) {
                cells_[run.run_name.function_name] = run.error_message;
            } else if (run.run_type == Run::RT_Aggregate && run.aggregate_name == "median") {
                auto const counter = run.counters.find(rate);
                cells_[run.run_name.function_name] = counter == run.counters.end()
                                                         ? text(run.GetAdjustedRealTime(), " ms")
                                                         : text(counter->second.value / 1e6, " M/s");
            }
        }
    }

    void Finalize() override
    {
        auto& out = GetOutputStream();
        out << "medians: millions of instructions a second of processor time, ours with those of the kernel; "
               "the hello: milliseconds\n";
        for (char const* const program :
             {"", "integer_loop", "memory_loop", "system_call_loop", "boot_and_hello"}) {
            out << std::left << std::setw(18) << program << std::right;
            for (Host const host : {Host::ringside, Host::qemu, Host::native}) {
                auto const cell = cells_.find(program + ("/" + name_of(host)));
                out << std::setw(18)
                    << (*program == '\0'       ? name_of(host)
                        : cell == cells_.end() ? "-"
                                               : cell->second);
            }
            out << '\n';
        }
    }

private:
    static std::string text(double value, char const* unit)
    {
        std::ostringstream stream;
        stream << std::fixed << std::setprecision(value < 100 ? 2 : 0) << value << unit;
        return stream.str();
    }

    std::map<std::string, std::string> cells_; // "integer_loop/native"
};

} // namespace
} // namespace ringside::bench

// Medians of interleaved repetitions, unless the command line says otherwise (a later option wins).
int main(int argc, char** argv)
{
    std::array<char const*, 4> const defaults = {argv[0], "--benchmark_repetitions=5",
                                                 "--benchmark_enable_random_interleaving=true",
                                                 "--benchmark_report_aggregates_only=true"};
    std::vector<char*> arguments;
    for (char const* const argument : defaults) {
        arguments.push_back(const_cast<char*>(argument));
    }
    arguments.insert(arguments.end(), argv + 1, argv + argc);
    int count = static_cast<int>(arguments.size());
    benchmark::Initialize(&count, arguments.data());
    if (benchmark::ReportUnrecognizedArguments(count, arguments.data())) {
        return 2;
    }
    ringside::bench::register_all();
    ringside::bench::Table table;
    benchmark::RunSpecifiedBenchmarks(&table);
    return 0;
}
