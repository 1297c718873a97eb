// Every short string of the window goes through a catalogue, so that it can be read in another language.
// Use: hold a Catalogue named `tr` and write tr("Registers"); the build collects these strings with xgettext.
// Next: catalogue.cpp (the file format), gui/po (the translations).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ringside::gui {

class Catalogue
{
public:
    Catalogue() = default; // every string as it stands in the source
    // A compiled catalogue (.mo); a bad one is as none.
    explicit Catalogue(std::span<std::byte const> file, std::string_view language = "en");

    // The translation, or the string itself where there is none. Lives as long as the catalogue's file.
    char const* operator()(char const* message) const;
    std::string_view language() const { return language_; } // "en", "zh_CN"
    std::size_t size() const { return count_; }             // how many strings it knows
    std::vector<std::string> messages() const;              // the strings of the sources
    std::string letters() const; // all translations in a row: what a font must have

private:
    std::uint32_t word(std::size_t offset) const;
    char const* string(std::size_t table, std::size_t index) const;
    bool has_string(std::size_t table, std::size_t index) const;

    std::span<std::byte const> file_;
    std::string_view language_ = "en";
    std::size_t count_ = 0;
    std::size_t originals_ = 0;    // where the table of originals starts
    std::size_t translations_ = 0; // where the table of translations starts
};

// The catalogue inside the binary for what LANG says ("zh_CN.UTF-8"): for the whole name, else the language
// alone, else English.
Catalogue catalogue_for(std::string_view language);
std::vector<std::string_view> catalogue_names(); // "en", ...

} // namespace ringside::gui
