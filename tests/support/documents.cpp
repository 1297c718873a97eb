// Just as much of Markdown as our documents use.
#include "tests/support/documents.hpp"

#include "tests/support/folders.hpp"

#include <sstream>

namespace ringside::tests {

namespace {

std::string trimmed(std::string const& text)
{
    auto const begin = text.find_first_not_of(' ');
    return begin == std::string::npos ? "" : text.substr(begin, text.find_last_not_of(' ') + 1 - begin);
}

std::vector<std::string> cells_of(std::string const& line)
{
    std::istringstream stream(line.substr(1));
    std::vector<std::string> cells;
    for (std::string cell; std::getline(stream, cell, '|');)
        cells.push_back(trimmed(cell));
    return cells;
}

} // namespace

std::string section_of(std::string_view document, std::string_view title)
{
    std::string const text = "\n" + read_file(source_folder() / document);
    std::string const heading = "\n## " + std::string(title) + "\n";
    auto const begin = text.find(heading);
    if (begin == std::string::npos)
        return {};
    auto const end = text.find("\n## ", begin + heading.size() - 1);
    return text.substr(begin + heading.size(), end == std::string::npos ? end : end - begin - heading.size());
}

std::vector<std::vector<std::string>> table_rows(std::string_view text)
{
    std::vector<std::vector<std::string>> rows;
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with("| "))
            rows.push_back(cells_of(line));
    return rows;
}

std::vector<std::string> words_in_code(std::string_view text)
{
    std::vector<std::string> words;
    for (auto begin = text.find('`'); begin != text.npos; begin = text.find('`', begin)) {
        auto const end = text.find('`', begin + 1);
        if (end == text.npos)
            break;
        std::istringstream stream{std::string(text.substr(begin + 1, end - begin - 1))};
        for (std::string word; stream >> word;)
            words.push_back(word);
        begin = end + 1;
    }
    return words;
}

} // namespace ringside::tests
