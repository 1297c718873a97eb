// Source text, found by the file names that stand in debug information. The kernel, the vDSO and the sample
// programs name their files relative to the source tree, and the binary carries those files, so that their
// lines are there wherever it is started. Other programs name files of the host. Read next: symbols.hpp.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ringside::emu {

// The files of kernel-model/ and programs/ that were compiled into this binary.
class EmbeddedSources
{
public:
    // "kernel-model/entry/syscall.S". Empty if there is none of that name.
    std::string const& text(std::string const& name) const;
    std::vector<std::string> names() const;

private:
    std::map<std::string, std::string> const& files() const;
    mutable std::map<std::string, std::string> files_; // unpacked when first asked for
    mutable bool unpacked_ = false;
};

class Sources
{
public:
    // For one ELF file: `beside` is the folder it was read from, empty where it is part of this binary.
    // `embedded` may be null: then a relative name belongs to somebody else's source tree.
    explicit Sources(std::filesystem::path beside = {}, std::shared_ptr<EmbeddedSources const> embedded = {})
        : beside_(std::move(beside)), embedded_(std::move(embedded))
    {}

    // Line `number`, from 1, with control characters escaped; empty if it cannot be found.
    std::string line(std::string const& name, unsigned number);

private:
    using Lines = std::vector<std::string>;
    Lines const& lines(std::string const& name);
    std::string text(std::filesystem::path const& name) const;

    std::filesystem::path beside_;
    std::shared_ptr<EmbeddedSources const> embedded_;
    std::map<std::string, Lines> known_; // by name; without lines where nothing was found
};

// The name relative to the source tree, whatever a build or a cache of compilations put before it:
// "../../kernel-model/x.cpp" and "./kernel-model/x.cpp" become "kernel-model/x.cpp". Absolute names stay.
std::string source_name(std::string_view in_debug_information);

} // namespace ringside::emu
