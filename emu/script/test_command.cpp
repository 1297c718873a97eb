// `ringside test`: reads every file before it runs any, so that an error in one starts nothing.
#include "emu/command_line/commands.hpp"
#include "emu/script/report.hpp"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <sstream>

namespace ringside::emu {

namespace {

using namespace script;

constexpr int all_passed = 0;
constexpr int some_failed = 1;
constexpr int unusable = 2;

constexpr std::string_view help = R"(Usage: ringside test [OPTION]... FILE|FOLDER...
Runs scripted instruction tests (docs/case_files.md) and reports what passed.

  --format pretty|tap|junit   how to report on standard output (pretty)
  --vendor intel|amd          the processor of cases that name none (intel)
  --coverage                  also list mnemonics and micro-steps without a case
  --help                      this text

A FOLDER stands for all files below it whose names end in .case.
Exit status: 0 all passed, 1 some failed, 2 a file could not be used (nothing ran).
)";

enum class Format : uint8_t
{
    pretty,
    tap,
    junit,
};

struct Request
{
    Format format = Format::pretty;
    cpu::Vendor vendor = cpu::Vendor::intel;
    bool coverage = false;
    bool help = false;
    std::vector<std::string> paths;
};

std::optional<Format> format_named(std::string_view name)
{
    if (name == "pretty")
        return Format::pretty;
    if (name == "tap")
        return Format::tap;
    return name == "junit" ? std::optional(Format::junit) : std::nullopt;
}

// Sets one of the options that have a value; the sentence says what is wrong with it.
std::string set_option(Request& request, std::string const& name, std::string const& value)
{
    if (name == "--format") {
        auto const format = format_named(value);
        if (!format)
            return "unknown format '" + value + "'; there are pretty, tap, junit";
        request.format = *format;
        return "";
    }
    if (value != "intel" && value != "amd")
        return "unknown vendor '" + value + "'; there are intel, amd";
    request.vendor = value == "amd" ? cpu::Vendor::amd : cpu::Vendor::intel;
    return "";
}

// The arguments, or the sentence that says what is wrong with them.
std::variant<Request, std::string> understand(Arguments const& arguments)
{
    Request request;
    bool only_paths = false;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        auto const& word = arguments[i];
        auto const name = word.substr(0, word.find('='));
        if (only_paths || word.empty() || word[0] != '-' || word == "-") {
            request.paths.push_back(word);
        } else if (word == "--") {
            only_paths = true;
        } else if (word == "--help" || word == "-h") {
            request.help = true;
        } else if (word == "--coverage") {
            request.coverage = true;
        } else if (name == "--format" || name == "--vendor") {
            if (name == word && i + 1 == arguments.size())
                return name + " needs a value; ringside test --help lists them";
            auto const value = name == word ? arguments[++i] : word.substr(name.size() + 1);
            if (auto const wrong = set_option(request, name, value); !wrong.empty())
                return wrong;
        } else {
            return "unknown option '" + word + "'; ringside test --help lists them";
        }
    }
    if (request.paths.empty() && !request.help)
        return "test needs a case file or a folder; ringside test --help says more";
    return request;
}

// The files that a path stands for, in the order of their names, or a sentence.
std::variant<std::vector<std::string>, std::string> files_of(std::string const& path)
{
    namespace fs = std::filesystem;
    std::error_code error;
    if (!fs::is_directory(path, error))
        return std::vector{path};
    std::vector<std::string> files;
    for (fs::recursive_directory_iterator it(path, fs::directory_options::skip_permission_denied, error), end;
         !error && it != end; it.increment(error))
        if (it->path().extension() == ".case" && it->is_regular_file(error))
            files.push_back(it->path().string());
    if (error)
        return "cannot read the folder " + path + ": " + error.message();
    if (files.empty())
        return "there is no .case file in the folder " + path;
    std::sort(files.begin(), files.end());
    return files;
}

struct Loaded
{
    CaseFile file;
    std::vector<Program> programs; // one a case
};

// Reads, assembles and sets up everything. False: a problem was told.
bool load(std::string const& path, cpu::Vendor vendor, std::vector<Loaded>& all)
{
    Loaded loaded{read_case_file(path), {}};
    auto const tell = [&loaded](Problem const& problem) {
        std::cerr << loaded.file.place(problem.at) << ": " << problem.sentence << '\n';
        return false;
    };
    if (loaded.file.problem)
        return tell(*loaded.file.problem);
    for (auto const& test : loaded.file.cases) {
        auto program = assemble_program(test);
        if (program.problem)
            return tell(*program.problem);
        auto const machine = prepare(test, program, vendor_of(test, vendor));
        if (auto const* const problem = std::get_if<Problem>(&machine))
            return tell(*problem);
        loaded.programs.push_back(std::move(program));
    }
    all.push_back(std::move(loaded));
    return true;
}

ReportedFile run_file(Loaded const& loaded, cpu::Vendor vendor)
{
    ReportedFile reported{loaded.file.files.front(), {}};
    for (std::size_t i = 0; i < loaded.file.cases.size(); ++i) {
        auto const& test = loaded.file.cases[i];
        reported.cases.push_back({test.name, loaded.file.place(test.at), test.points,
                                  run_case(test, loaded.programs[i], vendor_of(test, vendor))});
    }
    return reported;
}

int say(std::string const& sentence)
{
    std::cerr << "ringside: " << sentence << '\n';
    return unusable;
}

// False: standard output is closed or full.
bool print(Request const& request, Report const& report)
{
    std::ostringstream text;
    switch (request.format) {
    case Format::pretty:
        write_pretty(report, text);
        break;
    case Format::tap:
        write_tap(report, text);
        break;
    case Format::junit:
        write_junit(report, text);
        break;
    }
    // A pretty report ends with its sum, and the other formats belong to programs.
    std::ostringstream coverage;
    if (request.coverage)
        write_coverage(report, coverage);
    if (request.format == Format::pretty)
        std::cout << coverage.str();
    std::cout << text.str() << std::flush;
    if (request.format != Format::pretty)
        std::cerr << coverage.str();
    return static_cast<bool>(std::cout);
}

} // namespace

int test_command(Arguments const& arguments)
{
    auto const understood = understand(arguments);
    if (auto const* const sentence = std::get_if<std::string>(&understood))
        return say(*sentence);
    auto const& request = std::get<Request>(understood);
    if (request.help) {
        std::cout << help << std::flush;
        return all_passed;
    }
    std::vector<Loaded> all;
    bool usable = true;
    for (auto const& path : request.paths) {
        auto const files = files_of(path);
        if (auto const* const sentence = std::get_if<std::string>(&files))
            return say(*sentence);
        for (auto const& file : std::get<std::vector<std::string>>(files))
            usable = load(file, request.vendor, all) && usable;
    }
    if (!usable)
        return unusable;
    Report report;
    for (auto const& loaded : all)
        report.push_back(run_file(loaded, request.vendor));
    auto const sum = totals(report);
    if (sum.passed + sum.failed + sum.skipped == 0)
        return say("there is no case in what was named; a case begins with: case NAME");
    if (!print(request, report))
        return say("cannot write the report to standard output");
    return sum.failed == 0 ? all_passed : some_failed;
}

} // namespace ringside::emu
