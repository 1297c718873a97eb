// Empty lines within a transcript are part of it; those at its end are the document's own.
#include "tests/support/transcripts.hpp"

#include "tests/support/folders.hpp"
#include "tests/support/process.hpp"

#include <sstream>

namespace ringside::tests {

namespace {

constexpr std::string_view indent = "    ";
constexpr std::string_view shell_prompt = "    $ ringside ";
constexpr std::string_view typing_prompt = "    (ringside) ";

std::vector<std::string> words_of(std::string const& line)
{
    std::istringstream stream(line);
    std::vector<std::string> words;
    for (std::string word; stream >> word;)
        words.push_back(word);
    return words;
}

std::string without_last_empty_lines(std::string text)
{
    while (text.ends_with("\n\n"))
        text.pop_back();
    return text;
}

} // namespace

std::vector<Transcript> transcripts_of(std::string_view document)
{
    std::vector<Transcript> all;
    std::istringstream lines{std::string(document)};
    std::string empty_lines;
    bool within = false;
    for (std::string line; std::getline(lines, line);) {
        if (line.empty()) {
            empty_lines += "\n";
            continue;
        }
        bool const begins = line.starts_with(shell_prompt);
        within = begins || (within && line.starts_with(indent));
        if (begins)
            all.push_back({words_of(line.substr(shell_prompt.size())), "", ""});
        else if (within && line.starts_with(typing_prompt))
            all.back().typed += line.substr(typing_prompt.size()) + "\n";
        else if (within)
            all.back().printed += empty_lines + line.substr(indent.size()) + "\n";
        empty_lines.clear();
    }
    return all;
}

std::string repeated(Transcript const& transcript)
{
    Command command;
    command.arguments = transcript.words;
    command.arguments.insert(command.arguments.begin(), ringside_binary().string());
    command.input = transcript.typed;
    command.environment = {{"COLUMNS", "80"}};
    command.folder = source_folder().string();
    auto const ended = run(command);
    return without_last_empty_lines(ended.output + ended.errors);
}

} // namespace ringside::tests
