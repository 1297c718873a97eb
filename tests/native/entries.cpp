// Fills a folder and an archive with the same entries.
#include "tests/native/entries.hpp"

#include "tests/support/folders.hpp"

#include <fstream>

namespace ringside::tests {

namespace fs = std::filesystem;

namespace {

// What both sides find in the folder that a guest is started in.
struct Entry
{
    std::string path;
    std::string contents; // of a file, or a link's target
    enum class Kind
    {
        file,
        script,
        folder,
        link,
    } kind;
};

std::vector<Entry> const entries = {
    {"text", "0123456789", Entry::Kind::file}, {"script", "#!/bin/sh\n", Entry::Kind::script},
    {"dir", "", Entry::Kind::folder},          {"dir/a", "", Entry::Kind::file},
    {"dir/b", "", Entry::Kind::file},          {"dir/longer-name", "", Entry::Kind::file},
    {"deep", "", Entry::Kind::folder},         {"deep/link", "../link", Entry::Kind::link},
    {"link", "text", Entry::Kind::link},       {"loop", "loop", Entry::Kind::link},
    {"dangling", "none", Entry::Kind::link},   {"dirlink", "dir", Entry::Kind::link},
    {"up", "dir/../text", Entry::Kind::link},
};

void put_into(fs::path const& folder, Entry const& entry)
{
    fs::path const path = folder / entry.path;
    switch (entry.kind) {
    case Entry::Kind::folder:
        fs::create_directory(path);
        break;
    case Entry::Kind::link:
        fs::create_symlink(entry.contents, path);
        break;
    case Entry::Kind::file:
        std::ofstream(path) << entry.contents;
        break;
    case Entry::Kind::script:
        std::ofstream(path) << entry.contents;
        fs::permissions(path, fs::perms(0755));
        break;
    }
}

void put_into(Archive& archive, Entry const& entry)
{
    std::string const path = "here/" + entry.path;
    switch (entry.kind) {
    case Entry::Kind::folder:
        archive.add_folder(path);
        break;
    case Entry::Kind::link:
        archive.add_link(path, entry.contents);
        break;
    case Entry::Kind::file:
        archive.add_file(path, entry.contents, 0100644);
        break;
    case Entry::Kind::script:
        archive.add_file(path, entry.contents, 0100755);
        break;
    }
}

fs::path guest_program(std::string const& name)
{
    return build_folder() / "tests" / "native" / "guests" / name;
}

} // namespace

Ended run_natively(std::string const& name)
{
    TemporaryFolder const folder;
    fs::path const here = folder.path() / "here";
    fs::create_directory(here);
    fs::permissions(folder.path(), fs::perms(0755)); // as in our archive
    for (Entry const& entry : entries) {
        put_into(here, entry);
    }
    return run({guest_program(name).string(), here.string()});
}

Archive archive_for(std::string const& name)
{
    Archive archive;
    archive.add_folder("here");
    for (Entry const& entry : entries) {
        put_into(archive, entry);
    }
    archive.add_host_file(name, guest_program(name));
    return archive;
}

std::vector<std::string> native_guests()
{
    std::vector<std::string> names;
    for (std::string const subject : {"paths", "reading", "descriptors", "processes", "int80"}) {
        for (std::string const kind : {"glibc", "musl", "i386"}) {
            names.push_back(subject + "_" + kind);
        }
    }
    return names;
}

} // namespace ringside::tests
