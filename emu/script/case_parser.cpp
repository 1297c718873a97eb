// The keys of a case file: which lines belong to which case. What stands before the first `case` of a file
// holds for all its cases. Items are read by case_items.cpp; instructions are assembled later, by
// program.cpp.
#include "emu/script/case_items.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

namespace ringside::emu::script {

namespace {

constexpr unsigned deepest_include = 16;
constexpr std::size_t most_cases = 200'000;
constexpr std::uintmax_t longest_file = 64 << 20;

enum class Key : uint8_t
{
    case_,
    given,
    run,
    bytes,
    then,
    mode,
    cpu,
    points,
    include,
    none,
};
constexpr std::array<std::string_view, 9> key_names = {"case", "given", "run",    "bytes",  "then",
                                                       "mode", "cpu",   "points", "include"};

// A file's text, or why there is none.
std::optional<std::string> text_of(std::string const& path, std::string& reason)
{
    std::error_code error;
    auto const status = std::filesystem::status(path, error);
    if (error || !std::filesystem::exists(status)) {
        reason = "there is no such file";
        return std::nullopt;
    }
    if (!std::filesystem::is_regular_file(status)) {
        reason = "this is no regular file";
        return std::nullopt;
    }
    if (std::filesystem::file_size(path, error) > longest_file) {
        reason = "a case file has at most 64 MiB";
        return std::nullopt;
    }
    std::ifstream stream(path, std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
    if (!stream && !stream.eof()) {
        reason = "it cannot be read";
        return std::nullopt;
    }
    return text;
}

class Parser
{
public:
    explicit Parser(CaseFile& file) : file_(file) {}

    void parse(std::string const& path, std::string_view text, unsigned depth)
    {
        auto const index = static_cast<uint32_t>(file_.files.size());
        file_.files.push_back(path);
        if (text.starts_with("\xef\xbb\xbf"))
            text.remove_prefix(3);
        if (auto const bad = first_bad_byte(text); bad != std::string_view::npos) {
            auto const start =
                text.rfind('\n', bad) == std::string_view::npos ? 0 : text.rfind('\n', bad) + 1;
            Position const at{index,
                              1 + static_cast<uint32_t>(std::count(
                                      text.begin(), text.begin() + static_cast<std::ptrdiff_t>(bad), '\n')),
                              column_of(text.substr(start), bad - start)};
            fail(at, "this byte is not UTF-8 text; save the file as UTF-8");
            return;
        }
        for (uint32_t line = 1; !text.empty() && !file_.problem; ++line) {
            auto const end = std::min(text.find('\n'), text.size());
            auto content = text.substr(0, end);
            if (content.ends_with('\r'))
                content.remove_suffix(1);
            parse_line({index, line, 1}, content, depth);
            text.remove_prefix(std::min(end + 1, text.size()));
        }
    }

    void finish()
    {
        end_section();
        end_case();
    }

private:
    void fail(Position const& at, std::string sentence)
    {
        if (!file_.problem)
            file_.problem = Problem{at, std::move(sentence)};
    }

    Case& target() { return in_case_ ? file_.cases.back() : defaults_; }

    void parse_line(Position at, std::string_view line, unsigned depth)
    {
        auto const content = without_comment(line);
        auto const start = content.find_first_not_of(" \t");
        if (start == std::string_view::npos)
            return;
        auto offset = start;
        if (start == 0) {
            offset = std::min(content.find_first_of(" \t"), content.size());
            begin_key(at, content.substr(0, offset));
        } else if (key_ == Key::none) {
            at.column = column_of(content, start);
            fail(at, "an indented line continues the key above it, and there is none");
        }
        if (file_.problem)
            return;
        note_line(at);
        if (key_ == Key::include) {
            include(at, content, offset, depth);
            return;
        }
        collect(at, content, offset);
    }

    void note_line(Position const& at)
    {
        if (!in_case_ || file_.cases.back().at.file != at.file)
            return;
        file_.cases.back().last_line = at.line;
        if (key_ == Key::then)
            file_.cases.back().then_lines.push_back(at.line);
    }

    void begin_key(Position const& at, std::string_view name)
    {
        end_section();
        auto const found = std::find(key_names.begin(), key_names.end(), name);
        if (found == key_names.end()) {
            fail(at, "unknown key '" + std::string(name) +
                         "'; a line begins with case given run bytes then mode cpu points include, or is "
                         "indented");
            return;
        }
        key_ = static_cast<Key>(found - key_names.begin());
        key_at_ = at;
        if (key_ == Key::case_) {
            end_case();
            begin_case(at);
            return;
        }
        if (!in_case_ && (key_ == Key::run || key_ == Key::bytes || key_ == Key::then)) {
            fail(at, "'" + std::string(name) + "' belongs to a case; begin one with: case NAME");
            return;
        }
        bool const repeatable = key_ == Key::given || key_ == Key::then || key_ == Key::include;
        if (!repeatable && !seen_.insert(key_).second)
            fail(at, "'" + std::string(name) + "' stands twice in this " + (in_case_ ? "case" : "file"));
    }

    void begin_case(Position const& at)
    {
        if (file_.cases.size() >= most_cases) {
            fail(at, "a run has at most " + std::to_string(most_cases) + " cases");
            return;
        }
        in_case_ = true;
        seen_.clear();
        file_.cases.push_back(defaults_);
        file_.cases.back().at = at;
        file_.cases.back().last_line = at.line;
    }

    void end_case()
    {
        if (!in_case_ || file_.problem)
            return;
        auto const& ended = file_.cases.back();
        if (ended.run.empty() && ended.bytes.empty())
            fail(ended.at, "case '" + ended.name + "' has nothing to run; give it 'run' or 'bytes'");
        else if (!ended.run.empty() && !ended.bytes.empty())
            fail(ended.at, "case '" + ended.name + "' has both 'run' and 'bytes'");
    }

    // What a line says after its key. Words are kept until the section ends, since values may go on in the
    // next line.
    void collect(Position at, std::string_view content, std::size_t offset)
    {
        auto const text = trimmed(content.substr(offset));
        at.column = column_of(content, std::min(content.find_first_not_of(" \t", offset), content.size()));
        if (key_ == Key::run) {
            if (!text.empty())
                target().run.push_back({at, std::string(text)});
            return;
        }
        if (key_ == Key::case_) {
            name_case(at, text);
            return;
        }
        uint32_t wrong = 0;
        auto const words = words_of(content, offset, wrong);
        if (!words) {
            at.column = wrong;
            fail(at, "this text between quotes has no end or an unknown escape");
            return;
        }
        for (auto const& word : *words)
            words_.push_back({word.text, {at.file, at.line, word.column}, word.quoted});
    }

    void name_case(Position const& at, std::string_view text)
    {
        auto& named = file_.cases.back();
        if (text.empty()) {
            fail(at, "'case' needs a name");
            return;
        }
        if (!named.name.empty()) {
            fail(at, "the name of a case stands on one line");
            return;
        }
        named.name = text;
        if (!names_.insert(named.name).second)
            fail(at, "there is another case '" + named.name + "'");
    }

    void end_section()
    {
        auto const key = key_;
        key_ = Key::none;
        if (file_.problem)
            return;
        switch (key) {
        case Key::given:
            read_section(Section::given, target().given);
            break;
        case Key::then:
            read_section(Section::then, target().then);
            break;
        case Key::bytes:
            read_bytes();
            break;
        case Key::mode:
            read_mode();
            break;
        case Key::cpu:
            read_cpu();
            break;
        case Key::points:
            read_points();
            break;
        case Key::case_:
            if (file_.cases.back().name.empty())
                fail(key_at_, "'case' needs a name");
            break;
        default:
            break;
        }
        words_.clear();
    }

    void read_section(Section section, std::vector<Item>& items)
    {
        if (auto problem = read_items(words_, section, items))
            file_.problem = std::move(problem);
    }

    void read_bytes()
    {
        target().bytes_at = words_.empty() ? key_at_ : words_.front().at;
        for (auto const& word : words_) {
            auto const bytes = hex_bytes(word.text);
            if (!bytes) {
                fail(word.at, "'" + word.text + "' is no hex; 'bytes' takes pairs of hex digits");
                return;
            }
            target().bytes.insert(target().bytes.end(), bytes->begin(), bytes->end());
        }
        if (target().bytes.size() > 4096)
            fail(key_at_, "a case has at most 4096 bytes of code");
    }

    // The one word of a key, or a problem.
    PlacedWord const* single_word(std::string_view expected)
    {
        if (words_.size() == 1)
            return &words_.front();
        fail(words_.size() > 1 ? words_[1].at : key_at_, std::string(expected));
        return nullptr;
    }

    void read_mode()
    {
        static constexpr std::array<std::string_view, 3> names = {"long", "compat", "protected"};
        auto const* const word = single_word("'mode' takes one of long, compat, protected");
        if (word == nullptr)
            return;
        auto const found = std::find(names.begin(), names.end(), word->text);
        if (found == names.end())
            fail(word->at, "'" + word->text + "' is no mode; there are long, compat, protected");
        else
            target().mode = static_cast<Mode>(found - names.begin());
    }

    void read_cpu()
    {
        for (auto const& word : words_) {
            if (word.text == "vendor=intel")
                target().vendor = cpu::Vendor::intel;
            else if (word.text == "vendor=amd")
                target().vendor = cpu::Vendor::amd;
            else if (word.text != "level=v1")
                fail(word.at, "'" + word.text + "' is no choice; there are vendor=intel vendor=amd level=v1");
        }
        if (words_.empty())
            fail(key_at_, "'cpu' takes vendor=intel|amd or level=v1");
    }

    void read_points()
    {
        auto const* const word = single_word("'points' takes one number");
        if (word == nullptr)
            return;
        auto const number = number_of(word->text, 16);
        if (!number || word->text.starts_with('-'))
            fail(word->at, "'" + word->text + "' is no number of points (0 to 65535)");
        else
            target().points = static_cast<unsigned>(*number);
    }

    // The lines of the other file stand here, as it were.
    void include(Position at, std::string_view content, std::size_t offset, unsigned depth)
    {
        uint32_t wrong = 0;
        auto const words = words_of(content, offset, wrong);
        key_ = Key::none;
        if (!words || words->size() != 1) {
            fail(at, "'include' takes the name of one file");
            return;
        }
        at.column = words->front().column;
        if (depth >= deepest_include) {
            fail(at, "includes go deeper than " + std::to_string(deepest_include) +
                         " files; do two include each other?");
            return;
        }
        auto const name =
            (std::filesystem::path(file_.files[at.file]).parent_path() / words->front().text).string();
        std::string reason;
        auto const text = text_of(name, reason);
        if (!text) {
            fail(at, "cannot include '" + words->front().text + "': " + reason);
            return;
        }
        parse(name, *text, depth + 1);
        end_section();
    }

    CaseFile& file_;
    Case defaults_;
    bool in_case_ = false;
    Key key_ = Key::none;
    Position key_at_{};
    std::set<Key> seen_;
    std::set<std::string> names_;
    std::vector<PlacedWord> words_;
};

} // namespace

CaseFile parse_cases(std::string const& path, std::string_view text)
{
    CaseFile file;
    Parser parser(file);
    parser.parse(path, text, 0);
    parser.finish();
    return file;
}

CaseFile read_case_file(std::string const& path)
{
    std::string reason;
    auto const text = text_of(path, reason);
    if (text)
        return parse_cases(path, *text);
    CaseFile file;
    file.files.push_back(path);
    file.problem = Problem{{0, 1, 1}, "cannot read this file: " + reason};
    return file;
}

} // namespace ringside::emu::script
