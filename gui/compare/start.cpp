// Recipes and the thread that follows one. Next: side.cpp.
#include "gui/compare/start.hpp"

#include "emu/compare/paths.hpp"

#include <chrono>

namespace ringside::gui {

namespace {

constexpr auto patience = std::chrono::milliseconds(10); // between two calls to stop

} // namespace

emu::Outcome<Recipe> recipe_for(std::string const& path, std::string const& request, emu::Options like)
{
    auto const program = emu::request_program(path, request);
    if (!program.ok())
        return program.refusal();
    like.arguments.clear();
    like.environment.clear();
    like.files.clear();
    if (auto const vendor = emu::only_vendor(path))
        like.model.vendor = *vendor;
    Recipe recipe;
    recipe.path = path;
    recipe.open = [program = program.value(), like](emu::History history) {
        auto options = like;
        options.history = history;
        return emu::Session::open(std::string(program.name), program.file, options);
    };
    return recipe;
}

Recipe recipe_for_file(std::string const& file, emu::Options like)
{
    like.arguments.clear(); // they are the other program's
    Recipe recipe;
    recipe.file = file;
    recipe.open = [file, like](emu::History history) {
        auto options = like;
        options.history = history;
        return emu::Session::open(file, options);
    };
    return recipe;
}

Recipe recipe_for(std::shared_ptr<emu::Session> session, uint64_t trap)
{
    Recipe recipe;
    recipe.open = [session](emu::History history) { return session->open_again(history); };
    recipe.trap = trap;
    recipe.session = std::move(session);
    return recipe;
}

Start::Start(Recipe recipe) : path_(recipe.path), file_(recipe.file)
{
    future_ = std::async(std::launch::async,
                         [recipe = std::move(recipe), work = work_] { return run(recipe, *work); });
}

Start::~Start()
{
    while (future_.valid() && future_.wait_for(patience) != std::future_status::ready) {
        std::lock_guard const lock(work_->mutex);
        work_->called_off = true;
        if (work_->session != nullptr)
            work_->session->interrupt();
    }
}

emu::Outcome<Started> Start::run(Recipe const& recipe, Work& work)
{
    auto const measured = recipe.open(emu::History::none);
    if (!measured.ok())
        return measured.refusal();
    auto const announce = [&](emu::Session* session) {
        std::lock_guard const lock(work.mutex);
        work.session = work.called_off ? nullptr : session;
        return !work.called_off;
    };
    if (!announce(measured.value().get()))
        return emu::Refusal{"called off"};
    auto ledger = emu::keep_ledger(*measured.value(), recipe.trap);
    announce(nullptr);
    if (!ledger.ok())
        return ledger.refusal();
    auto const& way = ledger.value().measured.path;
    if (!recipe.path.empty() && way != recipe.path)
        return emu::Refusal{"the request of " + ledger.value().measured.program + " went by " + way +
                            " here, not by " + recipe.path};
    Started started{recipe.session, std::move(ledger.value()), !recipe.path.empty()};
    if (started.session == nullptr) {
        auto session = recipe.open(emu::History::keep);
        if (!session.ok())
            return session.refusal();
        started.session = std::move(session.value());
    }
    return started;
}

std::optional<emu::Outcome<Started>> Start::result(std::chrono::milliseconds wait)
{
    if (!future_.valid() || future_.wait_for(wait) != std::future_status::ready)
        return {};
    return future_.get();
}

} // namespace ringside::gui
