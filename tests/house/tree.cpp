// Reading and cutting; no rule is here. Next: rules.hpp.
#include "tests/house/tree.hpp"

#include <algorithm>
#include <array>

#include "tests/support/folders.hpp"

namespace ringside::house {

namespace fs = std::filesystem;

namespace {

bool is_left_out(fs::directory_entry const& entry)
{
    std::string const name = entry.path().filename().string();
    bool const is_hidden =
        name.front() == '.' && name != ".ci" && name != ".clang-format" && name != ".clang-tidy";
    return is_hidden || (entry.is_directory() && name == "build");
}

template <std::size_t count>
bool ends_with_any(std::string_view path, std::array<std::string_view, count> const& endings)
{
    return std::any_of(endings.begin(), endings.end(),
                       [path](std::string_view ending) { return path.ends_with(ending); });
}

} // namespace

Tree read_tree(fs::path const& root)
{
    Tree tree;
    for (fs::recursive_directory_iterator entry(root), end; entry != end; ++entry) {
        if (is_left_out(*entry)) {
            entry.disable_recursion_pending();
        } else if (entry->is_regular_file()) {
            std::string const path = fs::relative(entry->path(), root).generic_string();
            tree.push_back({path, path.ends_with(".png") ? "" : tests::read_file(entry->path())});
        }
    }
    std::sort(tree.begin(), tree.end(), [](File const& a, File const& b) { return a.path < b.path; });
    return tree;
}

std::vector<std::string_view> lines_of(std::string_view text)
{
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        auto const end = std::min(text.find('\n'), text.size());
        lines.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::string_view top_folder(std::string_view path)
{
    auto const slash = path.find('/');
    return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

std::string_view folder_of(std::string_view path)
{
    auto const slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

std::string_view file_name(std::string_view path)
{
    auto const slash = path.rfind('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

bool is_source(std::string_view path)
{
    return is_cpp(path) || ends_with_any<4>(path, {".S", ".s", ".inc", ".asm"});
}

bool is_cpp(std::string_view path)
{
    return ends_with_any<4>(path, {".cpp", ".hpp", ".c", ".h"});
}

bool is_script(std::string_view path)
{
    return ends_with_any<4>(path, {".sh", ".awk", ".cmake", "CMakeLists.txt"}) || path == "run" ||
           path == "test" || path == ".ci/run";
}

std::string_view trimmed(std::string_view line)
{
    auto const begin = line.find_first_not_of(" \t\r");
    auto const end = line.find_last_not_of(" \t\r");
    return begin == std::string_view::npos ? std::string_view() : line.substr(begin, end - begin + 1);
}

std::string code_of(std::string_view line)
{
    std::string code;
    char quote = '\0';
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (quote != '\0') {
            i += line[i] == '\\' ? 1 : 0;
            quote = i < line.size() && line[i] == quote && line[i - 1] != '\\' ? '\0' : quote;
            continue;
        }
        if (line.substr(i, 2) == "//" || line.substr(i, 2) == "/*") {
            break;
        }
        bool const is_digit_mark =
            line[i] == '\'' && i > 0 && std::isxdigit(static_cast<unsigned char>(line[i - 1]));
        quote = line[i] == '"' || (line[i] == '\'' && !is_digit_mark) ? line[i] : '\0';
        code += line[i];
    }
    std::string_view const start = trimmed(line);
    return start.starts_with("*") ? std::string() : code;
}

std::string included_by(std::string_view line)
{
    std::string_view rest = trimmed(line);
    if (!rest.starts_with('#')) {
        return "";
    }
    rest = trimmed(rest.substr(1));
    if (!rest.starts_with("include")) {
        return "";
    }
    rest = trimmed(rest.substr(7));
    char const closing = rest.starts_with('<') ? '>' : '"';
    auto const end = rest.find(closing, 1);
    if (end == std::string_view::npos) {
        return "";
    }
    return std::string(closing == '>' ? rest.substr(0, end + 1) : rest.substr(1, end - 1));
}

} // namespace ringside::house
