// Demangled names of the kernel are long; what a reader needs is class and function.
#include "gui/view/names.hpp"

#include "gui/text/told.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace ringside::gui {

namespace {

constexpr std::array<std::string_view, 2> left_out = {"ringside::kernel::", "(anonymous namespace)::"};

void erase_all(std::string& text, std::string_view part)
{
    for (auto found = text.find(part); found != std::string::npos; found = text.find(part, found))
        text.erase(found, part.size());
}

// One past the parenthesis that closes the one at `begin`, or npos.
std::size_t end_of_group(std::string_view text, std::size_t begin)
{
    int depth = 0;
    for (std::size_t i = begin; i < text.size(); ++i) {
        depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
        if (depth == 0)
            return i + 1;
    }
    return std::string_view::npos;
}

bool ends_a_name(char letter)
{
    return std::isalpha(static_cast<unsigned char>(letter)) != 0 || letter == '_' || letter == '>' ||
           std::isdigit(static_cast<unsigned char>(letter)) != 0;
}

} // namespace

std::string brief(std::string_view text)
{
    constexpr std::string_view call_operator = "operator()";
    std::string name(text);
    for (std::string_view const part : left_out)
        erase_all(name, part);
    std::size_t begin = name.find('(');
    while (begin != std::string::npos) {
        if (std::string_view(name).substr(0, begin + 2).ends_with(call_operator)) {
            begin = name.find('(', begin + 2);
            continue;
        }
        bool const parameters =
            begin > 0 && (ends_a_name(name[begin - 1]) ||
                          std::string_view(name).substr(0, begin).ends_with(call_operator));
        std::size_t const end = end_of_group(name, begin);
        if (parameters && end != std::string::npos) {
            name.erase(begin, end - begin);
            if (name.compare(begin, 6, " const") == 0)
                name.erase(begin, 6);
        } else {
            ++begin;
        }
        begin = name.find('(', begin);
    }
    return name;
}

std::string brief_instruction(std::string_view text)
{
    std::size_t const names = std::min(text.find(" <"), text.size());
    return std::string(text.substr(0, names)) + brief(text.substr(names));
}

std::string brief_meaning(Catalogue const& tr, std::string_view text)
{
    if (text.starts_with("end of ") || text.starts_with("value of "))
        return told(tr, text);
    return text.starts_with("ret ") ? brief(text) : std::string(text);
}

bool is_plumbing(std::string_view kernel_function)
{
    return kernel_function.starts_with("ringside::kernel::Unpack<");
}

} // namespace ringside::gui
