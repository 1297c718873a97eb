// Starting a machine of the comparison. It is opened twice: once to measure its request and keep the ledger,
// once more to be stepped through. That runs aside, in a thread of its own, and can be called off. Read next:
// start.cpp, side.hpp.
#pragma once

#include "emu/compare/ledger.hpp"
#include "emu/session.hpp"

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace ringside::gui {

// How to open a machine, and which of its requests is meant.
struct Recipe
{
    using Open = std::function<emu::Outcome<std::unique_ptr<emu::Session>>(emu::History)>;
    std::string path; // as it was asked for; empty: whichever the program takes
    std::string file; // that was asked for
    Open open;
    uint64_t trap = 0; // of the request; 0: the marked one
    // A session that stands in the run already, if it is to be one of the machines.
    std::shared_ptr<emu::Session> session;
};

// A bundled program. `like`: the options of the machine beside it, of which it takes the model and the
// memory.
emu::Outcome<Recipe> recipe_for(std::string const& path, std::string const& request, emu::Options like);
// A program of one's own: the request between its marks, else its first one.
Recipe recipe_for_file(std::string const& file, emu::Options like);
// The program that a session runs, and its N-th system call.
Recipe recipe_for(std::shared_ptr<emu::Session> session, uint64_t trap);

struct Started
{
    std::shared_ptr<emu::Session> session;
    emu::Ledger ledger;
    bool bundled = false;
};

class Start
{
public:
    explicit Start(Recipe recipe);
    ~Start(); // calls it off
    Start(Start const&) = delete;
    Start& operator=(Start const&) = delete;

    std::string const& path() const { return path_; }
    std::string const& file() const { return file_; }
    // The machine, as soon as it is there; waits at most so long.
    std::optional<emu::Outcome<Started>> result(std::chrono::milliseconds wait);

private:
    // The session that the thread is working with, so that it can be interrupted.
    struct Work
    {
        std::mutex mutex;
        emu::Session* session = nullptr;
        bool called_off = false;
    };
    static emu::Outcome<Started> run(Recipe const& recipe, Work& work);

    std::string path_;
    std::string file_;
    std::shared_ptr<Work> work_ = std::make_shared<Work>();
    std::future<emu::Outcome<Started>> future_;
};

} // namespace ringside::gui
