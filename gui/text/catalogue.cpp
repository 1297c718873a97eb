// Reads compiled catalogues: GNU gettext manual, "The Format of GNU MO Files". They lie in the binary itself
// (the build puts them there, see CMakeLists.txt), so nothing has to be installed and the locale of the host
// is not asked.
#include "gui/text/catalogue.hpp"

#include <cstring>
#include <string>

// One entry for each catalogue, written by the build into catalogues.S; the last one has no name.
struct EmbeddedCatalogue
{
    char const* name;
    std::byte const* begin;
    std::byte const* end;
};
extern "C" EmbeddedCatalogue const ringside_catalogues[];

namespace ringside::gui {

namespace {

constexpr std::uint32_t magic = 0x950412de;
constexpr std::size_t header_size = 28;

Catalogue embedded(std::string_view name)
{
    for (EmbeddedCatalogue const* entry = ringside_catalogues; entry->name != nullptr; ++entry) {
        if (name == entry->name) {
            return Catalogue(std::span(entry->begin, entry->end), entry->name);
        }
    }
    return {};
}

// One catalogue serves a language without a region, and the regions that write as its own does.
std::string_view region_of(std::string_view language)
{
    if (language == "zh" || language == "zh_SG" || language == "zh_Hans")
        return "zh_CN";
    return language;
}

} // namespace

Catalogue::Catalogue(std::span<std::byte const> file, std::string_view language)
    : file_(file), language_(language)
{
    // Revision 0, in the byte order of this machine; its tables and strings must lie inside the file.
    if (file.size() < header_size || word(0) != magic || word(4) != 0) {
        return;
    }
    std::size_t const count = word(8);
    originals_ = word(12);
    translations_ = word(16);
    for (std::size_t const table : {originals_, translations_}) {
        if (table > file.size() || (file.size() - table) / 8 < count) {
            return;
        }
        for (std::size_t index = 0; index < count; ++index) {
            if (!has_string(table, index)) {
                return;
            }
        }
    }
    count_ = count;
}

std::uint32_t Catalogue::word(std::size_t offset) const
{
    std::uint32_t value = 0;
    std::memcpy(&value, file_.data() + offset, sizeof value);
    return value;
}

// An entry of a table is length and offset; a zero byte follows the string.
bool Catalogue::has_string(std::size_t table, std::size_t index) const
{
    std::size_t const length = word(table + 8 * index);
    std::size_t const offset = word(table + 8 * index + 4);
    return offset < file_.size() && length < file_.size() - offset && file_[offset + length] == std::byte{0};
}

char const* Catalogue::string(std::size_t table, std::size_t index) const
{
    return reinterpret_cast<char const*>(file_.data() + word(table + 8 * index + 4));
}

std::vector<std::string> Catalogue::messages() const
{
    std::vector<std::string> all;
    for (std::size_t index = 0; index < count_; ++index)
        all.emplace_back(string(originals_, index));
    return all;
}

std::string Catalogue::letters() const
{
    std::string all;
    for (std::size_t index = 0; index < count_; ++index)
        all += string(translations_, index);
    return all;
}

// The originals are sorted. An empty message is the catalogue's own header and no string of the window.
char const* Catalogue::operator()(char const* message) const
{
    std::size_t low = 0;
    std::size_t high = *message == '\0' ? 0 : count_;
    while (low < high) {
        std::size_t const middle = low + (high - low) / 2;
        int const order = std::strcmp(message, string(originals_, middle));
        if (order == 0) {
            return string(translations_, middle);
        }
        order < 0 ? high = middle : low = middle + 1;
    }
    return message;
}

Catalogue catalogue_for(std::string_view language)
{
    std::string_view const whole = language.substr(0, language.find_first_of(".@"));
    std::string_view const alone = whole.substr(0, whole.find('_'));
    for (std::string_view const name : {region_of(whole), alone}) {
        if (Catalogue const catalogue = embedded(name); catalogue.size() > 0) {
            return catalogue;
        }
    }
    return embedded("en");
}

std::vector<std::string_view> catalogue_names()
{
    std::vector<std::string_view> names;
    for (EmbeddedCatalogue const* entry = ringside_catalogues; entry->name != nullptr; ++entry) {
        names.emplace_back(entry->name);
    }
    return names;
}

} // namespace ringside::gui
