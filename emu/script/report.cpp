// Names and sentences come from files that anybody may have written: each format escapes what it must.
#include "emu/script/report.hpp"

#include "cpu/instructions/form.hpp"

#include <algorithm>

namespace ringside::emu::script {

namespace {

using Status = CaseResult::Status;

std::string xml(std::string_view text)
{
    std::string escaped;
    for (char const letter : text) {
        switch (letter) {
        case '&':
            escaped += "&amp;";
            break;
        case '<':
            escaped += "&lt;";
            break;
        case '>':
            escaped += "&gt;";
            break;
        case '"':
            escaped += "&quot;";
            break;
        default:
            escaped += static_cast<unsigned char>(letter) < 0x20 ? ' ' : letter;
        }
    }
    return escaped;
}

// In TAP a '#' begins a directive.
std::string tap(std::string_view text)
{
    std::string escaped;
    for (char const letter : text) {
        if (letter == '#' || letter == '\\')
            escaped += '\\';
        escaped += letter;
    }
    return escaped;
}

std::string yaml(std::string_view text)
{
    std::string escaped = "\"";
    for (char const letter : text) {
        if (letter == '"' || letter == '\\')
            escaped += '\\';
        escaped += letter;
    }
    return escaped + "\"";
}

std::string joined(std::vector<std::string> const& sentences)
{
    std::string text;
    for (auto const& sentence : sentences)
        text += (text.empty() ? "" : "; ") + sentence;
    return text;
}

Totals totals_of(ReportedFile const& file)
{
    Totals sum;
    for (auto const& test : file.cases) {
        sum.passed += test.result.status == Status::passed;
        sum.failed += test.result.status == Status::failed;
        sum.skipped += test.result.status == Status::skipped;
    }
    return sum;
}

// Words in lines of at most 100 characters, indented.
void write_words(std::vector<std::string_view> const& words, std::ostream& out)
{
    std::size_t column = 0;
    for (auto const word : words) {
        if (column == 0 || column + word.size() + 1 > 100) {
            out << (column == 0 ? "  " : "\n  ");
            column = 2;
        }
        out << word << ' ';
        column += word.size() + 1;
    }
    if (column != 0)
        out << '\n';
}

} // namespace

Totals totals(Report const& report)
{
    Totals sum;
    for (auto const& file : report) {
        auto const one = totals_of(file);
        sum.passed += one.passed;
        sum.failed += one.failed;
        sum.skipped += one.skipped;
    }
    return sum;
}

void write_pretty(Report const& report, std::ostream& out)
{
    for (auto const& file : report) {
        auto const sum = totals_of(file);
        out << (sum.failed != 0 ? "FAIL " : "ok   ") << file.path << ": " << sum.passed << " of "
            << file.cases.size() << " passed\n";
        for (auto const& test : file.cases) {
            if (test.result.status == Status::passed)
                continue;
            out << "  " << (test.result.status == Status::failed ? "failed " : "skipped ") << test.name
                << " (" << test.place << ")\n";
            for (auto const& sentence : test.result.complaints)
                out << "    " << sentence << '\n';
        }
    }
    auto const sum = totals(report);
    out << sum.passed << " passed, " << sum.failed << " failed, " << sum.skipped << " skipped\n";
}

void write_tap(Report const& report, std::ostream& out)
{
    auto const sum = totals(report);
    out << "TAP version 13\n1.." << sum.passed + sum.failed + sum.skipped << '\n';
    unsigned number = 0;
    for (auto const& file : report)
        for (auto const& test : file.cases) {
            bool const failed = test.result.status == Status::failed;
            out << (failed ? "not ok " : "ok ") << ++number << " - " << tap(test.name);
            if (test.result.status == Status::skipped)
                out << " # SKIP " << joined(test.result.complaints);
            out << '\n';
            if (!failed)
                continue;
            out << "  ---\n  at: " << yaml(test.place)
                << "\n  message: " << yaml(joined(test.result.complaints)) << "\n  ...\n";
        }
}

void write_junit(Report const& report, std::ostream& out)
{
    auto const sum = totals(report);
    out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites tests=\""
        << sum.passed + sum.failed + sum.skipped << "\" failures=\"" << sum.failed << "\" skipped=\""
        << sum.skipped << "\">\n";
    for (auto const& file : report) {
        auto const one = totals_of(file);
        out << "  <testsuite name=\"" << xml(file.path) << "\" tests=\"" << file.cases.size()
            << "\" failures=\"" << one.failed << "\" errors=\"0\" skipped=\"" << one.skipped << "\">\n";
        for (auto const& test : file.cases) {
            out << "    <testcase classname=\"" << xml(file.path) << "\" name=\"" << xml(test.name) << "\"";
            if (test.result.status == Status::passed) {
                out << "/>\n";
                continue;
            }
            auto const text = xml(joined(test.result.complaints));
            if (test.result.status == Status::skipped)
                out << "><skipped message=\"" << text << "\"/></testcase>\n";
            else
                out << "><failure message=\"" << text << "\">" << xml(test.place)
                    << "</failure></testcase>\n";
        }
        out << "  </testsuite>\n";
    }
    out << "</testsuites>\n";
}

void write_coverage(Report const& report, std::ostream& out)
{
    std::set<uint16_t> forms;
    std::set<cpu::Step> steps;
    for (auto const& file : report)
        for (auto const& test : file.cases) {
            forms.insert(test.result.forms.begin(), test.result.forms.end());
            steps.insert(test.result.steps.begin(), test.result.steps.end());
        }
    std::set<std::string_view> covered;
    std::set<std::string_view> all;
    auto const catalogue = cpu::catalogue();
    for (uint16_t index = 0; index < catalogue.size(); ++index) {
        all.insert(catalogue[index].mnemonic);
        if (forms.contains(index))
            covered.insert(catalogue[index].mnemonic);
    }
    std::vector<std::string_view> missing;
    std::set_difference(all.begin(), all.end(), covered.begin(), covered.end(), std::back_inserter(missing));
    out << "mnemonics with a case: " << covered.size() << " of " << all.size() << '\n';
    if (!missing.empty())
        out << "without a case:\n";
    write_words(missing, out);
    missing.clear();
    auto const count = static_cast<unsigned>(cpu::Step::count_);
    for (unsigned step = 0; step < count; ++step)
        if (!steps.contains(static_cast<cpu::Step>(step)))
            missing.push_back(cpu::name(static_cast<cpu::Step>(step)));
    out << "micro-steps with a case: " << steps.size() << " of " << count << '\n';
    if (!missing.empty())
        out << "without a case:\n";
    write_words(missing, out);
}

} // namespace ringside::emu::script
